"""Corrections, disagreements and false premises over the sample corpus: how many are found, and how many are told that are not due.

Ordinary questions are counted too, for some are answered with such a note all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.types import Answer, Conflict
from eval.dataset import Case as Question
from eval.rendering import interval, number, table
from eval.sets import GOLD
from eval.statistics import Estimate, estimate

KINDS = ("correction", "disagreement", "premise")
ORDINARY = ("multihop-rag", "2wiki", "mtrag", "clapnq", "xquad", "chunking")
"""Sets of questions that were not asked for any conflict: a note with an answer to one is false, unless reading it shows otherwise."""
GOLD_FILE = GOLD / "conflicts.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the kinds of conflict that are due with its answer; none for a lookalike. `evidence` pairs document and quote.

    What finds conflicts was written with the other cases in view, and only counted on those that are `held_out`."""

    id: str
    question: str
    kinds: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...]
    held_out: bool = False

    @property
    def cluster(self) -> str:
        """Questions about one group of articles rise and fall together."""
        return self.evidence[0][0].split("/")[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was shown with the answer to one case."""

    case: Case
    shown: tuple[Conflict, ...]

    def has(self, kind: str) -> bool:
        return any(conflict.kind == kind for conflict in self.shown)


def load(path: Path = GOLD_FILE) -> tuple[Case, ...]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Case(
            r["id"],
            r["question"],
            tuple(r["kinds"]),
            tuple((e["document"], e["quote"]) for e in r["evidence"]),
            bool(r.get("held_out")),
        )
        for r in records
    )


def outcomes(cases: Iterable[Case], answers: Iterable[Answer]) -> list[Outcome]:
    return [Outcome(case, answer.conflicts) for case, answer in zip(cases, answers, strict=True)]


def measured(found: Sequence[Outcome]) -> dict[str, Estimate]:
    """Recall over the cases where a kind is due, precision over those where it is shown, and how many lookalikes stay quiet."""
    told: dict[str, Estimate] = {}
    for kind in KINDS:
        due = [outcome for outcome in found if kind in outcome.case.kinds]
        shown = [outcome for outcome in found if outcome.has(kind)]
        told |= _estimate(f"{kind}: recall", due, {o.case.id: o.has(kind) for o in due})
        told |= _estimate(f"{kind}: precision", shown, {o.case.id: kind in o.case.kinds for o in shown})
    alike = [outcome for outcome in found if not outcome.case.kinds]
    return told | _estimate("lookalikes left alone", alike, {o.case.id: not o.shown for o in alike})


def halves(found: Sequence[Outcome]) -> dict[str, Estimate]:
    """The measures of the cases that were in view, and of those that are held out."""
    seen = measured([outcome for outcome in found if not outcome.case.held_out])
    rest = measured([outcome for outcome in found if outcome.case.held_out])
    return seen | {f"held out, {name}": value for name, value in rest.items()}


def noted(name: str, asked: Sequence[Question], answers: Sequence[Answer]) -> dict[str, Estimate]:
    """The share of ordinary questions that are answered with a note of any kind, and of each kind that there is."""
    kinds = [{conflict.kind for conflict in answer.conflicts} for answer in answers]
    clusters = [question.cluster for question in asked]
    shown = [kind for kind in KINDS if any(kind in found for found in kinds)]
    told = {f"{name}: a note": estimate([float(bool(found)) for found in kinds], clusters)}
    return told | {
        f"{name}: {kind}": estimate([float(kind in found) for found in kinds], clusters) for kind in shown
    }


def report(found: Mapping[str, Estimate]) -> str:
    rows = [(name, number(e.value), interval(e), str(e.n), str(e.clusters)) for name, e in found.items()]
    return table(("metric", "value", "95 % interval", "questions", "groups"), rows)


def _estimate(name: str, among: Sequence[Outcome], right: Mapping[str, bool]) -> dict[str, Estimate]:
    values = [float(right[outcome.case.id]) for outcome in among]
    return {name: estimate(values, [outcome.case.cluster for outcome in among])} if among else {}
