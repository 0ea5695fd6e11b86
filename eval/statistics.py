"""Means with honest intervals, and whether a difference is one.

Questions about the same article succeed and fail together, so the article (the cluster) is what counts as one observation:
intervals use the cluster-robust variance, the permutation test flips the sign of whole clusters, and below
`FEWEST_CLUSTERS` no p-value is given at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Judgement = Literal["better", "worse", "no evidence"]

LEVEL = 0.05
POWER = 0.8
FEWEST_CLUSTERS = 15
FLIPS = 10_000
RESAMPLES = 4_000
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` questions of `clusters` articles, with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int
    clusters: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One metric of two runs over the same questions; `difference` is after minus before, with its 95 % interval.

    `p` and `adjusted` (Holm over the metrics compared) are None under `FEWEST_CLUSTERS`. `smallest` is the difference that
    this many questions would have shown four times in five.
    """

    metric: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    n: int
    clusters: int
    smallest: float
    p: float | None = None
    adjusted: float | None = None
    judgement: Judgement = "no evidence"


def estimate(values: Sequence[float], clusters: Sequence[str]) -> Estimate:
    """The mean of values from 0 to 1 with a Wilson interval on the effective number of observations: it stays inside 0 and 1,
    and has a width even where all values are equal.

    Raises:
        ValueError: there are no values.
    """
    sums, counts = _by_cluster(values, clusters)
    n, groups = len(values), len(sums)
    mean = float(np.mean(values))
    if groups < 2:
        return Estimate(mean, 0.0, 1.0, n, groups)
    variance = standard_error(sums, counts) ** 2
    effective = mean * (1 - mean) / variance if variance > 1e-12 else groups
    low, high = _wilson(mean, effective, t_quantile(1 - LEVEL / 2, groups - 1))
    return Estimate(mean, low, high, n, groups)


def compare(
    metric: str, before: Sequence[float], after: Sequence[float], clusters: Sequence[str], *, seed: int = 0
) -> Comparison:
    """Compares two runs question by question; the three sequences are parallel."""
    sums, counts = _by_cluster(np.subtract(after, before), clusters)
    n, groups = len(before), len(sums)
    low, high = bootstrap(sums, counts, seed=seed)
    p = float(permutation(sums[:, None], seed=seed)[0]) if groups >= FEWEST_CLUSTERS else None
    return Comparison(
        metric,
        before=float(np.mean(before)),
        after=float(np.mean(after)),
        difference=float(sums.sum() / n),
        low=low,
        high=high,
        n=n,
        clusters=groups,
        smallest=smallest_effect(sums, counts),
        p=p,
    )


def holm(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Adjusts the p-values for how many metrics were looked at (Holm, 1979), and judges each."""
    tested = sorted((c for c in comparisons if c.p is not None), key=lambda c: c.p or 0.0)
    adjusted: dict[str, float] = {}
    largest = 0.0
    for position, comparison in enumerate(tested):
        largest = max(largest, min(1.0, (comparison.p or 0.0) * (len(tested) - position)))
        adjusted[comparison.metric] = largest
    return [_judged(c, adjusted.get(c.metric)) for c in comparisons]


def permutation(sums: Floats, *, seed: int = 0, flips: int = FLIPS) -> Floats:
    """Two-sided p-values of "no difference" by flipping the sign of whole clusters.

    Args:
        sums: differences summed by cluster, shape (clusters, tests): each column is a test of its own.
    """
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(flips, len(sums)))
    seen = np.abs(sums.sum(axis=0))
    # A hair below the observed value, so that rounding cannot part equal sums.
    extreme = (np.abs(signs @ sums) >= seen * (1 - 1e-12)).sum(axis=0)
    p: Floats = (1 + extreme) / (1 + flips)
    return p


def bootstrap(
    sums: Floats, counts: Floats, *, seed: int = 0, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The 95 % percentile interval of the mean when clusters are drawn again with replacement."""
    groups = len(sums)
    drawn = np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), size=resamples)
    means = (drawn @ sums) / (drawn @ counts)
    low, high = np.quantile(means, (LEVEL / 2, 1 - LEVEL / 2))
    return float(low), float(high)


