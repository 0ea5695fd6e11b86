"""How well confidence tells right answers from wrong ones: risk against coverage, and calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

BINS = 10


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk (share of wrong answers) when only the surest share `coverage` of questions is answered; both run from few to all."""

    coverage: tuple[float, ...]
    risk: tuple[float, ...]

    @property
    def area(self) -> float:
        """AURC: the mean risk over all coverages (Geifman and El-Yaniv, 2017); lower is better."""
        return float(np.mean(self.risk))


def curve(confidence: ArrayLike, right: ArrayLike) -> Curve:
    """The risk-coverage curve. Answers of equal confidence cannot be told apart, so they share their mean outcome.

    Raises:
        ValueError: there are no answers.
    """
    sure, outcome = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    if not len(sure):
        raise ValueError("no answers to draw a curve from")
    _, tied = np.unique(-sure, return_inverse=True)
    means = np.bincount(tied, weights=outcome) / np.bincount(tied)
    ordered = means[np.sort(tied)]
    n = len(ordered)
    risk = 1 - np.cumsum(ordered) / np.arange(1, n + 1)
    return Curve(tuple(np.arange(1, n + 1) / n), tuple(float(value) for value in risk))


def calibration_error(confidence: ArrayLike, right: ArrayLike, bins: int = BINS) -> float:
    """Expected calibration error with bins of equal counts: how far confidence is from the share of right answers, on average."""
    order = np.argsort(np.asarray(confidence, dtype=float), kind="stable")
    sure, outcome = np.asarray(confidence, dtype=float)[order], np.asarray(right, dtype=float)[order]
    parts = np.array_split(np.arange(len(order)), min(bins, len(order)))
    return float(
        sum(abs(sure[part].mean() - outcome[part].mean()) * len(part) for part in parts) / len(order)
    )


def auroc(score: ArrayLike, positive: ArrayLike) -> float:
    """How often a positive scores higher than a negative, ties counting half (Mann and Whitney).

    Raises:
        ValueError: one of the two kinds is missing.
    """
    values, flags = np.asarray(score, dtype=float), np.asarray(positive, dtype=bool)
    if flags.all() or not flags.any():
        raise ValueError("AUROC needs both positives and negatives")
    higher, lower = values[flags][:, None], values[~flags][None, :]
    return float((higher > lower).mean() + 0.5 * (higher == lower).mean())


def balanced_accuracy(predicted: ArrayLike, positive: ArrayLike) -> float:
    """Mean of the shares of positives and of negatives that were called so."""
    called, flags = np.asarray(predicted, dtype=bool), np.asarray(positive, dtype=bool)
    return float((called[flags].mean() + (~called[~flags]).mean()) / 2)
