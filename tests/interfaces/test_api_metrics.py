"""What /metrics says is what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from assistant import Assistant
from assistant.answering.models import ScriptedModel
from assistant.interfaces.api.app import build
from assistant.state.database import Database
from assistant.state.keys import Keys
from assistant.types import Message, ModelDelta, Usage

QUESTION = "To which port was the Dali sailing when it lost power?"


class Counting(ScriptedModel):
    """A scripted model that reports tokens."""

    def stream(self, messages: list[Message], *, max_tokens: int) -> Iterator[ModelDelta]:  # type: ignore[override]
        yield ModelDelta("It was sailing to Colombo [1].")
        yield ModelDelta(ending="complete", usage=Usage(120, 9, 1))


@pytest.fixture
def client(sample_assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(build(Assistant(sample_assistant.corpus, model=Counting([], name="counted")))) as client:
        yield client


Value = Callable[..., float]


@pytest.fixture
def grown(client: TestClient) -> Value:
    """How much a sample has grown since the test began."""
    before = samples(client)
    return lambda name, **labels: samples(client).get(key(name, labels), 0) - before.get(key(name, labels), 0)


def key(name: str, labels: dict[str, str]) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def samples(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {key(s.name, s.labels): s.value for family in families for s in family.samples}


def test_a_question_shows_as_a_request_its_stages_its_outcome_and_its_tokens(
    client: TestClient, grown: Value
) -> None:
    client.post("/v1/ask", json={"question": QUESTION})
    assert grown("assistant_request_seconds_count", method="POST", route="/v1/ask", status="200") == 1
    for stage in ("ask", "rewrite", "retrieve", "extract", "chat", "check"):
        assert grown("assistant_stage_seconds_count", stage=stage) == 1
    assert grown("assistant_questions_total", outcome="answered") == 1
    assert grown("assistant_tokens_total", model="counted", kind="prompt") == 120
    assert grown("assistant_tokens_total", model="counted", kind="completion") == 9


def test_refused_requests_count_under_their_route_and_made_up_paths_make_no_series(
    client: TestClient, grown: Value
) -> None:
    client.post("/v1/ask", json={"question": ""})
    client.get("/v1/documents/no-such-document")
    client.get("/no/such/path")
    client.get("/nor/this/one")
    assert grown("assistant_request_seconds_count", method="POST", route="/v1/ask", status="422") == 1
    route = "/v1/documents/{document_id}"
    assert grown("assistant_request_seconds_count", method="GET", route=route, status="404") == 1
    assert grown("assistant_request_seconds_count", method="GET", route="none", status="404") == 2


def test_the_size_of_the_index_is_what_status_says(client: TestClient, sample_assistant: Assistant) -> None:
    told, status = samples(client), sample_assistant.corpus.status()
    assert told["assistant_documents", frozenset()] == status["documents"]
    assert told["assistant_chunks", frozenset()] == status["chunks"]
    assert told["assistant_index_bytes", frozenset()] > 0


def test_off_loopback_metrics_need_a_key_that_may_read(sample_assistant: Assistant, tmp_path: Path) -> None:
    with Database(tmp_path / "state.db") as database:
        keys = Keys(database)
        client = TestClient(build(sample_assistant, keys=keys))

        def status(*scopes: str) -> int:
            key = f"Bearer {keys.create('test', scopes)[1]}" if scopes else ""
            return client.get("/metrics", headers={"authorization": key}).status_code

        assert [status(), status("ask"), status("read")] == [401, 403, 200]
