"""One writer at a time: an advisory lock that dies with its holder, whatever killed it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import IndexLocked, IndexReadOnly


class WriteLock:
    """Held while an index is written. The file says who holds it; the kernel, not the file, says whether it is held."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def acquire(self) -> Self:
        """
        Raises:
            IndexLocked: somebody else holds it; the message says which process on which machine.
            IndexReadOnly: the folder may only be read.
        """
        try:
            descriptor = _open(self._path)
        except OSError as error:
            raise IndexReadOnly(
                f"The index in {self._path.parent} cannot be written: {error.strerror}",
                "Choose another folder with --index, or make it one that can be written",
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise IndexLocked(
                f"The index in {self._path.parent} is being written by {holder(self._path)}",
                "Wait until it has finished, or stop that process",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(_self()).encode(), 0)
        self._descriptor = descriptor
        return self

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self if self._descriptor >= 0 else self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holder(path: Path) -> str:
    """Who took the lock last, in words."""
    try:
        taken = json.loads(path.read_text())
        return f"process {taken['pid']} on {taken['host']} since {taken['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[int]:
    """Waits for a lock that the others hold only for as long as one search takes; yields the descriptor that holds it."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def alone(path: Path, patience: float = 0.2) -> Iterator[bool]:
    """The same lock for somebody who can do without it: yields whether it was had within `patience` seconds."""
    with _opened(path) as descriptor:
        if descriptor is None:
            yield False
            return
        until = time.monotonic() + patience
        while not (had := _taken(descriptor, fcntl.LOCK_EX)) and time.monotonic() < until:
            time.sleep(0.01)
        yield had


@contextlib.contextmanager
def shared(path: Path) -> Iterator[bool]:
    """The same lock in company: yields whether nobody holds it alone; never waits."""
    with _opened(path) as descriptor:
        yield descriptor is not None and _taken(descriptor, fcntl.LOCK_SH)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int | None]:
    """None where the folder may only be read: nobody who reads there can keep others out."""
    try:
        descriptor = _open(path)
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES):
            raise
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _taken(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _self() -> dict[str, str | int]:
    since = time.strftime("%Y-%m-%d %H:%M:%S")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
