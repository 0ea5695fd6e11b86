"""`import`: questions from elsewhere become a folder that `run` and `retrieve` take by its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.errors import UsageError
from eval.dataset import Dataset
from eval.sets import mtrag, multihop_rag, squad, tables
from eval.sets.source import Source

KINDS: Mapping[str, Callable[[Path], Source]] = {
    "beir": tables.read_beir,
    "squad": squad.read,
    "multihop-rag": multihop_rag.read,
    "mtrag": mtrag.read,
    "jsonl": tables.read_jsonl,
    "csv": tables.read_csv,
    "feedback": tables.read_feedback,
}
"""Readers by the kind of what is imported."""


def bring(kind: str, path: Path, out: Path, *, corpus: Path | None = None) -> Dataset:
    """Reads `path` and writes articles and cases into `out`.

    Args:
        corpus: the articles that the questions are about, for kinds that bring none of their own.

    Raises:
        UsageError: the kind is unknown, the files are not in its form, or the articles are missing.
    """
    if kind not in KINDS:
        raise UsageError(f"There is no importer for {kind!r}", f"Kinds are: {', '.join(KINDS)}")
    source = KINDS[kind](path)
    if not source.cases:
        raise UsageError(f"There are no questions in {path}", "Check the file and the kind")
    if not source.articles and corpus is None:
        raise UsageError(f"A {kind} file brings no articles", "Say where they lie with --corpus")
    return source.write(out.name, out, corpus=None if source.articles else corpus)
