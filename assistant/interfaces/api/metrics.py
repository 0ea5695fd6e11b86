"""What the server has done and how big its index is, in the form that Prometheus reads: /metrics."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import tracing
from assistant.corpus import Corpus
from assistant.errors import IndexUnusable
from assistant.interfaces.api.gate import Caller, needs
from assistant.interfaces.api.service import PROBLEMS, Service
from assistant.tracing import Span

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Bounds of the latency histograms: a search takes milliseconds, an answer of a large model minutes."""


class Work:
    """What this process has done through any door, the page among them: a watcher of `assistant.tracing`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._stages = Histogram(
            "assistant_stage_seconds", "Time in each stage of both flows", ["stage"], buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._failures = Counter(
            "assistant_stage_failures", "Stages that an error ended", ["stage", "error"], registry=self.registry
        )  # fmt: skip
        self._questions = Counter(
            "assistant_questions", "Questions by outcome: answered, refused (the articles do not answer it), failed, left",
            ["outcome"], registry=self.registry,
        )  # fmt: skip
        self._tokens = Counter(
            "assistant_tokens", "Tokens that language models reported", ["model", "kind"], registry=self.registry
        )  # fmt: skip

    def begun(self, span: Span) -> None:
        pass

    def working(self, span: Span) -> AbstractContextManager[object]:
        return nullcontext()

    def ended(self, span: Span) -> None:
        self._stages.labels(span.name).observe(span.seconds)
        if span.error:
            self._failures.labels(span.name, span.error).inc()
        if span.name == "ask":
            self._questions.labels(span.facts.get("outcome", "left")).inc()
        if span.name == "chat":
            for kind in ("prompt", "completion"):
                self._tokens.labels(span.facts["model"], kind).inc(span.facts.get(f"{kind}_tokens", 0))


WORK: Final = Work()


class Requests:
    """ASGI: counts and times the requests of one application, by the pattern of their route, so that no path makes a series of its own."""

    def __init__(self, app: ASGIApp, *, registry: CollectorRegistry) -> None:
        self.app = app
        self._seconds = Histogram(
            "assistant_request_seconds", "Time until the last byte of a reply", ["method", "route", "status"],
            buckets=SECONDS, registry=registry,
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            labels = _method(scope["method"]), _route(scope), str(status or "none")
            self._seconds.labels(*labels).observe(time.perf_counter() - started)


class Size(Collector):
    """How much is indexed and how busy the server is, looked up when it is asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "assistant_requests_at_work", "Searches and answers under way", value=self._service.places.taken
        )
        for name, (text, value) in _size(self._service.corpus).items():
            yield GaugeMetricFamily(f"assistant_{name}", text, value=value)


def routes(service: Service, registry: CollectorRegistry) -> APIRouter:
    router = APIRouter(tags=["health"], responses=PROBLEMS)
    tracing.watch(WORK)
    registry.register(Size(service))

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    def metrics(caller: Annotated[Caller, Depends(needs("read"))]) -> Response:
        """Requests, stages, questions, tokens and the size of the index, as Prometheus reads them."""
        text = generate_latest(registry) + generate_latest(WORK.registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return router


def _size(corpus: Corpus) -> dict[str, tuple[str, float]]:
    """Nothing, if the index cannot be read."""
    try:
        status = corpus.status()
    except IndexUnusable:
        return {}
    return {
        "documents": ("Documents in the index", status["documents"]),
        "chunks": ("Chunks in the index", status["chunks"]),
        "files": ("Files of the corpus, those that failed among them", status["files"]),
        "problems": ("Files that were skipped or failed", len(status["problems"])),
        "warnings": ("Articles of which something was lost or had to be guessed", len(status["warnings"])),
        "index_bytes": ("Size of the index on the disk", status["size_mb"] * 1e6),
        "index_generation": ("How often the index was changed", status["generation"]),
    }


def _route(scope: Scope) -> str:
    """The pattern of the route that answered; `page` for what is mounted, and `none` where nothing did."""
    found = getattr(scope.get("route"), "path", None)
    if found:
        return str(found)
    return "/mcp" if scope["path"] == "/mcp" else "page" if "endpoint" in scope else "none"


def _method(method: str) -> str:
    return method if method in ("GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH") else "other"
