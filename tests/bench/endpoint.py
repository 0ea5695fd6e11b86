"""An endpoint that embeds with the static model, a while away: a process of its own, as far endpoints share no interpreter with us."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant import app
from assistant.settings import Values
from assistant.types import Embedder

LATENCY = 0.3
"""Seconds that the endpoint takes for each request, however long it is."""


@contextmanager
def far() -> Iterator[Embedder]:
    """The embedder that asks such an endpoint, which serves every request at once."""
    command = [sys.executable, "-m", "tests.bench.endpoint"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        try:
            yield app.build_embedder(Values(embedder="endpoint", embedding_model="static", base_url=address))
        finally:
            process.kill()


def serve() -> None:
    """Serves until it is killed; says its port first."""
    static = app.build_embedder(Values(embedder="fast"))
    static.embed(["warm"])
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(LATENCY)
            with lock:
                rows = static.embed(asked["input"])
            data = [
                {"index": i, "embedding": row.tolist(), "object": "embedding"} for i, row in enumerate(rows)
            ]
            sent = json.dumps({"object": "list", "model": "static", "data": data}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *arguments: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    serve()
