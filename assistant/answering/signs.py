"""What speaks for each sentence as the answer to a question, and what it is worth together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidates import CARRIED, Asked, Candidate
from assistant.text.questions import offers
from assistant.text.terms import terms
from assistant.types import Embedder

Scores = NDArray[np.float64]


class Weights(NamedTuple):
    """What each sign of a good sentence counts for: a conditional logit, fitted on questions with known answers.

    The first two are z-scores over the candidates, so that they do not depend on the corpus's or the retriever's scale.
    """

    coverage: float = 0.6
    retrieved: float = 0.66
    similarity: float = 5.5
    titled: float = 1.3
    kind: float = 2.2
    names: float = -1.8
    place: float = -0.5
    question: float = -2.0


FITTED = Weights()
_RELATIVE = 2
"""How many of the signs are z-scores."""


class Signs(NamedTuple):
    """What speaks for each candidate, one value each; named as their weights are."""

    coverage: Scores
    retrieved: Scores
    """The retriever's score of the passage."""
    similarity: Scores
    titled: Scores
    """Coverage together with what stands over and before the sentence."""
    kind: Scores
    names: Scores
    """The share of the question's name words that the sentence repeats: coverage counts them too much."""
    place: Scores
    """How far down its passage the sentence stands, from 0 to 1."""
    question: Scores


class Reader:
    """Reads the same candidates for a question and for its parts; they are embedded once."""

    def __init__(self, found: list[Candidate], embedder: Embedder | None) -> None:
        self._found = found
        self._embedder = embedder
        self._vectors = embedder.embed([c.text for c in found]) if embedder else None

    def signs(self, asked: Asked) -> Signs:
        found = self._found
        return Signs(
            np.array([asked.covered(c.terms) for c in found]),
            np.array([c.passage.why.fused for c in found]),
            self._similarity(asked),
            np.array([asked.covered(c.terms | c.terms_before | titles(c, asked)) for c in found]),
            np.array([offers(c.text, asked.text) for c in found]),
            np.array([asked.repeated_names(c.text) for c in found]),
            np.array([c.span.start / len(c.passage.text) for c in found]),
            np.array([float(c.text.endswith("?")) for c in found]),
        )

    def _similarity(self, asked: Asked) -> Scores:
        if self._embedder is None or self._vectors is None:
            return np.zeros(len(self._found))
        vector = self._embedder.embed_query(asked.text)
        if asked.carried:
            vector = vector + CARRIED * self._embedder.embed_query(asked.carried)
            vector = vector / np.linalg.norm(vector)
        return np.asarray(self._vectors @ vector, np.float64)


def score(signs: Signs) -> Scores:
    """The worth of each candidate."""
    worth: Scores = columns(signs) @ np.asarray(FITTED)
    return worth


def titles(candidate: Candidate, asked: Asked) -> frozenset[str]:
    """The terms of what stands over a candidate: its article's title and its section."""
    return frozenset(terms(f"{candidate.passage.title} {candidate.passage.locator or ''}", asked.languages))


def columns(signs: Signs) -> Scores:
    """A row for each candidate with the values that the weights multiply."""
    relative = [_z(values) for values in signs[:_RELATIVE]]
    return np.column_stack([*relative, *signs[_RELATIVE:]])


def _z(values: Scores) -> Scores:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)
