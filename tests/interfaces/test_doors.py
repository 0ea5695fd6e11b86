"""The commands that open the corpus to other programs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from assistant import Assistant
from assistant.errors import UsageError
from assistant.interfaces import doors
from assistant.interfaces.cli import app
from assistant.settings import Values


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path))


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_key_is_made_listed_without_its_secret_and_revoked() -> None:
    text = run("keys", "create", "reports", "--scope", "read", "--per-minute", "5").strip()
    key = doors.stored_keys().find(text)
    assert key is not None
    assert (key.name, key.scopes, key.per_minute) == ("reports", {"read"}, 5)

    listed = run("keys", "list", "--json")
    assert json.loads(listed)["keys"][0]["id"] == key.id
    assert text.rpartition("-")[2] not in listed

    run("keys", "revoke", key.id)
    assert doors.stored_keys().find(text) is None


def test_a_new_key_may_read_and_ask_unless_told_otherwise() -> None:
    key = doors.stored_keys().find(run("keys", "create", "reports").strip())
    assert key is not None
    assert key.scopes == {"read", "ask"}


def test_a_public_key_only_asks_and_only_from_one_page() -> None:
    text = run("keys", "create", "frame", "--public", "--origin", "https://Example.org:443").strip()
    key = doors.stored_keys().find(text)
    assert key is not None
    assert (key.public, key.scopes, key.origin) == (True, {"ask"}, "https://example.org")


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "revoke", "nothing"),
        ("keys", "create", "x", "--scope", "fly"),
        ("keys", "create", "x", "--public"),
        ("keys", "create", "x", "--public", "--origin", "https://example.org", "--scope", "write"),
        ("keys", "create", "x", "--origin", "https://example.org;script-src"),
    ],
)
def test_a_key_command_that_makes_no_sense_says_so(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"host": "127.0.0.1"}, 200),
        ({"host": "::1"}, 200),
        ({"host": "0.0.0.0"}, 401),
        ({"host": "192.0.2.7"}, 401),
        ({"public_url": "https://articles.example"}, 401),
        ({"auth": True}, 401),
    ],
)
def test_beyond_loopback_a_key_is_needed(
    sample_assistant: Assistant, settings: dict[str, Any], status: int
) -> None:
    with TestClient(doors.api(sample_assistant, Values(**settings))) as client:
        assert client.get("/v1/models").status_code == status


@pytest.fixture
def server(sample_assistant: Assistant) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`assistant serve --mcp` as a person starts it, and its address."""
    corpus = sample_assistant.corpus
    command = [
        sys.executable, "-m", "assistant.interfaces.cli", "serve", str(corpus.folder), "--mcp", "--port", "0",
        "--index", str(corpus.index_folder), "--embedder", "fast",
    ]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        ready = next((line for line in process.stderr if "Ready" in line), "")
        yield process, ready.split()[-1]
        process.kill()


def test_a_server_is_started_answers_refuses_other_pages_and_ends_when_told(
    server: tuple[subprocess.Popen[str], str], sample_assistant: Assistant
) -> None:
    process, address = server
    reply = httpx.post(f"{address}/v1/ask", json={"question": "What does Bennu look like?"}, timeout=60)
    assert reply.json()["text"] == sample_assistant.answer("What does Bennu look like?").text
    assert httpx.get(f"{address}/readyz").json() == {"ready": True, "reason": ""}
    assert httpx.get(f"{address}/v1/models", headers={"origin": "http://evil.test"}).status_code == 403
    assert httpx.get(f"{address}/v1/models", headers={"host": "evil.test"}).status_code == 421
    assert httpx.get(f"{address}/mcp", headers={"origin": "http://evil.test"}).status_code == 403
    assert reply.headers["x-content-type-options"] == "nosniff"

    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
