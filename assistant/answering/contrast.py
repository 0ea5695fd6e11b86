"""Would a sentence be nearer to its quote if it said the opposite? Told by the vectors of its words as each is meant there.

A sentence is compared with itself with two names in each other's place, or without its negation, and not with a threshold
that paraphrase would move: what is left of the difference is who did what to whom, and whether they did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.answering.agreement import (
    NEGATION,
    Facts,
    missing_names,
    missing_quantities,
    turned_round,
)
from assistant.text.aliases import name_stems
from assistant.text.opposites import opposed
from assistant.text.opposites import words as words_of
from assistant.text.spans import Span
from assistant.types import Vector

NONE = -1.0
"""The gain where there is no opposite to try."""
_MOST_NAMES = 5
"""Names that are tried in each other's place: the first of the sentence."""


_JOINED = re.compile(r",?\s*(?:(?:and|or|&|as well as)\s*(?:the\s+)?)?")
_BESIDE = 3


@runtime_checkable
class TokenReader(Protocol):
    """An embedder that knows the words of a text one by one."""

    def tokens_of(self, text: str) -> tuple[Vector, Sequence[tuple[int, int]]]:
        """A unit vector for each token in its context, and where the token stands in `text`."""
        ...


class Contrast(NamedTuple):
    """How much nearer to the quote its opposites are than the sentence itself; below 0 where none is nearer."""

    exchanged: float = NONE
    pair: tuple[str, str] = ("", "")
    """The two names or numbers that would be better off in each other's place."""
    opposed: float = NONE
    words: tuple[str, str] = ("", "")
    """A word of the sentence, and the opposite one of the quote that would be better off in its place."""
    denied: float = NONE
    """Without one of its negations."""
    upheld: float = NONE
    """With a negation of the quote left out there, where the sentence states the same."""


class _Variant(NamedTuple):
    """The sentence with something else at some places; `words` says what."""

    text: str
    places: tuple[Span, ...]
    before: tuple[Span, ...]
    words: tuple[str, str]


def contrast(claim: Facts, quote: Facts, reader: TokenReader) -> Contrast:
    """Holds `claim` and its opposites against `quote`; nothing is read where it has none."""
    swaps, words = list(_swaps(claim, quote)), list(_opposites(claim, quote))
    # What the quote negates too is no opposite.
    alone = not claim.negated & (quote.negated | quote.doubtful)
    negations = [_without(claim.text, m) for m in NEGATION.finditer(claim.text)] if alone else []
    undone = (
        [_without(quote.text, m) for m in NEGATION.finditer(quote.text)] if turned_round(claim, quote) else []
    )
    if not (swaps or words or negations or undone):
        return Contrast()
    said = reader.tokens_of(quote.text)[0]
    own = _Fit(claim.text, said, reader)

    def best(variants: Sequence[_Variant]) -> tuple[float, tuple[str, str]]:
        gains = ((_Fit(v.text, said, reader).at(v.places) - own.at(v.before), v.words) for v in variants)
        return max(gains, default=(NONE, ("", "")))

    denied = [_Fit(text, said, reader).whole for text in negations]
    upheld = [_Fit(claim.text, reader.tokens_of(text)[0], reader).whole for text in undone]
    return Contrast(
        *best(swaps),
        *best(words),
        max(denied) - own.whole if denied else NONE,
        max(upheld) - own.whole if upheld else NONE,
    )


class _Fit:
    """How near each token of a text is to the nearest of those that are `said`."""

    def __init__(self, text: str, said: Vector, reader: TokenReader) -> None:
        tokens, places = reader.tokens_of(text)
        self._nearest: NDArray[np.float32] = (tokens @ said.T).max(axis=1)
        self._places = [Span(*place) for place in places]

    @property
    def whole(self) -> float:
        return float(self._nearest.mean())

    def at(self, places: Sequence[Span]) -> float:
        """The mean over the tokens at some places of the text."""
        inside = [any(token.overlaps(place) for place in places) for token in self._places]
        return float(self._nearest[inside].mean()) if any(inside) else 0.0


def _swaps(claim: Facts, quote: Facts) -> Iterator[_Variant]:
    """Two names, or two numbers of the same kind, in each other's place; the quote has both, and "and" stands not just between."""
    lacking = set(missing_names(claim, quote))
    names = [name for name in claim.names if name.text not in lacking][:_MOST_NAMES]
    for name, another in combinations(names, 2):
        if not _alike(name.text, another.text):
            yield from _swapped(claim.text, name.span, another.span)
    absent = missing_quantities(claim, quote)
    numbers = [number for number in claim.quantities if number not in absent][:_MOST_NAMES]
    for number, other in combinations(numbers, 2):
        if number.unit == other.unit and number.value != other.value:
            yield from _swapped(claim.text, number.span, other.span)


def _alike(name: str, another: str) -> bool:
    """ "Iowa" and "Iowa River"."""
    return bool(name_stems(name) & name_stems(another)) or name == another


def _swapped(text: str, first: Span, second: Span) -> Iterator[_Variant]:
    between = text[first.end : second.start]
    if _JOINED.fullmatch(between):
        return
    written = text[: first.start] + second.of(text) + between + first.of(text) + text[second.end :]
    places = (
        Span(first.start, first.start + second.end - second.start),
        Span(second.end - first.end + first.start, second.end),
    )
    yield _Variant(written, places, (first, second), (first.of(text), second.of(text)))


def _opposites(claim: Facts, quote: Facts) -> Iterator[_Variant]:
    """A word that the quote lacks replaced by an opposite that only the quote has, of the same thing and not negated there or here."""
    mine, theirs = words_of(claim.text), words_of(quote.text)
    own, given = {word.stem for word in mine}, {word.stem for word in theirs}
    turned = claim.doubtful | claim.negated | quote.doubtful | quote.negated
    for word, other in product(mine, theirs):
        if word.stem in given or other.stem in own or {word.stem, other.stem} & turned:
            continue
        if opposed(word, other) and _around(claim, word.span) & _around(quote, other.span):
            there = other.span.of(quote.text)
            written = claim.text[: word.span.start] + there + claim.text[word.span.end :]
            place = Span(word.span.start, word.span.start + len(there))
            yield _Variant(written, (place,), (word.span,), (word.span.of(claim.text), there))


def _around(facts: Facts, place: Span) -> set[str]:
    """The content terms beside a place."""
    before = [term.text for term in facts.terms if term.span.end <= place.start][-_BESIDE:]
    behind = [term.text for term in facts.terms if term.span.start >= place.end][:_BESIDE]
    return {*before, *behind}


def _without(text: str, negation: re.Match[str]) -> str:
    return f"{text[: negation.start()].rstrip()} {text[negation.end() :].lstrip()}"