def standard_error(sums: Floats, counts: Floats) -> float:
    """Cluster-robust standard error of the mean (the sandwich, with its small-sample factor)."""
    groups = len(sums)
    if groups < 2:
        return 0.0
    residuals = sums - counts * (sums.sum() / counts.sum())
    return float(sqrt(groups / (groups - 1) * (residuals**2).sum()) / counts.sum())


def smallest_effect(sums: Floats, counts: Floats) -> float:
    """The difference found with `POWER` at `LEVEL`, given how much the clusters differ; infinite for a single cluster.

    A difference d changes the outcome of at least d·n questions, which adds d/n to the variance seen between equals; without
    that the promise would be kept only three times in five.
    """
    if len(sums) < 2:
        return float("inf")
    needed = t_quantile(1 - LEVEL / 2, len(sums) - 1) + _NORMAL.inv_cdf(POWER)
    own = needed**2 / counts.sum()
    return float(own + sqrt(own**2 + 4 * (needed * standard_error(sums, counts)) ** 2)) / 2


def power(effect: float, error: float, clusters: int) -> float:
    """How likely a true difference of `effect` is to be found when its standard error is `error`."""
    return _NORMAL.cdf(abs(effect) / error - t_quantile(1 - LEVEL / 2, clusters - 1))


def t_quantile(probability: float, freedom: int) -> float:
    """Student's t by its expansion around the normal (Abramowitz and Stegun 26.7.5): within .01 from four degrees of freedom."""
    z = _NORMAL.inv_cdf(probability)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return float(sum(term / freedom**order for order, term in enumerate(terms)))


def percentiles(values: Sequence[float], shares: Sequence[float] = (0.5, 0.95)) -> list[float]:
    """The values below which these shares lie; empty for no values."""
    return [float(value) for value in np.quantile(values, shares)] if len(values) else []


def by_metric(rows: Sequence[tuple[str, Mapping[str, float | None]]]) -> dict[str, Estimate]:
    """Every metric's estimate from rows of (cluster, values); a None says that the metric does not apply to that question."""
    names = list(dict.fromkeys(name for _, values in rows for name in values))
    found = {name: [(v[name], c) for c, v in rows if v.get(name) is not None] for name in names}
    return {
        name: estimate([float(value or 0.0) for value, _ in pairs], [cluster for _, cluster in pairs])
        for name, pairs in found.items()
        if pairs
    }


def _judged(comparison: Comparison, adjusted: float | None) -> Comparison:
    judgement: Judgement = "no evidence"
    if adjusted is not None and adjusted <= LEVEL:
        judgement = "better" if comparison.difference > 0 else "worse"
    return replace(comparison, adjusted=adjusted, judgement=judgement)


def _by_cluster(values: Sequence[float] | Floats, clusters: Sequence[str]) -> tuple[Floats, Floats]:
    if len(values) == 0:
        raise ValueError("no values to take the mean of")
    _, index = np.unique(np.asarray(clusters), return_inverse=True)
    sums: Floats = np.bincount(index, weights=np.asarray(values, dtype=np.float64)).astype(np.float64)
    return sums, np.bincount(index).astype(np.float64)


def _wilson(mean: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's score interval; `n` need not be whole."""
    centre = (mean + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(max(0.0, mean * (1 - mean) / n + z * z / (4 * n * n)))
    return max(0.0, centre - half), min(1.0, centre + half)


def resampled(
    statistic: Callable[[NDArray[np.intp]], float],
    clusters: Sequence[str],
    *,
    seed: int = 0,
    resamples: int = 400,
) -> Estimate:
    """Any statistic of a run with its bootstrap interval.

    Args:
        statistic: from the positions of questions, some of them several times, to a number.
        clusters: the cluster of each question.
    """
    _, index = np.unique(np.asarray(clusters), return_inverse=True)
    groups = int(index.max()) + 1
    members = [np.flatnonzero(index == group) for group in range(groups)]
    random = np.random.default_rng(seed)
    drawn = (random.integers(groups, size=groups) for _ in range(resamples))
    values = [statistic(np.concatenate([members[group] for group in draw])) for draw in drawn]
    low, high = np.nanquantile(values, (LEVEL / 2, 1 - LEVEL / 2))
    return Estimate(statistic(np.arange(len(clusters))), float(low), float(high), len(clusters), groups)
