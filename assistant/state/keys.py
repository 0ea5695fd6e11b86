"""API keys: made once, shown once, kept as hashes, each with the scopes it may use."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from sqlite3 import Row
from typing import Final, Literal, get_args

from assistant.errors import UsageError
from assistant.state.database import Database

Scope = Literal["read", "ask", "write", "explain"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
"""read: search and open articles; ask: have questions answered; write: add, delete and sync; explain: see raw scores."""
PER_MINUTE: Final = 60
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. `per_minute` requests are allowed in any minute; `origin` is the only page that may use it, if it is public."""

    id: str
    name: str
    scopes: frozenset[Scope]
    per_minute: int
    origin: str | None
    created: float

    @property
    def public(self) -> bool:
        """Whether everybody may know it: it only asks, and only in a frame of the page it is bound to."""
        return self.origin is not None


class Keys:
    """The keys of one installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        name: str,
        scopes: Collection[str] = ("read", "ask"),
        *,
        per_minute: int = PER_MINUTE,
        origin: str | None = None,
    ) -> tuple[Key, str]:
        """A new key and its text, which is not kept and cannot be shown again.

        Args:
            origin: makes it a public key of this page, which may only ask.

        Raises:
            UsageError: a scope is unknown or too much for a public key, or the rate is below one.
        """
        if origin is not None and set(scopes) != {"ask"}:
            raise UsageError("A key that is bound to a page may only ask", "Give it the scope ask alone")
        key = Key(
            secrets.token_hex(6), name, _known(scopes), _positive(per_minute), _page(origin), time.time()
        )
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        self._database.change(
            "INSERT INTO key (id, name, digest, scopes, per_minute, origin, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                key.id, key.name, _digest(secret), " ".join(sorted(key.scopes)), key.per_minute, key.origin, key.created,
            ),
        )  # fmt: skip
        return key, f"ca-{key.id}-{secret}"

    def find(self, text: str) -> Key | None:
        """The living key that `text` is, or None."""
        match = re.fullmatch(r"ca-([0-9a-f]{12})-([A-Za-z0-9_-]{43})", text)
        rows = self._database.rows("SELECT * FROM key WHERE id = ?", (match[1],)) if match else []
        if not match or not rows or not hmac.compare_digest(rows[0]["digest"], _digest(match[2])):
            return None
        return _key(rows[0])

    def all(self) -> list[Key]:
        """Oldest first."""
        return [_key(row) for row in self._database.rows("SELECT * FROM key ORDER BY created, id")]

    def revoke(self, key_id: str) -> bool:
        """Whether there was such a key; it is refused from now on."""
        return self._database.change("DELETE FROM key WHERE id = ?", (key_id,)) > 0


def _digest(secret: str) -> str:
    """A plain hash is enough: the secret has 256 random bits, so there is nothing to guess it from."""
    return sha256(secret.encode()).hexdigest()


def _key(row: Row) -> Key:
    scopes = _known(row["scopes"].split())
    return Key(row["id"], row["name"], scopes, row["per_minute"], row["origin"], row["created"])


def _known(scopes: Sequence[str] | Collection[str]) -> frozenset[Scope]:
    known = frozenset(scope for scope in SCOPES if scope in scopes)
    if strange := set(scopes) - known:
        raise UsageError(f"There is no scope {min(strange)!r}", f"Scopes are: {', '.join(SCOPES)}")
    if not known:
        raise UsageError("A key without a scope opens nothing", f"Scopes are: {', '.join(SCOPES)}")
    return known


def _positive(per_minute: int) -> int:
    if per_minute < 1:
        raise UsageError(f"A key cannot be used {per_minute} times a minute", "Give 1 or more")
    return per_minute


def _page(origin: str | None) -> str | None:
    """An origin as browsers write it. It goes into a policy, so nothing that means something there may be in it."""
    if origin is None:
        return None
    found = re.fullmatch(r"(https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\]))(:\d{1,5})?", origin.lower())
    if found is None:
        raise UsageError(f"{origin!r} is no origin", "Give scheme and host, for example https://example.org")
    usual = ":443" if origin.lower().startswith("https") else ":80"
    return found[1] + ("" if found[2] in (None, usual) else found[2])
