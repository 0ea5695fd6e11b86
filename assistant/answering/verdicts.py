"""The verdict on a sentence and a quote: what speaks for and against, weighed, and said in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.answering.agreement import Facts, contradicted, disagreements
from assistant.answering.bindings import exchanged_names, exchanged_values, supplanted_names
from assistant.answering.contrast import NONE, Contrast
from assistant.text.aliases import name_stems
from assistant.text.spans import Span
from assistant.types import Passage, Verdict


class Weights(NamedTuple):
    """What each sign counts for and against support: a logistic regression, fitted on sentences that people judged.

    The last three, and from where on an opposite counts, were chosen on the development half of `python -m eval support`.
    """

    bias: float = -2.2
    coverage: float = 3.0
    pairs: float = 0.5
    similarity: float = 5.0
    numbers: float = -2.0
    names: float = -1.0
    turned: float = -2.5
    exchanged: float = -20.0
    denied: float = -40.0
    opposed: float = -4.0


FITTED = Weights()
SUPPORTED, PARTLY = 0.5, 0.25
"""Scores from which on a sentence is supported, and partly so."""
_SAME_STATEMENT = 0.75
"""Coverage from which on a negation on one side only makes the two say the opposite."""

SAME_THING = 0.6
"""Coverage from which on a quote says the same of somebody or something, and another name or number in it is not of another thing."""
_EXCHANGED, _DENIED, _OPPOSED = 0.02, 0.01, 0.1
"""By how much a sentence must gain as its own opposite to be taken for wrong."""


class Signs(NamedTuple):
    """What speaks for one quote: shares and similarities from 0 to 1, then counts of points that do not agree."""

    coverage: float
    pairs: float
    similarity: float
    numbers: int
    names: int
    turned: int
    exchanged: float = 0.0
    denied: float = 0.0
    opposed: float = 0.0

    def score(self, weights: Weights = FITTED) -> float:
        total = weights.bias + sum(w * sign for w, sign in zip(weights[1:], self, strict=True))
        return 1.0 / (1.0 + math.exp(-total))

    def told(self, opposites: Contrast) -> Signs:
        """With what the opposites of the sentence tell; of negations that outweighs the reading of clauses."""
        read = max(opposites.denied, opposites.upheld)
        return self._replace(
            turned=0 if NONE < read <= 0 else self.turned,
            exchanged=max(0.0, opposites.exchanged),
            denied=max(0.0, opposites.denied),
            opposed=max(0.0, opposites.opposed),
        )


@dataclass(frozen=True, slots=True)
class Quote:
    """Consecutive sentences of one passage; `span` counts in the passage's text."""

    passage: Passage
    span: Span
    first: int
    count: int

    @property
    def text(self) -> str:
        return self.span.of(self.passage.text)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far `quote` backs a sentence; `score` is from 0 to 1."""

    verdict: Verdict
    reason: str
    score: float
    quote: Quote | None = None
    signs: Signs | None = None
    beside: tuple[Quote, ...] = ()
    """Sentences elsewhere in the passage with what `quote` lacks: its numbers and dates, and whom it speaks of."""


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence held against a quote, with all that tells whether they agree."""

    claim: Facts
    quote: Quote
    given: Facts
    signs: Signs
    lacking: Sequence[str]
    """The names that neither the quote has nor a sentence that introduces them."""
    opposites: Contrast

    @property
    def disagreements(self) -> list[str]:
        return disagreements(self.claim, self.given)

    def judged(self, verdict: Verdict, reason: str) -> Judgement:
        return Judgement(verdict, reason, self.signs.score(), self.quote, self.signs)


def _strangers(claim: Facts, passage: Passage) -> list[str]:
    """The full names in `claim` of which the passage has no word, nor what is known about it."""
    known = " ".join(filter(None, (passage.text, passage.title, passage.publisher, passage.author)))
    words = name_stems(known)
    stems = ((name.text, name_stems(name.text)) for name in claim.names)
    return [text for text, own in stems if len(own) > 1 and not own & words]


def judgement(found: Held) -> Judgement:
    signs, score = found.signs, found.signs.score()
    if signs.numbers:
        # Something else in its place is an error; nothing in its place may only be missing.
        part = score >= PARTLY and not contradicted(found.claim, found.given)
        return found.judged("partly" if part else "unsupported", found.disagreements[0])
    if score < PARTLY and not (signs.turned and signs.coverage >= _SAME_STATEMENT):
        return found.judged("unsupported", "no passage says this")
    if objection := _objection(found):
        return found.judged("partly", objection)
    if score < SUPPORTED:
        return found.judged("partly", next(iter(found.disagreements), "only part of this is in the passages"))
    return found.judged("supported", "its words and facts are in the quote")


def _objection(found: Held) -> str:
    """Why a quote that speaks of the same does not say the same, in words; empty where nothing shows it."""
    claim, given, signs, opposite = found.claim, found.given, found.signs, found.opposites
    if signs.turned and (signs.coverage >= _SAME_STATEMENT or opposite.upheld > _DENIED):
        return found.disagreements[-1]
    if opposite.denied > _DENIED:
        return "it is negated on one side only"
    others = exchanged_names(claim, given)
    if signs.coverage >= SAME_THING:
        others = others or supplanted_names(claim, given) or exchanged_values(claim, given)
    if others:
        mine, other = others[0]
        return f"the quote has {other!r} where this has {mine!r}"
    if opposite.exchanged > _EXCHANGED:
        first, second = opposite.pair
        return f"the quote has {first!r} and {second!r} in each other's place"
    if opposite.opposed > _OPPOSED:
        mine, other = opposite.words
        return f"the quote has {other!r} where this has {mine!r}"
    if strangers := _strangers(claim, found.quote.passage):
        return f"{strangers[0]!r} is nowhere in the passage"
    return f"{found.lacking[0]!r} is not in the quote" if found.lacking else ""
