"""What the routes share: the assistant, its corpus, and how much is done at a time."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse

from assistant.aio import steps
from assistant.chat import Assistant
from assistant.corpus import Corpus
from assistant.errors import AssistantError
from assistant.interfaces.api.limits import Limits, Places
from assistant.interfaces.api.problems import Problem, body_of
from assistant.interfaces.api.streams import ALIVE, frame, last, paced

T = TypeVar("T")
PROBLEMS: dict[int | str, dict[str, Any]] = {"4XX": {"model": Problem}, "5XX": {"model": Problem}}
"""Documents the errors of a route."""
_EVENT = {
    "type": "object",
    "properties": {
        "event": {"type": "string"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The result; with `stream` the events that lead to it, as they happen.",
        "content": {"text/event-stream": {"schema": _EVENT}},
    }
}
"""Documents the reply of a route that can stream."""


@dataclass
class Service:
    assistant: Assistant
    limits: Limits
    places: Places = field(init=False)

    def __post_init__(self) -> None:
        self.places = Places(self.limits.at_once)

    @property
    def corpus(self) -> Corpus:
        return self.assistant.corpus

    async def last(self, source: Iterator[T], request: Request) -> T:
        """The last item of `source`; drawing it takes one place."""
        with self.places.one():
            return await last(steps(source), request, seconds=self.limits.seconds)

    async def stream(self, source: Iterator[T], told: Callable[[T], bytes]) -> StreamingResponse:
        """Server-sent events, `told` of each item. Trouble before the first is the status of the reply, and after it the last event."""
        frames = self._frames(source, told)
        first = await anext(frames)
        return StreamingResponse(
            _joined(first, frames), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    async def _frames(self, source: Iterator[T], told: Callable[[T], bytes]) -> AsyncGenerator[bytes]:
        begun = False
        with self.places.one():
            items = paced(steps(source), seconds=self.limits.seconds)
            try:
                async for item in items:
                    yield ALIVE if item is None else told(item)
                    begun = True
            except AssistantError as error:
                if not begun:
                    raise
                yield frame(body_of(error), "error")
            finally:
                await items.aclose()


async def _joined(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    try:
        yield first
        async for frame in rest:
            yield frame
    finally:
        await rest.aclose()
