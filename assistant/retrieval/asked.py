"""A query as the index takes it: a vector for one leg, weighted terms for the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.index.store import Index
from assistant.reading import read_question
from assistant.text.language import language
from assistant.text.several import several
from assistant.text.terms import content_words, terms
from assistant.types import Query, Turn, Vector

CARRIED_TERM = 0.25
CARRIED_VECTOR = 0.1
CITED = 0.5
"""What a chunk that the answer before cited gains, in standard deviations of one of its signals."""
SPARSE = 4
"""A follow-up of fewer terms leans on its history more, up to twice as much."""
FURTHEST = 4
"""Turns back that a follow-up may lean on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`own` are the question's terms in order; `weights` gives each term, own or carried over, its telling power here.

    `meanings` are what its words mean in it, a row each, and `telling` how telling they are.
    """

    vector: Vector
    own: tuple[str, ...]
    carried: tuple[str, ...]
    weights: Mapping[str, float]
    meanings: Vector
    telling: tuple[float, ...]


def asked(index: Index, query: Query) -> Asked:
    """Embeds the query, and weighs its terms by inverse document frequency; carried-over terms count for less."""
    languages = _languages(index, query)
    own = tuple(terms(query.text, languages))
    carried = (
        tuple(dict.fromkeys(terms(" ".join(query.history_terms), languages))) if query.history_terms else ()
    )
    carried = tuple(term for term in carried if term not in own)
    lean = leaning(len(own))
    known = index.weights([*own, *carried])
    weights = {term: known[term] for term in own} | {
        term: known[term] * CARRIED_TERM * lean for term in carried
    }
    reading = read_question(index.embedder, query.text)
    telling = tuple(_telling(terms(word, languages), weights) for word in reading.words)
    vector = _leaning(index, query, reading.vector, lean)
    return Asked(vector, own, carried, weights, reading.meanings, telling)


def leaning(terms_: int) -> float:
    """How much more a follow-up of so few terms leans on what was said before: from 1 to 2 times."""
    return 1 + max(0, SPARSE - terms_) / SPARSE


def carrying(query: Query) -> Query:
    """The query with the words of the questions that it leans on, unless it was rewritten to stand on its own or has them already."""
    stands_alone = query.text != query.question and not query.leans
    if not query.history or query.history_terms or stands_alone:
        return query
    present = {word.casefold() for word, _ in content_words(query.text)}
    words = dict.fromkeys(word for word, _ in content_words(_leant_on(query.history)))
    return replace(query, history_terms=tuple(word for word in words if word.casefold() not in present))


def taken_apart(query: Query) -> Query:
    """The query with the questions that it asks one after another, unless its parts are known."""
    return query if query.parts else replace(query, parts=several(query.text))


def _leant_on(history: Sequence[Turn]) -> str:
    """The question before, and where that one said little itself the one that it leant on, and so on back to the subject."""
    questions: list[str] = []
    for turn in reversed(history[-FURTHEST:]):
        questions.append(turn.question)
        if len(content_words(turn.question)) >= SPARSE:
            break
    return " ".join(questions)


def _telling(word: Sequence[str], weights: Mapping[str, float]) -> float:
    """What a word of the question weighs, by its terms. One that no article holds tells as much as any: others may mean the same."""
    return (
        max((weights.get(term, 0.0) for term in word), default=0.0)
        or max(weights.values(), default=0.0)
        or 1.0
    )


def _leaning(index: Index, query: Query, vector: Vector, lean: float) -> Vector:
    if not query.history_terms or not query.history:
        return vector
    mixed = vector + CARRIED_VECTOR * lean * index.embedder.embed_query(_leant_on(query.history))
    return np.asarray(mixed / np.linalg.norm(mixed), np.float32)


def _languages(index: Index, query: Query) -> tuple[str, ...]:
    """The languages to stem for: the question's own if articles have it, else all of the articles'. Unknown ones count as English.

    A question too short to tell its language by is in that of the answer before it.
    """
    present = {*index.facets().languages, "en"}
    spoken = language(query.text)
    if spoken not in present and query.history:
        spoken = language(query.history[-1].answer)
    return (spoken,) if spoken in present else tuple(sorted(present))
