"""Work begun before its result is asked for: one thing at a time in a thread of its own, results in the order of the things."""

from __future__ import annotations

import contextvars
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def ahead(work: Callable[[T], R], things: Iterable[T], *, by: int) -> Generator[tuple[T, Future[R]]]:
    """Each thing with what `work` makes of it, while `by` more are under way. Closed early, it begins no more and waits for none."""
    pool = ThreadPoolExecutor(1, "ahead")
    coming: deque[tuple[T, Future[R]]] = deque()
    try:
        for thing in things:
            coming.append((thing, pool.submit(contextvars.copy_context().run, work, thing)))
            if len(coming) > by:
                yield coming.popleft()
        while coming:
            yield coming.popleft()
    finally:
        for _, future in coming:
            future.cancel()
        pool.shutdown(wait=False)
