"""The candidates of one question, from both legs, and what tells them apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.index.store import Index
from assistant.retrieval.asked import Asked
from assistant.types import Chunk, Vector

LEG = 50
"""How many candidates each leg brings."""
WINDOW = 20
"""Terms that stand about as close as those of one long sentence, stop words not counted."""
K1, B = 1.2, 0.75
_PHRASE = 3


class Signals(NamedTuple):
    """What speaks for a candidate; the scales differ, `fusion` brings them together.

    `lexical` is BM25 over context and text, `closeness` the weight of the distinct terms in the best window of
    `WINDOW` terms, `phrases` that of the runs of three terms found as they were asked, `length` the logarithm of the terms, `lead` 1 for an article's first chunk, 1/2 for the second, and so on.
    """

    dense: float
    lexical: float
    closeness: float
    phrases: float
    length: float
    lead: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk with its vector, its signals, and what each term found adds to its BM25 score."""

    chunk: Chunk
    vector: Vector
    signals: Signals
    matched: Mapping[str, float]


class Pool(NamedTuple):
    """The candidates, and the mean of their lengths in terms, which BM25 measures lengths by."""

    candidates: list[Candidate]
    mean_length: float


def gather(index: Index, asked: Asked, documents: Collection[str] | None = None) -> Pool:
    """The best of both legs, within `documents` where given. Every candidate gets every signal, whichever leg found it."""
    found = [hit.id for hit in index.dense(asked.vector, LEG, documents)]
    found += [hit.id for hit in index.lexical(asked.own, LEG, documents)]
    if asked.carried:
        found += [hit.id for hit in index.lexical((*asked.own, *asked.carried), LEG, documents)]
    return candidates(index, asked, dict.fromkeys(found))


def candidates(index: Index, asked: Asked, ids: Collection[str], mean_length: float | None = None) -> Pool:
    """These chunks in the order given; ids that are no longer there are left out. `mean_length` is their own unless given."""
    chunks = index.chunks(ids)
    vectors, terms = index.vectors_of(list(chunks)), index.terms_of(list(chunks))
    present = [id_ for id_ in chunks if id_ in vectors and id_ in terms]
    lengths = [len(context) + len(body) for context, body in (terms[id_] for id_ in present)]
    mean = mean_length or (sum(lengths) / len(lengths) if lengths else 1.0)
    return Pool([_candidate(asked, chunks[id_], vectors[id_], terms[id_], mean) for id_ in present], mean)


def _candidate(
    asked: Asked, chunk: Chunk, vector: Vector, terms: tuple[list[str], list[str]], mean_length: float
) -> Candidate:
    context, body = terms
    counts = Counter(term for term in (*context, *body) if term in asked.weights)
    length = len(context) + len(body)
    norm = K1 * (1 - B + B * length / mean_length)
    matched = {term: asked.weights[term] * n * (K1 + 1) / (n + norm) for term, n in counts.items()}
    signals = Signals(
        dense=float(vector @ asked.vector),
        lexical=sum(matched.values()),
        closeness=_closeness(body, asked.weights),
        phrases=_phrases(asked, context, body),
        length=math.log1p(length),
        lead=1 / (1 + chunk.ordinal),
    )
    return Candidate(chunk, vector, signals, matched)


def _closeness(body: Sequence[str], weights: Mapping[str, float]) -> float:
    """The weight of the distinct terms in the best window, found by sliding it over the places of the asked terms."""
    places = [(place, term) for place, term in enumerate(body) if term in weights]
    inside: Counter[str] = Counter()
    best = held = 0.0
    first = 0
    for place, term in places:
        held += weights[term] if not inside[term] else 0.0
        inside[term] += 1
        while places[first][0] <= place - WINDOW:
            left = places[first][1]
            inside[left] -= 1
            held -= weights[left] if not inside[left] else 0.0
            first += 1
        best = max(best, held)
    return best


def _phrases(asked: Asked, *parts: Sequence[str]) -> float:
    """The weight of each run of three asked terms that stands somewhere just so; a run weighs what its commonest term does."""
    present = {term for part in parts for term in part}
    wanted = {run for run in _runs(asked.own) if present.issuperset(run)}
    if not wanted:
        return 0.0
    held = {run for part in parts for run in _runs(part) if run in wanted}
    return sum(min(asked.weights[term] for term in run) for run in held)


def _runs(terms: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(terms[shift:] for shift in range(_PHRASE)), strict=False)
