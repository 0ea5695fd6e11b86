"""Questions as people go on to ask them: two in one, or short ones that lean on what was said before. Each conversation is really held."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant
from assistant.types import Answer, Turn
from eval import metrics
from eval.sets import GOLD
from eval.statistics import Estimate, estimate

GOLD_FILE = GOLD / "conversations.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation whose last turn counts: its answer has to hold one of each of `needs`, and to name `missing` as not covered.
    One of type "more" has to tell what was not told before."""

    id: str
    type: str
    turns: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    missing: str = ""


def load(path: Path = GOLD_FILE) -> tuple[Case, ...]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Case(
            record["id"],
            record["type"],
            tuple(record["turns"]),
            tuple(tuple(need) for need in record["needs"]),
            record["missing"],
        )
        for record in records
    )


def held(assistant: Assistant, case: Case) -> Answer:
    """The last answer of the conversation, each turn with the ones before it as its history."""
    history: list[Turn] = []
    for question in case.turns[:-1]:
        history.append(assistant.answer(question, history).turn())
    return assistant.answer(case.turns[-1], history)


def scores(case: Case, answer: Answer) -> dict[str, float]:
    """Whether all that was asked for is told, which share of it is, and whether what the articles lack is named as missing."""
    said = "" if answer.refused else answer.text
    told = [metrics.contains(said, need) for need in case.needs]
    found = {
        "all told": min(told),
        "share told": sum(told) / len(told),
        "refused": float(answer.refused),
    }
    if case.type == "more":
        found["told anew"] = float(bool(said) and _tells_anew(answer))
    if case.missing:
        found["missing named"] = float(case.missing in answer.missing)
    elif case.type == "two-part":
        found["nothing called missing"] = float(not answer.missing)
    return found


def _tells_anew(answer: Answer) -> bool:
    earlier = " ".join(turn.answer for turn in answer.query.history)
    return any(sentence.text not in earlier for sentence in answer.sentences)


def measured(found: Sequence[tuple[Case, Mapping[str, float]]]) -> dict[str, Estimate]:
    """Each metric for each type of conversation."""
    told: dict[str, Estimate] = {}
    for kind in dict.fromkeys(case.type for case, _ in found):
        rows = [(case.id, values) for case, values in found if case.type == kind]
        for name in rows[0][1]:
            told[f"{kind}: {name}"] = estimate([values[name] for _, values in rows], [id_ for id_, _ in rows])
    return told
