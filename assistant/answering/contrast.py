"""Would a sentence be nearer to its quote if it said the opposite? Told by the vectors of its words as each is meant there.

A sentence is compared with itself with two names in each other's place, or without its negation, and not with a threshold
that paraphrase would move: what is left of the difference is who did what to whom, and whether they did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.answering.agreement import NEGATION, Facts, missing_names
from assistant.text.opposites import opposed as opposes
from assistant.text.opposites import words as words_of
from assistant.text.spans import Span
from assistant.types import Vector

NONE = -1.0
"""The gain where there is no opposite to try."""
_MOST_NAMES = 5
"""Names that are tried in each other's place: the first of the sentence."""


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
    """The two names that would be better off in each other's place."""
    denied: float = NONE
    opposed: float = NONE
    words: tuple[str, str] = ("", "")
    """A word of the sentence, and the opposite one of the quote that would be better off in its place."""


def contrast(claim: Facts, quote: Facts, reader: TokenReader) -> Contrast:
    """Holds `claim` and its opposites against `quote`; nothing is read where it has none."""
    text = claim.text
    pairs, words = list(_pairs(claim, quote)), list(_opposites(text, quote.text))
    negations = list(_negations(text))
    undone = [] if negations else list(_negations(quote.text))
    if not (pairs or words or negations or undone):
        return Contrast()
    said = reader.tokens_of(quote.text)[0]
    own = _Fit(text, said, reader)
    exchanged, *pair = max(
        (
            (
                _Fit(_exchanged(text, a, b), said, reader).at(_exchanged_places(a, b)) - own.at((a, b)),
                a.of(text),
                b.of(text),
            )
            for a, b in pairs
        ),
        default=(NONE, "", ""),
    )
    opposed, *word = max(
        (
            (
                _Fit(_put(text, place, other), said, reader).at((_put_place(place, other),))
                - own.at((place,)),
                place.of(text),
                other,
            )
            for place, other in words
        ),
        default=(NONE, "", ""),
    )
    without = [_Fit(variant, said, reader) for variant in negations]
    without += [_Fit(text, reader.tokens_of(variant)[0], reader) for variant in undone]
    denied = max((variant.whole - own.whole for variant in without), default=NONE)
    return Contrast(exchanged, (pair[0], pair[1]), denied, opposed, (word[0], word[1]))


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


def _pairs(claim: Facts, quote: Facts) -> Iterator[tuple[Span, Span]]:
    """The places of two different names that the quote has both."""
    lacking = set(missing_names(claim, quote))
    known = [name for name in claim.names if name.text not in lacking][:_MOST_NAMES]
    for one, other in combinations(known, 2):
        if one.text != other.text:
            yield one.span, other.span


def _exchanged(text: str, first: Span, second: Span) -> str:
    between = text[first.end : second.start]
    return text[: first.start] + second.of(text) + between + first.of(text) + text[second.end :]


def _exchanged_places(first: Span, second: Span) -> tuple[Span, Span]:
    """Where the two stand once they have changed places."""
    return (
        Span(first.start, first.start + second.end - second.start),
        Span(second.end - first.end + first.start, second.end),
    )


def _negations(text: str) -> Iterator[str]:
    """The text without one of its negations."""
    for match in NEGATION.finditer(text):
        yield f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}"


def _opposites(text: str, quote: str) -> Iterator[tuple[Span, str]]:
    """The place of each word that the quote lacks, with an opposite of it that only the quote has."""
    mine, theirs = words_of(text), words_of(quote)
    own, given = {word.stem for word in mine}, {word.stem for word in theirs}
    for word in mine:
        for other in theirs:
            if word.stem not in given and other.stem not in own and opposes(word, other):
                yield word.span, other.span.of(quote)


def _put(text: str, place: Span, other: str) -> str:
    return text[: place.start] + other + text[place.end :]


def _put_place(place: Span, other: str) -> Span:
    return Span(place.start, place.start + len(other))
