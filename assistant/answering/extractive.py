"""Answers without a language model: the sentences of the best passages that answer a question best, verbatim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.calibration import Features
from assistant.answering.candidates import CARRIED, Asked, Candidate, candidates
from assistant.text.prose import is_row
from assistant.text.questions import offers
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Citation, Embedder, Passage, Sentence, TermWeights

Scores = NDArray[np.float64]

MOST_CANDIDATES = 48
"""Sentences that are embedded at most, to answer within a second on two cores."""
_NEIGHBOUR = 0.5
"""What a question's term counts for when it stands in the sentence before."""
_FAR_BELOW = 4.0
"""A sentence this far under the best one has nothing to add."""
_FOREIGN_MARKER = re.compile(r"\s?[\[【]\d[\d,\s–-]*[\]】]")


class Weights(NamedTuple):
    """What each sign of a good sentence counts for: a conditional logit, fitted on questions with known answers.

    The first two are z-scores over the candidates, so that they do not depend on the embedder's or the corpus's scale.
    """

    coverage: float = 0.6
    similarity: float = 0.8
    rank: float = 1.5
    passage_similarity: float = 1.3
    titled: float = 3.5
    kind: float = 1.7
    question: float = -2.0


FITTED = Weights()
_RELATIVE = 2
"""How many of the signs are z-scores."""
_NEW_WORDS = 4.0
"""What a further sentence gains by covering the rest of the question, times the share of the question's weight that it adds."""


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

    @property
    def citation(self) -> Citation:
        return Citation(self.passage, self.text, self.start, self.end, "supported", 1.0)


@dataclass(frozen=True, slots=True)
class Extract:
    """Sentences in reading order, best passage first, and what tells how far they can be trusted."""

    sentences: tuple[Extracted, ...]
    features: Features

    @property
    def text(self) -> str:
        """The sentences as an answer, each with its `[n]`; a new line where the passage changes, and for each row of a table."""
        written = ""
        for sentence, gap in zip(self.sentences, self._gaps, strict=True):
            written += f"{gap}{sentence.shown} [{sentence.passage}]"
        return written

    @property
    def cited(self) -> tuple[Sentence, ...]:
        """The sentences of `text`, each with itself as its evidence: what is quoted word for word needs no judge."""
        listed: list[Sentence] = []
        at = 0
        for sentence, gap in zip(self.sentences, self._gaps, strict=True):
            text, start = f"{sentence.shown} [{sentence.passage}]", at + len(gap)
            at = start + len(text)
            listed.append(Sentence(text, start, at, "supported", "word for word", (sentence.citation,)))
        return tuple(listed)

    @property
    def _gaps(self) -> list[str]:
        """What stands before each sentence."""
        apart = [a.passage != b.passage or is_row(b.shown) for a, b in pairwise(self.sentences)]
        return ["", *("\n" if far else " " for far in apart)][: len(self.sentences)]


def extract(
    question: str,
    passages: Sequence[Passage],
    *,
    embedder: Embedder | None = None,
    weights: TermWeights | None = None,
    carried: Sequence[str] = (),
    limit: int = 3,
) -> Extract:
    """The one to `limit` sentences that answer `question` best.

    Without an embedder only words count; without term weights every word counts the same. A sentence that leans on the one before
    ("She also …") brings it along, on top of the limit, and so does a row of a table its head.

    Args:
        carried: words of earlier questions that this one leans on.
    """
    asked = Asked.read(question, weights, carried)
    likely = _likely(candidates(passages, asked), asked)
    if not likely:
        return Extract((), Features())
    signs = _signs(asked, likely, embedder)
    scores = score(signs)
    chosen = _choose(asked, likely, scores, limit)
    return Extract(_completed(likely, chosen, scores), _features(asked, likely, signs, chosen))


def _likely(found: list[Candidate], asked: Asked) -> list[Candidate]:
    """Where there are too many candidates, those with the question's words and the kind of thing that it asks for."""
    if len(found) <= MOST_CANDIDATES:
        return found
    worth = {
        id(c): asked.covered(c.terms)
        + _NEIGHBOUR * asked.covered(c.terms_before - c.terms)
        + 0.2 * offers(c.text, asked.text)
        + 0.2 / c.passage.number
        for c in found
    }
    least = sorted(worth.values())[-MOST_CANDIDATES]
    return [candidate for candidate in found if worth[id(candidate)] >= least][:MOST_CANDIDATES]


class Signs(NamedTuple):
    """What speaks for each candidate, one value each; named as their weights are."""

    coverage: Scores
    similarity: Scores
    rank: Scores
    passage_similarity: Scores
    titled: Scores
    kind: Scores
    question: Scores


