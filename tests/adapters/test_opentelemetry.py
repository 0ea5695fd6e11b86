"""Both flows as traces: one tree for each, the conventions' names, and no text unless it was asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.trace import StatusCode

from assistant import Assistant, Corpus, tracing
from assistant.adapters import opentelemetry
from assistant.answering.models import ScriptedModel
from assistant.errors import EndpointUnavailable
from assistant.index.embedder import StaticEmbedder
from assistant.types import Turn

QUESTION = "To which port was the Dali sailing when it lost power?"
KNOWN = {value for name, value in vars(gen_ai_attributes).items() if name.startswith("GEN_AI_")}

Traced = Callable[[], dict[str, ReadableSpan]]


@pytest.fixture(params=[False, True], ids=["without content", "with content"])
def content(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def traced(content: bool) -> Iterator[Traced]:
    """The spans that have ended, by name."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = opentelemetry.Tracer(provider, content=content)
    tracing.watch(tracer)
    yield lambda: {span.name: span for span in exporter.get_finished_spans()}
    tracing.unwatch(tracer)


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def below(spans: dict[str, ReadableSpan]) -> dict[str, str]:
    """The name of each span's parent."""
    names = {span.context.span_id: name for name, span in spans.items() if span.context}
    return {name: names[span.parent.span_id] for name, span in spans.items() if span.parent}


def answering(assistant: Assistant, *replies: str | Exception) -> Assistant:
    return Assistant(assistant.corpus, model=ScriptedModel(list(replies), name="small"))


def test_a_question_is_one_tree_with_a_span_for_each_stage(
    sample_assistant: Assistant, traced: Traced, content: bool
) -> None:
    asked = answering(sample_assistant, "Where was the Dali sailing?", "It was sailing to Colombo [1].")
    asked.answer("And where to?", [Turn("What hit the bridge?", "The Dali.")])
    spans = traced()
    root = "invoke_agent corpus-assistant"
    assert below(spans) == {
        "rewrite": root, "retrieval corpus-assistant": root, "extract": root, "check": root,
        # There are two calls; the last one is the answer's.
        "chat small": root,
    }  # fmt: skip
    assert attributes(spans[root])["assistant.outcome"] == "answered"
    chat = attributes(spans["chat small"])
    assert chat["gen_ai.operation.name"] == "chat"
    assert chat["gen_ai.request.model"] == "small"
    assert chat["gen_ai.response.finish_reasons"] == ("stop",)
    assert ("Colombo" in chat.get("gen_ai.output.messages", "")) is content


def test_the_index_flow_is_one_tree_though_embedding_has_a_thread_of_its_own(
    traced: Traced, tmp_path: Path
) -> None:
    (tmp_path / "mill.md").write_text("# The mill\n\nThe mill was built in 1871 by two brothers.\n")
    with Corpus.open(tmp_path, embedder=StaticEmbedder()) as corpus:
        corpus.sync()
    spans = traced()
    embedding = next(name for name in spans if name.startswith("embeddings "))
    assert below(spans) == dict.fromkeys(("read", embedding, "commit"), "sync")
    assert attributes(spans["sync"])["assistant.added"] == 1


def test_every_name_is_one_of_the_conventions_or_ours_and_no_text_is_told_unasked(
    sample_assistant: Assistant, traced: Traced, content: bool
) -> None:
    answering(sample_assistant, "It was sailing to Colombo [1].").answer(QUESTION)
    told = [pair for span in traced().values() for pair in attributes(span).items()]
    assert {n for n, _ in told if not n.startswith("assistant.") and n != "error.type"} <= KNOWN
    assert any(QUESTION in str(value) for _, value in told) is content
    assert any("Colombo" in str(value) for _, value in told) is content


def test_a_model_that_fails_is_an_error_of_its_call_and_of_the_question(
    sample_assistant: Assistant, traced: Traced
) -> None:
    list(answering(sample_assistant, EndpointUnavailable("The model is down")).ask(QUESTION))
    spans = traced()
    assert attributes(spans["chat small"])["error.type"] == "EndpointUnavailable"
    assert spans["invoke_agent corpus-assistant"].status.status_code is StatusCode.ERROR


def test_a_question_that_is_left_early_still_ends_its_spans(
    sample_assistant: Assistant, traced: Traced
) -> None:
    events = answering(sample_assistant, "It was sailing to Colombo [1].").ask(QUESTION)
    while type(next(events)).__name__ != "Delta":
        pass
    events.close()  # type: ignore[attr-defined]
    spans = traced()
    assert {"chat small", "invoke_agent corpus-assistant"} <= set(spans)
    assert "check" not in spans


class Collector(TraceServiceServicer):
    """A receiver of traces as OTLP defines it, on loopback: what it was sent."""

    def __init__(self) -> None:
        self.received: list[ExportTraceServiceRequest] = []

    def Export(self, request: ExportTraceServiceRequest, context: object) -> ExportTraceServiceResponse:  # noqa: N802
        self.received.append(request)
        return ExportTraceServiceResponse()


@pytest.fixture
def collector() -> Iterator[tuple[Collector, str]]:
    found, server = Collector(), grpc.server(ThreadPoolExecutor(1))
    add_TraceServiceServicer_to_server(found, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield found, f"http://127.0.0.1:{port}"
    server.stop(grace=None).wait()


def test_a_command_sends_both_trees_to_the_collector_that_the_environment_names(
    collector: tuple[Collector, str], tmp_path: Path
) -> None:
    found, address = collector
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "mill.md").write_text("# The mill\n\nThe mill was built in 1871 by two brothers.\n")
    told = {"ASSISTANT_TRACES": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": address}
    asked = ["ask", "--corpus", str(articles), "--index", str(tmp_path / "index"), "--embedder", "fast"]
    command = [sys.executable, "-m", "assistant.interfaces.cli", *asked, "Who built the mill?"]
    result = subprocess.run(command, env=os.environ | told, capture_output=True, text=True, timeout=120)
    assert "two brothers" in result.stdout, result.stderr
    resources = [resource for request in found.received for resource in request.resource_spans]
    services = {
        a.value.string_value for r in resources for a in r.resource.attributes if a.key == "service.name"
    }
    names = [span.name for r in resources for scope in r.scope_spans for span in scope.spans]
    assert services == {"corpus-assistant"}
    assert {"sync", "commit", "invoke_agent corpus-assistant", "extract"} <= set(names)


def test_without_the_extra_one_line_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['opentelemetry.sdk.trace'] = None\nimport assistant.adapters.opentelemetry"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stderr.strip().splitlines()[-1] == (
        "assistant.errors.UsageError: OpenTelemetry traces need an optional part. Run: pip install 'corpus-assistant[otel]'"
    )
