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

FORMS: Mapping[str, str] = {
    "beir": "a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv",
    "squad": "a JSON file of data, paragraphs and qas",
    "multihop-rag": "a folder with articles.jsonl or corpus.json, and queries.jsonl or MultiHopRAG.json",
    "mtrag": "a folder with passages.jsonl and tasks.jsonl",
    "jsonl": "a file with a question a line, as `generate` writes them",
    "csv": "a table with a heading, and a column of questions",
    "feedback": "the file feedback.jsonl in the data folder of the assistant",
}
"""What each of them takes."""


def bring(
    kind: str,
    path: Path,
    out: Path,
    *,
    corpus: Path | None = None,
    tell: Callable[[str], None] = lambda note: None,
) -> Dataset:
    """Reads `path` and writes articles and cases into `out`.

    Args:
        corpus: the articles that the questions are about, for kinds that bring none of their own.
        tell: called with what was left out or taken for something.

    Raises:
        UsageError: the kind is unknown, the files are not in its form, or the articles are missing.
    """
    if kind not in KINDS:
        raise UsageError(f"There is no importer for {kind!r}", f"Kinds are: {', '.join(KINDS)}")
    try:
        source = KINDS[kind](path)
    except (KeyError, TypeError, AttributeError) as error:
        missing = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise UsageError(
            f"{path} does not look like {kind}: {missing}", f"It has to be {FORMS[kind]}"
        ) from error
    if not source.cases:
        raise UsageError(f"There are no questions in {path}", f"It has to be {FORMS[kind]}")
    if not source.articles and corpus is None:
        raise UsageError(f"A {kind} file brings no articles", "Say where they lie with --corpus")
    for note in source.notes:
        tell(note)
    return source.write(out.name, out, corpus=None if source.articles else corpus)
