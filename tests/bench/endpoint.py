"""An endpoint a while away, and nothing but away: a process of its own whose replies cost next to nothing, for what a far one computes
it computes elsewhere. Its vectors are drawn by the text, which is enough for telling how fast they are taken up.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from assistant import app
from assistant.settings import Values
from assistant.types import Embedder

LATENCY = 0.3
"""Seconds that the endpoint takes for each request, however long it is."""
DIMENSIONS = 384
_DRAWN = 2_000


@contextmanager
def far() -> Iterator[Embedder]:
    """The embedder that asks such an endpoint, which serves every request at once."""
    command = [sys.executable, "-m", "tests.bench.endpoint"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        try:
            yield app.build_embedder(Values(embedder="endpoint", embedding_model="drawn", base_url=address))
        finally:
            process.kill()


def serve() -> None:
    """Serves until it is killed; says its port first."""
    drawn = [
        json.dumps(row.round(6).tolist())
        for row in np.random.default_rng(1).normal(size=(_DRAWN, DIMENSIONS))
    ]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(LATENCY)
            rows = (drawn[zlib.crc32(text.encode()) % _DRAWN] for text in asked["input"])
            data = ", ".join(
                f'{{"object": "embedding", "index": {index}, "embedding": {row}}}'
                for index, row in enumerate(rows)
            )
            sent = f'{{"object": "list", "model": "drawn", "data": [{data}]}}'.encode()
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
