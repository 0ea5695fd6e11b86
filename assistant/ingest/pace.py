"""How many texts to embed at a time, learned from how long it takes."""

from __future__ import annotations

ENOUGH_SECONDS = 1.5
"""A call that takes so long shows progress and loses little to a kill; a longer one must pay for itself in speed."""
SMALLEST, LARGEST = 16, 1024
LARGEST_OF_SEVERAL = 64
"""Where several calls go on at once nothing is gained by more: it is what one request holds."""
HURRIED_SECONDS = ENOUGH_SECONDS / 4
"""A call shorter than that says little but that more would fit: the next one is four times as large."""
BETTER = 1.2


class Pace:
    """Takes more texts while a call is short, or while more make it clearly faster. Of the numbers that are about as fast as
    any it then stays with the largest whose calls are short, or the smallest if none are: a machine that computes ends near
    16, a far endpoint at a full request for each of the `flights` it serves at once.
    """

    def __init__(self, flights: int = 1) -> None:
        self.texts = SMALLEST
        self._largest = LARGEST if flights == 1 else LARGEST_OF_SEVERAL
        self.learning = True
        self._rates: dict[int, float] = {}

    def took(self, texts: int, seconds: float) -> None:
        """Notes how long a call with so many texts took; one cut short by the end of the work teaches nothing."""
        if texts != self.texts or not self.learning:
            return
        rate = texts / max(seconds, 1e-3)
        gain = rate / max(self._rates.values(), default=rate / (2 * BETTER))
        self._rates[texts] = rate
        if (seconds < ENOUGH_SECONDS or gain > BETTER) and texts < self._largest:
            self.texts = min(texts * (4 if seconds < HURRIED_SECONDS else 2), self._largest)
        else:
            self.learning = False
            self.texts = self._best()

    def _best(self) -> int:
        best = max(self._rates.values())
        about = [texts for texts, rate in self._rates.items() if rate * BETTER >= best]
        short = [texts for texts in about if texts / self._rates[texts] < ENOUGH_SECONDS]
        return max(short, default=min(about))
