"""The HTTP API gives what the Python call gives, refuses what is wrong before any work, and says so in one shape."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from assistant import Assistant, Corpus
from assistant.answering.models import ScriptedModel
from assistant.errors import EndpointUnavailable
from assistant.interfaces.api.app import build
from assistant.interfaces.api.limits import Limits
from assistant.types import Answer, Document, SyncReport, from_json, to_json

QUESTION = "To which port was the Dali sailing when it lost power?"


@pytest.fixture(scope="module")
def client(sample_assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(build(sample_assistant)) as client:
        yield client


@pytest.fixture
def own(indexed: Callable[..., Corpus], tmp_path: Path) -> Iterator[Assistant]:
    """An assistant over a corpus of two articles that the test may change."""
    articles = {
        "mill.md": "# The mill\n\nThe mill was built in 1871 by two brothers.\n",
        "lake.md": "# The lake\n\nThe lake froze over in February 1929.\n",
    }
    with indexed(tmp_path, articles) as corpus:
        yield Assistant(corpus)


def events(response: Response) -> list[tuple[str, Any]]:
    """The server-sent events of a response: name and data."""
    found = []
    for block in response.text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def complaint(response: Response) -> str:
    error = response.json()["error"]
    assert set(error) == {"message", "type", "code", "hint", "param"}
    return str(error["message"])


# --- the same as in Python


def test_retrieve_gives_the_query_and_the_passages_field_for_field(
    client: TestClient, sample_assistant: Assistant
) -> None:
    query, passages = sample_assistant.search(QUESTION, k=5)
    reply = client.post("/v1/retrieve", json={"question": QUESTION, "k": 5})
    assert reply.json() == {"query": to_json(query), "passages": to_json(passages)}


def test_ask_gives_the_checked_answer_as_python_does(client: TestClient, sample_assistant: Assistant) -> None:
    answer = from_json(Answer, client.post("/v1/ask", json={"question": QUESTION}).json())
    expected = sample_assistant.answer(QUESTION)
    assert (answer.text, answer.sentences, answer.passages) == (
        expected.text, expected.sentences, expected.passages,
    )  # fmt: skip


def test_the_stream_carries_the_events_in_their_order(
    client: TestClient, sample_assistant: Assistant
) -> None:
    reply = client.post("/v1/ask", json={"question": QUESTION, "stream": True})
    expected = [to_json(event) for event in sample_assistant.ask(QUESTION)]

    assert reply.headers["content-type"].startswith("text/event-stream")
    assert [name for name, _ in events(reply)] == [event["event"] for event in expected]
    assert [without_times(data) for _, data in events(reply)] == [without_times(event) for event in expected]


def without_times(event: dict[str, Any]) -> dict[str, Any]:
    return event | {"answer": event["answer"] | {"timings": {}}} if "answer" in event else event


def test_filters_restrict_what_is_found(client: TestClient, sample_assistant: Assistant) -> None:
    document = sample_assistant.search(QUESTION)[1][0].document_id
    body = {"question": QUESTION, "filters": {"documents": [document], "after": "2020-01-01"}}
    found = client.post("/v1/retrieve", json=body).json()["passages"]
    assert {passage["document_id"] for passage in found} == {document}


def test_every_offset_points_into_the_document_the_api_itself_gives(client: TestClient) -> None:
    for passage in client.post("/v1/retrieve", json={"question": QUESTION}).json()["passages"]:
        text = client.get(f"/v1/documents/{passage['document_id']}").json()["text"]
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_history_reaches_the_rewriter(sample_assistant: Assistant) -> None:
    model = ScriptedModel(["Where was the Dali sailing to?", "To Colombo."])
    with TestClient(build(Assistant(sample_assistant.corpus, model=model))) as client:
        history = [{"question": "What is the Dali?", "answer": "A ship."}]
        reply = client.post("/v1/ask", json={"question": "Where to?", "history": history})
    assert reply.json()["query"]["text"] == "Where was the Dali sailing to?"
    assert "What is the Dali?" in model.asked[0][0].content


# --- documents and upkeep


def test_documents_are_listed_by_pages_without_their_texts(
    client: TestClient, sample_assistant: Assistant
) -> None:
    everything = sample_assistant.corpus.documents()
    page = client.get("/v1/documents", params={"offset": 2, "limit": 3}).json()
    assert page["total"] == len(everything)
    assert [row["id"] for row in page["documents"]] == [document.id for document in everything[2:5]]
    assert [row["characters"] for row in page["documents"]] == [len(d.text) for d in everything[2:5]]
    assert "text" not in page["documents"][0]


def test_a_document_comes_whole(client: TestClient, sample_assistant: Assistant) -> None:
    document = sample_assistant.corpus.documents()[0]
    assert from_json(Document, client.get(f"/v1/documents/{document.id}").json()) == document


def test_a_new_file_is_found_after_a_sync_and_a_deleted_document_is_not(own: Assistant) -> None:
    with TestClient(build(own)) as client:
        (own.corpus.folder / "tower.md").write_text("# The tower\n\nThe tower is 96 metres high.\n")
        report = from_json(SyncReport, client.post("/v1/sync", json={}).json())
        assert (report.added, report.unchanged) == (1, 2)
        found = client.post("/v1/retrieve", json={"question": "How high is the tower?"}).json()["passages"]
        assert found[0]["title"] == "The tower"

        assert client.delete(f"/v1/documents/{found[0]['document_id']}").status_code == 204
        left = client.post("/v1/retrieve", json={"question": "How high is the tower?"}).json()["passages"]
        assert "The tower" not in {passage["title"] for passage in left}
        assert client.delete(f"/v1/documents/{found[0]['document_id']}").status_code == 404


TOWER = "# The tower\n\nThe tower is 96 metres high.\n"


@pytest.mark.parametrize(
    "sent", [{"content": TOWER}, {"content": b64encode(TOWER.encode()).decode(), "encoding": "base64"}]
)
def test_an_added_article_is_a_file_of_the_corpus_and_is_found(own: Assistant, sent: dict[str, str]) -> None:
    with TestClient(build(own)) as client:
        added = client.post("/v1/documents", json={"name": "tower.md", **sent})
        found = client.post("/v1/retrieve", json={"question": "How high is the tower?"}).json()["passages"]
    assert added.status_code == 201
    assert added.json()["outcome"] == {"location": "added/tower.md", "state": "added", "reason": ""}
    assert added.json()["documents"] == [found[0]["document_id"]]
    assert (own.corpus.folder / "added" / "tower.md").read_text() == TOWER


def test_an_article_is_never_replaced_by_another_of_its_name(own: Assistant) -> None:
    with TestClient(build(own)) as client:
        client.post("/v1/documents", json={"name": "tower.md", "content": TOWER})
        again = client.post("/v1/documents", json={"name": "tower.md", "content": "# Other\n\nOther text.\n"})
    assert again.status_code == 409
    assert [path.name for path in (own.corpus.folder / "added").iterdir()] == ["tower.md"]
    assert (own.corpus.folder / "added" / "tower.md").read_text() == TOWER


def test_what_was_guessed_of_an_added_article_is_told(own: Assistant) -> None:
    content = b64encode("Crème brûlée.".encode("cp1252")).decode()
    sent = {"name": "menu.txt", "content": content, "encoding": "base64"}
    with TestClient(build(own)) as client:
        told = client.post("/v1/documents", json=sent).json()
    assert (told["outcome"]["state"], len(told["documents"])) == ("added", 1)
    assert [(warning["location"], warning["state"]) for warning in told["warnings"]] == [
        ("added/menu.txt", "warning")
    ]


def test_what_is_no_article_is_refused_and_leaves_nothing_behind(own: Assistant) -> None:
    with TestClient(build(own)) as client:
        reply = client.post("/v1/documents", json={"name": "empty.md", "content": " "})
    assert reply.status_code == 422
    assert "'empty.md' was not taken up" in complaint(reply)
    assert list((own.corpus.folder / "added").iterdir()) == []
    assert {outcome.location for outcome in own.corpus.outcomes()} == {"mill.md", "lake.md"}


@pytest.mark.parametrize(
    "name",
    [
        "../escape.md",
        "/etc/passwd.md",
        ".hidden.md",
        "a/b.md",
        "no-extension",
        "a\x00.md",
        "a\n.md",
        "-rf.md",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(own: Assistant, name: str) -> None:
    with TestClient(build(own)) as client:
        reply = client.post("/v1/documents", json={"name": name, "content": TOWER})
    assert reply.status_code == 422
    assert complaint(reply).startswith("name")
    assert not (own.corpus.folder / "added").exists()


def test_a_streamed_sync_tells_how_far_it_is_and_ends_with_the_report(own: Assistant) -> None:
    with TestClient(build(own)) as client:
        told = events(client.post("/v1/sync", json={"stream": True}))
    assert told[-1][0] == "done"
    assert told[-1][1]["report"]["unchanged"] == 2


# --- health


def test_a_server_that_can_answer_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ready": True, "reason": ""}
    assert client.get("/readyz").json() == {"ready": True, "reason": ""}


def test_a_server_whose_corpus_was_emptied_lives_but_is_not_ready(own: Assistant) -> None:
    own.corpus.remove([document.id for document in own.corpus.documents()])
    with TestClient(build(own)) as client:
        reply = client.get("/readyz")
        assert reply.status_code == 503
        assert "no articles" in reply.json()["reason"]
        assert client.get("/healthz").status_code == 200


# --- what is refused


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": " \n​"}, "question"),
        ({"question": "x" * 8_001}, "question"),
        ({"question": 7}, "question"),
        ({"question": "a", "k": 0}, "k"),
        ({"question": "a", "k": 51}, "k"),
        ({"question": "a", "k": "5"}, "k"),
        ({"question": "a", "kk": 5}, "kk"),
        ({"question": "a", "filters": {"publisher": ["x"]}}, "filters.publisher"),
        ({"question": "a", "filters": {"publishers": "x"}}, "filters.publishers"),
        ({"question": "a", "filters": {"after": "yesterday"}}, "filters.after"),
        ([], "body"),
    ],
)
def test_a_request_that_is_wrong_is_refused_by_the_name_of_what_is_wrong(
    client: TestClient, body: Any, reason: str
) -> None:
    reply = client.post("/v1/retrieve", json=body)
    assert reply.status_code == 422
    assert complaint(reply).startswith(reason)


def test_what_is_not_json_is_refused(client: TestClient) -> None:
    reply = client.post("/v1/ask", content=b"{", headers={"content-type": "application/json"})
    assert reply.status_code == 422
    assert complaint(reply)


def test_a_history_that_is_too_long_is_refused_not_cut(client: TestClient) -> None:
    turn = {"question": "q", "answer": "a" * 1_000}
    reply = client.post("/v1/ask", json={"question": "And?", "history": [turn] * 61})
    assert reply.status_code == 422
    assert "61,061 characters" in complaint(reply)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(sample_assistant: Assistant) -> None:
    with TestClient(build(sample_assistant, limits=Limits(body=1_000))) as client:
        assert client.post("/v1/ask", json={"question": "x" * 2_000}).status_code == 413
        chunked = client.post("/v1/ask", content=iter([b"{}"]))
        assert chunked.status_code == 411


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/documents/nothing", "/nothing"])
def test_what_is_not_there_is_told_in_the_same_shape(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 404
    assert complaint(reply)


def test_the_wrong_method_is_told_in_the_same_shape(client: TestClient) -> None:
    reply = client.get("/v1/ask")
    assert reply.status_code == 405
    assert complaint(reply)
    assert reply.headers["allow"] == "POST"


def test_when_every_place_is_taken_the_next_is_asked_to_come_back(sample_assistant: Assistant) -> None:
    with TestClient(build(sample_assistant, limits=Limits(at_once=0))) as client:
        for body in ({"question": QUESTION}, {"question": QUESTION, "stream": True}):
            reply = client.post("/v1/ask", json=body)
            assert reply.status_code == 503
            assert reply.headers["retry-after"] == "2"


def test_a_place_is_free_again_after_each_answer(sample_assistant: Assistant) -> None:
    with TestClient(build(sample_assistant, limits=Limits(at_once=1))) as client:
        for stream in (True, False, True, False):
            assert client.post("/v1/ask", json={"question": QUESTION, "stream": stream}).status_code == 200


# --- when the model fails


def failing(assistant: Assistant) -> Assistant:
    return Assistant(
        assistant.corpus, model=ScriptedModel([EndpointUnavailable("The model is down", "Start it")])
    )


def test_a_failed_model_is_an_error_and_never_an_answer(sample_assistant: Assistant) -> None:
    with TestClient(build(failing(sample_assistant))) as client:
        reply = client.post("/v1/ask", json={"question": QUESTION})
    assert reply.status_code == 502
    assert reply.json()["error"]["hint"] == "Start it"


def test_a_stream_whose_model_fails_ends_with_the_passages_it_found(sample_assistant: Assistant) -> None:
    with TestClient(build(failing(sample_assistant))) as client:
        name, data = events(client.post("/v1/ask", json={"question": QUESTION, "stream": True}))[-1]
    assert name == "failed"
    assert data["error"] == "The model is down"
    assert data["passages"]


def test_something_unforeseen_tells_nothing_of_the_inside(sample_assistant: Assistant) -> None:
    app = build(sample_assistant)

    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError("the password is swordfish")

    with TestClient(app, raise_server_exceptions=False) as client:
        reply = client.get("/v1/broken")
    assert reply.status_code == 500
    assert "swordfish" not in reply.text


# --- the page beside it


def test_a_page_answers_everything_else_and_is_started_and_ended(sample_assistant: Assistant) -> None:
    lived: list[str] = []

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        lived.append("started")
        yield
        lived.append("ended")

    page = FastAPI(lifespan=life)

    @page.get("/")
    def home() -> str:
        return "the page"

    with TestClient(build(sample_assistant, page=page)) as client:
        assert client.get("/").json() == "the page"
        assert client.post("/v1/retrieve", json={"question": QUESTION}).status_code == 200
    assert lived == ["started", "ended"]
