"""Answers without a language model: the sentences of the best passages that answer a question best, verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.calibration import Features
from assistant.text.language import language
from assistant.text.questions import Kind, expected, offers
from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Embedder, Passage, TermWeights

Scores = NDArray[np.float64]

MOST_CANDIDATES = 48
"""Sentences that are embedded at most, to answer within a second on two cores."""
_NEIGHBOUR = 0.5
"""What a question's term counts for when it stands in the sentence before."""
_FAR_BELOW = 4.0
"""A sentence this far under the best one has nothing to add."""

_LEANING = re.compile(
    r"\W*(?:he|she|it|they|this|these|that|those|his|her|its|their|such|both|the latter|the former|all (?:two|three|four)"
    r"|er|sie|es|ihr|sein|dies\w*|il|elle|ils|elles|cela|ce(?:tte)?|él|ella|ellos|est[aeo]s?|egli|essa|questo)\b",
    re.IGNORECASE,
)
_FOREIGN_MARKER = re.compile(r"\s?[\[【]\d[\d,\s–-]*[\]】]")
_LINE_MARK = re.compile(r"\s*(?:#{1,6}\s|\|)")


class Weights(NamedTuple):
    """What each sign of a good sentence counts for: a conditional logit, fitted on questions with known answers.

    The first three are z-scores over the candidates, so that they do not depend on the embedder's or the corpus's scale.
    """

    coverage: float = 0.3
    coverage_in_context: float = 0.65
    similarity: float = 0.6
    rank: float = 1.7
    passage_coverage: float = 3.3
    passage_similarity: float = 4.4
    kind: float = 1.85
    similarity_before: float = 1.0
    question: float = -2.0


FITTED = Weights()


@dataclass(frozen=True, slots=True)
class Extracted:
    """A sentence of passage `passage`: its document's text from `start` to `end`. Scores compare within one extract only;
    `completes` says that the sentence stands here for the sake of the next one, which leans on it."""

    passage: int
    start: int
    end: int
    text: str
    score: float
    completes: bool = False

    @property
    def shown(self) -> str:
        """On one line, without what would read as a marker of ours."""
        return " ".join(_FOREIGN_MARKER.sub("", self.text).split())


@dataclass(frozen=True, slots=True)
class Extract:
    """Sentences in reading order, best passage first, and what tells how far they can be trusted."""

    sentences: tuple[Extracted, ...]
    features: Features

    @property
    def text(self) -> str:
        """The sentences as an answer, each with its `[n]`, a new line where the passage changes."""
        lines: list[str] = []
        for passage, group in groupby(self.sentences, key=lambda sentence: sentence.passage):
            lines.append(" ".join(f"{sentence.shown} [{passage}]" for sentence in group))
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    span: Span
    terms: frozenset[str]
    before: Span | None
    """The sentence before it in the passage."""
    terms_before: frozenset[str]

    @property
    def text(self) -> str:
        return self.span.of(self.passage.text)

    @property
    def leans(self) -> bool:
        return self.before is not None and bool(_LEANING.match(self.text))


def extract(
    question: str,
    passages: Sequence[Passage],
    *,
    embedder: Embedder | None = None,
    weights: TermWeights | None = None,
    limit: int = 3,
    trade: Weights = FITTED,
) -> Extract:
    """The one to `limit` sentences that answer `question` best.

    Without an embedder only words count; without term weights every word counts the same. A sentence that leans on the one before
    ("She also …") brings it along, on top of the limit.
    """
    asked = _Question.read(question, weights)
    candidates = _candidates(passages, asked)
    if not candidates:
        return Extract((), Features())
    signs = _signs(asked, candidates, embedder)
    scores = _score(signs, trade)
    chosen = _choose(candidates, scores, limit)
    return Extract(_completed(candidates, chosen, scores), _features(asked, candidates, signs, chosen))


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    kind: Kind | None
    languages: tuple[str, ...]
    weight: Mapping[str, float]
    """How telling each of the question's terms is; 0 for one that the corpus does not have."""

    @classmethod
    def read(cls, text: str, weights: TermWeights | None) -> _Question:
        languages = (language(text) or "en",)
        wanted = list(dict.fromkeys(terms(text, languages)))
        weight = weights.weights(wanted) if weights else dict.fromkeys(wanted, 1.0)
        return cls(text, expected(text), languages, weight)

    def covered(self, found: Iterable[str]) -> float:
        """The share, from 0 to 1, of the question's weight that `found` holds."""
        return sum(self.weight.get(term, 0.0) for term in set(found)) / (sum(self.weight.values()) or 1.0)

    @property
    def unknown(self) -> float:
        """The share of its terms that the corpus does not have."""
        return sum(not weight for weight in self.weight.values()) / (len(self.weight) or 1)


