"""Off loopback nothing is done without a key, and no key does more than it is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant import Assistant
from assistant.interfaces.api.app import build
from assistant.interfaces.api.limits import Rates
from assistant.state.database import Database
from assistant.state.keys import Keys

QUESTION = "To which port was the Dali sailing when it lost power?"


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    with Database(tmp_path / "state.db") as database:
        yield Keys(database)


@pytest.fixture
def client(sample_assistant: Assistant, keys: Keys) -> Iterator[TestClient]:
    with TestClient(build(sample_assistant, keys=keys)) as client:
        yield client


def bearer(keys: Keys, *scopes: str, **settings: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {keys.create('test', scopes, **settings)[1]}"}


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer"}]
)  # fmt: skip
def test_without_a_valid_key_nothing_is_done(client: TestClient, headers: dict[str, str]) -> None:
    for method, path in (
        ("GET", "/v1/documents"),
        ("POST", "/v1/ask"),
        ("GET", "/v1/models"),
        ("POST", "/mcp"),
    ):
        reply = client.request(method, path, headers=headers)
        assert reply.status_code == 401
        assert reply.headers["www-authenticate"] == "Bearer"


def test_a_revoked_key_is_refused_at_once(client: TestClient, keys: Keys) -> None:
    key, text = keys.create("test", ["read"])
    headers = {"authorization": f"Bearer {text}"}
    assert client.get("/v1/documents", headers=headers).status_code == 200
    keys.revoke(key.id)
    assert client.get("/v1/documents", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "scope"),
    [
        ("POST", "/v1/retrieve", {"question": QUESTION}, "read"),
        ("GET", "/v1/documents", None, "read"),
        ("GET", "/v1/documents/nothing", None, "read"),
        ("GET", "/v1/models", None, "read"),
        ("POST", "/v1/ask", {"question": QUESTION}, "ask"),
        ("POST", "/v1/chat/completions", {"model": "corpus-assistant", "messages": [{"role": "user", "content": QUESTION}]}, "ask"),
        ("DELETE", "/v1/documents/nothing", None, "write"),
        ("POST", "/v1/documents", {"name": "no"}, "write"),
        ("POST", "/v1/sync", {"stream": "wrong"}, "write"),
    ],
)  # fmt: skip
def test_a_key_opens_what_its_scope_names_and_nothing_else(
    client: TestClient, keys: Keys, method: str, path: str, body: Any, scope: str
) -> None:
    others = [other for other in ("read", "ask", "write", "explain") if other != scope]
    refused = client.request(method, path, json=body, headers=bearer(keys, *others))
    allowed = client.request(method, path, json=body, headers=bearer(keys, scope))
    # What is wrong with a request is told only to those who may make it.
    assert refused.status_code == 403
    assert allowed.status_code in (200, 404, 422)


def test_health_needs_no_key(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_scores_are_shown_only_to_keys_that_may_explain(client: TestClient, keys: Keys) -> None:
    body = {"question": QUESTION}
    blind = bearer(keys, "read", "ask")
    seeing = bearer(keys, "read", "ask", "explain")

    def whys(path: str, headers: dict[str, str], **more: Any) -> list[dict[str, Any]]:
        reply = client.post(path, json=body | more, headers=headers).json()
        return [passage["why"] for passage in reply["passages"]]

    for path in ("/v1/retrieve", "/v1/ask"):
        assert [why["rank"] for why in whys(path, blind)] == [why["rank"] for why in whys(path, seeing)]
        assert all(why["fused"] == 0 and why["dense"] is None for why in whys(path, blind))
        assert all(why["lexical"] is None and why["matched"] == [] for why in whys(path, blind))
        assert any(why["dense"] for why in whys(path, seeing))


def test_no_score_leaks_through_streams_or_the_chat_reply(client: TestClient, keys: Keys) -> None:
    headers = bearer(keys, "ask")
    chat = {"model": "corpus-assistant", "messages": [{"role": "user", "content": QUESTION}]}
    replies = [
        client.post("/v1/ask", json={"question": QUESTION, "stream": True}, headers=headers),
        client.post("/v1/chat/completions", json=chat, headers=headers),
        client.post("/v1/chat/completions", json=chat | {"stream": True}, headers=headers),
    ]
    for reply in replies:
        compact = reply.text.replace(" ", "")
        assert '"rank":1' in compact
        assert compact.count('"dense":null') == compact.count('"dense":') > 0


def test_a_key_that_is_used_too_often_is_told_when_to_come_back(client: TestClient, keys: Keys) -> None:
    headers = bearer(keys, "read", per_minute=2)
    other = bearer(keys, "read", per_minute=2)
    statuses = [client.get("/v1/models", headers=headers).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert 1 <= int(client.get("/v1/models", headers=headers).headers["retry-after"]) <= 30
    assert client.get("/v1/models", headers=other).status_code == 200


def test_a_public_key_opens_nothing_here_wherever_it_comes_from(client: TestClient, keys: Keys) -> None:
    headers = bearer(keys, "ask", origin="https://example.org")
    for more in ({}, {"origin": "https://example.org"}):
        reply = client.post("/v1/ask", json={"question": QUESTION}, headers=headers | more)
        assert (reply.status_code, "for /embed alone" in reply.text) == (403, True)


def test_rates_fill_evenly_and_hold_a_minutes_worth() -> None:
    rates = Rates()
    assert [rates.wait("key", 6, now=0.0) for _ in range(6)] == [0.0] * 6
    assert rates.wait("key", 6, now=0.0) == 10.0
    assert rates.wait("key", 6, now=5.0) == 5.0
    assert rates.wait("key", 6, now=10.0) == 0.0
    assert [rates.wait("key", 6, now=10_000.0) == 0.0 for _ in range(7)] == [True] * 6 + [False]
