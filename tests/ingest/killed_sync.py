"""Runs syncs and kills them: a process of its own that has imported everything already, so that a run costs only the run.

Reads lines of "corpus index seconds" and answers each with how long the sync ran, and whether it was killed. Every sync runs in
a fork of this process, in which neither Chroma nor a thread was ever started.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import chromadb  # noqa: F401  imported before the forks
import llama_index.core.node_parser  # noqa: F401

from assistant.index.fingerprint import fingerprint
from assistant.index.writer import Writer
from assistant.ingest import nodes, staging  # noqa: F401
from assistant.ingest.sync import sync
from tests.hashing_embedder import HashingEmbedder

# Many small commits: more places to be killed at.
staging.COMMIT_CHUNKS = 4


def run(corpus: str, index: str) -> None:
    embedder = HashingEmbedder()
    with Writer.open(Path(index), fingerprint(embedder, "1")) as writer:
        for _ in sync(Path(corpus), writer, embedder):
            pass


def killed(corpus: str, index: str, seconds: float) -> tuple[bool, float]:
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            run(corpus, index)
            status = 0
        finally:
            os._exit(status)
    deadline = started + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert status == 0, f"the sync ended by itself with {status}"
            return False, time.monotonic() - started
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True, time.monotonic() - started


def main() -> None:
    for line in sys.stdin:
        corpus, index, seconds = line.split("\t")
        was_killed, ran = killed(corpus, index, float(seconds))
        print(f"{int(was_killed)}\t{ran}", flush=True)


if __name__ == "__main__":
    main()
