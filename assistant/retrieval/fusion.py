"""One order from many signals: each is standardised over the candidates of the question, and they are added with fixed weights.

Standardised scores keep how far ahead a candidate is, which ranks throw away. The weights are tuned on public sets together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.pool import Candidate, Signals

WEIGHTS = Signals(dense=1.0, lexical=0.45, closeness=0.45, wordwise=0.7, phrases=0.05, length=0.2, lead=0.06)
REPEAT = 0.35
"""What each further chunk of an article loses, so that one article does not fill the list while others are as good."""
REPEATS = 2
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


def _table(pool: Sequence[Candidate]) -> Scores:
    return np.array([candidate.signals for candidate in pool], np.float64).reshape(-1, len(WEIGHTS))


class Shares(NamedTuple):
    """Parts of what speaks for a candidate, from 0 to 1: its meaning as a whole, and that of each word; the rest are the words as written."""

    dense: float
    wordwise: float


def shares(parts: Scores) -> Shares:
    """What a candidate with these parts, one for each signal, owes its place to."""
    signals = Signals(*parts.tolist())
    written = signals.lexical + signals.closeness + signals.phrases
    dense, wordwise, written = (max(part, 0.0) for part in (signals.dense, signals.wordwise, written))
    whole = dense + wordwise + written
    return Shares(dense / whole, wordwise / whole) if whole else Shares(0.0, 0.0)


def spread(
    scores: Sequence[float], documents: Sequence[str], limit: int, repeat: float = REPEAT
) -> list[int]:
    """Positions of the best `limit`, best first; of equals the earlier. Each further chunk of a document loses `repeat`."""
    left = np.array(scores, np.float64)
    owner = np.array(documents, object)
    taken: Counter[str] = Counter()
    order: list[int] = []
    for _ in range(min(limit, len(left))):
        best = int(left.argmax())
        order.append(best)
        left[best] = -np.inf
        document = documents[best]
        taken[document] += 1
        if taken[document] <= REPEATS:
            left[owner == document] -= repeat
    return order
