"""What the frame shows of one answer: the markup of the chat page, and below it what is cited."""

from __future__ import annotations

import time
from typing import Any, Final

from assistant.interfaces.api.streams import ALIVE, frame
from assistant.interfaces.ui.export import Source, sources
from assistant.interfaces.ui.html import Html, element, join
from assistant.interfaces.ui.passages import byline
from assistant.interfaces.ui.rendering import announcement, parts
from assistant.state.exchange import Exchange
from assistant.types import Delta, Event, to_json

PAUSE: Final = 0.05
"""Shortest time between two pictures of a growing answer, in seconds."""


class View:
    """One question as it is answered."""

    def __init__(self, question: str) -> None:
        self._exchange = Exchange("", question)
        self._shown = 0.0

    def after(self, event: Event) -> bytes:
        """The picture after `event`, as a server-sent event; a sign of life where the last picture is too new."""
        self._exchange = self._exchange.after(event)
        if isinstance(event, Delta) and time.monotonic() - self._shown < PAUSE:
            return ALIVE
        self._shown = time.monotonic()
        return frame(picture(self._exchange))


def picture(exchange: Exchange) -> dict[str, Any]:
    """The pieces of the answer, and once there is one the turn that a follow-up question builds on."""
    return {
        "state": exchange.state,
        "answer": parts(exchange)["answer"],
        "sources": join(_source(source) for source in sources(exchange)),
        "said": announcement(exchange),
        "turn": to_json(exchange.turn()),
    }


def refusal(reason: str) -> str:
    return f'<!doctype html><html lang="en"><title>Not here</title>{element("p", reason)}</html>'


def _source(source: Source) -> Html:
    title = element("span", source.passage.title, dir="auto")
    if source.link:
        title = element("a", title, href=source.link, target="_blank", rel="noopener noreferrer")
    quotes = [element("blockquote", " ".join(quote.split()), dir="auto") for quote in source.quotes]
    facts = element("small", byline(source.passage))
    number = source.passage.number
    return element("li", title, " ", facts, *quotes, value=number, data_passage=number, tabindex="-1")
