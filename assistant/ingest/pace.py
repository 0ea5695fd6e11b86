"""How many texts to embed at a time, learned from how long it takes."""

from __future__ import annotations

ENOUGH_SECONDS = 1.5
"""A call that takes so long shows progress and loses little to a kill; a longer one must pay for itself in speed."""
SMALLEST, LARGEST = 16, 1024
BETTER = 1.2


class Pace:
    """Doubles the number of texts while a call is short, or while doubling makes it clearly faster; then takes the smallest
    number that is about as fast as any. A machine that computes ends near 16, an endpoint far away where all its requests are full.
    """

    def __init__(self) -> None:
        self.texts = SMALLEST
        self.learning = True
        self._rates: dict[int, float] = {}

    def took(self, texts: int, seconds: float) -> None:
        """Notes how long a call with so many texts took; one cut short by the end of the work teaches nothing."""
        if texts != self.texts:
            return
        rate = texts / max(seconds, 1e-3)
        gain = rate / self._rates.get(texts // 2, rate / (2 * BETTER))
        self._rates[texts] = rate
        if (seconds < ENOUGH_SECONDS or gain > BETTER) and texts < LARGEST:
            self.texts = 2 * texts
        else:
            self.learning = False
            best = max(self._rates.values())
            self.texts = min(size for size, rate in self._rates.items() if rate * BETTER >= best)
