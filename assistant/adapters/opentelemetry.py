"""Both flows as OpenTelemetry traces, named by the semantic conventions for generative AI where these have a name. Off unless asked for.

    tracing.watch(Tracer())                # to the provider that the program has set up
    tracing.watch(Tracer(content=True))    # and with questions, prompts and replies in it

Raises, when imported:
    UsageError: the optional extra `otel` is missing.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

from assistant import __version__
from assistant.errors import UsageError
from assistant.tracing import CONTENT, Span

try:
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
except ImportError as error:
    raise UsageError(
        "OpenTelemetry traces need an optional part", "Run: pip install 'corpus-assistant[otel]'"
    ) from error

NAME: Final = "corpus-assistant"
_OPERATIONS: Final = {"ask": "invoke_agent", "chat": "chat", "retrieve": "retrieval", "embed": "embeddings"}
# Every endpoint speaks OpenAI's form; who stands behind it is not known here.
_PROVIDERS: Final = {"chat": "openai"}
_NAMES: Final = {
    "model": "gen_ai.request.model",
    "max_tokens": "gen_ai.request.max_tokens",
    "k": "gen_ai.request.top_k",
    "first_token": "gen_ai.response.time_to_first_chunk",
    "prompt_tokens": "gen_ai.usage.input_tokens",
    "completion_tokens": "gen_ai.usage.output_tokens",
    "ending": "gen_ai.response.finish_reasons",
    "messages": "gen_ai.input.messages",
    "reply": "gen_ai.output.messages",
}
"""Facts that the conventions have a name for; every other is `assistant.` and its own name."""
_ENDINGS: Final = {"complete": "stop", "length": "length", "cut": "error"}


class Tracer:
    """Watches for `assistant.tracing` and makes an OpenTelemetry span of each of its spans, under whatever span is current.

    Args:
        provider: where the spans go; the one that the program has set up unless given.
        content: whether spans hold what people asked, what models were sent and replied, and names of files.
    """

    def __init__(self, provider: trace.TracerProvider | None = None, *, content: bool = False) -> None:
        self._tracer = trace.get_tracer("assistant", __version__, provider)
        self._content = content
        self._open: dict[Span, trace.Span] = {}

    def begun(self, span: Span) -> None:
        kind = trace.SpanKind.CLIENT if span.name == "chat" else trace.SpanKind.INTERNAL
        self._open[span] = self._tracer.start_span(_title(span), kind=kind, attributes=_operation(span.name))

    def working(self, span: Span) -> AbstractContextManager[object]:
        return trace.use_span(self._open[span], record_exception=False, set_status_on_exception=False)

    def ended(self, span: Span) -> None:
        ending = self._open.pop(span)
        for name, value in span.facts.items():
            if self._content or name not in CONTENT:
                ending.set_attribute(*_attribute(name, value))
        if span.error:
            ending.set_attribute("error.type", span.error)
            ending.set_status(trace.StatusCode.ERROR)
        ending.end()


@functools.cache
def exporting(*, content: bool = False) -> Tracer:
    """Sends to the provider that the program has set up, else by OTLP to where the environment says; the default is this machine."""
    found = trace.get_tracer_provider()
    if not isinstance(found, TracerProvider):
        found = TracerProvider(resource=Resource.create({"service.name": NAME}))
        found.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=_patience())))
    return Tracer(found, content=content)


def _patience() -> float | None:
    """Seconds to wait for whoever collects, None for what the environment says: a command must not hang for want of a listener."""
    return None if "OTEL_EXPORTER_OTLP_TIMEOUT" in os.environ else 2.0


def _title(span: Span) -> str:
    operation = _OPERATIONS.get(span.name, span.name)
    subject = NAME if span.name in ("ask", "retrieve") else span.facts.get("model", "")
    return f"{operation} {subject}".strip()


def _operation(name: str) -> Mapping[str, str]:
    if name not in _OPERATIONS:
        return {}
    known = {
        "gen_ai.operation.name": _OPERATIONS[name],
        "gen_ai.provider.name": _PROVIDERS.get(name, NAME),
    }
    return known | ({"gen_ai.agent.name": NAME} if name == "ask" else {})


def _attribute(name: str, value: Any) -> tuple[str, Any]:
    if name == "ending":
        return _NAMES[name], [_ENDINGS.get(value, value)]
    if name == "messages":
        return _NAMES[name], json.dumps([_message(one["role"], one["content"]) for one in value])
    if name == "reply":
        return _NAMES[name], json.dumps([_message("assistant", value)])
    return _NAMES.get(name, f"assistant.{name}"), value


def _message(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": text}]}
