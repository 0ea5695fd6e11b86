"""Runs syncs and kills them: a process of its own that has imported everything already, so that a run costs only the run.

Reads lines of "corpus index calls apart" (whether Chroma has a process of its own) and answers each with whether the sync was killed, and how many calls it had made by then.
A moment is so many calls of Python functions, not so many seconds: it is the same place on a slow machine as on a fast one.
The kill itself comes from outside, a little later, so that it also falls into what is not Python. Every sync runs in a fork of
this process, in which neither Chroma nor a thread was ever started.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import chromadb  # noqa: F401  imported before the forks

from assistant.index.fingerprint import fingerprint
from assistant.index.writer import Writer
from assistant.ingest import staging
from assistant.ingest.sync import sync
from tests.hashing_embedder import HashingEmbedder

# Many small commits: more places to be killed at.
staging.COMMIT_CHUNKS = 4
NOW = "now\n"
LATER = 0.002
"""Longest time between the moment and the kill, in seconds."""


class Counter:
    """Counts the calls of every thread, and says so at the moment."""

    def __init__(self, moment: int, say: int) -> None:
        self.calls, self._moment, self._say = 0, moment, say
        threading.setprofile(self)
        sys.setprofile(self)

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        self.calls += 1
        if self.calls == self._moment:
            os.write(self._say, NOW.encode())

    def finish(self) -> None:
        sys.setprofile(None)
        threading.setprofile(None)
        os.write(self._say, f"{self.calls}\n".encode())


def run(corpus: str, index: str, *, apart: bool) -> None:
    embedder = HashingEmbedder()
    with Writer.open(Path(index), fingerprint(embedder, "1"), apart=apart) as writer:
        for _ in sync(Path(corpus), writer, embedder):
            pass


def killed(corpus: str, index: str, moment: int, *, apart: bool) -> tuple[bool, int]:
    hears, says = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            counter = Counter(moment, says)
            run(corpus, index, apart=apart)
            counter.finish()
            status = 0
        finally:
            os._exit(status)
    os.close(says)
    with os.fdopen(hears) as heard:
        said = heard.readline()
        if said == NOW:
            time.sleep(random.Random(moment).uniform(0, LATER))
            os.kill(child, signal.SIGKILL)
            said = heard.readline()
        _, status = os.waitpid(child, 0)
    was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert was_killed or status == 0, f"the sync ended by itself with {status}"
    return was_killed, int(said or moment)


def main() -> None:
    for line in sys.stdin:
        corpus, index, moment, apart = line.split("\t")
        was_killed, calls = killed(corpus, index, int(moment), apart=bool(int(apart)))
        print(f"{int(was_killed)}\t{calls}", flush=True)


if __name__ == "__main__":
    main()
