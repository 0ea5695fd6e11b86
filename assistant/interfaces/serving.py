"""A web server in a thread of its own: a waiting page at once, the real one when it is built, and an end that is quiet."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import os
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

import uvicorn

from assistant.errors import UsageError
from assistant.interfaces.front import Front
from assistant.interfaces.guard import Guard

if TYPE_CHECKING:
    from fastapi import FastAPI

GRACE = 3
"""Seconds that requests still running are given when the server ends."""


class Server:
    """A web server in a thread of its own, so that the console stays free; shows the waiting page until `open`.

    Raises:
        UsageError: the port is taken or may not be used.
    """

    def __init__(self, host: str, port: int, *, public_url: str | None = None) -> None:
        self.front = Front()
        self._socket = _bound(host, port)
        self._port = self._socket.getsockname()[1]
        self.url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{self._port}"
        guard = Guard(self.front, host=host, port=self._port, public_url=public_url)
        config = uvicorn.Config(
            guard, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=GRACE
        )
        self._uvicorn = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._held: concurrent.futures.Future[None] | None = None
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._end)
        self._thread.join(GRACE + 2)

    def open(self, make: Callable[[], FastAPI]) -> None:
        """Builds the page on the server's loop, where Gradio makes its locks, and puts it in the waiting page's place."""
        opened: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._over = asyncio.Event()
        self._held = asyncio.run_coroutine_threadsafe(self._hold(make, opened), self._loop)
        opened.result()

    def shut(self) -> None:
        """Puts the waiting page back and ends the real one, so that another can be opened."""
        self._loop.call_soon_threadsafe(self.front.remove)
        self._loop.call_soon_threadsafe(self._over.set)
        if self._held is not None:
            self._held.result(GRACE + 2)

    async def _hold(self, make: Callable[[], FastAPI], opened: concurrent.futures.Future[None]) -> None:
        try:
            app = make()
            # Gradio's queue runs only inside the application's lifespan.
            async with app.router.lifespan_context(app):
                self.front.install(app)
                opened.set_result(None)
                await self._over.wait()
        except BaseException as error:
            if opened.done():
                raise
            opened.set_exception(error)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._uvicorn.serve(sockets=[self._socket]))
        self._loop.run_until_complete(self._drained())
        self._loop.close()

    def _end(self) -> None:
        # What is cut off now is cut off on purpose; the server need not complain about it.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
        self._over.set()
        self._uvicorn.should_exit = True
        self.front.close()

    async def _drained(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"The page cannot be served at {host}:{port}: {os.strerror(error.errno or 0)}",
            "Choose another port with --port; 0 takes a free one",
        ) from error
    return listener
