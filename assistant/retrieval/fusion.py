"""One order from many signals: each is standardised over the candidates of the question, and they are added with fixed weights.

Standardised scores keep how far ahead a candidate is, which ranks throw away. The weights are tuned on public sets together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.pool import Candidate, Signals
from assistant.types import Vector

WEIGHTS = Signals(dense=1.0, lexical=0.45, closeness=0.38, wordwise=0.7)
ADDED = 0.4
"""What a chunk gains, from the second place on, for what it adds to the likeness of those before it, in standard deviations of `wordwise`."""
LIFT = 0.5
"""How much of the distance between the best chunks of two publishers that a question names is made up for: it asks for both."""

Scores = NDArray[np.float64]


class Scale:
    """Where the middle of each signal lies for one question, and how far its candidates stray from it."""

    def __init__(self, pool: Sequence[Candidate], weights: Signals = WEIGHTS) -> None:
        table = np.ma.masked_invalid(_table(pool))
        self._weights = weights
        self._middle = table.mean(axis=0).filled(0.0) if len(table) else np.zeros(len(WEIGHTS))
        spread = table.std(axis=0).filled(0.0) if len(table) else np.zeros(len(WEIGHTS))
        # A signal that is the same for all tells nothing; rounding must not make it tell something.
        self._spread = np.where(spread > 1e-9, spread, np.inf)

    def parts(self, pool: Sequence[Candidate]) -> Scores:
        """What each signal adds to the score of each candidate, nothing where it is not known; shape (candidates, signals)."""
        return np.nan_to_num((_table(pool) - self._middle) / self._spread * self._weights)

    @property
    def likeness(self) -> float:
        """Standard deviations in a unit of `wordwise`; 0 where it tells nothing."""
        return float(1 / self._spread[Signals._fields.index("wordwise")])


def _table(pool: Sequence[Candidate]) -> Scores:
    return np.array([candidate.signals for candidate in pool], np.float64).reshape(-1, len(WEIGHTS))


class Shares(NamedTuple):
    """Parts of what speaks for a candidate, from 0 to 1: its meaning as a whole, and that of each word; the rest are the words as written."""

    dense: float
    wordwise: float


def shares(parts: Scores) -> Shares:
    """What a candidate with these parts, one for each signal, owes its place to."""
    signals = Signals(*parts.tolist())
    written = signals.lexical + signals.closeness
    dense, wordwise, written = (max(part, 0.0) for part in (signals.dense, signals.wordwise, written))
    whole = dense + wordwise + written
    return Shares(dense / whole, wordwise / whole) if whole else Shares(0.0, 0.0)


def covering(scores: Sequence[float], covers: Sequence[Vector], limit: int, added: float) -> list[int]:
    """Positions of the best `limit`, best first; of equals the earlier. From the second on, what those before do not cover counts too.

    Args:
        covers: for each candidate what each word of the question adds to its likeness, not numbers where that is not known.
        added: what a candidate gains for each unit of likeness that it adds to the best of those before it, word by word.
    """
    left = np.array(scores, np.float64)
    known = np.nan_to_num(np.array(covers))
    gained: Scores = np.zeros(len(left))
    order: list[int] = []
    while len(order) < min(limit, len(left)):
        order.append(int((left + gained).argmax()))
        left[order[-1]] = -np.inf
        covered = known[order].max(axis=0)
        gained = added * np.maximum(known - covered, 0.0).sum(axis=1)
    return order
