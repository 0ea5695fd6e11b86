"""Another name or number where the quote has one: told by the words that stand beside it."""

from __future__ import annotations

import re

from assistant.answering.agreement import Facts, missing_names, same_amount, same_unit
from assistant.text.aliases import STEM, name_stems, name_words
from assistant.text.names import Name
from assistant.text.spans import Span
from assistant.text.terms import Term

_PAUSE = re.compile(r"[,;:.!?()\"“”\n–—]|``|\b(?:and|or|but|while)\b")
"""Between a name and a word that have no part in each other."""


def exchanged_quantities(claim: Facts, quote: Facts) -> list[tuple[str, str]]:
    """The numbers of `claim` that `quote` has elsewhere, each with the other one that has its place there: beside the same content
    term, on the same side."""
    found = []
    for mine in claim.quantities:
        place = _neighbours(claim, mine.span)
        own = [q for q in quote.quantities if same_amount(mine, q) and same_unit(mine, q)]
        if mine.unit == "th" or not own or any(_meet(place, _neighbours(quote, q.span)) for q in own):
            continue
        for other in quote.quantities:
            rival = other.unit == mine.unit and not any(same_amount(q, other) for q in claim.quantities)
            if rival and _meet(place, _neighbours(quote, other.span)):
                found.append((mine.span.of(claim.text), other.span.of(quote.text)))
    return found


def in_one_place(claim: Facts, mine: Span, quote: Facts, theirs: Span) -> bool:
    """Whether two stretches stand beside the same content term, on the same side."""
    return _meet(_neighbours(claim, mine), _neighbours(quote, theirs))


def _meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return any(a and a == b for a, b in zip(one, other, strict=True))


def supplanted_names(claim: Facts, quote: Facts) -> list[tuple[str, str]]:
    """The names of `claim` that are nothing like any word of `quote`, each with the other name that has its place there: beside
    the same content term, on the same side."""
    missing = set(missing_names(claim, quote))
    if not missing:
        return []
    said = {word[:STEM] for word in name_words(quote.text)}
    mine = [name for name in claim.names if name.text in missing and not said & name_stems(name.text)]
    own = name_words(claim.text)
    others = [name for name in quote.names if not own & name_words(name.text)]
    places = [(other.text, _neighbours(quote, other.span)) for other in others]
    return [
        (name.text, other)
        for name in mine
        for other, beside in places
        if _meet(_neighbours(claim, name.span), beside)
    ]


def exchanged_names(claim: Facts, quote: Facts) -> list[tuple[str, str]]:
    """The names of `claim` that stand where `quote` has another name of `claim`, and elsewhere there."""
    inside = {t.text for n in claim.names for t in claim.terms if n.span.start <= t.span.start < n.span.end}
    found = []
    for name in claim.names:
        own = [other for other in quote.names if _alike(name, other)]
        for other in claim.names if own else ():
            theirs = [] if _alike(name, other) else [one for one in quote.names if _alike(other, one)]
            for side in (0, 1):
                beside = {_neighbours(claim, name.span)[side]} - inside - {""}
                beside -= {_next(claim, one.span, side) for one in claim.names if _alike(one, other)}
                there = {_neighbours(quote, one.span)[side] for one in theirs}
                if beside & there and not beside & {_next(quote, one.span, side) for one in own}:
                    found.append((name.text, other.text))
    return list(dict.fromkeys(found))


def _alike(one: Name, other: Name) -> bool:
    return bool(name_words(one.text) & name_words(other.text))


def _neighbours(facts: Facts, place: Span) -> tuple[str, str]:
    """The content terms right before and right behind a name or number in its clause; empty where there is none."""
    before, behind = _next_term(facts, place, 0), _next_term(facts, place, 1)
    return (
        before.text if before and not _PAUSE.search(facts.text[before.span.end : place.start]) else "",
        behind.text if behind and not _PAUSE.search(facts.text[place.end : behind.span.start]) else "",
    )


def _next(facts: Facts, place: Span, side: int) -> str:
    term = _next_term(facts, place, side)
    return term.text if term else ""


def _next_term(facts: Facts, place: Span, side: int) -> Term | None:
    """The content term before (0) or behind (1) a place, wherever its clause ends. No number tells who did what."""
    told = [term for term in facts.terms if not term.text.isdigit()]
    if side:
        return next((term for term in told if term.span.start >= place.end), None)
    return next((term for term in reversed(told) if term.span.end <= place.start), None)
