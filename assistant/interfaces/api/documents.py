"""The corpus itself: its documents, adding and deleting them, and bringing the index to what the folder is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from assistant.errors import CorpusError
from assistant.interfaces.api import inbox
from assistant.interfaces.api.gate import Caller, needs
from assistant.interfaces.api.schema import Add, Added, Documents, Sync, facts, strictly
from assistant.interfaces.api.service import PROBLEMS, STREAMED, Service
from assistant.interfaces.api.streams import frame
from assistant.types import Document, SyncReport, to_json

Reader = Annotated[Caller, Depends(needs("read"))]
Writer = Annotated[Caller, Depends(needs("write"))]


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["documents"])
    _reading(router, service)
    _writing(router, service)
    return router


def _reading(router: APIRouter, service: Service) -> None:
    @router.get("/documents", response_model=Documents)
    def documents(
        caller: Reader,
        offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Response:
        """A page of the documents, by title, without their texts."""
        found = service.corpus.documents()
        page = [facts(document) for document in found[offset : offset + limit]]
        return JSONResponse({"documents": page, "total": len(found)})

    @router.get("/documents/{document_id}", response_model=Document)
    def document(document_id: str, caller: Reader) -> Response:
        """One document with its text, which every `start` and `end` counts in."""
        return JSONResponse(to_json(service.corpus.document(document_id)))


def _writing(router: APIRouter, service: Service) -> None:
    @router.post("/documents", status_code=201, response_model=Added)
    def add(body: Annotated[Add, strictly(Add)], caller: Writer) -> Response:
        """Adds an article to the corpus as a file of its own, and indexes it."""
        with service.places.one():
            added = inbox.add(service.corpus, body.name, body.data())
        return JSONResponse(to_json(added._asdict()), 201)

    @router.delete("/documents/{document_id}", status_code=204)
    def delete(document_id: str, caller: Writer) -> Response:
        """Takes the document out of the index for good; its file stays where it is."""
        if not service.corpus.remove([document_id]):
            raise CorpusError(f"There is no document {document_id!r} in this index")
        return Response(status_code=204)

    @router.post("/sync", response_model=SyncReport, responses=STREAMED)
    async def sync(body: Annotated[Sync, strictly(Sync)], caller: Writer, request: Request) -> Response:
        """Brings the index to what the folder is."""
        progress = service.corpus.syncing(rebuild=body.rebuild, retry_failed=body.retry_failed)
        if body.stream:
            return await service.stream(progress, lambda event: frame(to_json(event), event.stage))
        return JSONResponse(to_json((await service.last(progress, request)).report))
