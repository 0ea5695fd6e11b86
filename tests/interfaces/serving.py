"""A real server on a free loopback port, for clients that open real connections."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from assistant.interfaces.guard import Guard


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of `app`, behind the guard that every server of ours has in front."""
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    port = socket.getsockname()[1]
    config.load()
    config.loaded_app = Guard(config.loaded_app, host="127.0.0.1", port=port)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        socket.close()
