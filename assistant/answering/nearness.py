"""How near sentences come to the words of a question, each word as it is meant where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidates import Asked, Candidate
from assistant.text.terms import terms
from assistant.types import Embedder, Reading, Vector, WordEmbedder

ANOTHER = 0.4
"""How like two different words are as a rule."""


class Nearness(NamedTuple):
    """`weights` tell how telling each word of a question is, shape (words,); `near` how like it is to the word most like it of
    each sentence, shape (words, sentences), from -1 to 1; `tells` which words are telling at all, shape (words,): those too
    that the corpus does not have, whose weight is 0, since it may have others for the same."""

    weights: Vector
    near: Vector
    tells: NDArray[np.bool_]

    @property
    def average(self) -> Vector:
        """Of each sentence over all words, shape (sentences,); 1 where no word weighs."""
        total = self.weights.sum()
        return cast(Vector, self.weights @ self.near / total if total else np.ones(self.near.shape[1]))

    def together(self, sentences: Sequence[int]) -> float:
        """Over all words, each where these sentences together come nearest to it; 1 where no word weighs."""
        return float(self._replace(near=self.near[:, sentences].max(axis=1, keepdims=True)).average[0])

    def weakest(self, sentences: Sequence[int]) -> float:
        """Of the word that these sentences together come least near to; 1 where no word tells."""
        telling = self.near[self.tells][:, sentences]
        return float(telling.max(axis=1).min(initial=1.0))


def nearness(
    asked: Asked,
    question: Reading | None,
    said: Sequence[frozenset[str]],
    sentences: Sequence[Reading],
    *,
    without: frozenset[str] = frozenset(),
) -> Nearness:
    """`question` and `sentences` as they were read; where nobody kept their words apart, a word is the same as one of the terms
    `said` by each sentence, or another. Words with one of the terms `without` tell nothing."""
    words = _terms(asked, question)
    if question and question.words:
        near = [_nearest(question.meanings, sentence) for sentence in sentences]
    else:
        near = [_repeated(asked, own) for own in said]
    tells = [without.isdisjoint(own) and not asked.weight.keys().isdisjoint(own) for own in words]
    weights = [_weight(own, asked) if told else 0.0 for own, told in zip(words, tells, strict=True)]
    return Nearness(np.array(weights), np.stack(near, axis=1), np.array(tells, bool))


def in_context(
    asked: Asked,
    found: Sequence[Candidate],
    embedder: Embedder | None,
    *,
    without: frozenset[str] = frozenset(),
    titled: bool = True,
) -> Nearness:
    """The same for sentences read behind the one before them and, where they are `titled`, under the titles of their articles,
    whose words they need not repeat."""
    question: Reading | None = None
    sentences: Sequence[Reading] = ()
    if isinstance(embedder, WordEmbedder):
        question, *sentences = embedder.read([asked.text, *map(_in_context, found)])
    said = [candidate.terms | candidate.terms_before for candidate in found]
    near = nearness(asked, question, said, sentences, without=without)
    if not titled:
        return near
    words = _terms(asked, question)
    titles = [frozenset(terms(candidate.passage.title, asked.languages)) for candidate in found]
    stated = np.array([[not above.isdisjoint(own) for above in titles] for own in words], bool)
    return near._replace(near=np.where(stated.reshape(near.near.shape), np.float32(1.0), near.near))


def _terms(asked: Asked, question: Reading | None) -> list[list[str]]:
    """The terms of each word of a question."""
    if question and question.words:
        return [terms(word, asked.languages) for word in question.words]
    return [[term] for term in asked.order]


def _repeated(asked: Asked, said: frozenset[str]) -> Vector:
    return np.array([1.0 if term in said else ANOTHER for term in asked.order], np.float32)


def _in_context(candidate: Candidate) -> str:
    """A sentence behind the one before it."""
    before = candidate.before.of(candidate.passage.text) + " " if candidate.before else ""
    return before + candidate.text


def _weight(own: Sequence[str], asked: Asked) -> float:
    """Of a word with these terms."""
    return max((asked.weight.get(term, 0.0) for term in own), default=0.0)


def _nearest(meanings: Vector, sentence: Reading) -> Vector:
    """For each word of the question how like it is to the word of the sentence most like it."""
    if not len(sentence.words):
        return np.zeros(len(meanings), np.float32)
    return cast(Vector, (meanings @ sentence.meanings.T).max(axis=1))
