"""The fast embedder beside MiniLM: how much sooner an index stands, and what that costs in what is found, set by set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from assistant.settings import Values
from assistant.types import SyncProgress, SyncReport
from eval import sets, tasks
from eval.dataset import Dataset
from eval.gate import compared
from eval.rows import Row
from eval.runner import Runner
from eval.statistics import Comparison
from eval.subject import opened

RANKED = ("xquad", "chunking", "mtrag", "clapnq", "2wiki", sets.MULTIHOP)
"""The public sets whose questions say where their evidence stands."""


class Beside(NamedTuple):
    """One set under both embedders: its main metric, and the seconds from its articles to an index that answers."""

    name: str
    chunks: int
    seconds: float
    fast_seconds: float
    found: Comparison


class _Ranked(NamedTuple):
    rows: Sequence[Row]
    report: SyncReport


def beside(data: Path | None, work: Path, *, limit: int | None = None) -> Iterator[Beside]:
    """The sample corpus, and every public set where `data` has them; each indexed anew under both, in turn."""
    for name in (sets.SAMPLE, *(RANKED if data else ())):
        with TemporaryDirectory(dir=work) as scratch:
            dataset = sets.dataset(name, data=data, work=Path(scratch)).subset(limit=limit, seed=0, only=())
            dataset = replace(dataset, cases=tuple(case for case in dataset.cases if case.evidence))
            fast = _ranked(dataset, Values(embedder="fast"), Path(scratch))
            local = _ranked(dataset, Values(), Path(scratch))
        chunks = local.report.embedded + local.report.reused
        yield Beside(name, chunks, local.report.seconds, fast.report.seconds, _compared(dataset, local, fast))


def _ranked(dataset: Dataset, values: Values, work: Path) -> _Ranked:
    reports: list[SyncReport] = []

    def watch(event: SyncProgress) -> None:
        if event.report is not None:
            reports.append(event.report)

    with opened(dataset, values, work, progress=watch) as subject:
        return _Ranked(list(Runner(subject, tasks.rank).rows(dataset.cases)), reports[-1])


def _compared(dataset: Dataset, local: _Ranked, fast: _Ranked) -> Comparison:
    """By the first of the set's headline metrics that ranking alone gives."""
    metric = next(name for name in dataset.headline if any(name in row.metrics for row in local.rows))
    other = {row.id: row for row in fast.rows}
    found = compared(metric, [(row, other[row.id]) for row in local.rows], 0)
    assert found is not None, f"no question of {dataset.name} has {metric}"
    return found
