"""What answers before the page is ready: a small page that shows how far it is, and then becomes the real one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

from assistant.interfaces.guard import App, Receive, Send
from assistant.types import SyncProgress

_FILES = Path(__file__).parent / "ui" / "static"
_WAITING = {
    "/loading.js": ("loading.js", b"text/javascript; charset=utf-8"),
    "/loading.css": ("loading.css", b"text/css; charset=utf-8"),
}

_FOR_PROGRAMS = ("/v1/", "/mcp", "/metrics")


class Front:
    """Serves the waiting page until `install` has put the real application in its place, and again after `remove`."""

    def __init__(self) -> None:
        self._app: App | None = None
        self._stage: dict[str, Any] = {"stage": "starting", "done": 0, "total": 0}
        self._requests: set[asyncio.Task[Any]] = set()
        self._cut: set[asyncio.Task[Any]] = set()
        self._closing = False

    def watched(self, events: Iterable[SyncProgress]) -> Iterator[SyncProgress]:
        """Passes a sync on and tells the waiting page how far it is."""
        for event in events:
            self._stage = {"stage": event.stage, "done": event.done, "total": event.total}
            yield event
        self._stage = {"stage": "opening", "done": 0, "total": 0}

    def install(self, app: App) -> None:
        self._app = app

    def remove(self) -> None:
        """Puts the waiting page back, and ends every running request."""
        self._app = None
        self._stage = {"stage": "opening", "done": 0, "total": 0}
        self._cut_off()

    def close(self) -> None:
        """Ends every running request, streams that would never end by themselves among them."""
        self._closing = True
        self._cut_off()

    def _cut_off(self) -> None:
        self._cut |= self._requests
        for task in self._requests:
            task.cancel()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["path"] == "/readyz" and (self._app is None or self._closing):
            await self._ready(send)
        elif self._app is None and scope["path"].startswith(_FOR_PROGRAMS):
            await _reply(send, b'{"error": {"message": "Still indexing"}}', b"application/json", 503)
        elif self._app is None and scope["path"].startswith("/assets/"):
            # The browser asks for these ahead; what it did not keep is not there yet.
            await _reply(send, b"", b"text/plain", 404)
        elif self._app is None:
            await _waiting(scope["path"], send)
        else:
            await self._served(self._app, scope, receive, send)

    async def _served(self, app: App, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._requests.add(task)
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            if task not in self._cut:
                raise
        finally:
            self._requests.discard(task)
            self._cut.discard(task)

    async def _ready(self, send: Send) -> None:
        body = json.dumps({"ready": self._app is not None, **self._stage}).encode()
        await _reply(send, body, b"application/json", 200 if not self._closing else 503)


async def _waiting(path: str, send: Send) -> None:
    name, kind = _WAITING.get(path, ("loading.html", b"text/html; charset=utf-8"))
    await _reply(send, (_FILES / name).read_bytes(), kind)


async def _reply(send: Send, body: bytes, kind: bytes, status: int = 200) -> None:
    headers = [(b"content-type", kind), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
