"""What each part of retrieval is worth: the same questions without it, over several sets, by paired statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from eval import tasks
from eval.gate import compared
from eval.rendering import number, signed, table
from eval.rows import Row
from eval.runner import Runner
from eval.statistics import Comparison, holm
from eval.subject import Subject

DEEPER = "recall@10"
"""What the first places cannot show: parts that bring in what a question asks for besides."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """One set: one metric with every part in force, and for each part left out how much is lost.

    A comparison is named by its part; `difference` is without the part minus with it.
    """

    dataset: str
    metric: str
    value: float
    questions: int
    comparisons: Sequence[Comparison]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "comparisons": [asdict(c) for c in self.comparisons]}


def ablated(
    subject: Subject, parts: Sequence[str], *, seed: int = 0, tick: Callable[[Row], None] = lambda row: None
) -> list[Ablation]:
    """Asks every question once with all parts and once without each; the main metric of the set, and `DEEPER`.

    Holm's adjustment is over the parts.
    """
    whole = ranked(subject, tick)
    less = {part: paired(whole, ranked(subject.without(part), tick)) for part in parts}
    metrics = (main_metric(subject, whole), DEEPER)
    return [_ablation(subject.dataset.name, metric, whole, less, seed) for metric in metrics]


def _ablation(
    dataset: str, metric: str, whole: Sequence[Row], less: Mapping[str, Sequence[tuple[Row, Row]]], seed: int
) -> Ablation:
    found = [
        replace(comparison, metric=part)
        for part, pairs in less.items()
        if (comparison := compared(metric, pairs, seed))
    ]
    values = [value for row in whole if (value := row.metrics.get(metric)) is not None]
    return Ablation(dataset, metric, sum(values) / len(values), len(whole), holm(found))


def shown(ablations: Sequence[Ablation]) -> str:
    """A line a part, a column a set: what leaving the part out adds to the metric, with its 95 % interval. `DEEPER` has a table of its own.

    A star marks what the questions show (p under .05 after Holm's adjustment), a dot that no question changes.
    """
    tables = [[a for a in ablations if (a.metric == DEEPER) == deeper] for deeper in (False, True)]
    return "\n\n".join(_table(some) for some in tables if some)


def _table(ablations: Sequence[Ablation]) -> str:
    parts = list(dict.fromkeys(c.metric for found in ablations for c in found.comparisons))
    header = ("without", *(f"{found.dataset} {found.metric}" for found in ablations))
    whole = ("nothing", *(number(found.value) for found in ablations))
    return table(header, [whole, *((part, *_cells(ablations, part)) for part in parts)])


def page(ablations: Sequence[Ablation], command: str) -> str:
    """The table with what it means and how it was made."""
    return f"""# What each part of retrieval is worth

The main metric of each set, and the share of the evidence in the first ten chunks, with every part; and what leaving one part out
adds to it, with its 95 % interval over groups of questions. A star: shown by these questions (paired, p under .05 after Holm's
adjustment over the parts). A dot: no question changes.

{shown(ablations)}

Made by `{command}`.
"""


def _cells(ablations: Sequence[Ablation], part: str) -> Iterator[str]:
    for found in ablations:
        comparison = next((c for c in found.comparisons if c.metric == part), None)
        yield _cell(comparison) if comparison else "–"


def _cell(c: Comparison) -> str:
    if not c.low and not c.high:
        return "·"
    star = " *" if c.judgement != "no evidence" else ""
    return f"{signed(c.difference)} [{signed(c.low)}, {signed(c.high)}]{star}"


def main_metric(subject: Subject, rows: Sequence[Row]) -> str:
    """The first of the set's headline that its rows have."""
    return next(name for name in subject.dataset.headline if any(name in row.metrics for row in rows))


def ranked(subject: Subject, tick: Callable[[Row], None]) -> list[Row]:
    """Every question of the set, its chunks ranked and scored."""
    rows = []
    for row in Runner(subject, tasks.rank).rows(subject.dataset.cases):
        tick(row)
        rows.append(row)
    return rows


def paired(whole: Sequence[Row], less: Sequence[Row]) -> list[tuple[Row, Row]]:
    """The rows of the same questions."""
    other = {row.id: row for row in less}
    return [(row, other[row.id]) for row in whole]
