"""Labelled questions: read from a file, asked with and without their articles, and what confidence fitted on them is worth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assistant.answering.calibration import Calibration, Features, RiskPoint, auroc, fit, risk_coverage
from assistant.errors import UsageError
from assistant.types import Turn

FEWEST = 8
"""Examples of each kind below which nothing is fitted."""
_HINT = 'Each line is a question: {"question": …, "unanswerable": false, "evidence": [{"document": path in the corpus}]}'
_WITHHELD = 0.25
"""What a question asked without its articles counts for beside one that the corpus really does not answer: another article
may hold the answer too."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with a known label: answered by `documents` (their paths in the corpus), or by nothing in it.
    `group` names what it is not independent of, where that is not its first article."""

    question: str
    answerable: bool
    documents: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    group: str = ""


class Example(NamedTuple):
    """What one asking looked like. Examples of one `group` are never split; `withheld`: the articles that answer were kept out;
    `share` is how much it counts."""

    features: Features
    answerable: bool
    group: str
    withheld: bool = False
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration fitted on all examples, and what one fitted on half of them was worth on the other half.

    `refused` is the share of unanswerable examples that were refused, `false_refusals` that of answerable ones;
    `curve` runs from the surest example to all of them, its risk being the share of unanswerable ones answered.
    """

    calibration: Calibration
    questions: int
    examples: int
    auroc: float
    refused: float
    false_refusals: float
    curve: tuple[RiskPoint, ...]

    @property
    def tenths(self) -> list[RiskPoint]:
        """The curve's points at about every tenth of coverage."""
        return [min(self.curve, key=lambda p: abs(p.coverage - tenth / 10)) for tenth in range(1, 11)]

    def to_json(self) -> dict[str, Any]:
        """Field for field, the curve as objects."""
        return {**asdict(self), "curve": [point._asdict() for point in self.curve]}


@dataclass(frozen=True, slots=True)
class Stored:
    """A calibration as it is kept with the index that it was fitted on, whose fingerprint it carries."""

    fingerprint: str
    calibration: Calibration
    questions: int
    auroc: float

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str, fingerprint: str) -> Stored | None:
        """What `to_json` gave; None where there is nothing, or it was fitted on an index made in another way, or by a release
        that went by other signs."""
        found = json.loads(text) if text else {}
        if found.get("fingerprint") != fingerprint:
            return None
        try:
            calibration = Calibration.from_json(json.dumps(found["calibration"]))
        except ValueError:
            return None
        return cls(fingerprint, calibration, found["questions"], found["auroc"])


Examine = Callable[[Labelled, frozenset[str]], Features]
"""How the assistant sees a question when the documents at these paths are kept from it."""


def read(path: Path) -> list[Labelled]:
    """The questions of a JSONL file in the form of `eval`.

    Raises:
        UsageError: the file cannot be read, or a line is no question; file and line are named.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The questions in {path} cannot be read: {error}", _HINT) from error
    return [_labelled(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def examples(questions: Sequence[Labelled], examine: Examine) -> Iterator[Example]:
    """Every question as it is asked, and each answerable one once more without the articles that answer it."""
    for asked in questions:
        group = asked.group or (asked.documents[0] if asked.documents else asked.question)
        yield Example(examine(asked, frozenset()), asked.answerable, group)
        if asked.answerable and asked.documents:
            yield Example(examine(asked, frozenset(asked.documents)), False, group, True, _WITHHELD)


def fitted(found: Sequence[Example], *, prior: Calibration | None = None, seed: int = 0) -> Fitted:
    """Fits on one half of the groups and reports on the other, then fits on all.

    Raises:
        UsageError: too few examples of one kind.
    """
    known, held_out = split(found, seed)
    counts = [sum(e.answerable == kind for e in half) for half in (known, held_out) for kind in (True, False)]
    if min(counts) < FEWEST // 2:
        raise UsageError(
            f"Too few questions to calibrate on: {len(found)} examples",
            f"At least {FEWEST} that the corpus answers and {FEWEST} that it does not, or name the evidence of each",
        )
    tried = fit_to(known, prior)
    refused, false_refusals = refusals(tried, held_out)
    scores, labels = [tried.probability(e.features) for e in held_out], [e.answerable for e in held_out]
    return Fitted(
        fit_to(found, prior),
        len(found) - sum(e.withheld for e in found),
        len(found),
        auroc(scores, labels),
        refused,
        false_refusals,
        tuple(risk_coverage(scores, labels)),
    )


def refusals(calibration: Calibration, found: Sequence[Example]) -> tuple[float, float]:
    """The shares of unanswerable and of answerable examples that are refused."""
    refused = np.array([calibration.probability(e.features) < calibration.threshold for e in found])
    answerable = np.array([e.answerable for e in found])
    return float(refused[~answerable].mean()), float(refused[answerable].mean())


def fit_to(found: Sequence[Example], prior: Calibration | None = None) -> Calibration:
    """Raises as `calibration.fit`."""
    features, labels = [e.features for e in found], [e.answerable for e in found]
    return fit(features, labels, shares=[e.share for e in found], prior=prior)


def split(found: Sequence[Example], seed: int = 0) -> tuple[list[Example], list[Example]]:
    """Two halves by chance, but the same for the same seed; no group is in both."""
    groups = sorted({e.group for e in found})
    drawn = np.random.default_rng(seed).permutation(len(groups))
    first = {groups[i] for i in drawn[: len(groups) // 2]}
    return [e for e in found if e.group in first], [e for e in found if e.group not in first]


def _labelled(line: str, place: str) -> Labelled:
    try:
        record: Mapping[str, Any] = json.loads(line)
        documents = tuple(dict.fromkeys(str(e["document"]) for e in record.get("evidence") or ()))
        turns = tuple(Turn(t["question"], t["answer"]) for t in record.get("history") or ())
        return Labelled(str(record["question"]), not record.get("unanswerable"), documents, turns)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{place} is no labelled question: {error}", _HINT) from None
