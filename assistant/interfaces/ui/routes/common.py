"""What all routes of the page share: whose desk it is, replies that stay out of caches, errors as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from assistant.interfaces.ui.desk import Desk
from assistant.interfaces.ui.login import person_of
from assistant.interfaces.ui.rooms import Rooms


class Uncached(JSONResponse):
    """What people asked is not left in the browser's cache."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        super().init_headers({**(headers or {}), "cache-control": "no-store"})


def router() -> APIRouter:
    return APIRouter(prefix="/page", default_response_class=Uncached)


def rooms_of(request: Request) -> Rooms:
    return cast(Rooms, request.app.state.rooms)


def desk_of(request: Request) -> Desk:
    """The desk of whoever sent the request."""
    return rooms_of(request).desk(person_of(request))


def managed(request: Request) -> Desk:
    """The same, for what only a manager may do."""
    desk = desk_of(request)
    if not desk.person.manager:
        raise HTTPException(403, "Only a manager may do this. Ask whoever looks after this assistant.")
    return desk


def told(request: Request, error: Exception) -> Response:
    """An expected error as a reply that says what happened and what to do."""
    return Uncached({"detail": str(error)}, getattr(error, "status", 409))


AtDesk = Annotated[Desk, Depends(desk_of)]
AtManagersDesk = Annotated[Desk, Depends(managed)]
InRooms = Annotated[Rooms, Depends(rooms_of)]
