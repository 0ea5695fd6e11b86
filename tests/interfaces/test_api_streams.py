"""A stream shows life while its source is silent, ends in time, and ends its source when nobody listens."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from assistant.aio import steps
from assistant.interfaces.api.problems import Refusal
from assistant.interfaces.api.streams import frame, last, paced


class Source:
    """A generator that waits before each item until it is let go, and remembers that it was closed."""

    def __init__(self, items: int) -> None:
        self.go = threading.Event()
        self.closed = threading.Event()
        self._items = items

    def __iter__(self) -> Iterator[int]:
        try:
            for item in range(self._items):
                self.go.wait(10)
                yield item
        finally:
            self.closed.set()


class Listener:
    """Somebody who listens to so many items and then goes away."""

    def __init__(self, patience: int) -> None:
        self._patience = patience

    async def is_disconnected(self) -> bool:
        self._patience -= 1
        return self._patience < 0


def drawn(source: Source) -> AsyncIterator[int]:
    return steps(iter(source))


def test_items_come_in_their_order_and_the_source_is_closed() -> None:
    source = Source(3)
    source.go.set()

    async def listen() -> list[int]:
        return [item async for item in drawn(source)]

    assert asyncio.run(listen()) == [0, 1, 2]
    assert source.closed.is_set()


def test_while_the_source_is_silent_there_are_signs_of_life() -> None:
    source = Source(1)

    async def listen() -> list[int | None]:
        heard: list[int | None] = []
        async for item in paced(drawn(source), seconds=10, pause=0.02):
            heard.append(item)
            if len(heard) == 3:
                source.go.set()
        return heard

    heard = asyncio.run(listen())
    assert heard[:3] == [None, None, None]
    assert heard[-1] == 0


def test_a_source_that_is_too_slow_is_given_up_and_closed_when_it_comes_back() -> None:
    source = Source(1)

    async def listen() -> None:
        with pytest.raises(Refusal, match="longer than 0 seconds"):
            async for _ in paced(drawn(source), seconds=0.05, pause=0.02):
                pass
        assert not source.closed.is_set()
        source.go.set()
        await asyncio.to_thread(source.closed.wait, 5)

    asyncio.run(listen())
    assert source.closed.is_set()


def test_a_listener_who_leaves_ends_the_source() -> None:
    source = Source(100)
    source.go.set()

    async def listen() -> None:
        with pytest.raises(Refusal, match="went away"):
            await last(drawn(source), Listener(2), seconds=10)  # type: ignore[arg-type]
        await asyncio.to_thread(source.closed.wait, 5)

    asyncio.run(listen())
    assert source.closed.is_set()


def test_the_loop_is_free_while_the_source_works() -> None:
    source = Source(1)

    async def listen() -> float:
        waiting = asyncio.ensure_future(last(drawn(source), Listener(100), seconds=10))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        free = time.perf_counter() - before
        source.go.set()
        await waiting
        return free

    assert asyncio.run(listen()) < 1


def test_a_frame_is_one_line_of_json_whatever_is_in_it() -> None:
    text = "one\ntwo\r\n\ndata: three\u2028four"
    body = frame({"text": text}, "delta").decode()
    assert body.count("\n") == 3
    assert json.loads(body.removeprefix("event: delta\ndata: ")) == {"text": text}
