"""Settings that were chosen in the page and hold on the next start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assistant.state.database import Database


class Preferences:
    """One owner's names and JSON values. The file they lie in is readable by its owner only, so a key may be among them."""

    def __init__(self, database: Database, owner: str = "") -> None:
        self._database = database
        self._owner = owner

    def all(self) -> dict[str, Any]:
        rows = self._database.rows("SELECT name, value FROM preference WHERE owner = ?", (self._owner,))
        return {row["name"]: json.loads(row["value"]) for row in rows}

    def save(self, values: Mapping[str, Any]) -> None:
        """Sets these; a value of None forgets the name."""
        with self._database.transaction():
            for name, value in values.items():
                if value is None:
                    self._database.change(
                        "DELETE FROM preference WHERE owner = ? AND name = ?", (self._owner, name)
                    )
                else:
                    self._database.change(
                        "INSERT OR REPLACE INTO preference (owner, name, value) VALUES (?, ?, ?)",
                        (self._owner, name, json.dumps(value)),
                    )
