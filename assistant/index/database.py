"""One SQLite file: connections for many threads, transactions for one writer, and its failures in words a person can act on."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import MEND, AssistantError, IndexDamaged, IndexLocked
from assistant.index.room import no_room_left, ran_out

BUSY_SECONDS = 30.0
_UNWRITTEN = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


class Database:
    """A SQLite file in WAL mode. Any thread may read; `transaction` is for one thread at a time.

    Args:
        write: without it nothing is created or changed, and several processes may read while one writes.
    """

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        self.write = write
        self._idle: deque[sqlite3.Connection] = deque()
        self._writing = threading.RLock()
        self._closed = False
        # Where nothing can be written a file in WAL mode opens only as one that does not change; so it is opened anew each time.
        self._fixed = not write and _read_only(path.parent)
        self._writer = self._connect() if write else None

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own for a few statements. The writer reads through its own connection, and so sees its changes."""
        if self._writer is not None:
            with self._writing, self.guarded():
                yield self._writer
            return
        with self.guarded():
            connection = self._take()
            try:
                yield connection
            finally:
                self._put_back(connection)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside happens, or none of it; nested, the outermost decides.

        Raises:
            DiskFull: no room was left; nothing was changed.
            IndexDamaged: the file is not what it should be.
        """
        assert self._writer is not None, "opened for reading"
        with self._writing, self.guarded():
            if self._writer.in_transaction:
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already.
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """Turns SQLite's errors into ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self.path) from error

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.popleft().close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.popleft()
        except IndexError:
            return self._connect()

    def _put_back(self, connection: sqlite3.Connection) -> None:
        if self._closed or self._fixed:
            connection.close()
        else:
            self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        mode = "rwc" if self.write else "ro"
        # A log beside it belongs to a writer elsewhere, and is read with the file.
        unlogged = self._fixed and not self.path.with_name(f"{self.path.name}-wal").exists()
        with self.guarded():
            connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}&immutable={int(unlogged)}",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            if self.write:
                connection.execute("PRAGMA journal_mode = WAL")
                # A vector may be deleted only once the commit that drops it cannot be lost any more.
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
            return connection


def _read_only(folder: Path) -> bool:
    """Whether the file system is mounted so."""
    return folder.exists() and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def explained(error: sqlite3.Error, path: Path) -> AssistantError:
    """The error of ours that says what SQLite's means for `path`."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_BUSY:
        return IndexLocked(f"{path} is busy: another process is writing to it", "Wait until it has finished")
    if code == sqlite3.SQLITE_FULL or (code in _UNWRITTEN and ran_out(error, path)):
        return no_room_left(path)
    return IndexDamaged(f"{path} cannot be used: {error}", MEND)
