"""Answers without a language model: the sentences of the best passages that answer a question best, verbatim."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, zip_longest

import numpy as np

from assistant.answering.calibration import Features
from assistant.answering.candidates import Asked, Candidate, candidates
from assistant.answering.excerpts import Telling
from assistant.answering.gaps import Gaps, gaps
from assistant.answering.nearness import Nearness
from assistant.answering.signs import Reader, Scores, Signs, score, titles
from assistant.text.comparisons import Comparison, comparison
from assistant.text.prose import is_row
from assistant.text.questions import offers
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Citation, Embedder, Passage, Sentence, TermWeights

MOST = 3
"""Sentences that answer one question at most."""
MOST_CANDIDATES = 48
"""Sentences that are embedded at most, to answer within a second on two cores."""
_NEIGHBOUR = 0.5
"""What a question's term counts for when it stands in the sentence before."""
_FAR_BELOW = 3.0
"""A sentence this far under the best one, twenty times less likely to answer, has nothing to add."""
_READ_FIRST = 1.2
"""How far under the best one a sentence may lie to stand before it in its passage, where it is read first: 3.3 times less likely."""
_FEW = 4
"""How many of the best sentences together are held against the question word by word."""
_FOREIGN_MARKER = re.compile(r"\s?[\[【]\d[\d,\s–-]*[\]】]")


_NO_OFFER = 4.0
"""A sentence of the right kind that lies this far under the best one is as good as none."""
_HALF_AN_OFFER = 0.5
"""What a date or a number counts for as the kind that two things are compared by."""
_NEW_WORDS = 4.0
"""What a further sentence gains by covering the rest of the question, times the share of the question's weight that it adds."""


def _on_one_line(text: str) -> str:
    return " ".join(_FOREIGN_MARKER.sub("", text).split())


@dataclass(frozen=True, slots=True)
class Extracted:
    """A sentence of passage `passage`: its document's text from `start` to `end`. Scores compare within one extract only;
    `completes` says that the sentence stands here for the sake of the next one, which leans on it.

    `citations` quote the sentence, and what it leans on with it: evidence has to be understood alone. Their score is how
    likely the sentence answers beside the best one."""

    passage: int
    start: int
    end: int
    text: str
    score: float
    citations: tuple[Citation, ...]
    completes: bool = False

    @property
    def shown(self) -> str:
        """On one line, without what would read as a marker of ours."""
        return _on_one_line(self.text)


@dataclass(frozen=True, slots=True)
class Extract:
    """Sentences in reading order, best passage first, and what tells how far they can be trusted."""

    sentences: tuple[Extracted, ...]
    features: Features
    telling: tuple[Telling, ...] = ()
    """What the passages hold for the question, the best first: more than is told."""

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
            listed.append(Sentence(text, start, at, "supported", "word for word", sentence.citations))
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
    told: str = "",
    limit: int = MOST,
) -> Extract:
    """The one to `limit` sentences that answer `question` best.

    Without an embedder only words count; without term weights every word counts the same. A sentence that leans on the one before
    ("She also …") brings it along, on top of the limit, and so does a row of a table its head.

    Args:
        carried: words of earlier questions that this one leans on.
        told: earlier answers, whose sentences are not told again; how sure the answer is does not rest on that.
    """
    asked = Asked.read(question, weights, carried)
    likely = _likely(candidates(passages, asked), asked)
    if not likely:
        return Extract((), Features())
    reader = Reader(likely, embedder)
    signs, near = reader.read(asked)
    scores, chosen = score(signs), [int(score(signs).argmax())]
    if limit > 1 and (compared := comparison(question)):
        sides = [Asked.read(side, weights, carried) for side in compared.sides]
        scores, chosen = _both_sides(scores, [reader.signs(side) for side in sides], _shown(compared, likely))
    first = _choose(asked, likely, scores, chosen, limit)
    features = _features(
        asked, likely, signs, first, near, gaps(asked, {likely[i].passage.number for i in first}, passages)
    )
    scores = np.where([_is_told(c, told) for c in likely], -np.inf, scores) if told else scores
    if not np.isfinite(scores).any():
        return Extract((), features)
    chosen = [i for i in chosen if np.isfinite(scores[i])] or [int(scores.argmax())]
    chosen = _choose(asked, likely, scores, chosen, limit)
    return Extract(_completed(likely, chosen, scores), features, _telling(likely, chosen, scores))


def joined(extracts: Sequence[Extract]) -> Extract:
    """The extracts of several questions, one after the other; what two of them quote stands once, with the first."""
    sentences: dict[tuple[int, int], Extracted] = {}
    for one in (one for extract in extracts for one in extract.sentences):
        sentences.setdefault((one.passage, one.start), one)
    telling = chain.from_iterable(zip_longest(*(extract.telling for extract in extracts)))
    return Extract(tuple(sentences.values()), extracts[0].features, tuple(filter(None, telling)))


def _likely(found: list[Candidate], asked: Asked) -> list[Candidate]:
    """Where there are too many candidates, those with the question's words and the kind of thing that it asks for."""
    if len(found) <= MOST_CANDIDATES:
        return found
    worth = [
        asked.covered(c.terms)
        + _NEIGHBOUR * asked.covered(c.terms_before - c.terms)
        + 0.2 * offers(c.text, asked.text)
        + 0.2 / c.passage.number
        for c in found
    ]
    best = sorted(range(len(found)), key=lambda i: -worth[i])[:MOST_CANDIDATES]
    return [found[i] for i in sorted(best)]