def _candidates(passages: Sequence[Passage], asked: _Question) -> list[_Candidate]:
    """The sentences of the passages, each once; where they are too many, those with the question's words."""
    found: dict[str, _Candidate] = {}
    for passage in passages:
        previous: Span | None = None
        known: frozenset[str] = frozenset()
        for span in sentences(passage.text):
            text = span.of(passage.text)
            own = frozenset(terms(text, asked.languages))
            if len(own) > 1 and not _LINE_MARK.match(text):
                found.setdefault(" ".join(text.split()), _Candidate(passage, span, own, previous, known))
            # Nothing leans on a question or on what is too short to say something.
            previous, known = (span, own) if own and not text.endswith("?") else (None, frozenset())
    candidates = list(found.values())
    if len(candidates) <= MOST_CANDIDATES:
        return candidates
    likely = sorted(candidates, key=lambda c: (-asked.covered(c.terms | c.terms_before), c.passage.number))
    kept = {id(candidate) for candidate in likely[:MOST_CANDIDATES]}
    return [candidate for candidate in candidates if id(candidate) in kept]


class _Signs(NamedTuple):
    """What speaks for each candidate, one value each."""

    coverage: Scores
    coverage_in_context: Scores
    similarity: Scores
    similarity_before: Scores
    passage_coverage: Scores
    passage_similarity: Scores
    rank: Scores
    kind: Scores
    question: Scores


def _signs(asked: _Question, candidates: list[_Candidate], embedder: Embedder | None) -> _Signs:
    numbers = np.array([candidate.passage.number for candidate in candidates])
    coverage = np.array([asked.covered(candidate.terms) for candidate in candidates])
    beside = np.array([asked.covered(c.terms_before - c.terms) for c in candidates])
    similarity = _similarity(asked.text, [candidate.text for candidate in candidates], embedder)
    places = {(c.passage.number, c.span): i for i, c in enumerate(candidates)}
    before = [places.get((c.passage.number, c.before)) if c.leans and c.before else None for c in candidates]
    return _Signs(
        coverage,
        coverage + _NEIGHBOUR * beside,
        similarity,
        np.array([similarity[at] if at is not None else 0.0 for at in before]),
        _best_of_passage(coverage, numbers),
        _best_of_passage(similarity, numbers),
        1.0 / numbers,
        np.array([float(offers(c.text, asked.kind, asked.text)) for c in candidates]),
        np.array([float(c.text.endswith("?")) for c in candidates]),
    )


def _similarity(question: str, texts: list[str], embedder: Embedder | None) -> Scores:
    if embedder is None:
        return np.zeros(len(texts))
    return np.asarray(embedder.embed(texts) @ embedder.embed_query(question), np.float64)


def _best_of_passage(values: Scores, numbers: NDArray[np.int_]) -> Scores:
    return np.array([values[numbers == number].max() for number in numbers])


def _score(signs: _Signs, trade: Weights) -> Scores:
    scores: Scores = (
        trade.coverage * _z(signs.coverage)
        + trade.coverage_in_context * _z(signs.coverage_in_context)
        + trade.similarity * _z(signs.similarity)
        + trade.rank * signs.rank
        + trade.passage_coverage * signs.passage_coverage
        + trade.passage_similarity * signs.passage_similarity
        + trade.kind * signs.kind
        + trade.similarity_before * signs.similarity_before
        + trade.question * signs.question
    )
    return scores


def _z(values: Scores) -> Scores:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)


def _choose(candidates: list[_Candidate], scores: Scores, limit: int) -> list[int]:
    """The best candidates, best first."""
    order = sorted(range(len(candidates)), key=lambda i: -scores[i])
    return [i for i in order[:limit] if scores[i] >= scores[order[0]] - _FAR_BELOW]


def _completed(candidates: list[_Candidate], chosen: list[int], scores: Scores) -> tuple[Extracted, ...]:
    """In reading order, with the sentences that the chosen ones lean on."""
    rank = {candidates[i].passage.number: place for place, i in reversed(list(enumerate(chosen)))}
    kept = [_extracted(candidates[i].passage, candidates[i].span, scores[i]) for i in chosen]
    taken = {(candidates[i].passage.number, candidates[i].span) for i in chosen}
    for i in chosen:
        candidate = candidates[i]
        if candidate.leans and candidate.before and (candidate.passage.number, candidate.before) not in taken:
            taken.add((candidate.passage.number, candidate.before))
            helper = _extracted(candidate.passage, candidate.before, scores[i])
            kept.append(replace(helper, completes=True))
    return tuple(sorted(kept, key=lambda e: (rank[e.passage], e.start)))


def _extracted(passage: Passage, span: Span, score: float) -> Extracted:
    place = span.shifted(passage.start)
    return Extracted(passage.number, place.start, place.end, span.of(passage.text), float(score))


def _features(asked: _Question, candidates: list[_Candidate], signs: _Signs, chosen: list[int]) -> Features:
    best = candidates[chosen[0]]
    others = signs.passage_similarity[[c.passage.number != best.passage.number for c in candidates]]
    together = frozenset().union(*(candidates[i].terms for i in chosen))
    return Features(
        similarity=float(signs.similarity.max()),
        similarity_of_best=float(signs.similarity[chosen[0]]),
        coverage=float(signs.coverage.max()),
        coverage_of_best=float(signs.coverage_in_context[chosen[0]]),
        coverage_together=asked.covered(together),
        margin=float(signs.similarity.max() - others.max(initial=0.0)),
        unknown=asked.unknown,
        dense=best.passage.why.dense or 0.0,
        kind=float(asked.kind is None or signs.kind[chosen].any()),
    )
