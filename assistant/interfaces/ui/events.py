"""What happens between browser and desk over Gradio's queue: a question in, pictures of one turn out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

import gradio as gr

from assistant.interfaces.ui import rendering
from assistant.interfaces.ui.desk import Desk, Request
from assistant.interfaces.ui.login import person_of
from assistant.interfaces.ui.rooms import Rooms
from assistant.state.conversations import Conversation
from assistant.state.exchange import Exchange
from assistant.types import Constraint, ConstraintKind, Filters

Patch = dict[str, Any]


def asking(rooms: Rooms) -> Callable[[gr.EventData, gr.Request], Iterator[Patch]]:
    """The handler of "ask". Closed by Gradio when the tab goes, it closes the answer with it."""

    def ask(event: gr.EventData, request: gr.Request) -> Iterator[Patch]:
        for exchange, conversation in _desk(rooms, request).ask(_request(event._data)):
            yield patch(exchange, conversation)

    return ask


def stopping(rooms: Rooms) -> Callable[[gr.EventData, gr.Request], None]:
    def stop(event: gr.EventData, request: gr.Request) -> None:
        _desk(rooms, request).stop(str(event._data.get("turn", "")))

    return stop


def _desk(rooms: Rooms, request: gr.Request) -> Desk:
    # A request of the queue is always one that came over HTTP.
    assert request.request is not None
    return rooms.desk(person_of(request.request))


def patch(exchange: Exchange, conversation: Conversation | None = None) -> Patch:
    """The whole state of one turn, so that a lost or repeated patch does no harm."""
    return {
        "turn": exchange.id,
        "state": exchange.state,
        "asked": exchange.question,
        "parts": rendering.parts(exchange),
        "say": rendering.announcement(exchange),
        "copy": rendering.copied(exchange) if exchange.ended else "",
        "documents": list(exchange.query.filters.documents) if exchange.query else [],
        "conversation": conversation and {"id": conversation.id, "title": conversation.title},
    }


def _request(data: Any) -> Request:
    """Reads what the browser sent; anybody can send anything, so each field is made what it must be."""
    data = data if isinstance(data, dict) else {}
    conversation = data.get("conversation")
    place = data.get("place")
    return Request(
        turn=str(data.get("turn") or "")[:64],
        question=str(data.get("question") or ""),
        conversation=str(conversation) if conversation else None,
        place=place if isinstance(place, int) and 0 <= place < 100_000 else 0,
        without=tuple(found for item in _list(data.get("without")) if (found := _constraint(item))),
        documents=tuple(str(item) for item in _list(data.get("documents"))),
        excluded=tuple(str(item) for item in _list(data.get("excluded"))),
    )


def _constraint(item: Any) -> Constraint | None:
    """A restriction to leave out; its kind and label name it."""
    if not isinstance(item, dict) or item.get("kind") not in get_args(ConstraintKind):
        return None
    return Constraint(item["kind"], str(item.get("label")), Filters())


def _list(value: Any) -> list[Any]:
    return value[:1_000] if isinstance(value, list) else []
