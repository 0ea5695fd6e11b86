"""One question of one run: what came back, and its scores. A line of `rows.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from eval.evidence import Place

Metrics = Mapping[str, float | None]
"""Scores by name; None where a score does not apply to the question."""

LOWER_IS_BETTER = frozenset({"false refusals", "unknown markers", "failed"})
"""Every other score is better when higher."""


@dataclass(frozen=True, slots=True)
class Row:
    """`trace` is everything needed to score again: places retrieved, the answer, the seconds. `error` is what failed, else empty."""

    id: str
    type: str
    cluster: str
    question: str
    trace: Mapping[str, Any]
    metrics: Metrics = field(default_factory=dict)
    error: str = ""
    cause: str = ""

    @property
    def places(self) -> list[Place]:
        """The chunks that were ranked, or the passages the answer was made from."""
        return places(self.trace.get("hits") or self.trace.get("passages") or ())

    @property
    def answer(self) -> Mapping[str, Any] | None:
        """The answer, as `types.to_json` writes it."""
        found: Mapping[str, Any] | None = self.trace.get("answer")
        return found

    @property
    def seconds(self) -> Mapping[str, float]:
        """Seconds by stage."""
        found: Mapping[str, float] = self.trace.get("seconds", {})
        return found


def places(listed: Iterable[Sequence[Any]]) -> list[Place]:
    return [Place(*item[:3]) for item in listed]


def dump(row: Row) -> str:
    return json.dumps(asdict(row), ensure_ascii=False) + "\n"


def load(path: Path) -> list[Row]:
    """The rows of a run. A last line that was cut off when the run was killed is left out.

    Raises:
        UsageError: the file cannot be read, or another line is damaged.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(
            f"There is no finished run in {path.parent}: {error.strerror}", "Run: python -m eval run"
        ) from error
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(Row(**json.loads(line)))
        except (ValueError, TypeError) as error:
            if number < len(lines):
                raise UsageError(
                    f"{path}, line {number} is damaged: {error}", "Run it again without --resume"
                ) from error
    return rows
