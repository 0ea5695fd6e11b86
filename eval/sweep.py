"""The same questions under several settings: which of them makes a difference, by the same statistics as any comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from assistant.errors import UsageError
from eval.gate import DEFAULT_METRICS, compared
from eval.rows import Row
from eval.statistics import Comparison, holm

Variant = Mapping[str, str]
"""Settings and their values, as `--set` takes them."""


@dataclass(frozen=True, slots=True)
class Swept:
    """A variant, its rows, and how its main metric compares with the first variant's (None for the first itself)."""

    name: str
    rows: Sequence[Row]
    comparison: Comparison | None = None
    metric: str = ""
    """What it is compared by."""


def variants(axes: Sequence[str]) -> list[Variant]:
    """Every combination of axes like "passages=4,8,12"; the first of each is what the others are held against.

    Raises:
        UsageError: an axis is not NAME=VALUE,VALUE.
    """
    parsed = []
    for axis in axes:
        name, equals, values = axis.partition("=")
        if not equals or len(values.split(",")) < 2:
            raise UsageError(
                f"--vary {axis!r} is not NAME=VALUE,VALUE", "For example: --vary passages=4,8,12"
            )
        parsed.append([(name.strip(), value.strip()) for value in values.split(",")])
    return [dict(combination) for combination in product(*parsed)]


def named(variant: Variant) -> str:
    return ", ".join(f"{name}={value}" for name, value in variant.items())


def judged(
    runs: Sequence[tuple[str, Sequence[Row]]], metric: str | None = None, *, seed: int = 0
) -> Iterator[Swept]:
    """Compares every run with the first; Holm's adjustment is over the variants, since each is another chance to be lucky.

    Raises:
        UsageError: the runs have no metric in common.
    """
    first_name, first = runs[0]
    metric = metric or next((m for m in DEFAULT_METRICS if any(m in row.metrics for row in first)), None)
    base = {row.id: row for row in first}
    found: list[Comparison] = []
    for name, rows in runs[1:]:
        comparison = compared(metric or "", [(base[row.id], row) for row in rows], seed)
        if comparison is None:
            raise UsageError(
                f"These runs have no metric {metric!r}", f"They have: {', '.join(first[0].metrics)}"
            )
        # Known by the variant, so that Holm tells them apart.
        found.append(replace(comparison, metric=name))
    yield Swept(first_name, first, metric=metric or "")
    for (name, rows), comparison in zip(runs[1:], holm(found), strict=True):
        yield Swept(name, rows, comparison, metric or "")
