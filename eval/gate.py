"""A gate for CI: may this run ship, given floors and a run from before?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.errors import UsageError
from assistant.text.counts import counted
from eval.rows import LOWER_IS_BETTER, Row
from eval.statistics import FEWEST_CLUSTERS, Comparison, compare, holm
from eval.summary import Estimates

DEFAULT_METRICS = ("correct", "hit@5", "recall@5", "ndcg@5", "chars_recall@5", "citation precision")


class Outcome(IntEnum):
    """The exit code of the gate; the worst one wins."""

    FINE = 0
    REGRESSION = 1
    TOO_FEW = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, in words."""

    outcome: Outcome
    said: str


def against(
    before: Sequence[Row], after: Sequence[Row], metrics: Sequence[str] = (), *, seed: int = 0
) -> list[Comparison]:
    """Compares two runs question by question, over the questions that both asked.

    A lower-is-better metric is turned around first, so that "better" always means better.

    Raises:
        UsageError: the runs have no question, or no metric, in common.
    """
    old = {row.id: row for row in before}
    pairs = [(old[row.id], row) for row in after if row.id in old]
    names = list(metrics) or [
        name for name in DEFAULT_METRICS if any(name in row.metrics for _, row in pairs)
    ]
    found = [c for name in names if (c := compared(name, pairs, seed))]
    if not found:
        raise UsageError(
            "These runs have no question and metric in common", "Compare two runs of the same set"
        )
    return holm(found)


def floors(found: Estimates, wanted: Mapping[str, float]) -> list[Check]:
    """A floor holds if the whole interval is above it, is broken if the whole interval is below, and else cannot be told.

    Raises:
        UsageError: there is no such metric in the run.
    """
    return [_floor(name, least, found) for name, least in wanted.items()]


def regressions(comparisons: Sequence[Comparison], detect: float) -> list[Check]:
    """A metric passes if it is not worse and a drop of `detect` would have been seen."""
    return [_regression(comparison, detect) for comparison in comparisons]


def outcome(checks: Sequence[Check]) -> Outcome:
    """A regression outweighs too few questions, which outweigh all that is fine."""
    outcomes = {check.outcome for check in checks}
    return next((o for o in (Outcome.REGRESSION, Outcome.TOO_FEW) if o in outcomes), Outcome.FINE)


def compared(name: str, pairs: Sequence[tuple[Row, Row]], seed: int) -> Comparison | None:
    """One metric over pairs of rows (before, after); None where no pair has it. Better is always positive."""
    both = [(b.metrics.get(name), a.metrics.get(name), a.cluster) for b, a in pairs]
    sign = -1.0 if name in LOWER_IS_BETTER else 1.0
    known = [
        (sign * old, sign * new, cluster) for old, new, cluster in both if old is not None and new is not None
    ]
    if not known:
        return None
    old, new, clusters = zip(*known, strict=True)
    return compare(name, old, new, clusters, seed=seed)


def _floor(name: str, least: float, found: Estimates) -> Check:
    if name not in found:
        raise UsageError(f"The run has no metric {name!r}", f"It has: {', '.join(found)}")
    e = found[name]
    said = f"{name} {e.value:.3f} [{e.low:.3f}, {e.high:.3f}], floor {least:.3f}"
    if e.low >= least:
        return Check(Outcome.FINE, f"{said}: holds")
    if e.high < least:
        return Check(Outcome.REGRESSION, f"{said}: broken")
    return Check(
        Outcome.TOO_FEW, f"{said}: {counted(e.n, 'question')} in {counted(e.clusters, 'group')} cannot tell"
    )


def _regression(c: Comparison, detect: float) -> Check:
    said = (
        f"{c.metric} {c.before:.3f} → {c.after:.3f} ({c.difference:+.3f}, 95 % {c.low:+.3f} to {c.high:+.3f})"
    )
    if c.judgement == "worse":
        return Check(Outcome.REGRESSION, f"{said}: worse, p {c.adjusted:.3f}")
    if c.p is None:
        return Check(
            Outcome.TOO_FEW,
            f"{said}: {counted(c.clusters, 'group')} of questions, at least {FEWEST_CLUSTERS} are needed",
        )
    # An interval that excludes the drop is as good as power to see it.
    if c.smallest > detect and c.low < -detect:
        return Check(
            Outcome.TOO_FEW,
            f"{said}: only a change of {c.smallest:.3f} would have shown, {detect:.3f} is asked",
        )
    return Check(Outcome.FINE, f"{said}: {c.judgement}")
