"""Who may sign in to the page: names with hashed passwords, and the sessions that are open."""

from __future__ import annotations

import hmac
import re
import secrets
import threading
import time
from dataclasses import dataclass
from hashlib import scrypt, sha256
from typing import Final

from assistant.errors import UsageError
from assistant.state.database import Database

SHORTEST: Final = 10
"""Characters of a password."""
IDLE: Final = 7 * 24 * 3600.0
LONGEST: Final = 30 * 24 * 3600.0
"""Seconds after which a session ends: unused for so long, or open for so long."""
# 32 MB and about a tenth of a second for each guess (OWASP Password Storage Cheat Sheet).
_N, _R, _P = 2**15, 8, 3
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who uses the page. A manager may also change the articles and the settings that hold for everyone."""

    name: str
    manager: bool


HERE: Final = Person("", True)
"""Whoever sits at this machine, where nobody has to sign in."""


class People:
    """Everyone who may sign in, and their sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, password: str, *, manager: bool = False) -> Person:
        """
        Raises:
            UsageError: the name is taken or cannot be one, or the password is too short.
        """
        if not re.fullmatch(r"[\w.@+-]{1,64}", name):
            raise UsageError(f"{name!r} cannot be a name", "Use letters, digits and . @ + - _, at most 64")
        if self.known(name):
            raise UsageError(f"{name!r} may sign in already", f"Run: assistant users password {name}")
        self._database.change(
            "INSERT INTO person (name, hash, manager, created) VALUES (?, ?, ?, ?)",
            (name, _hashed(_long_enough(password)), manager, time.time()),
        )
        return Person(name, manager)

    def known(self, name: str) -> bool:
        return bool(self._database.rows("SELECT 1 FROM person WHERE name = ?", (name,)))

    def all(self) -> list[Person]:
        """By name."""
        rows = self._database.rows("SELECT name, manager FROM person ORDER BY name")
        return [Person(row["name"], bool(row["manager"])) for row in rows]

    def remove(self, name: str) -> bool:
        """Whether there was such a person. What they left goes with them, for another may get their name."""
        with self._database.transaction():
            self._database.change("DELETE FROM conversation WHERE owner = ?", (name,))
            self._database.change("DELETE FROM preference WHERE owner = ?", (name,))
            return self._database.change("DELETE FROM person WHERE name = ?", (name,)) > 0

    def set_password(self, name: str, password: str) -> bool:
        """Whether there is such a person; their sessions end."""
        hashed = _hashed(_long_enough(password))
        with self._database.transaction():
            self._database.change("DELETE FROM session WHERE person = ?", (name,))
            return self._database.change("UPDATE person SET hash = ? WHERE name = ?", (hashed, name)) > 0

    # --- sessions

    def sign_in(self, name: str, password: str) -> str | None:
        """The text of a new session, or None: the name is unknown or the password is not theirs. Takes as long either way."""
        rows = self._database.rows("SELECT hash FROM person WHERE name = ?", (name,))
        right = _is_hash_of(password, rows[0]["hash"] if rows else _NOBODY)
        if not rows or not right:
            return None
        text, now = secrets.token_urlsafe(32), time.time()
        self._database.change("DELETE FROM session WHERE used < ? OR opened < ?", (now - IDLE, now - LONGEST))
        self._database.change(
            "INSERT INTO session (digest, person, opened, used) VALUES (?, ?, ?, ?)",
            (_digest(text), name, now, now),
        )
        return text

    def whose(self, session: str) -> Person | None:
        """Who opened this session, while it lasts."""
        now, digest = time.time(), _digest(session)
        rows = self._database.rows(
            "SELECT name, manager, used FROM session JOIN person ON name = person"
            " WHERE digest = ? AND used >= ? AND opened >= ?",
            (digest, now - IDLE, now - LONGEST),
        )
        if not rows:
            return None
        if now - rows[0]["used"] > 3600:
            self._database.change("UPDATE session SET used = ? WHERE digest = ?", (now, digest))
        return Person(rows[0]["name"], bool(rows[0]["manager"]))

    def sign_out(self, session: str) -> None:
        self._database.change("DELETE FROM session WHERE digest = ?", (_digest(session),))


def _long_enough(password: str) -> str:
    if len(password) < SHORTEST:
        raise UsageError(f"A password has at least {SHORTEST} characters", "Choose a longer one")
    return password


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"scrypt:{_N}:{_R}:{_P}:{salt.hex()}:{_scrypt(password, salt, _N, _R, _P).hex()}"


def _is_hash_of(password: str, stored: str) -> bool:
    _, n, r, p, salt, wanted = stored.split(":")
    found = _scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, bytes.fromhex(wanted))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # Many guesses at once would otherwise take all of the memory.
    with _ONE_AT_A_TIME:
        return scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)


def _digest(session: str) -> str:
    return sha256(session.encode()).hexdigest()


_NOBODY = f"scrypt:{_N}:{_R}:{_P}:{bytes(16).hex()}:{bytes(32).hex()}"
