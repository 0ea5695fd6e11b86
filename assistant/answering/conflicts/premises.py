"""What a question takes for granted and the articles state otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from assistant.answering.agreement import Facts, facts, missing_dates, missing_names, missing_quantities
from assistant.answering.candidates import Asked
from assistant.answering.conflicts.statements import ABOUT, Found, Statement, alike
from assistant.text.dates import dates
from assistant.text.quantities import quantities
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Passage

SURE = 2
"""The rivalry of two values that are surely of the same kind."""
MEASURED = 0.35
"""The share of a question, apart from what is tested, that a statement with a sure rival must hold; with any other, `ABOUT`."""


class Point(NamedTuple):
    """Something that a question takes for granted, and where it stands there."""

    kind: Literal["date", "number", "name"]
    span: Span
    unit: str | None = None


def premises(asked: Asked, statements: Sequence[Statement], passages: Sequence[Passage]) -> Iterator[Found]:
    """Numbers, dates and names that the question states, that no passage has, and in whose place a statement about the same
    thing has another."""
    for point in points(asked, passages):
        against = [(_rivalry(asked, point, s), _apart(asked, s, point), s) for s in statements]
        against = [
            (r, share, s) for r, share, s in against if r and share >= (ABOUT if r < SURE else MEASURED)
        ]
        if against:
            _, share, first = max(against, key=lambda found: found[:2])
            yield Found(share + first.about + 2.0, "premise", first, first, point.span.of(asked.text))


def points(asked: Asked, passages: Sequence[Passage]) -> list[Point]:
    """What a question states that none of the passages has, neither in its text nor in what is known of its article."""
    said = facts(asked.text, asked.languages)
    left = _lacking(said, facts(""))
    for passage in passages:
        if left:
            lacking = _lacking(said, _known(said, passage, asked.languages))
            left = [point for point in left if point in lacking]
    return left


def _known(said: Facts, passage: Passage, languages: tuple[str, ...]) -> Facts:
    """What a passage says that `said` can be held against; a day without a year is the one before it was published."""
    about = (passage.title, passage.publisher, passage.author, passage.url, passage.published)
    text = "\n".join([*(str(known) for known in about if known), passage.text])
    return replace(
        facts("", languages),
        text=text,
        vocabulary=frozenset(terms(text, languages)) if said.names else frozenset(),
        quantities=tuple(quantities(text)) if said.quantities or said.dates else (),
        dates=tuple(dates(text, today=passage.published)) if said.quantities or said.dates else (),
    )


def _lacking(said: Facts, given: Facts) -> list[Point]:
    """A number that counts things is not stated by the same number of metres."""
    counts = replace(given, quantities=tuple(q for q in given.quantities if q.unit is None))
    missing = {
        *missing_quantities(said, given),
        *(q for q in missing_quantities(said, counts) if q.unit is None),
    }
    unnamed = set(missing_names(said, given))
    return [
        *(Point("date", mention.span) for mention in missing_dates(said, given)),
        *(Point("number", q.span, q.unit) for q in said.quantities if q in missing and q.unit != "th"),
        *(Point("name", name.span) for name in said.names if name.text in unnamed),
    ]


def _rivalry(asked: Asked, point: Point, statement: Statement) -> int:
    """How surely a statement has something else in the place of a point: 0 not, `SURE` for the only amount of the same unit and
    for a name with the same title, 1 for a date, for the only number of the same things and for a name beside the same word."""
    given = statement.facts
    if point.kind == "date":
        return int(bool(given.dates))
    if point.kind == "number":
        same = [q.span for q in given.quantities if q.unit == point.unit]
        if point.unit:
            return SURE * (len(same) == 1)
        return int(sum(alike(asked.text, point.span, given.text, other) for other in same) == 1)
    known = asked.text.lower()
    others = [name for name in given.names if name.text.lower() not in known]
    if any(_same_title(point.span.of(asked.text), other.text) for other in others):
        return SURE
    return int(any(alike(asked.text, point.span, given.text, other.span) for other in others))


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
