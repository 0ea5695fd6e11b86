"""The assistant for programs with an event loop: the same work, done in threads, one step at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Final, TypeVar, cast

from assistant.chat import Assistant
from assistant.types import Answer, Event, Filters, Passage, Query, Turn

T = TypeVar("T")
_END: Final = object()


class AsyncAssistant:
    """`Assistant`, awaited. Arguments, results and errors are those of the methods of the same name."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None
    ) -> AsyncIterator[Event]:
        return steps(self.assistant.ask(question, history, filters=filters))

    async def answer(
        self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None
    ) -> Answer:
        return await asyncio.to_thread(self.assistant.answer, question, history, filters=filters)

    async def search(
        self, question: str, *, k: int | None = None, filters: Filters | None = None
    ) -> tuple[Query, tuple[Passage, ...]]:
        return await asyncio.to_thread(self.assistant.search, question, k=k, filters=filters)

    async def check(self, text: str, passages: Sequence[Passage], *, question: str = "") -> Answer:
        return await asyncio.to_thread(self.assistant.check, text, passages, question=question)


async def steps(source: Iterator[T]) -> AsyncIterator[T]:
    """Draws from `source` in threads. Left early, `source` is closed as soon as the step in hand is done; nobody waits for that."""
    turn = threading.Lock()

    def step() -> object:
        with turn:
            return next(source, _END)

    def close() -> None:
        with turn:
            getattr(source, "close", lambda: None)()

    try:
        while (item := await asyncio.to_thread(step)) is not _END:
            yield cast(T, item)
    finally:
        asyncio.get_running_loop().run_in_executor(None, close)
