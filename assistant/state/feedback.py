"""What people thought of answers, and the file of cases that evaluation reads."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.state.database import Database
from assistant.state.exchange import Exchange
from assistant.types import Turn, to_json


@dataclass(frozen=True, slots=True)
class Verdict:
    helpful: bool
    reason: str


class Feedback:
    """Verdicts on answers, one per answer; each "not helpful" is also a line of the case file.

    Args:
        cases: JSON Lines. A line has `id`, `question`, `history` (what was asked and answered before it), `passages`, `answer`, `note` and `made` (an ISO moment, UTC).
    """

    def __init__(self, database: Database, cases: Path) -> None:
        self._database = database
        self._cases = cases

    def give(self, exchange: Exchange, verdict: Verdict, history: Sequence[Turn] = ()) -> None:
        """Replaces what was said about this answer before; the case file only grows."""
        now = time.time()
        self._database.change(
            "INSERT OR REPLACE INTO verdict (exchange, helpful, reason, made) VALUES (?, ?, ?, ?)",
            (exchange.id, verdict.helpful, verdict.reason, now),
        )
        if not verdict.helpful:
            self._append(exchange, verdict.reason, history, now)

    def about(self, exchange_id: str) -> Verdict | None:
        rows = self._database.rows("SELECT helpful, reason FROM verdict WHERE exchange = ?", (exchange_id,))
        return Verdict(bool(rows[0]["helpful"]), rows[0]["reason"]) if rows else None

    def _append(self, exchange: Exchange, note: str, history: Sequence[Turn], now: float) -> None:
        case = {
            "id": exchange.id,
            "question": exchange.question,
            "history": [to_json(turn) for turn in history],
            "passages": to_json(exchange.passages),
            "answer": to_json(exchange.answer),
            "note": note,
            "made": datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        }
        line = json.dumps(case, ensure_ascii=False) + "\n"
        self._cases.parent.mkdir(parents=True, exist_ok=True)
        # One write of one line to a file opened for appending is whole or absent, whoever else writes.
        descriptor = os.open(self._cases, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
