"""Searching and answering: /v1/retrieve and /v1/ask."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from assistant.errors import EndpointError
from assistant.interfaces.api.gate import Caller, needs
from assistant.interfaces.api.schema import Ask, Found, Retrieve, strictly, told
from assistant.interfaces.api.service import PROBLEMS, STREAMED, Service
from assistant.interfaces.api.streams import frame
from assistant.types import Answer, Answered, Event, Failed


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["answers"])

    @router.post("/retrieve", response_model=Found)
    def retrieve(
        body: Annotated[Retrieve, strictly(Retrieve)], caller: Annotated[Caller, Depends(needs("read"))]
    ) -> Response:
        """The passages that the question would be answered from."""
        with service.places.one():
            query, passages = service.assistant.search(body.question, k=body.k, filters=body.filters)
        return JSONResponse({"query": told(query, caller), "passages": [told(p, caller) for p in passages]})

    @router.post("/ask", response_model=Answer, responses=STREAMED)
    async def ask(
        body: Annotated[Ask, strictly(Ask)],
        caller: Annotated[Caller, Depends(needs("ask"))],
        request: Request,
    ) -> Response:
        """The checked answer, or the events that lead to it."""
        events = service.assistant.ask(body.question, body.turns, filters=body.filters)
        if body.stream:
            return await service.stream(events, lambda event: _frame(event, caller))
        return JSONResponse(told(answered(await service.last(events, request)), caller))

    return router


def answered(event: Event) -> Answer:
    """The answer of the last event.

    Raises:
        EndpointError: the model failed.
    """
    if isinstance(event, Failed):
        raise EndpointError(event.error, event.hint)
    assert isinstance(event, Answered)
    return event.answer


def _frame(event: Event, caller: Caller) -> bytes:
    data = told(event, caller)
    return frame(data, data["event"])
