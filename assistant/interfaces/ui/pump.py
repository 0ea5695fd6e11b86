"""Runs an answer in a thread of its own, so that a page never waits for a silent model: it can stop, or notice a closed tab."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Final

from assistant.types import Event

_END: Final = object()


class Pump:
    """Draws events from `start()` until they end or `stop` is called.

    A stopped source is closed at its next event, in the thread that runs it; a model's own deadlines bound that wait.
    """

    def __init__(self, start: Callable[[], Iterator[Event]]) -> None:
        self._start = start
        self._queue: queue.SimpleQueue[Event | BaseException | object] = queue.SimpleQueue()
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="answer", daemon=True).start()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        self._stopped.set()
        self._queue.put(_END)

    def batches(self, pause: float) -> Iterator[list[Event]]:
        """Everything that arrived since the last batch; an empty batch after `pause` seconds of silence.

        Raises:
            Exception: whatever the source raised.
        """
        while True:
            batch, ended = self._next(pause)
            yield batch
            if ended or self.stopped:
                return

    def _next(self, pause: float) -> tuple[list[Event], bool]:
        batch: list[Event] = []
        try:
            item = self._queue.get(timeout=pause)
            while True:
                if item is _END:
                    return batch, True
                if isinstance(item, BaseException):
                    raise item
                batch.append(item)  # type: ignore[arg-type]
                item = self._queue.get_nowait()
        except queue.Empty:
            return batch, False

    def _run(self) -> None:
        try:
            events = self._start()
            for event in events:
                self._queue.put(event)
                if self.stopped:
                    break
            getattr(events, "close", lambda: None)()
        except BaseException as error:
            self._queue.put(error)
        self._queue.put(_END)
