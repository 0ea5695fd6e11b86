"""Parsing at arm's length: files are read in warm child processes with a cap on memory and time, and a breach costs only its file."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.ingest import worker
from assistant.ingest.ocr import SECONDS as OCR_SECONDS
from assistant.ingest.ocr import Ocr
from assistant.ingest.parse import Parsed

SECONDS = 60.0
START_SECONDS = 60.0
MEMORY = 2 * 1024**3
RETIRED_AT = 512 * 1024**2
"""A child that a large file has swollen to so many bytes is replaced: the memory does not come back by itself."""

PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TESSDATA_PREFIX")
"""The only variables a child inherits: no key and no proxy reaches a process that reads strangers' files."""

_STEP = 1024 * 1024


class Parser:
    """Runs `parse` in up to `processes` children, started when first needed. Safe to share between threads.

    `seconds` is the wall-clock time one file may take, more where `ocr` reads scanned pages, `memory` the bytes of address space of a child.
    """

    def __init__(
        self,
        *,
        processes: int = 1,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        ocr: Ocr | None = None,
    ) -> None:
        self.seconds = max(seconds, OCR_SECONDS) if ocr else seconds
        self.memory = memory
        self._children = [_Child(memory, ocr) for _ in range(processes)]
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._closed = False
        for child in self._children:
            self._idle.put(child)

    def parse(self, data: bytes, name: str) -> Parsed:
        """As `parse.parse`; messages do not repeat the file's name.

        Raises:
            Skipped: the file holds no article.
            DocumentError: it cannot be read, took too long or too much memory, or crashed its reader.
        """
        child = self._idle.get()
        try:
            return worker.parsed(self._reply(child, data, name))
        finally:
            if self._closed:
                child.end()
            self._idle.put(child)

    def _reply(self, child: _Child, data: bytes, name: str) -> dict[str, Any]:
        used = child.running
        try:
            reply = child.ask(data, name, self.seconds)
        except _Died as death:
            # A used child may have died of what came before; only in a fresh one is it this file's doing.
            again = used and not self._closed
            return self._reply(child, data, name) if again else _failed(f"crashed its reader ({death})")
        except TimeoutError:
            return _failed(f"took longer than {self.seconds:g} seconds to read")
        if reply["ended"] == "memory" or reply["peak"] > RETIRED_AT:
            child.end()
        if reply["ended"] == "memory":
            return _failed(f"needs more than {self.memory // 1024**2} MB of memory to read")
        return reply

    def close(self) -> None:
        """Ends the children for good. A file being parsed in another thread fails."""
        self._closed = True
        # A child's pipes belong to the thread that reads from it, which ends it when it finds it dead.
        for child in self._children:
            child.kill()
        idle = []
        with contextlib.suppress(queue.Empty):
            while True:
                idle.append(self._idle.get_nowait())
        for child in idle:
            child.end()
            self._idle.put(child)

    def __enter__(self) -> Parser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _failed(reason: str) -> dict[str, Any]:
    return {"ended": "failed", "reason": reason, "hint": "Split it, or save it in another format"}


class _Died(Exception):
    """The child ended without a reply; the message says how."""


class _Child:
    """One child process with its two pipes, started when it is first asked and again after it ended."""

    def __init__(self, memory: int, ocr: Ocr | None) -> None:
        self.memory = memory
        self._ocr = (ocr.command, ocr.languages) if ocr else ()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        return self.process is not None

    def ask(self, data: bytes, name: str, seconds: float) -> dict[str, Any]:
        try:
            self._start()
            self._send(
                json.dumps({"name": name, "size": len(data), "seconds": seconds}).encode() + b"\n", data
            )
            reply: dict[str, Any] = json.loads(self._line(time.monotonic() + seconds))
            return reply
        except BaseException:
            self.end()
            raise

    def _start(self) -> None:
        """Starting counts against no file, so it has a time of its own."""
        if self.process is not None:
            return
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant.ingest.worker", str(self.memory), *self._ocr],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
            # Ctrl-C belongs to the parent, which ends its children itself.
            start_new_session=True,
        )
        self._line(time.monotonic() + START_SECONDS)

    def _send(self, *pieces: bytes) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        try:
            for piece in pieces:
                self.process.stdin.write(piece)
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise _Died(self._death()) from error

    def _line(self, deadline: float) -> bytes:
        assert self.process is not None
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        pieces: list[bytes] = []
        with selectors.DefaultSelector() as waiting:
            waiting.register(descriptor, selectors.EVENT_READ)
            while not pieces or not pieces[-1].endswith(b"\n"):
                left = deadline - time.monotonic()
                if left <= 0 or not waiting.select(left):
                    raise TimeoutError
                piece = os.read(descriptor, _STEP)
                if not piece:
                    raise _Died(self._death())
                pieces.append(piece)
        return b"".join(pieces)

    def _death(self) -> str:
        assert self.process is not None
        code = self.process.wait()
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """With whatever it runs: it leads a group of its own."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> None:
        self.kill()
        process, self.process = self.process, None
        if process is None:
            return
        process.wait()
        for pipe in (process.stdin, process.stdout):
            # What was still to be written was meant for a child that is gone.
            with contextlib.suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()
