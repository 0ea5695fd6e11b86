"""Conversations that outlive a restart."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.state.database import Database
from assistant.state.exchange import Exchange
from assistant.types import Answer, Answered, Failed, from_json, to_json

TITLE = 80
"""Longest title, in characters; one that nobody chose is the first question, cut at a word."""


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    title: str
    updated: datetime


class Conversations:
    """The conversations of one owner; another owner's are as if they did not exist."""

    def __init__(self, database: Database, owner: str = "") -> None:
        self._database = database
        self._owner = owner

    def begin(self, question: str) -> Conversation:
        now = time.time()
        # An id is also the link to the conversation, so it must not be guessable.
        conversation = Conversation(secrets.token_urlsafe(12), _title(question), _moment(now))
        self._database.change(
            "INSERT INTO conversation (id, owner, title, created, updated) VALUES (?, ?, ?, ?, ?)",
            (conversation.id, self._owner, conversation.title, now, now),
        )
        return conversation

    def find(self, id: str) -> Conversation | None:
        rows = self._database.rows(
            "SELECT id, title, updated FROM conversation WHERE id = ? AND owner = ? AND deleted IS NULL",
            (id, self._owner),
        )
        return Conversation(rows[0]["id"], rows[0]["title"], _moment(rows[0]["updated"])) if rows else None

    def newest(self, search: str = "") -> list[Conversation]:
        """The newest first; with `search`, those whose title, questions or answers contain it."""
        pattern = "%" + search.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        rows = self._database.rows(
            "SELECT id, title, updated FROM conversation c WHERE owner = ? AND deleted IS NULL AND ("
            r" title LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM exchange e WHERE e.conversation = c.id"
            r" AND (e.question LIKE ? ESCAPE '\' OR e.body ->> '$.text' LIKE ? ESCAPE '\'))) ORDER BY updated DESC",
            (self._owner, pattern, pattern, pattern),
        )
        return [Conversation(row["id"], row["title"], _moment(row["updated"])) for row in rows]

    def rename(self, id: str, title: str) -> bool:
        """False where there is no such conversation or the title is empty."""
        title = " ".join(title.split())[:TITLE]
        sql = "UPDATE conversation SET title = ? WHERE id = ? AND owner = ? AND deleted IS NULL"
        return bool(title) and self._database.change(sql, (title, id, self._owner)) == 1

    def delete(self, id: str) -> bool:
        """Takes it out of sight; `restore` brings it back until `purge`."""
        sql = "UPDATE conversation SET deleted = ? WHERE id = ? AND owner = ? AND deleted IS NULL"
        return self._database.change(sql, (time.time(), id, self._owner)) == 1

    def restore(self, id: str) -> bool:
        sql = "UPDATE conversation SET deleted = NULL WHERE id = ? AND owner = ? AND deleted IS NOT NULL"
        return self._database.change(sql, (id, self._owner)) == 1

    def purge(self, older_than_seconds: float = 0.0) -> int:
        """Erases for good what was deleted so long ago; the number of conversations."""
        return self._database.change(
            "DELETE FROM conversation WHERE owner = ? AND deleted <= ?",
            (self._owner, time.time() - older_than_seconds),
        )

    def exchanges(self, id: str) -> list[Exchange]:
        """The questions of a conversation in order, each with how it ended."""
        rows = self._database.rows(
            "SELECT e.id, e.question, e.body FROM exchange e JOIN conversation c ON c.id = e.conversation"
            " WHERE c.id = ? AND c.owner = ? AND c.deleted IS NULL ORDER BY e.place",
            (id, self._owner),
        )
        return [_exchange(row["id"], row["question"], row["body"]) for row in rows]

    def keep(self, id: str, exchange: Exchange, place: int) -> None:
        """Puts an ended exchange at `place` (from 0); what stood there and after it goes, for it answered another question."""
        outcome = exchange.failed or exchange.answer
        body = json.dumps(to_json(outcome), ensure_ascii=False)
        now = time.time()
        with self._database.transaction():
            self._database.change("DELETE FROM exchange WHERE conversation = ? AND place >= ?", (id, place))
            self._database.change(
                "INSERT INTO exchange (id, conversation, place, question, body, asked) VALUES (?, ?, ?, ?, ?, ?)",
                (exchange.id, id, place, exchange.question, body, now),
            )
            self._database.change("UPDATE conversation SET updated = ? WHERE id = ?", (now, id))


def _exchange(id: str, question: str, body: str) -> Exchange:
    value = json.loads(body)
    if value.get("event") == "failed":
        return Exchange(id, question).after(from_json(Failed, value))
    return Exchange(id, question).after(Answered(from_json(Answer, value)))


def _title(question: str) -> str:
    words = " ".join(question.split())
    return words if len(words) <= TITLE else words[: TITLE - 1].rsplit(" ", 1)[0] + "…"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
