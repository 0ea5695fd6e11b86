"""The HTTP application: every route behind one gate, described by /openapi.json, with the chat page beside it if there is one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from assistant import __version__
from assistant.chat import Assistant
from assistant.interfaces.api import answers, compatible, documents, health, metrics, problems
from assistant.interfaces.api.gate import Gate
from assistant.interfaces.api.limits import Limits
from assistant.interfaces.api.service import Service
from assistant.interfaces.embed import routes as embed
from assistant.state.keys import Keys


def build(
    assistant: Assistant,
    *,
    keys: Keys | None = None,
    public: Keys | None = None,
    limits: Limits | None = None,
    page: FastAPI | None = None,
) -> FastAPI:
    """The API of one assistant.

    Args:
        keys: required of every request; without them everybody who reaches the server may do everything, so bind it to loopback.
        public: the keys with which /embed may be shown in pages elsewhere; without them there is no /embed.
        page: an application that answers everything else, such as the chat page.
    """
    limits = limits or Limits()
    service = Service(assistant, limits)
    # The usual documentation pages load their scripts from another host; /openapi.json serves any local viewer.
    app = FastAPI(
        title="Corpus Assistant", version=__version__, docs_url=None, redoc_url=None, lifespan=_lifespan(page)
    )
    registry = CollectorRegistry()
    app.add_middleware(Gate, keys=keys, public=public, limits=limits)
    app.add_middleware(metrics.Requests, registry=registry)
    problems.install(app)
    for routes in (answers.routes, documents.routes, compatible.routes, health.routes):
        app.include_router(routes(service))
    app.include_router(metrics.routes(service, registry))
    if public is not None:
        app.include_router(embed.routes(service, public))
    if page is not None:
        app.mount("/", page)
    return app


def _lifespan(page: FastAPI | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Starlette does not start what is mounted; Gradio's queue runs only inside its own lifespan."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if page is not None:
                await stack.enter_async_context(page.router.lifespan_context(page))
            yield

    return lifespan
