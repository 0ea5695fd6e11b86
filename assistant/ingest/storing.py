"""Writing beside reading: what is handed over is written in that order, in a thread of its own, while more is got ready."""

from __future__ import annotations

import contextvars
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial

from assistant import tracing
from assistant.index.writer import Change, Writer
from assistant.types import Vector

MOST_WAITING = 4
"""So many writes may wait, each of some hundred chunks; whoever hands over more waits for the first of them."""


class Storing:
    """A writer at work in the background. For one thread, which is told of a failure at its next call; nothing is written after one.

    `commits` counts those that are done.
    """

    def __init__(self, writer: Writer) -> None:
        self.commits = 0
        self._writer = writer
        self._thread = ThreadPoolExecutor(1, "storing")
        self._under_way: deque[Future[None]] = deque()
        self._failed = False

    @property
    def busy(self) -> bool:
        return bool(self._under_way)

    def get_ready(self) -> None:
        """Opens and checks Chroma, which takes a second, while there is nothing to write yet. Raises as `commit`."""
        self._write(self._writer.open_vectors)

    def remember(self, vectors: Mapping[bytes, Vector], words: Mapping[bytes, bytes]) -> None:
        """Raises what this, or a write before it, raised; see `Writer.remember`."""
        self._write(partial(self._writer.remember, vectors, words))

    def commit(self, change: Change) -> None:
        """Raises what this, or a write before it, raised; see `Writer.commit`."""
        self._write(partial(self._committed, change))

    def look(self) -> None:
        """Raises what a write raised since this was last asked."""
        while self._under_way and self._under_way[0].done():
            self._under_way.popleft().result()

    def wait(self) -> None:
        """Until the first write under way is done."""
        if self._under_way:
            wait([self._under_way[0]])
        self.look()

    def close(self) -> None:
        """Ends when everything handed over is written; raises what went wrong with it."""
        self._thread.shutdown()
        self.look()

    def _write(self, write: Callable[[], None]) -> None:
        self.look()
        while len(self._under_way) >= MOST_WAITING:
            self.wait()
        self._under_way.append(self._thread.submit(contextvars.copy_context().run, self._attempt, write))

    def _attempt(self, write: Callable[[], None]) -> None:
        if self._failed:
            return
        try:
            write()
        except BaseException:
            self._failed = True
            raise

    def _committed(self, change: Change) -> None:
        with tracing.span("commit", documents=len(change.entries)):
            self._writer.commit(change)
        self.commits += 1
