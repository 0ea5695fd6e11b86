"""The one SQLite file of what people leave behind: conversations, feedback, saved settings, keys and names. The index is elsewhere."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from assistant.errors import AssistantError

_MIGRATIONS = (
    """
    CREATE TABLE conversation (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, created REAL NOT NULL, updated REAL NOT NULL,
        deleted REAL
    );
    CREATE INDEX conversation_by_owner ON conversation (owner, updated);
    CREATE TABLE exchange (
        id TEXT PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        place INTEGER NOT NULL, question TEXT NOT NULL, body TEXT NOT NULL, asked REAL NOT NULL,
        UNIQUE (conversation, place)
    );
    CREATE TABLE verdict (
        exchange TEXT PRIMARY KEY REFERENCES exchange (id) ON DELETE CASCADE,
        helpful INTEGER NOT NULL, reason TEXT NOT NULL, made REAL NOT NULL
    );
    CREATE TABLE preference (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
    """
    CREATE TABLE key (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, scopes TEXT NOT NULL,
        per_minute INTEGER NOT NULL, origin TEXT, created REAL NOT NULL
    );
    """,
    """
    CREATE TABLE person (
        name TEXT PRIMARY KEY, hash TEXT NOT NULL, manager INTEGER NOT NULL, created REAL NOT NULL
    );
    CREATE TABLE session (
        digest TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person (name) ON DELETE CASCADE,
        opened REAL NOT NULL, used REAL NOT NULL
    );
    CREATE TABLE choice (
        owner TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (owner, name)
    );
    INSERT INTO choice (owner, name, value) SELECT '', name, value FROM preference;
    DROP TABLE preference;
    ALTER TABLE choice RENAME TO preference;
    """,
)


class StateError(AssistantError):
    """The file of conversations and settings cannot be used."""


class Database:
    """One connection that many threads may share; each statement or `transaction` has it to itself."""

    def __init__(self, path: Path) -> None:
        """Opens or creates the file, readable by its owner only because questions and keys are in it.

        Raises:
            StateError: the file cannot be opened, is damaged, or was written by a newer release.
        """
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
            self._connection = sqlite3.connect(
                path, check_same_thread=False, isolation_level=None, timeout=10
            )
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._migrate(path)
        except (OSError, sqlite3.Error) as error:
            raise StateError(
                f"The file of conversations {path} cannot be used: {error}", "Move it away; a new one is made"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def rows(self, sql: str, arguments: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, arguments).fetchall()

    def change(self, sql: str, arguments: Sequence[Any] = ()) -> int:
        """Rows changed."""
        with self._lock:
            return self._connection.execute(sql, arguments).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is done inside is kept whole or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _migrate(self, path: Path) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > len(_MIGRATIONS):
            raise StateError(
                f"{path} was written by a newer release", "Use that release, or move the file away"
            )
        for number, script in enumerate(_MIGRATIONS[version:], version + 1):
            self._connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
