"""What speaks for each sentence as the answer to a question, and what it is worth together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidates import CARRIED, Asked, Candidate
from assistant.answering.nearness import Nearness, nearness
from assistant.reading import read, read_question
from assistant.text.questions import offers
from assistant.text.terms import terms
from assistant.types import Embedder, Reading

Scores = NDArray[np.float64]


class Weights(NamedTuple):
    """What each sign of a good sentence counts for: a conditional logit, fitted on questions with known answers.

    The first two are z-scores over the candidates, so that they do not depend on the corpus's or the retriever's scale.
    """

    coverage: float = 0.25
    retrieved: float = 0.25
    similarity: float = 5.5
    titled: float = 4.0
    kind: float = 2.0
    names: float = -2.2
    place: float = -1.2
    question: float = -2.0
    words: float = 4.8


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
    words: Scores
    """How near the sentence comes to the question's words on the average."""


class Reader:
    """Reads the same candidates for a question and for its parts; they are embedded once."""

    def __init__(self, found: list[Candidate], embedder: Embedder | None) -> None:
        self._found = found
        self._embedder = embedder
        self._readings = read(embedder, [c.text for c in found]) if embedder else []

    def signs(self, asked: Asked) -> Signs:
        return self.read(asked)[0]

    def read(self, asked: Asked) -> tuple[Signs, Nearness]:
        """The signs, and how near each candidate comes to each word of the question."""
        question = read_question(self._embedder, asked.text) if self._embedder else None
        near = nearness(asked, question, [c.terms for c in self._found], self._readings)
        return self._signs(asked, question, near), near

    def _signs(self, asked: Asked, question: Reading | None, near: Nearness) -> Signs:
        found = self._found
        return Signs(
            np.array([asked.covered(c.terms) for c in found]),
            np.array([c.passage.why.fused for c in found]),
            self._similarity(asked, question),
            np.array([asked.covered(c.terms | c.terms_before | titles(c, asked)) for c in found]),
            np.array([offers(c.text, asked.text) for c in found]),
            np.array([asked.repeated_names(c.text) for c in found]),
            np.array([c.span.start / len(c.passage.text) for c in found]),
            np.array([float(c.text.endswith("?")) for c in found]),
            np.asarray(near.average, np.float64),
        )

    def _similarity(self, asked: Asked, question: Reading | None) -> Scores:
        if self._embedder is None or question is None:
            return np.zeros(len(self._found))
        vector = question.vector
        if asked.carried:
            vector = vector + CARRIED * self._embedder.embed_query(asked.carried)
            vector = vector / np.linalg.norm(vector)
        return np.array([reading.vector for reading in self._readings], np.float64) @ vector


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
