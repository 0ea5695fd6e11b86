"""Reranking over a real connection to a server that speaks the /rerank form, or fails to."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from assistant.answering.models import ScriptedModel
from assistant.app import build_reranker
from assistant.endpoint import Endpoint, Patience
from assistant.errors import EndpointBroken, EndpointRefused, EndpointUnavailable, UsageError
from assistant.retrieval.rerank import EndpointReranker, ModelReranker
from assistant.retrieval.retriever import Retriever
from assistant.settings import Values

QUICK = Patience(connect=1, first=1.0, idle=1.0, total=1.5, tries=1)


@contextmanager
def serving(
    reply: Callable[[dict[str, Any]], tuple[int, Any]], keys: list[str | None] | None = None
) -> Iterator[EndpointReranker]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if keys is not None:
                keys.append(self.headers["Authorization"])
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = reply(asked) if self.path == "/v1/rerank" else (404, {})
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *arguments: Any) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        endpoint = Endpoint(f"http://127.0.0.1:{server.server_port}/v1", patience=QUICK)
        try:
            yield EndpointReranker(endpoint, "small-reranker")
        finally:
            endpoint.close()
            server.shutdown()
            thread.join()


def shortest_first(asked: dict[str, Any]) -> tuple[int, Any]:
    """Out of order, as real servers answer: best first."""
    rows = [{"index": i, "relevance_score": 1 / len(text)} for i, text in enumerate(asked["documents"])]
    return 200, {"results": sorted(rows, key=lambda row: -row["relevance_score"])}


def test_scores_come_back_in_the_order_of_the_texts() -> None:
    with serving(shortest_first) as reranker:
        assert reranker.score("q", ["four", "to", "sixsix"]) == pytest.approx([1 / 4, 1 / 2, 1 / 6])


def test_the_bare_list_of_scores_is_understood_too() -> None:
    bare = [{"index": 1, "score": 0.9}, {"index": 0, "score": 0.1}]
    with serving(lambda asked: (200, bare)) as reranker:
        assert reranker.score("q", ["a", "b"]) == [0.1, 0.9]


@pytest.mark.parametrize(
    "reply",
    [
        {"results": [{"index": 0, "relevance_score": 1}]},
        {"results": [{}]},
        [{"index": 0, "score": 1}, {"index": 1, "score": float("nan")}],
        [{"index": 0, "score": 1}, {"index": 1, "score": 1}, {"index": 1, "score": 2}],
        [1, 2],
        "no",
    ],
)
def test_a_reply_that_does_not_score_every_text_is_an_error(reply: Any) -> None:
    with serving(lambda asked: (200, reply)) as reranker, pytest.raises(EndpointBroken, match="2 texts"):
        reranker.score("q", ["a", "b"])


def documents_only(
    field: str, name: str, wrap: Callable[[Any], Any]
) -> Callable[[dict[str, Any]], tuple[int, Any]]:
    """A strict server: it knows one name for the texts, and refuses requests with fields that it does not know."""

    def reply(asked: dict[str, Any]) -> tuple[int, Any]:
        if set(asked) != {"model", "query", field}:
            return 422, {"error": "unknown field"}
        rows = [{"index": i, name: float(len(text))} for i, text in enumerate(asked[field])]
        return 200, wrap(rows[::-1])

    return reply


SERVERS = {
    "Cohere": documents_only("documents", "relevance_score", lambda rows: {"id": "1", "results": rows, "meta": {}}),
    "Jina": documents_only("documents", "relevance_score", lambda rows: {"model": "m", "usage": {}, "results": rows}),
    "vLLM": documents_only(
        "documents", "relevance_score", lambda rows: {"results": [row | {"document": {"text": "…"}} for row in rows]}
    ),
    "llama.cpp": documents_only("documents", "relevance_score", lambda rows: {"object": "list", "results": rows}),
    "TEI": documents_only("texts", "score", lambda rows: rows),
}  # fmt: skip


@pytest.mark.parametrize("server", SERVERS)
def test_each_server_is_asked_in_the_form_it_knows(server: str) -> None:
    asked: list[set[str]] = []

    def reply(body: dict[str, Any]) -> tuple[int, Any]:
        asked.append(set(body))
        return SERVERS[server](body)

    with serving(reply) as reranker:
        assert [reranker.score("q", ["four", "to", "sixsix"]) for _ in range(2)] == [[4, 2, 6]] * 2
    assert len(asked) == (3 if server == "TEI" else 2)


def test_a_wrong_key_stays_the_reason() -> None:
    with serving(lambda asked: (401, {})) as reranker, pytest.raises(EndpointRefused, match="401"):
        reranker.score("q", ["a"])


def test_the_rerankers_order_is_the_order_of_the_hits(retriever: Retriever) -> None:
    question = "How long were the cracks in the bridge?"
    with serving(shortest_first) as reranker:
        hits = Retriever(retriever.index, reranker).hits(question, 5)
    lengths = [len(chunk.embedded_text) for chunk in hits]
    assert lengths == sorted(lengths)


def test_when_the_reranker_fails_the_order_before_stands(
    retriever: Retriever, caplog: pytest.LogCaptureFixture
) -> None:
    question = "How long were the cracks in the bridge?"
    with serving(lambda asked: (503, {"error": "overloaded"})) as reranker, caplog.at_level(logging.WARNING):
        found = Retriever(retriever.index, reranker).passages(question)
    assert [p.id for p in found] == [p.id for p in retriever.passages(question)]
    assert all("answered 503" in (p.why.not_reranked or "") for p in found)
    assert "Not reranked" in caplog.text


def test_a_passage_says_who_put_it_in_its_place(retriever: Retriever) -> None:
    question = "How long were the cracks in the bridge?"
    with serving(shortest_first) as reranker:
        found = Retriever(retriever.index, reranker).passages(question)
    assert {passage.why.reranked for passage in found} == {"small-reranker"}
    assert {passage.why.reranked for passage in retriever.passages(question)} == {None}


@pytest.mark.parametrize(
    "reply",
    [
        "3, 1",
        "[3], then [1].",
        "Numbers: 3\n1\n3",
        "3 1 99 0",
        "1. [3]\n2. [1]",
        "Text 3, of 1942, says 4,200 or 2.4 %; then -2 and 1",
    ],
)
def test_a_language_model_names_the_texts_that_help_and_the_rest_keep_their_order(reply: str) -> None:
    scores = ModelReranker(ScriptedModel([reply])).score("q", ["a", "b", "c", "d"])
    assert sorted("abcd", key=lambda text: -scores["abcd".index(text)]) == ["c", "a", "b", "d"]


def test_a_language_model_that_names_no_text_has_not_reranked() -> None:
    with pytest.raises(EndpointBroken, match="named none"):
        ModelReranker(ScriptedModel(["None of them, not even 99."])).score("q", ["a", "b"])


def test_a_language_model_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(EndpointUnavailable, match="longer than"):
        ModelReranker(ScriptedModel(["1, 2"]), seconds=0).score("q", ["a", "b"])


def test_a_language_models_small_window_holds_every_text() -> None:
    model = ScriptedModel(["2"], context_tokens=600)
    ModelReranker(model).score("q", ["word " * 500] * 20)
    assert len(model.asked[0][0].content) < 600 * 3


def test_settings_choose_who_reranks_and_a_key_goes_only_to_its_own_server() -> None:
    assert build_reranker(Values()) is None
    seen: list[str | None] = []

    with serving(shortest_first, keys=seen) as reranker:
        address = reranker._endpoint.base_url
        own = Values(
            rerank="endpoint",
            rerank_url=address,
            rerank_model="m",
            api_key="for-another",
            rerank_key="its-own",
        )  # type: ignore[arg-type]
        shared = Values(rerank="endpoint", base_url=address, rerank_model="m", api_key="for-this")  # type: ignore[arg-type]
        for values in (own, own.model_copy(update={"rerank_key": None}), shared):
            built = build_reranker(values)
            assert built is not None
            built.score("q", ["a", "b"])
    assert seen == ["Bearer its-own", "Bearer none", "Bearer for-this"]


def test_reranking_by_a_language_model_that_is_not_chosen_is_refused() -> None:
    with pytest.raises(UsageError, match="language model"):
        build_reranker(Values(rerank="model"))
