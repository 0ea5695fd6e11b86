"""How much anybody may ask for, checked before any work is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.interfaces.api.problems import Refusal
from assistant.text.counts import counted

QUESTION = 8_000
"""Longest question, in characters; what is more than any limit here is refused, not cut."""
HISTORY = 60_000
"""Characters of all earlier turns together."""
TURNS = 100
PASSAGES = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server takes on.

    Attributes:
        body: largest request, in bytes; `document` the largest that adds an article.
        at_once: requests that search or answer at the same time; more are asked to come back.
        seconds: longest time for one answer.
    """

    body: int = 2**20
    document: int = 20 * 2**20
    at_once: int = 8
    seconds: float = 300.0


@dataclass
class Places:
    """Room for so many requests at a time."""

    total: int
    taken: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def one(self) -> Iterator[None]:
        """
        Raises:
            Refusal: all places are taken.
        """
        with self._lock:
            if self.taken >= self.total:
                raise Refusal(
                    503, f"No more than {counted(self.total, 'question')} at once", "Try again", wait=2.0
                )
            self.taken += 1
        try:
            yield
        finally:
            with self._lock:
                self.taken -= 1


class Rates:
    """How often each key was used, as a bucket that fills evenly and holds one minute's worth."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, key: str, per_minute: int, now: float | None = None) -> float:
        """Seconds until `key` may be used again; 0 means now, and counts as a use."""
        now = time.monotonic() if now is None else now
        with self._lock:
            left, since = self._buckets.get(key, (float(per_minute), now))
            left = min(float(per_minute), left + (now - since) * per_minute / 60)
            allowed = left >= 1
            self._buckets[key] = (left - 1 if allowed else left, now)
        return 0.0 if allowed else (1 - left) * 60 / per_minute
