"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

import threading
import time

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from assistant.chat import Assistant
from assistant.errors import AssistantError
from assistant.interfaces.api.service import Service

FRESH = 5.0
"""Seconds for which one probe stands, so that asking often costs nothing."""


class Health(BaseModel):
    ready: bool
    reason: str


class Probe:
    """Searches for the title of an indexed document, which must be found: that tries the index, the embedder and both legs."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._last: tuple[float, str] = (-FRESH, "")

    def trouble(self) -> str:
        """What is wrong, or nothing."""
        with self._lock:
            when, found = self._last
            if time.monotonic() - when > FRESH:
                found = self._try()
                self._last = (time.monotonic(), found)
            return found

    def _try(self) -> str:
        try:
            documents = self._assistant.corpus.documents()
            if not documents:
                return "The corpus holds no articles"
            _, passages = self._assistant.search(documents[0].title[:200] or documents[0].text[:200])
            return "" if passages else f"A search for the title of {documents[0].id!r} finds nothing"
        except AssistantError as error:
            return str(error)


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["health"])
    probe = Probe(service.assistant)

    @router.get("/healthz")
    async def alive() -> Health:
        """The server runs."""
        return Health(ready=True, reason="")

    @router.get("/readyz", responses={503: {"model": Health}})
    def ready() -> JSONResponse:
        """A search was tried within the last five seconds and found what it must."""
        trouble = probe.trouble()
        body = Health(ready=not trouble, reason=trouble)
        return JSONResponse(body.model_dump(), 503 if trouble else 200)

    return router
