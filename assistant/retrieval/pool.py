"""The candidates of one question, from both legs, and what tells them apart."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from assistant.index.store import Index
from assistant.index.words import likeness
from assistant.retrieval.asked import Asked
from assistant.types import Chunk, Vector

LEG = 50
"""How many candidates each leg brings."""
WINDOW = 35
"""Terms that stand about as close as those of two or three sentences, stop words not counted."""
K1, B = 1.2, 0.75
BESIDE = 0.8
"""What a term counts that stands in the chunk before or after instead: a passage seldom repeats what it is about."""

_Place = tuple[int, str]
"""A term and where it stands, counted in terms."""


class Signals(NamedTuple):
    """What speaks for a candidate; the scales differ, `fusion` brings them together.

    `lexical` is BM25 over context and text, less for terms that only stand beside it; `closeness` the weight of the distinct terms in the best window of
    `WINDOW` terms, `wordwise` how like the question's words are to the chunk's, each as it is meant (not a number where the index does not know).
    """

    dense: float
    lexical: float
    closeness: float
    wordwise: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk with its vector, its signals, what each term found adds to its BM25 score, and each word of the question to `wordwise`."""

    chunk: Chunk
    vector: Vector
    signals: Signals
    matched: Mapping[str, float]
    covers: Vector


class Pool(NamedTuple):
    """The candidates, and the mean of their lengths in terms, which BM25 measures lengths by."""

    candidates: list[Candidate]
    mean_length: float


def gather(
    index: Index, asked: Asked, documents: Collection[str] | None = None, *, beside: float = BESIDE
) -> Pool:
    """The best of both legs, within `documents` where given. Every candidate gets every signal, whichever leg found it."""
    return candidates(index, asked, best_of(index, asked, documents, LEG), beside=beside)


def best_of(index: Index, asked: Asked, documents: Collection[str] | None, limit: int) -> Collection[str]:
    """The ids of the best `limit` chunks of each leg, each once."""
    ids = [hit.id for hit in index.dense(asked.vector, limit, documents)]
    ids += [hit.id for hit in index.lexical(asked.own, limit, documents)]
    if asked.carried:
        ids += [hit.id for hit in index.lexical((*asked.own, *asked.carried), limit, documents)]
    return dict.fromkeys(ids)


def candidates(
    index: Index,
    asked: Asked,
    ids: Collection[str],
    *,
    mean_length: float | None = None,
    beside: float = BESIDE,
) -> Pool:
    """These chunks in the order given; ids that are no longer there are left out.

    Args:
        mean_length: of chunks in terms; their own unless given.
        beside: what a term counts that stands in a neighbouring chunk.
    """
    chunks = index.chunks(ids)
    found = list(chunks)
    vectors, terms, meant = index.vectors_of(found), index.terms_of(found), index.words_of(found)
    around = index.terms_beside(found) if beside else {}
    words = {
        id_: _Words.of(*terms[id_], around.get(id_, ()), asked.weights)
        for id_ in found
        if id_ in vectors and id_ in terms
    }
    mean = mean_length or (sum(w.length for w in words.values()) / len(words) if words else 1.0)
    scorer = _Scorer(asked, mean, beside)
    alike = likeness(asked.meanings, asked.telling, [meant.get(id_) for id_ in words])
    return Pool(
        [
            scorer.candidate(chunks[id_], vectors[id_], held, covers)
            for (id_, held), covers in zip(words.items(), alike, strict=True)
        ],
        mean,
    )


class _Words(NamedTuple):
    """What a chunk holds of the asked terms, in its context, in its text, and in the texts beside it.

    Most terms of a chunk are not asked for, so each is looked at once, here.
    """

    context: list[_Place]
    body: list[_Place]
    beside: tuple[list[str], ...]
    length: int

    @classmethod
    def of(
        cls,
        context: Sequence[str],
        body: Sequence[str],
        beside: Iterable[Sequence[str]],
        weights: Mapping[str, float],
    ) -> Self:
        return cls(
            [(place, term) for place, term in enumerate(context) if term in weights],
            [(place, term) for place, term in enumerate(body) if term in weights],
            tuple([term for term in text if term in weights] for text in beside),
            len(context) + len(body),
        )


class _Scorer(NamedTuple):
    """Gives chunks their signals for one question."""

    asked: Asked
    mean_length: float
    beside: float

    def candidate(self, chunk: Chunk, vector: Vector, words: _Words, covers: Vector) -> Candidate:
        matched = self._bm25([term for _, term in (*words.context, *words.body)], words.length)
        signals = Signals(
            dense=float(vector @ self.asked.vector),
            lexical=self._with_beside(matched, words),
            closeness=_closeness(words.body, self.asked.weights),
            wordwise=float(covers.sum()) if len(covers) else math.nan,
        )
        return Candidate(chunk, vector, signals, matched, covers)

    def _with_beside(self, matched: Mapping[str, float], words: _Words) -> float:
        """BM25, each term where it counts most: here, or less in a neighbour."""
        best = dict(matched)
        for text in words.beside:
            for term, score in self._bm25(text, words.length).items():
                best[term] = max(best.get(term, 0.0), self.beside * score)
        return sum(best.values())

    def _bm25(self, terms: Iterable[str], length: int) -> dict[str, float]:
        weights = self.asked.weights
        norm = K1 * (1 - B + B * length / self.mean_length)
        counts: dict[str, int] = {}
        for term in terms:
            counts[term] = counts.get(term, 0) + 1
        return {term: weights[term] * n * (K1 + 1) / (n + norm) for term, n in counts.items()}


def _closeness(body: Sequence[_Place], weights: Mapping[str, float]) -> float:
    """The weight of the distinct terms in the best window, found by sliding it over the places of the asked terms."""
    inside: dict[str, int] = dict.fromkeys(weights, 0)
    best = held = 0.0
    first = 0
    for place, term in body:
        held += weights[term] if not inside[term] else 0.0
        inside[term] += 1
        while body[first][0] <= place - WINDOW:
            left = body[first][1]
            inside[left] -= 1
            held -= weights[left] if not inside[left] else 0.0
            first += 1
        best = max(best, held)
    return best
