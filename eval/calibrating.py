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
from eval.dataset import Case
from eval.exchanged import exchanged
from eval.rendering import number, table
from eval.risk import curve
from eval.subject import Subject

COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)


def labelled(case: Case) -> Labelled:
    """A question as `assistant calibrate` reads it."""
    documents = tuple(dict.fromkeys(evidence.document for evidence in case.evidence))
    return Labelled(case.question, not case.unanswerable, documents, case.history, case.cluster)


def asked(
    subject: Subject, cases: Sequence[Case], *, misses: int = 0, seed: int = 0
) -> tuple[list[Example], list[Example]]:
    """The examples of a set, all of them together counting as much as those of any other; and as many answered questions as
    `misses`, each beside its near miss."""
    pairs = [case for pair in exchanged(cases, seed=seed)[:misses] for case in pair]
    # With no articles named, none is asked once more without them.
    near = [replace(labelled(case), documents=()) for case in pairs]
    found = subject.assistant.examples([*map(labelled, cases), *near])
    own = len(found) - len(near)
    return even(found[:own]), found[own:]


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
    false_refusals: float
    risk: tuple[float, ...]
    """At each of `COVERAGES`."""


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
    """Of a set that has only answerable questions, only the false refusals are told."""
    labels, scores = [j.answerable for j in found], [j.probability for j in found]
    drawn = curve(scores, labels)
    risk = tuple(drawn.risk[max(0, round(c * len(found)) - 1)] for c in COVERAGES)
    false = float(np.mean([j.refused for j in found if j.answerable]))
    if all(labels):
        return Worth(len(found), None, None, false, risk)
    refused = float(np.mean([j.refused for j in found if not j.answerable]))
    return Worth(len(found), auroc(scores, labels), refused, false, risk)


def report(sets: Mapping[str, Sequence[Example]], *, seed: int = 0) -> dict[str, Worth]:
    """For each set, and for all that have unanswerable questions together: each half by a calibration fitted on the other."""
    halves = {name: split(found, seed) for name, found in sets.items()}
    told: dict[str, list[Judged]] = {name: [] for name in sets}
    for known, other in ((0, 1), (1, 0)):
        calibration = fit_to([example for half in halves.values() for example in half[known]])
        for name, half in halves.items():
            told[name] += judged(calibration, half[other])
    hard = [j for found in told.values() if not all(x.answerable for x in found) for j in found]
    return {name: worth(found) for name, found in told.items()} | {"together": worth(hard)}


def rendered(told: Mapping[str, Worth]) -> str:
    """As a table."""
    header = ("set", "questions", "auroc", "refused", "false refusals", *(f"risk@{c:.0%}" for c in COVERAGES))
    rows = [
        (
            name,
            str(w.examples),
            *("–" if value is None else number(value) for value in (w.auroc, w.refused)),
            number(w.false_refusals),
            *map(number, w.risk),
        )
        for name, w in told.items()
    ]
    return table(header, rows)


def write(path: Path, kind: str, calibration: Calibration) -> None:
    """Puts a calibration among those that are shipped, under the kind of its embedder."""
    shipped = json.loads(path.read_text(encoding="utf-8"))
    shipped[kind] = asdict(calibration)
    path.write_text(json.dumps(shipped, indent=2) + "\n", encoding="utf-8")