def _signs(asked: Asked, found: list[Candidate], embedder: Embedder | None) -> Signs:
    numbers = np.array([candidate.passage.number for candidate in found])
    coverage = np.array([asked.covered(candidate.terms) for candidate in found])
    beside = np.array([asked.covered(c.terms_before - c.terms) for c in found])
    similarity = _similarity(asked, [candidate.text for candidate in found], embedder)
    return Signs(
        coverage + _NEIGHBOUR * beside,
        similarity,
        1.0 / numbers,
        _best_of_passage(similarity, numbers),
        np.array([asked.covered(c.terms | c.terms_before | _titles(c, asked)) for c in found]),
        np.array([offers(c.text, asked.text) for c in found]),
        np.array([float(c.text.endswith("?")) for c in found]),
    )


def _titles(candidate: Candidate, asked: Asked) -> frozenset[str]:
    """The terms of what stands over a candidate: its article's title and its section."""
    return frozenset(terms(f"{candidate.passage.title} {candidate.passage.locator or ''}", asked.languages))


def _similarity(asked: Asked, texts: list[str], embedder: Embedder | None) -> Scores:
    if embedder is None:
        return np.zeros(len(texts))
    vector = embedder.embed_query(asked.text)
    if asked.carried:
        vector = vector + CARRIED * embedder.embed_query(asked.carried)
        vector = vector / np.linalg.norm(vector)
    return np.asarray(embedder.embed(texts) @ vector, np.float64)


def _best_of_passage(values: Scores, numbers: NDArray[np.int_]) -> Scores:
    return np.array([values[numbers == number].max() for number in numbers])


def score(signs: Signs) -> Scores:
    """The worth of each candidate."""
    worth: Scores = columns(signs) @ np.asarray(FITTED)
    return worth


def columns(signs: Signs) -> Scores:
    """A row for each candidate with the values that the weights multiply."""
    relative = [_z(values) for values in signs[:_RELATIVE]]
    return np.column_stack([*relative, *signs[_RELATIVE:]])


def _z(values: Scores) -> Scores:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)


def _choose(asked: Asked, found: list[Candidate], scores: Scores, limit: int) -> list[int]:
    """The best candidate, then whatever adds most to those before it; best first."""
    chosen = [int(scores.argmax())]
    while len(chosen) < min(limit, len(found)):
        told = frozenset().union(*(found[i].terms for i in chosen))
        new = np.array([asked.covered(told | c.terms) for c in found]) - asked.covered(told)
        gains = scores + _NEW_WORDS * new
        gains[chosen] = -np.inf
        if gains.max() < scores[chosen[0]] - _FAR_BELOW:
            break
        chosen.append(int(gains.argmax()))
    return chosen


def _completed(found: list[Candidate], chosen: list[int], scores: Scores) -> tuple[Extracted, ...]:
    """In reading order, with the sentences that the chosen ones lean on."""
    rank = {found[i].passage.number: place for place, i in reversed(list(enumerate(chosen)))}
    kept = [_extracted(found[i].passage, found[i].span, scores[i]) for i in chosen]
    taken = {(found[i].passage.number, found[i].span) for i in chosen}
    for i in chosen:
        candidate = found[i]
        if candidate.leans and candidate.before and (candidate.passage.number, candidate.before) not in taken:
            taken.add((candidate.passage.number, candidate.before))
            helper = _extracted(candidate.passage, candidate.before, scores[i])
            kept.append(replace(helper, completes=True))
    return tuple(sorted(kept, key=lambda e: (rank[e.passage], e.start)))


def _extracted(passage: Passage, span: Span, worth: float) -> Extracted:
    place = span.shifted(passage.start)
    return Extracted(passage.number, place.start, place.end, span.of(passage.text), float(worth))


def _features(asked: Asked, found: list[Candidate], signs: Signs, chosen: list[int]) -> Features:
    best = found[chosen[0]]
    others = signs.passage_similarity[[c.passage.number != best.passage.number for c in found]]
    together = frozenset().union(*(found[i].terms for i in chosen))
    whole = _titles(best, asked).union(terms(best.passage.text, asked.languages))
    return Features(
        similarity=float(signs.similarity.max()),
        similarity_of_best=float(signs.similarity[chosen[0]]),
        coverage=max(asked.covered(c.terms) for c in found),
        coverage_of_best=float(signs.coverage[chosen[0]]),
        coverage_together=asked.covered(together),
        margin=float(signs.similarity.max() - others.max(initial=0.0)),
        unknown=asked.unknown,
        dense=best.passage.why.dense or 0.0,
        kind=1.0 if asked.wanted is None else float(signs.kind[chosen].max()),
        titled=float(signs.titled[chosen[0]]),
        missing=max((asked.covered([term]) for term in asked.order if term not in whole), default=0.0),
        held=asked.covered(whole),
    )
