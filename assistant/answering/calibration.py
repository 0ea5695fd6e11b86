"""How sure one may be that the passages hold an answer: a logistic regression on a few signs, fitted on labelled questions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DEFAULT = "minilm"
"""The kind of embedder, which is how its fingerprint begins, whose calibration counts where there is no other."""
_STEPS = 50
FALSE_REFUSALS = 0.07
"""The share of answerable questions that may be refused for the sake of refusing those that are not; of questions that a
calibration was not fitted on it is up to a tenth."""
_RIDGE = 0.02
"""Holds the weights down, so that few labelled questions are enough."""


class Features(NamedTuple):
    """What an extract tells of itself. Similarities are cosines, coverages shares (0 to 1) of the question's weight."""

    similarity: float = 0.0
    """Of the sentence most similar to the question."""
    margin: float = 0.0
    """How much more similar the best passage is than the others."""
    dense: float = 0.0
    """The retriever's similarity of the best passage."""
    wordwise: float = 0.0
    """How like the question's words are to those of the chunk whose words are most like them."""
    weakest: float = 0.0
    """How near the best few sentences together come to the word of the question that they come least near to."""
    held: float = 0.0
    """Coverage of the best passage as a whole; a word that the corpus does not have is one that no passage covers."""
    short: float = 1.0
    """How far, from 0 to 1, the best sentence that fully offers the number, date or name that the question asks for lies under
    the best one; 1 where none offers it."""
    strange: float = 1.0
    """The share of the question's names, numbers and dates that none of the passages states which the answer would be taken from."""
    unstated: float = 1.0
    """1 where none of the passages states one of them."""
    length: float = 0.0
    """The logarithm of one more than its telling words: the more a question says, the less of it any sentence repeats, and one
    of a single word is met by anything that has it."""
    follows: float = 0.0
    """1 for a question that leans on earlier ones, of which all the others see less."""


