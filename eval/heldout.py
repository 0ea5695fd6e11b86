"""Are the numbers of the ranking good for questions that they were not tuned on? What the other sets would choose, tried on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.ablation import main_metric, paired, ranked
from eval.gate import compared
from eval.rendering import number, signed, table
from eval.rows import Row
from eval.statistics import Comparison
from eval.subject import Subject

FACTORS = (0.5, 1.5)
"""Each number is tried at so many times what it is."""
SHIPPED = "as shipped"


@dataclass(frozen=True, slots=True)
class Tried:
    """One set: its rows with the numbers as shipped, and with one of them changed, by the name of the change."""

    dataset: str
    metric: str
    rows: Mapping[str, Sequence[Row]]

    def value(self, variant: str) -> float:
        values = [row.metrics.get(self.metric) or 0.0 for row in self.rows[variant]]
        return sum(values) / len(values)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the other sets choose together, and what that adds on this one to the numbers as shipped."""

    dataset: str
    chosen: str
    comparison: Comparison

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def tried(subject: Subject, *, tick: Callable[[Row], None] = lambda row: None) -> Tried:
    """Asks every question of a set as shipped, and with each number of the ranking made smaller and greater."""
    rows = {SHIPPED: ranked(subject, tick)}
    for part, factor in variants(subject):
        rows[f"{part} × {factor:g}"] = ranked(subject.scaled(part, factor), tick)
    return Tried(subject.dataset.name, main_metric(subject, rows[SHIPPED]), rows)


def variants(subject: Subject) -> list[tuple[str, float]]:
    """The changes that are tried, one at a time: a number of the ranking, and how many times as much it counts."""
    return [(part, factor) for part in subject.assistant.retriever.NUMBERS for factor in FACTORS]


def held_out(found: Sequence[Tried], *, seed: int = 0) -> Iterator[HeldOut]:
    """For each set the change whose main metric is the highest on the average of the others; of equals the first, so none at all."""
    for one in found:
        others = [other for other in found if other is not one]
        chosen = max(one.rows, key=lambda variant: sum(other.value(variant) for other in others))
        comparison = compared(one.metric, paired(one.rows[SHIPPED], one.rows[chosen]), seed)
        if comparison:
            yield HeldOut(one.dataset, chosen, comparison)


def shown(found: Sequence[HeldOut]) -> str:
    header = ("set", "metric", SHIPPED, "the others choose", "with it", "difference")
    return table(header, [_line(one) for one in found])


def _line(one: HeldOut) -> tuple[str, ...]:
    c = one.comparison
    difference = f"{signed(c.difference)} [{signed(c.low)}, {signed(c.high)}]"
    return one.dataset, c.metric, number(c.before), one.chosen, number(c.after), difference