def _is_told(candidate: Candidate, told: str) -> bool:
    return _on_one_line(candidate.text) in told


def _shown(compared: Comparison, found: list[Candidate]) -> Scores:
    return np.array([_HALF_AN_OFFER * compared.shows(c.text) for c in found])


def _both_sides(whole: Scores, sides: list[Signs], shown: Scores) -> tuple[Scores, list[int]]:
    """Scores by which a sentence is as good as it is for one side or for the whole, and the best sentence of each side."""
    own = [score(side._replace(kind=shown)) for side in sides]
    first = int(own[0].argmax())
    second = int(np.where(np.arange(len(whole)) == first, -np.inf, own[1]).argmax())
    scores: Scores = np.max([values - values.max() for values in (whole, *own)], axis=0)
    return scores, list(dict.fromkeys((first, second)))


def _choose(asked: Asked, found: list[Candidate], scores: Scores, first: list[int], limit: int) -> list[int]:
    """The candidates in `first`, then whatever adds most to those before it; best first."""
    chosen = list(first)
    idle = scores < scores.max() - _READ_FIRST
    idle &= [_stands_before(candidate, found[first[0]]) for candidate in found]
    while len(chosen) < min(limit, len(found)):
        told = frozenset().union(*(found[i].terms for i in chosen))
        new = np.array([asked.covered(told | c.terms) for c in found]) - asked.covered(told)
        gains = scores + _NEW_WORDS * new
        gains[chosen] = gains[idle] = -np.inf
        if gains.max() < scores.max() - _FAR_BELOW:
            break
        chosen.append(int(gains.argmax()))
    return chosen


def _stands_before(candidate: Candidate, other: Candidate) -> bool:
    return candidate.passage.number == other.passage.number and candidate.span.start < other.span.start


def _completed(found: list[Candidate], chosen: list[int], scores: Scores) -> tuple[Extracted, ...]:
    """In reading order, with the sentences that the chosen ones lean on."""
    rank = {found[i].passage.number: place for place, i in reversed(list(enumerate(chosen)))}
    best = float(scores.max())
    kept = [_extracted(found[i], found[i].span, float(scores[i]), best) for i in chosen]
    taken = {(found[i].passage.number, found[i].span) for i in chosen}
    for i in chosen:
        candidate = found[i]
        if candidate.anchor and (candidate.passage.number, candidate.anchor) not in taken:
            taken.add((candidate.passage.number, candidate.anchor))
            helper = _extracted(candidate, candidate.anchor, float(scores[i]), best)
            kept.append(replace(helper, completes=True))
    return tuple(sorted(kept, key=lambda e: (rank[e.passage], e.start)))


def _telling(found: list[Candidate], chosen: list[int], scores: Scores) -> tuple[Telling, ...]:
    """The chosen candidates, then the others by their worth, each with what it leans on."""
    order = dict.fromkeys([*chosen, *np.argsort(-scores, kind="stable")])
    return tuple(Telling(found[i].passage.number, found[i].evidence) for i in order)


def _extracted(candidate: Candidate, span: Span, worth: float, best: float) -> Extracted:
    passage, place = candidate.passage, span.shifted(candidate.passage.start)
    likely = round(math.exp(worth - best), 3)
    citations = tuple(_citation(passage, quote, likely) for quote in candidate.evidence)
    return Extracted(passage.number, place.start, place.end, span.of(passage.text), worth, citations)


def _citation(passage: Passage, quote: Span, likely: float) -> Citation:
    place = quote.shifted(passage.start)
    return Citation(passage.number, quote.of(passage.text), place.start, place.end, "supported", likely)


def _features(
    asked: Asked, found: list[Candidate], signs: Signs, chosen: list[int], near: Nearness, missing: Gaps
) -> Features:
    best, worth = found[chosen[0]], score(signs)
    others = signs.similarity[[c.passage.number != best.passage.number for c in found]]
    wordwise = [c.passage.why.wordwise for c in found if c.passage.why.wordwise is not None]
    return Features(
        similarity=float(signs.similarity.max()),
        margin=float(signs.similarity.max() - others.max(initial=0.0)),
        dense=best.passage.why.dense or 0.0,
        wordwise=max(wordwise, default=float(near.average.max())),
        weakest=near.weakest(np.argsort(-worth, kind="stable")[:_FEW].tolist()),
        held=asked.known
        * asked.covered(titles(best, asked).union(terms(best.passage.text, asked.languages))),
        short=_short(asked, signs, worth),
        **missing._asdict(),
        length=math.log1p(near.tells.sum()),
        follows=float(bool(asked.carried)),
    )


def _short(asked: Asked, signs: Signs, worth: Scores) -> float:
    """How far, from 0 to 1, the best sentence that fully offers the kind of thing asked for lies under the best one."""
    fits = signs.kind >= 1.0 if asked.wanted else np.ones(len(worth), bool)
    return min(1.0, float(worth.max() - worth[fits].max()) / _NO_OFFER) if fits.any() else 1.0