class Confidence(NamedTuple):
    """`probability` that the passages hold an answer, and whether that is `enough` to give one."""

    probability: float
    enough: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted model: a weight for each feature, a bias, and the probability from which on an answer is given."""

    weights: Mapping[str, float]
    bias: float
    threshold: float = 0.5

    def probability(self, features: Features) -> float:
        total = self.bias + sum(
            self.weights.get(name, 0.0) * value for name, value in features._asdict().items()
        )
        return float(1.0 / (1.0 + np.exp(-np.clip(total, -30.0, 30.0))))

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        """
        Raises:
            ValueError: not a calibration, or one with features that are not known here.
        """
        try:
            found = cls(**json.loads(text))
        except TypeError as error:
            raise ValueError(f"Not a calibration: {error}") from error
        if unknown := set(found.weights) - set(Features._fields):
            raise ValueError(f"A calibration with unknown features: {', '.join(sorted(unknown))}")
        return found


@cache
def shipped(fingerprint: str = DEFAULT) -> Calibration:
    """The calibration for the embedder with this fingerprint, fitted on public question sets with and without their evidence.

    An embedder that none was fitted for gets the default's, which is a guess: see `is_shipped`.
    """
    fitted = _fitted()
    return Calibration.from_json(json.dumps(fitted.get(kind_of(fingerprint), fitted[DEFAULT])))


def is_shipped(fingerprint: str) -> bool:
    """Whether a calibration was fitted for the embedder with this fingerprint."""
    return kind_of(fingerprint) in _fitted()


def kind_of(fingerprint: str) -> str:
    """What calibrations of an embedder are filed under."""
    return fingerprint.partition("-")[0]


def _fitted() -> dict[str, object]:
    found: dict[str, object] = json.loads(files(__package__).joinpath("calibration.json").read_text("utf-8"))
    return found


def confidence(features: Features, calibration: Calibration | None = None) -> Confidence:
    """How sure one may be of an extract with these features, by `calibration` or the shipped one."""
    calibration = calibration or shipped()
    probability = calibration.probability(features)
    return Confidence(probability, probability >= calibration.threshold)


def fit(
    features: Sequence[Features],
    answerable: Sequence[bool],
    *,
    shares: Sequence[float] | None = None,
    prior: Calibration | None = None,
) -> Calibration:
    """Ridge logistic regression by Newton's method, with the threshold of `threshold_for`.

    Args:
        shares: how much each example counts, for the threshold too; all the same unless given.
        prior: what the weights are drawn to, so that a few dozen examples are enough; to nothing unless given.

    Raises:
        ValueError: fewer than one example of each kind, or lengths that differ.
    """
    labels = np.asarray(answerable, np.float64)
    if len(features) != len(labels) or labels.min(initial=1) == labels.max(initial=0):
        raise ValueError("Calibrating needs answerable and unanswerable questions, with a label for each")
    rows = np.asarray(features, np.float64)
    centre, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < 1e-9] = np.inf  # a feature that never varies gets no weight
    share = np.ones_like(labels) if shares is None else np.asarray(shares, np.float64)
    known = np.array([prior.weights.get(name, 0.0) if prior else 0.0 for name in Features._fields])
    offset = rows @ known + (prior.bias if prior else 0.0)
    standard = np.column_stack([(rows - centre) / spread, np.ones(len(rows))])
    solution = _newton(standard, labels, share / share.sum(), offset)
    moved = solution[:-1] / spread
    bias = solution[-1] - moved @ centre + (prior.bias if prior else 0.0)
    weights = {name: round(float(w), 4) for name, w in zip(Features._fields, known + moved, strict=True)}
    fitted = Calibration(weights, round(float(bias), 4))
    probabilities = [fitted.probability(example) for example in features]
    return replace(fitted, threshold=threshold_for(probabilities, answerable, shares=share.tolist()))


def _newton(
    rows: NDArray[np.float64],
    labels: NDArray[np.float64],
    share: NDArray[np.float64],
    offset: NDArray[np.float64],
) -> NDArray[np.float64]:
    ridge = np.diag([_RIDGE] * (rows.shape[1] - 1) + [1e-9])
    solution = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        guess = 1.0 / (1.0 + np.exp(-np.clip(rows @ solution + offset, -30.0, 30.0)))
        gradient = rows.T @ (share * (labels - guess)) - ridge @ solution
        curvature = (rows * (share * guess * (1.0 - guess))[:, None]).T @ rows + ridge
        solution += np.linalg.solve(curvature, gradient)
    return solution


def threshold_for(
    probabilities: Sequence[float], answerable: Sequence[bool], *, shares: Sequence[float] | None = None
) -> float:
    """The threshold that refuses most unanswerable questions while it refuses at most `FALSE_REFUSALS` of the answerable."""
    scores, labels = np.asarray(probabilities), np.asarray(answerable, bool)
    share = np.ones(len(scores)) if shares is None else np.asarray(shares, np.float64)
    levels = np.unique(scores)
    middles = np.array([0.0, *((levels[1:] + levels[:-1]) / 2)])
    lost = np.array([share[labels & (scores < t)].sum() / share[labels].sum() for t in middles])
    refused = np.array([share[~labels & (scores < t)].sum() for t in middles])
    return round(float(middles[int(np.where(lost <= FALSE_REFUSALS, refused, -1.0).argmax())]), 4)


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """The chance that a positive example scores above a negative one, ties counted half.

    Raises:
        ValueError: there are not both positive and negative examples.
    """
    values, labels = np.asarray(scores, np.float64), np.asarray(positive, bool)
    above, below = np.sort(values[labels]), np.sort(values[~labels])
    if not len(above) or not len(below):
        raise ValueError("An AUROC needs positive and negative examples")
    wins = np.searchsorted(below, above, "left").sum() + np.searchsorted(below, above, "right").sum()
    return float(wins / (2 * len(above) * len(below)))


class RiskPoint(NamedTuple):
    """Answering only at or above `threshold` answers the share `coverage`, of which the share `risk` is wrong."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(probabilities: Sequence[float], right: Sequence[bool]) -> list[RiskPoint]:
    """The curve from the surest question alone to all of them; questions with one probability are one point."""
    scores = np.asarray(probabilities, np.float64)
    order = np.argsort(-scores, kind="stable")
    wrong = np.cumsum(~np.asarray(right, bool)[order])
    ends = [i for i in range(len(order)) if i + 1 == len(order) or scores[order[i + 1]] != scores[order[i]]]
    return [RiskPoint(float(scores[order[i]]), (i + 1) / len(order), float(wrong[i] / (i + 1))) for i in ends]
