"""The sets that `run` and `retrieve` know by name, and how a name or a path becomes a dataset."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs

from assistant import app, settings
from assistant.errors import UsageError
from eval.dataset import Dataset, load
from eval.sets import chunking, clapnq, mtrag, multihop_rag, squad, summedits, two_wiki, wice
from eval.sets.source import ARTICLES, CASES, SET, Source

MULTIHOP = "multihop-rag"
SETS: Mapping[str, Callable[[Path], Source]] = {
    "xquad": squad.read,
    "chunking": chunking.read,
    "mtrag": mtrag.read,
    "clapnq": clapnq.read,
    "2wiki": two_wiki.read,
    MULTIHOP: multihop_rag.read,
    "wice": wice.read,
    "summedits": summedits.read,
}
"""Readers of the public sets, each given the set's folder."""

SAMPLE = "sample"
NAMES = (SAMPLE, *SETS)
GOLD = Path(__file__).parents[1] / "gold"
DATA_VARIABLE = "ASSISTANT_EVAL_DATA"
SAMPLE_HEADLINE = ("correct", "citation precision", "citation recall", "hit@1", "recall@5", "chars_recall@5")


def work_folder(work: Path | None = None) -> Path:
    """Where prepared sets and their indexes are kept between runs."""
    return work or Path(platformdirs.user_cache_dir("corpus-assistant")) / "eval"


def data_folder(data: Path | None = None) -> Path | None:
    """Where the public sets lie: what was asked for, else the environment's."""
    found = data or os.environ.get(DATA_VARIABLE)
    return Path(found) if found else None


def dataset(
    name: str, *, data: Path | None = None, work: Path | None = None, corpus: Path | None = None
) -> Dataset:
    """The dataset called `name`, or at that path: a JSONL file of cases, or a folder that `import` wrote.

    Args:
        data: folder of the public sets.
        work: folder for what has to be prepared.
        corpus: folder of the articles that a JSONL file is about, unless they lie beside it in `articles/`.

    Raises:
        UsageError: there is no such set, or its files are not there.
    """
    if name == SAMPLE:
        return Dataset(
            SAMPLE,
            load(GOLD / "sample.jsonl"),
            app.corpus_folder(settings.load(environ={}).values),
            SAMPLE_HEADLINE,
        )
    if name in SETS:
        return _public(name, data_folder(data), work_folder(work))
    path = Path(name)
    if not path.exists():
        raise UsageError(
            f"There is no set called {name!r}", f"Known sets: {', '.join(NAMES)}; or give a path"
        )
    return _own(path, corpus)


def asked(name: str, *, data: Path | None = None, work: Path | None = None) -> Dataset:
    """The same, with the questions to which no right answer is known."""
    found, folder = dataset(name, data=data, work=work), data_folder(data)
    others = multihop_rag.unmatched(folder / name) if name == MULTIHOP and folder else ()
    return replace(found, cases=(*found.cases, *others))


def _public(name: str, data: Path | None, work: Path) -> Dataset:
    if data is None:
        raise UsageError(f"The set {name!r} is not part of this package", f"Set --data or {DATA_VARIABLE}")
    if not (data / name).is_dir():
        raise UsageError(
            f"There is no folder {data / name}", f"Set --data or {DATA_VARIABLE} to where the sets lie"
        )
    return SETS[name](data / name).write(name, work / name)


def _own(path: Path, corpus: Path | None) -> Dataset:
    """A JSONL file, or a folder as `Source.write` leaves it."""
    cases = path / CASES if path.is_dir() else path
    stated = _stated(cases.parent / SET)
    articles = corpus or Path(stated.get("articles") or cases.parent / ARTICLES)
    if not articles.is_dir():
        raise UsageError(f"There are no articles in {articles}", "Say where they lie with --corpus")
    return Dataset(
        path.resolve().stem,
        load(cases),
        articles,
        tuple(stated.get("headline") or SAMPLE_HEADLINE),
        bool(stated.get("long_answers")),
        stated.get("chunk_tokens"),
    )


def _stated(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found
