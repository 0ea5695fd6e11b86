"""What a question states that its passages do not, and its words that nothing in their best sentences means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from assistant.answering.agreement import Facts, facts, missing_dates, missing_names, missing_quantities
from assistant.answering.candidates import Asked, Candidate
from assistant.text.dates import dates
from assistant.text.quantities import quantities
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Embedder, Passage, Reading, Vector, WordEmbedder

ANOTHER = 0.4
"""How like two different words are as a rule."""
READ = 4
"""How many of the best sentences are held against the question word by word."""


class Point(NamedTuple):
    """Something that a question states, and where it stands there."""

    kind: Literal["date", "number", "name", "opposite"]
    span: Span
    unit: str | None = None


class Gaps(NamedTuple):
    """Named, and told, as the features of confidence are."""

    strange: float = 0.0
    unstated: float = 0.0
    weakest_of_best: float = 0.0
    weakest: float = 0.0
    words_of_best: float = 0.0
    words: float = 0.0


def gaps(
    asked: Asked, best: Sequence[Candidate], passages: Sequence[Passage], embedder: Embedder | None
) -> Gaps:
    """What is missing in the sentences `best`, the best one first, and in the passages that they were chosen from."""
    stated = _unstated(asked, best[0].passage, passages)
    return Gaps(*stated, *_unmet(asked, best[:READ], embedder))


def known(said: Facts, passage: Passage, languages: tuple[str, ...]) -> Facts:
    """What a passage says, and what is known of its article, that `said` can be held against; a day without a year is the one
    before it was published."""
    about = (passage.title, passage.publisher, passage.author, passage.url, passage.published)
    text = "\n".join([*(str(known) for known in about if known), passage.text])
    return replace(
        facts("", languages),
        text=text,
        vocabulary=frozenset(terms(text, languages)) if said.names else frozenset(),
        quantities=tuple(quantities(text)) if said.quantities or said.dates else (),
        dates=tuple(dates(text, today=passage.published)) if said.quantities or said.dates else (),
    )


def lacking(said: Facts, given: Facts) -> list[Point]:
    """The dates, numbers and names that a question states and a text does not; ranks are told in too many ways to be missed."""
    unnamed = set(missing_names(said, given))
    return [
        *(Point("date", mention.span) for mention in missing_dates(said, given)),
        *(Point("number", q.span, q.unit) for q in missing_quantities(said, given) if q.unit != "th"),
        *(Point("name", name.span) for name in said.names if name.text in unnamed),
    ]


def _unstated(asked: Asked, best: Passage, passages: Sequence[Passage]) -> tuple[float, float]:
    said = facts(asked.text, asked.languages)
    every = set(lacking(said, facts("")))
    if not every:
        return 0.0, 0.0
    missed = {p.number: set(lacking(said, known(said, p, asked.languages))) for p in passages}
    nowhere = every.intersection(*missed.values())
    return len(missed[best.number]) / len(every), len(nowhere) / len(every)


def _unmet(
    asked: Asked, best: Sequence[Candidate], embedder: Embedder | None
) -> tuple[float, float, float, float]:
    """The features that rest on words; all is met where no word of the question weighs."""
    weights, rows = words_met(asked, best, embedder)
    if not weights.any():
        return 1.0, 1.0, 1.0, 1.0
    near = rows[:, weights > 0]
    average = near @ (weights[weights > 0] / weights.sum())
    return float(near[0].min()), float(near.max(axis=0).min()), float(average[0]), float(average.max())


def words_met(
    asked: Asked,
    found: Sequence[Candidate],
    embedder: Embedder | None,
    *,
    without: frozenset[str] = frozenset(),
) -> tuple[Vector, Vector]:
    """How telling each word of the question is, and a row for each of some sentences: how near it comes to each of these words.
    Words with one of the terms `without` tell nothing."""
    if isinstance(embedder, WordEmbedder):
        question, *sentences = embedder.read([asked.text, *map(_in_context, found)])
        words = [terms(word, asked.languages) for word in question.words]
        rows = [_nearest(question.meanings, sentence) for sentence in sentences]
    else:
        words = [[term] for term in asked.order]
        rows = [_repeated(asked, candidate) for candidate in found]
    weights = [0.0 if without.intersection(own) else _weight(own, asked) for own in words]
    return np.array(weights), np.stack(rows)


def _repeated(asked: Asked, candidate: Candidate) -> Vector:
    """The same where the embedder keeps no words apart: a word is the same or another."""
    said = candidate.terms | candidate.terms_before
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
    nearest: Vector = (meanings @ sentence.meanings.T).max(axis=1)
    return nearest
