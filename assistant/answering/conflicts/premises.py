"""What a question takes for granted and the articles state otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.agreement import Facts, facts
from assistant.answering.candidates import Asked
from assistant.answering.conflicts.statements import ABOUT, Found, Statement, alike, foremost
from assistant.answering.gaps import Point, known, lacking
from assistant.text.quantities import Quantity
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Passage

SURE = 2
"""The rivalry of two values that are surely of the same kind."""
MEASURED = 0.35
"""The share of a question, apart from what is tested, that a statement with a sure rival must hold; with any other, `ABOUT`."""


_PAIRS = """fastest slowest, faster slower, largest smallest, larger smaller, biggest smallest, bigger smaller, highest lowest, higher lower,
wettest driest, wetter drier, hottest coldest, hotter colder, warmer cooler, oldest youngest, older younger, longest shortest,
longer shorter, heaviest lightest, heavier lighter, best worst, better worse, most least, rise fall, rose fell, risen fallen,
increase decrease, increased decreased, gained lost, won lost, arctic antarctic, northern southern, eastern western, north south,
east west, above below, succeed fail, succeeded failed, passed failed, accepted rejected,
approved rejected, allowed forbidden, legal illegal, guilty innocent, alive dead, opened closed, confirmed refuted"""
_OPPOSITES: dict[str, set[str]] = {}
for _one, _other in (pair.split() for pair in _PAIRS.replace("\n", " ").split(",")):
    _OPPOSITES.setdefault(_one, set()).add(_other)
    _OPPOSITES.setdefault(_other, set()).add(_one)
_CONTRARY = re.compile(rf"\b(?:{'|'.join(_OPPOSITES)})\b", re.IGNORECASE)


_TWO_WORDS = re.compile(r" [^\W\d_]{2,} [^\W\d_]{2,}")


def premises(asked: Asked, statements: Sequence[Statement], passages: Sequence[Passage]) -> Iterator[Found]:
    """Numbers, dates, names and opposites that the question states, that an article about the same thing has not, and in whose
    place it has another."""
    said = facts(asked.text, asked.languages)
    best = {s.passage.document_id for s in foremost(statements)}
    for point, told_by in points(asked, said, passages).items():
        elsewhere = point.kind in ("name", "opposite") or point.unit == "th"
        if told_by and not (elsewhere and told_by.isdisjoint(best)):
            continue
        against = [
            (_rivalry(asked, point, s), _apart(asked, s, point), s)
            for s in statements
            if s.passage.document_id not in told_by
        ]
        against = [
            (r, share, s) for r, share, s in against if r and share >= (ABOUT if r < SURE else MEASURED)
        ]
        if against:
            _, share, first = max(against, key=lambda found: found[:2])
            yield Found(share + first.about + 2.0, "premise", first, first, point.span.of(asked.text))


def points(asked: Asked, said: Facts, passages: Sequence[Passage]) -> dict[Point, set[str]]:
    """What a question states that some article lacks, in its passages and in what is known of it; with the documents that do not."""
    told: dict[Point, set[str]] = {point: set() for point in _lacking(said, facts(""))}
    for passage in passages if told else ():
        missed = _lacking(said, known(said, passage, asked.languages))
        for point in set(told).difference(missed):
            told[point].add(passage.document_id)
    return told


def _lacking(said: Facts, given: Facts) -> list[Point]:
    """A number that counts things is not stated by the same number of metres."""
    counts = replace(given, quantities=tuple(q for q in given.quantities if q.unit is None))
    return [
        *lacking(said, given),
        *(point for point in lacking(said, counts) if point.kind == "number" and point.unit is None),
        *(
            Point("number", q.span, "th")
            for q in said.quantities
            if q.unit == "th" and not _has_rank(said, q, given)
        ),
        *(
            Point("opposite", span)
            for span in _contraries(said.text)
            if not _says(given.text, span.of(said.text))
        ),
    ]


def _has_rank(said: Facts, rank: Quantity, given: Facts) -> bool:
    """Whether the same thing has it: "the second country". A first is told in too many ways to be missed."""
    same = [q for q in given.quantities if q.unit == "th" and q.value == rank.value]
    return rank.value == 1 or any(alike(said.text, rank.span, given.text, q.span) for q in same)


def _contraries(text: str) -> list[Span]:
    return [Span(*found.span()) for found in _CONTRARY.finditer(text)]


def _says(text: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))


def _rivalry(asked: Asked, point: Point, statement: Statement) -> int:
    """How surely a statement has something else in the place of a point: 0 not, `SURE` for the only amount of the same unit and
    for a name with the same title, 1 for a date, for the only number of the same things and for a name beside the same word."""
    given = statement.facts
    if point.kind == "date":
        return int(bool(given.dates))
    if point.kind == "number":
        same = [q.span for q in given.quantities if q.unit == point.unit]
        if point.unit and point.unit != "th":
            return SURE * (len(same) == 1)
        counted = _counted(asked.text, point.span)
        if len(counted) > 1 and sum(_counted(given.text, other) == counted for other in same) == 1:
            return SURE
        return int(sum(alike(asked.text, point.span, given.text, other) for other in same) == 1)
    if point.kind == "opposite":
        return SURE * int(
            any(_says(given.text, other) for other in _OPPOSITES[point.span.of(asked.text).lower()])
        )
    known = asked.text.lower()
    others = [name for name in given.names if name.text.lower() not in known]
    if any(_same_title(point.span.of(asked.text), other.text) for other in others):
        return SURE
    return int(any(alike(asked.text, point.span, given.text, other.span) for other in others))


def _counted(text: str, number: Span) -> tuple[str, ...]:
    """The first two content terms behind a number, where nothing lies between: "crew members", "main engines"."""
    found = _TWO_WORDS.match(text, number.end)
    return tuple(terms(found[0])) if found else ()


def _same_title(one: str, other: str) -> bool:
    """ "Governor Larry Hogan" and "Governor Wes Moore"; two who only have a first name in common have no title."""
    mine, theirs = ([word for word in name.split() if word[0].isupper()] for name in (one, other))
    apart = [word for word in mine if word not in theirs], [word for word in theirs if word not in mine]
    return bool(set(mine) & set(theirs)) and min(map(len, apart)) > 1 and mine[-1] != theirs[-1]


def _apart(asked: Asked, statement: Statement, point: Point) -> float:
    """The share of the question that a statement holds, the point and its own words left out."""
    own = frozenset(terms(point.span.of(asked.text), asked.languages))
    whole = statement.candidate.terms | statement.candidate.terms_before
    rest = sum(weight for term, weight in asked.weight.items() if term not in own)
    return sum(asked.weight.get(term, 0.0) for term in whole - own) / rest if rest else 0.0
