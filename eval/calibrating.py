"""The shipped calibration: fitted on several sets at once, each counting the same, and reported on the half it was not fitted on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from assistant.answering.calibration import Calibration, auroc
from assistant.answering.labelled import Example, Labelled, fit_to, refusals, split
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
    """What a calibration is worth on examples that it was not fitted on; withheld ones left out."""

    examples: int
    auroc: float | None
    refused: float | None
    false_refusals: float
    risk: tuple[float, ...]
    """At each of `COVERAGES`."""


def worth(calibration: Calibration, found: Sequence[Example]) -> Worth:
    """Of a set that has only answerable questions, only the false refusals are told."""
    labels = [example.answerable for example in found]
    scores = [calibration.probability(example.features) for example in found]
    drawn = curve(scores, labels)
    risk = tuple(drawn.risk[max(0, round(c * len(found)) - 1)] for c in COVERAGES)
    if all(labels):
        false = float(np.mean([score < calibration.threshold for score in scores]))
        return Worth(len(found), None, None, false, risk)
    return Worth(len(found), auroc(scores, labels), *refusals(calibration, found), risk)


def report(sets: Mapping[str, Sequence[Example]], *, seed: int = 0) -> dict[str, Worth]:
    """For each set, and for all that have unanswerable questions together, by a calibration fitted on the other half."""
    halves = {name: split(found, seed) for name, found in sets.items()}
    fitted = [
        (
            fit_to([e for half in halves.values() for e in half[i]]),
            {n: half[1 - i] for n, half in halves.items()},
        )
        for i in (0, 1)
    ]
    real = [
        (calibration, {n: [e for e in half if not e.withheld] for n, half in held.items()})
        for calibration, held in fitted
    ]
    calibration, held_out = real[0]
    told = {name: worth(calibration, found) for name, found in held_out.items()}
    hard = [e for found in held_out.values() if not all(x.answerable for x in found) for e in found]
    return told | {"together": worth(calibration, hard)}


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
