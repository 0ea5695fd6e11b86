"""Another name, number or date where the quote has one: told by the words that stand beside it, or by the line that says the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from assistant.answering.agreement import Facts, missing_names, other_time, same_amount, same_time, same_unit
from assistant.text.aliases import STEM, name_stems, name_words
from assistant.text.dates import DateMention
from assistant.text.names import Name
from assistant.text.quantities import Quantity
from assistant.text.spans import Span
from assistant.text.terms import Term

_PAUSE = re.compile(r"[,;:.!?()\"“”\n–—]|``|\b(?:and|or|but|while)\b")
"""Between a name and a word that have no part in each other."""
_SAYS_THE_REST = 0.6
"""The share of a sentence's content terms beside its names, numbers and dates from which on a line says the same of somebody."""

Value: TypeAlias = Quantity | DateMention


class Overruled(NamedTuple):
    """A number or date of a sentence, and the `other` one that `line` has where it says the rest; `line` counts from 0."""

    mine: str
    other: str
    line: int


def exchanged_values(claim: Facts, quote: Facts) -> list[tuple[str, str]]:
    """The numbers and dates of `claim` that `quote` has elsewhere, each with the other one that has its place there: beside the
    same content term, on the same side."""
    found = []
    for mine in _values(claim):
        if not _stated(quote, mine) or _in_its_place(claim, mine, quote):
            continue
        rivals = [value for value in _values(quote) if _is_other(mine, value) and not _stated(claim, value)]
        there = [value for value in rivals if in_one_place(claim, mine.span, quote, value.span)]
        found += [(mine.span.of(claim.text), value.span.of(quote.text)) for value in there]
    return found


def overruled(claim: Facts, lines: Sequence[Facts]) -> Overruled | None:
    """The number or date of `claim` for which a sentence that says the rest has another one, if there is any.

    "The mill was built in 1902." has its year from "It burnt down in 1902.", and all else from "The mill was built in 1871.". A
    number or date is right where one of `lines`, the sentences of a passage, has it beside the same content term, or with a word of
    `claim` that the sentence with the other one lacks: "In 1902 the mill burnt down." Names are no such words: whom a passage speaks
    of is named once, and then "she".
    """
    own = _values(claim)
    taken = [*(value.span for value in own), *(name.span for name in claim.names)]
    rest = {term.text for term in claim.terms if not any(span.overlaps(term.span) for span in taken)}
    said = [rest & line.vocabulary for line in lines]
    least = _SAYS_THE_REST * len(rest)
    for mine in own:
        having = [i for i, line in enumerate(lines) if _stated(line, mine)]
        if any(_in_its_place(claim, mine, lines[i]) for i in having):
            continue
        known = frozenset().union(*(said[i] for i in having))
        for i, (line, words) in enumerate(zip(lines, said, strict=True)):
            others = [value for value in _spare(line, own) if _is_other(mine, value)]
            if others and len(words) >= least and words > known:
                return Overruled(mine.span.of(claim.text), others[0].span.of(line.text), i)
    return None


def _values(facts: Facts) -> list[Value]:
    """The numbers and dates of a text; ranks and "one" are words more often than counts."""
    counts = [q for q in facts.quantities if q.unit != "th" and not (q.value == 1 and q.unit is None)]
    return [*counts, *facts.dates]


def _is_same(mine: Value, value: Value) -> bool:
    if isinstance(mine, Quantity):
        if isinstance(value, Quantity):
            return same_amount(mine, value) and same_unit(mine, value)
        return _is_year(mine, value)
    return _is_year(value, mine) if isinstance(value, Quantity) else same_time(mine, value)


def _is_year(number: Quantity, mention: DateMention) -> bool:
    """Whether what is read as a count on one side is read as a year on the other."""
    return number.unit is None and number.value in (mention.first.year, mention.last.year)


def _is_other(mine: Value, value: Value) -> bool:
    """Whether one of the same kind is another one: another number of the same unit, or a time apart from it."""
    if isinstance(mine, Quantity) and isinstance(value, Quantity):
        return mine.unit == value.unit and not _is_same(mine, value)
    return isinstance(mine, DateMention) and isinstance(value, DateMention) and other_time(mine, value)


def _stated(facts: Facts, mine: Value) -> list[Value]:
    """Where a text has the number or date `mine`."""
    return [value for value in _values(facts) if _is_same(mine, value)]


def _in_its_place(claim: Facts, mine: Value, line: Facts) -> bool:
    return any(in_one_place(claim, mine.span, line, value.span) for value in _stated(line, mine))


def _spare(line: Facts, own: Sequence[Value]) -> list[Value]:
    """The numbers and dates of a line without those of a sentence, each taken out once."""
    spare = _values(line)
    for mine in own:
        same = next((value for value in spare if _is_same(mine, value)), None)
        if same:
            spare.remove(same)
    return spare


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
