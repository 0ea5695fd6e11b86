"""The shipped calibration: fitted on several sets at once, each counting the same; each half reported by a fit on the other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.answering.calibration import Calibration, auroc
from assistant.answering.labelled import Example, Labelled, fit_to, split
from eval.dataset import Case, drawn
from eval.exchanged import exchanged
from eval.rendering import number, table
from eval.risk import curve
from eval.subject import Subject

COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)
AKIN = {"clapnq", "mtrag"}
"""Made from one source: the articles of one answer questions of the other."""


def labelled(case: Case) -> Labelled:
    """A question as `assistant calibrate` reads it."""
    documents = tuple(dict.fromkeys(evidence.document for evidence in case.evidence))
    return Labelled(case.question, not case.unanswerable, documents, case.history, case.cluster)


class Pools(NamedTuple):
    """The examples that one set gives: its `own` questions, with and without their evidence; answered ones, each beside its
    `near` miss; and those of other sets, which its articles do not answer."""

    own: list[Example]
    near: list[Example]
    elsewhere: list[Example]


def asked(
    subject: Subject, cases: Sequence[Case], others: Sequence[Case], *, misses: int = 0, seed: int = 0
) -> Pools:
    """The examples of a set.

    Args:
        others: questions of other sets, to be asked over the articles of this one.
        misses: how many answered questions are asked beside their near misses.
    """
    pairs = [case for pair in exchanged(cases, seed=seed)[:misses] for case in pair]
    # With no articles named, none is asked once more without them.
    near = [replace(labelled(case), documents=()) for case in pairs]
    strange = [replace(labelled(case), answerable=False, documents=()) for case in others]
    found = subject.assistant.examples([*map(labelled, cases), *near, *strange])
    at = len(found) - len(strange)
    return Pools(found[: at - len(near)], found[at - len(near) : at], found[at:])


def strangers(sets: Mapping[str, Sequence[Case]], name: str, each: int, *, seed: int = 0) -> list[Case]:
    """Questions that the articles of the set called `name` do not answer: of every other set `each`, such as stand alone."""
    others = [cases for other, cases in sets.items() if other != name and {other, name} != AKIN]
    alone = [[case for case in cases if not case.history] for cases in others]
    return [case for cases in alone for case in drawn(cases, each, seed)]


def even(found: Sequence[Example]) -> list[Example]:
    """The same, all of them together counting as much as those of any other set."""
    total = sum(example.share for example in found)
    return [example._replace(share=example.share / total) for example in found]


@dataclass(frozen=True)
class Worth:
    """What confidence is worth on examples that it was not fitted on; withheld ones left out."""

    examples: int
    auroc: float | None
    refused: float | None
    false_refusals: float | None
    risk: tuple[float, ...]
    """At each of `COVERAGES`; none where nothing has an answer."""


class Judged(NamedTuple):
    """An example as a calibration sees it that it had no part in."""

    answerable: bool
    probability: float
    refused: bool


def judged(calibration: Calibration, found: Sequence[Example]) -> list[Judged]:
    """Withheld examples are left out: nobody asks them."""
    real = [(e.answerable, calibration.probability(e.features)) for e in found if not e.withheld]
    return [Judged(answerable, p, p < calibration.threshold) for answerable, p in real]


def worth(found: Sequence[Judged]) -> Worth:
    """Of questions that all have an answer, or none, only the refusals are told."""
    labels, scores = [j.answerable for j in found], [j.probability for j in found]
    due = [j.refused for j in found if not j.answerable]
    false = [j.refused for j in found if j.answerable]
    risks = curve(scores, labels).risk
    return Worth(
        len(found),
        auroc(scores, labels) if due and false else None,
        float(np.mean(due)) if due else None,
        float(np.mean(false)) if false else None,
        tuple(risks[max(0, round(c * len(found)) - 1)] for c in COVERAGES) if false else (),
    )


def report(sets: Mapping[str, Sequence[Example]], *, seed: int = 0) -> dict[str, Worth]:
    """For each set, and for all that have questions of both kinds together: each half by a calibration fitted on the other.

    A question that stands in several sets is in the same half of each.
    """
    halves = split([example for found in sets.values() for example in found], seed)
    told: dict[str, list[Judged]] = {name: [] for name in sets}
    for known, other in (halves, halves[::-1]):
        calibration, groups = fit_to(known), {example.group for example in other}
        for name, found in sets.items():
            told[name] += judged(calibration, [example for example in found if example.group in groups])
    hard = [j for found in told.values() if len({x.answerable for x in found}) > 1 for j in found]
    return {name: worth(found) for name, found in told.items()} | {"together": worth(hard)}


def rendered(told: Mapping[str, Worth]) -> str:
    """As a table."""
    header = ("set", "questions", "auroc", "refused", "false refusals", *(f"risk@{c:.0%}" for c in COVERAGES))
    rows = [
        (
            name,
            str(w.examples),
            *map(_told, (w.auroc, w.refused, w.false_refusals)),
            *map(_told, w.risk or [None] * len(COVERAGES)),
        )
        for name, w in told.items()
    ]
    return table(header, rows)


def _told(value: float | None) -> str:
    return "–" if value is None else number(value)


def write(path: Path, kind: str, calibration: Calibration) -> None:
    """Puts a calibration among those that are shipped, under the kind of its embedder."""
    shipped = json.loads(path.read_text(encoding="utf-8"))
    shipped[kind] = asdict(calibration)
    path.write_text(json.dumps(shipped, indent=2) + "\n", encoding="utf-8")
