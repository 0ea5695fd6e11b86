"""Work as spans: a name, how long it took and facts about it, told to whoever watches. Nobody watches unless asked to.

| span | what is done in it | facts |
| --- | --- | --- |
| ask | a question, from its rewriting to its last event | question*, outcome, passages |
| rewrite, retrieve (in it rerank), extract, check | one stage of it | question*, passages, texts; sentences, supported |
| chat | one call of a language model | model, max_tokens, first_token, prompt_tokens, completion_tokens, ending, messages*, reply* |
| sync | one sync | added, changed, moved, removed, skipped, failed, embedded |
| read, embed, commit | one file, one stride of texts, one commit of it | location*; model, texts; documents |

Facts marked * hold what people or articles say: a watcher passes them on only if it was asked to.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

T = TypeVar("T")
CONTENT: Final = frozenset({"question", "messages", "reply", "location"})
_END: Final = object()


@dataclass(eq=False)
class Span:
    """A piece of work under way. `error` is the class of what ended it early, if anything did; `seconds` is set when it ends."""

    name: str
    facts: dict[str, Any]
    error: str = ""
    seconds: float = 0.0
    watchers: tuple[Watcher, ...] = ()
    _begun: float = field(default_factory=time.perf_counter)

    @property
    def elapsed(self) -> float:
        return time.perf_counter() - self._begun


class Watcher(Protocol):
    """Is told of spans, from any thread. What is done inside `working` is part of the span; a span that goes in steps enters it at each."""

    def begun(self, span: Span) -> None: ...
    def working(self, span: Span) -> AbstractContextManager[object]: ...
    def ended(self, span: Span) -> None: ...


_watchers: tuple[Watcher, ...] = ()
_changing = threading.Lock()


def watch(watcher: Watcher) -> None:
    """Tells `watcher` of every span in this process from now on; once is enough."""
    global _watchers
    with _changing:
        _watchers = (*(known for known in _watchers if known is not watcher), watcher)


def unwatch(watcher: Watcher) -> None:
    global _watchers
    with _changing:
        _watchers = tuple(known for known in _watchers if known is not watcher)


@contextmanager
def span(name: str, **facts: Any) -> Iterator[Span]:
    """A span for what is done in one go."""
    with _running(name, facts) as running, _working(running):
        yield running


def steps(
    name: str, source: Iterator[T], noted: Callable[[Span, T], None] = lambda span, item: None, **facts: Any
) -> Iterator[T]:
    """The items of `source`, all its steps as one span; `noted` adds to the facts what an item tells. Left early, `source` is closed."""
    with _running(name, facts) as running:
        try:
            while (item := _step(running, source, noted)) is not _END:
                yield item
        finally:
            with _working(running):
                getattr(source, "close", lambda: None)()


def _step(running: Span, source: Iterator[T], noted: Callable[[Span, T], None]) -> Any:
    with _working(running):
        item = next(source, _END)
        if item is not _END:
            noted(running, item)  # type: ignore[arg-type]
    return item


@contextmanager
def _running(name: str, facts: dict[str, Any]) -> Iterator[Span]:
    running = Span(name, facts, watchers=_watchers)
    for watcher in running.watchers:
        watcher.begun(running)
    try:
        yield running
    except GeneratorExit:
        raise
    except BaseException as error:
        running.error = type(error).__name__
        raise
    finally:
        running.seconds = running.elapsed
        for watcher in running.watchers:
            watcher.ended(running)


@contextmanager
def _working(running: Span) -> Iterator[None]:
    with ExitStack() as stack:
        for watcher in running.watchers:
            stack.enter_context(watcher.working(running))
        yield
