"""Articles over HTTP: listed, opened, added, removed, and the work on the index watched."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import HTTPException, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from assistant.errors import AssistantError
from assistant.interfaces.ui.article import article, facts
from assistant.interfaces.ui.routes import common
from assistant.interfaces.ui.routes.common import AtDesk, AtManagersDesk
from assistant.interfaces.ui.shelf import Wanted, listing
from assistant.interfaces.ui.update import adding, syncing
from assistant.text.spans import Span

router = common.router()


class Chosen(BaseModel):
    ids: list[str] = Field(min_length=1, max_length=1_000)


class New(BaseModel):
    """`kept` are the locations of files that were sent, `urls` the pages, feeds and sitemaps to fetch."""

    kept: list[str] = Field([], max_length=10_000)
    urls: list[Annotated[str, Field(max_length=2_000, pattern=r"^https?://\S+$")]] = Field(
        [], max_length=1_000
    )


class Again(BaseModel):
    retry_failed: bool = False


@router.get("/articles")
def articles(
    desk: AtDesk, search: str = "", publisher: str = "", year: str = "", language: str = ""
) -> dict[str, Any]:
    found = listing(desk.articles, Wanted(search, publisher, year, language))
    return {**found, "manager": desk.person.manager}


@router.get("/articles/{id}")
def one_article(
    desk: AtDesk,
    id: str,
    span: Annotated[list[str], Query()] = [],  # noqa: B006
) -> dict[str, Any]:
    try:
        document = desk.articles.document(id)
    except AssistantError as error:
        raise HTTPException(404, error.message) from error
    spans = [found for text in span[:200] if (found := _span(text, len(document.text)))]
    return {**facts(document), "revision": document.revision, "html": article(document, spans)}


@router.post("/articles/remove")
def remove(desk: AtManagersDesk, chosen: Chosen) -> list[str]:
    return desk.articles.remove(chosen.ids)


@router.post("/articles/bring-back")
def bring_back(desk: AtManagersDesk, chosen: Chosen) -> list[str]:
    return desk.articles.bring_back(chosen.ids)


@router.put("/articles/files")
async def send(desk: AtManagersDesk, request: Request, name: str) -> dict[str, str]:
    """One file, as the body; it is indexed by "/articles/add"."""
    data = await request.body()
    location = await run_in_threadpool(desk.articles.keep, name, data)
    desk.kept.add(location)
    return {"location": location}


@router.post("/articles/add")
def add(desk: AtManagersDesk, new: New) -> dict[str, Any]:
    kept = desk.kept & set(new.kept)
    desk.kept -= kept
    desk.update.start(lambda: adding(desk.articles, kept, new.urls))
    return desk.update.state


@router.post("/update")
def start(desk: AtManagersDesk, again: Again) -> dict[str, Any]:
    desk.update.start(lambda: syncing(desk.articles, retry_failed=again.retry_failed))
    return desk.update.state


@router.get("/update")
def progress(desk: AtDesk) -> dict[str, Any]:
    return desk.update.state


def _span(text: str, length: int) -> Span | None:
    """ "start-end" as a stretch of a text of `length` characters, or None where it is none."""
    start, _, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(end) < 12):
        return None
    span = Span(int(start), min(int(end), length))
    return span if span.start < span.end else None
