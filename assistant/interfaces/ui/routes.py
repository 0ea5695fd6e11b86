"""What the page looks up and changes besides asking: plain JSON over HTTP, under /page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from assistant.errors import AssistantError
from assistant.interfaces.ui.article import article, facts
from assistant.interfaces.ui.choices import Choices
from assistant.interfaces.ui.desk import Desk
from assistant.interfaces.ui.events import patch
from assistant.interfaces.ui.export import as_html, as_json, as_markdown, file_name
from assistant.interfaces.ui.shelf import listing
from assistant.state.conversations import Conversation
from assistant.state.exchange import Exchange
from assistant.state.feedback import Verdict
from assistant.text.spans import Span


class Title(BaseModel):
    title: str = Field(min_length=1, max_length=500)


class Said(BaseModel):
    conversation: str
    turn: str
    helpful: bool
    reason: str = Field("", max_length=4_000)


class Chosen(BaseModel):
    ids: list[str] = Field(min_length=1, max_length=1_000)


_EXPORTS = {
    "md": (as_markdown, "text/markdown; charset=utf-8"),
    "html": (as_html, "text/html; charset=utf-8"),
    "json": (as_json, "application/json"),
}


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/page", default_response_class=Uncached)
    _looking_up(router, desk)
    _conversations(router, desk)
    _taking_away(router, desk)
    _articles(router, desk)
    _telling(router, desk)
    _settings(router, desk)
    return router


class Uncached(JSONResponse):
    """What people asked is not left in the browser's cache."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        super().init_headers({**(headers or {}), "cache-control": "no-store"})


def _looking_up(router: APIRouter, desk: Desk) -> None:
    @router.get("/alive")
    def alive() -> dict[str, bool]:
        return {"alive": True}

    @router.get("/about")
    def about() -> dict[str, Any]:
        return desk.about()

    @router.get("/examples")
    def examples() -> list[str]:
        return desk.examples()


def _conversations(router: APIRouter, desk: Desk) -> None:
    @router.get("/conversations")
    def newest(search: str = "") -> list[dict[str, str]]:
        return [_row(conversation) for conversation in desk.conversations.newest(search)]

    @router.get("/conversations/{id}")
    def one(id: str) -> dict[str, Any]:
        conversation = _found(desk, id)
        return {
            **_row(conversation),
            "turns": [_remembered(desk, exchange) for exchange in desk.conversations.exchanges(id)],
        }

    @router.patch("/conversations/{id}")
    def rename(id: str, body: Title) -> dict[str, str]:
        if not desk.conversations.rename(id, body.title):
            raise HTTPException(404, "There is no such conversation")
        return _row(_found(desk, id))

    @router.delete("/conversations/{id}", status_code=204)
    def delete(id: str) -> Response:
        if not desk.conversations.delete(id):
            raise HTTPException(404, "There is no such conversation")
        return Response(status_code=204)

    @router.post("/conversations/{id}/restore")
    def restore(id: str) -> dict[str, str]:
        if not desk.conversations.restore(id):
            raise HTTPException(404, "There is no such conversation")
        return _row(_found(desk, id))


def _taking_away(router: APIRouter, desk: Desk) -> None:
    @router.get("/conversations/{id}/export.{kind}")
    def export(id: str, kind: str) -> Response:
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
    def follow(id: str, turn: str) -> list[str]:
        return desk.follow_ups(_exchange(desk, id, turn))


def _articles(router: APIRouter, desk: Desk) -> None:
    @router.get("/articles")
    def articles(search: str = "", publisher: str = "") -> dict[str, Any]:
        return listing(desk.articles, search=search, publisher=publisher)

    @router.get("/articles/{id}")
    def one_article(id: str, span: Annotated[list[str], Query()] = []) -> dict[str, Any]:  # noqa: B006
        try:
            document = desk.articles.document(id)
        except AssistantError as error:
            raise HTTPException(404, error.message) from error
        spans = [found for text in span[:200] if (found := _span(text, len(document.text)))]
        return {**facts(document), "revision": document.revision, "html": article(document, spans)}

    @router.post("/articles/remove")
    def remove(chosen: Chosen) -> list[str]:
        with _told():
            return desk.articles.remove(chosen.ids)

    @router.post("/update")
    def start() -> dict[str, Any]:
        desk.update.start()
        return desk.update.state

    @router.get("/update")
    def progress() -> dict[str, Any]:
        return desk.update.state


def _telling(router: APIRouter, desk: Desk) -> None:
    @router.post("/feedback")
    def feedback(said: Said) -> dict[str, bool]:
        exchange = _exchange(desk, said.conversation, said.turn)
        desk.feedback.give(exchange, Verdict(said.helpful, said.reason))
        return {"kept": True}


def _settings(router: APIRouter, desk: Desk) -> None:
    @router.get("/settings")
    def shown() -> dict[str, Any]:
        return _choices(desk).shown()

    @router.put("/settings")
    def save(changes: dict[str, Any]) -> dict[str, Any]:
        with _told():
            return _choices(desk).save(changes)

    @router.post("/settings/test")
    def try_out(changes: dict[str, Any]) -> dict[str, Any]:
        with _told():
            return _choices(desk).try_out(changes)


def _choices(desk: Desk) -> Choices:
    if desk.choices is None:
        raise HTTPException(404, "Settings cannot be changed here")
    return desk.choices


@contextmanager
def _told() -> Iterator[None]:
    """Turns an expected error into a reply that says what happened and what to do."""
    try:
        yield
    except AssistantError as error:
        raise HTTPException(409, str(error)) from error


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


def _span(text: str, length: int) -> Span | None:
    """ "start-end" as a stretch of a text of `length` characters, or None where it is none."""
    start, _, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(end) < 12):
        return None
    span = Span(int(start), min(int(end), length))
    return span if span.start < span.end else None
