"""Conversations over HTTP: listed, opened, renamed, deleted, taken away, and what is thought of an answer."""

from __future__ import annotations

import itertools
from typing import Any

from fastapi import HTTPException, Response
from pydantic import BaseModel, Field

from assistant.interfaces.ui.desk import Desk
from assistant.interfaces.ui.events import patch
from assistant.interfaces.ui.export import as_html, as_json, as_markdown, file_name
from assistant.interfaces.ui.routes import common
from assistant.interfaces.ui.routes.common import AtDesk, InRooms
from assistant.state.conversations import Conversation
from assistant.state.exchange import Exchange, turns
from assistant.state.feedback import Verdict

router = common.router()


class Title(BaseModel):
    title: str = Field(min_length=1, max_length=500)


class Said(BaseModel):
    conversation: str
    turn: str
    helpful: bool
    reason: str = Field("", max_length=4_000)


_EXPORTS = {
    "md": (as_markdown, "text/markdown; charset=utf-8"),
    "html": (as_html, "text/html; charset=utf-8"),
    "json": (as_json, "application/json"),
}


@router.get("/alive")
def alive(rooms: InRooms) -> dict[str, str]:
    return {"opening": rooms.opening}


@router.get("/about")
def about(desk: AtDesk, rooms: InRooms) -> dict[str, Any]:
    return {**desk.about(), "opening": rooms.opening}


@router.get("/examples")
def examples(desk: AtDesk) -> list[str]:
    return desk.examples()


@router.get("/conversations")
def newest(desk: AtDesk, search: str = "") -> list[dict[str, str]]:
    return [_row(conversation) for conversation in desk.conversations.newest(search)]


@router.get("/conversations/{id}")
def one(desk: AtDesk, id: str) -> dict[str, Any]:
    turns = [_remembered(desk, exchange) for exchange in desk.conversations.exchanges(id)]
    return {**_row(_found(desk, id)), "turns": turns}


@router.patch("/conversations/{id}")
def rename(desk: AtDesk, id: str, body: Title) -> dict[str, str]:
    if not desk.conversations.rename(id, body.title):
        raise HTTPException(404, "There is no such conversation")
    return _row(_found(desk, id))


@router.delete("/conversations/{id}", status_code=204)
def delete(desk: AtDesk, id: str) -> Response:
    if not desk.conversations.delete(id):
        raise HTTPException(404, "There is no such conversation")
    return Response(status_code=204)


@router.post("/conversations/{id}/restore")
def restore(desk: AtDesk, id: str) -> dict[str, str]:
    if not desk.conversations.restore(id):
        raise HTTPException(404, "There is no such conversation")
    return _row(_found(desk, id))


@router.get("/conversations/{id}/export.{kind}")
def export(desk: AtDesk, id: str, kind: str) -> Response:
    conversation = _found(desk, id)
    if kind not in _EXPORTS:
        raise HTTPException(404, "There is no such form; there are md, html and json")
    write, media_type = _EXPORTS[kind]
    name = file_name(conversation, kind)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(
        write(conversation, desk.conversations.exchanges(id)), media_type=media_type, headers=headers
    )


@router.get("/conversations/{id}/turns/{turn}/follow")
def follow(desk: AtDesk, id: str, turn: str) -> list[str]:
    return desk.follow_ups(_exchange(desk, id, turn))


@router.get("/conversations/{id}/turns/{turn}/why-not")
def why_not(desk: AtDesk, id: str, turn: str, article: str) -> list[str]:
    return desk.why_not(_exchange(desk, id, turn), article)


@router.post("/feedback")
def feedback(desk: AtDesk, said: Said) -> dict[str, bool]:
    exchange = _exchange(desk, said.conversation, said.turn)
    before = itertools.takewhile(
        lambda one: one.id != exchange.id, desk.conversations.exchanges(said.conversation)
    )
    desk.feedback.give(exchange, Verdict(said.helpful, said.reason), turns(before))
    return {"kept": True}


def _found(desk: Desk, id: str) -> Conversation:
    conversation = desk.conversations.find(id)
    if conversation is None:
        raise HTTPException(404, "There is no such conversation")
    return conversation


def _exchange(desk: Desk, conversation: str, turn: str) -> Exchange:
    for exchange in desk.conversations.exchanges(conversation):
        if exchange.id == turn:
            return exchange
    raise HTTPException(404, "There is no such answer")


def _remembered(desk: Desk, exchange: Exchange) -> dict[str, Any]:
    """A turn as it was, with what was thought of it."""
    verdict = desk.feedback.about(exchange.id)
    return {**patch(exchange), "helpful": verdict and verdict.helpful}


def _row(conversation: Conversation) -> dict[str, str]:
    return {"id": conversation.id, "title": conversation.title, "updated": conversation.updated.isoformat()}
