"""Events as they happen: with a sign of life while a model is silent, a deadline, and an end when nobody listens any more."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, TypeVar

from starlette.requests import Request

from assistant.interfaces.api.problems import Refusal

T = TypeVar("T")
PAUSE = 10.0
"""Seconds of silence after which a listener is told that the answer is still being made."""
ALIVE = b": still working\n\n"


def frame(data: Any, event: str | None = None) -> bytes:
    """One server-sent event; JSON never holds a line break, so it is one line."""
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def paced(
    source: AsyncIterator[T], *, seconds: float, pause: float = PAUSE
) -> AsyncGenerator[T | None]:
    """The items of `source`, and None after each `pause` seconds without one. Left early, `source` ends too.

    Raises:
        Refusal: `seconds` have passed.
    """
    over = time.monotonic() + seconds
    step: asyncio.Task[T] | None = None
    try:
        while True:
            step = step or asyncio.ensure_future(anext(source))
            left = over - time.monotonic()
            done, _ = await asyncio.wait({step}, timeout=max(0.0, min(pause, left)))
            if not done and left <= pause:
                raise Refusal(
                    504,
                    f"The answer took longer than {seconds:.0f} seconds",
                    "Ask again, or ask less at once",
                )
            if not done:
                yield None
                continue
            ended, step = step, None
            try:
                item = ended.result()
            except StopAsyncIteration:
                return
            yield item
    finally:
        if step is not None:
            step.cancel()
        else:
            await source.aclose()  # type: ignore[attr-defined]


async def last(source: AsyncIterator[T], request: Request, *, seconds: float) -> T:
    """The last item of `source`, which is given up as soon as the client goes away.

    Raises:
        Refusal: `seconds` have passed, or there is no client any more.
    """
    found: T | None = None
    items = paced(source, seconds=seconds, pause=1.0)
    try:
        async for item in items:
            found = item if item is not None else found
            if await request.is_disconnected():
                raise Refusal(499, "The client went away")
    finally:
        await items.aclose()
    assert found is not None
    return found
