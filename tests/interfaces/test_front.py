from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request

import pytest
from fastapi import FastAPI

from assistant.errors import UsageError
from assistant.interfaces.serving import Server
from assistant.types import SyncProgress


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as reply:
        return str(reply.read().decode())


def test_a_waiting_page_shows_how_far_it_is_until_the_real_one_is_there() -> None:
    with Server("127.0.0.1", 0) as server:
        assert "Getting ready" in get(server.url)
        assert "readyz" in get(f"{server.url}/loading.js")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(f"{server.url}/assets/index-of-last-time.js")
        events = server.front.watched([SyncProgress("reading", 3, 40, 12)])
        next(events)
        assert json.loads(get(f"{server.url}/readyz")) == {
            "ready": False,
            "stage": "reading",
            "done": 3,
            "total": 40,
        }
        assert list(events) == []
        server.open(page)
        assert get(f"{server.url}/hello") == '"hello"'


def page() -> FastAPI:
    app = FastAPI()

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/forever")
    def forever() -> str:
        time.sleep(1.5)
        return "done"

    return app


def test_a_page_that_cannot_be_built_is_told_to_whoever_started_it() -> None:
    def broken() -> FastAPI:
        raise UsageError("no page today")

    with Server("127.0.0.1", 0) as server, pytest.raises(UsageError, match="no page today"):
        server.open(broken)


def test_the_server_ends_soon_though_a_request_is_running() -> None:
    with Server("127.0.0.1", 0) as server:
        server.open(page)
        threading.Thread(target=lambda: _quietly(f"{server.url}/forever"), daemon=True).start()
        time.sleep(0.3)
        started = time.perf_counter()
    assert time.perf_counter() - started < 4


def _quietly(url: str) -> None:
    try:
        get(url)
    except OSError:
        return
