"""What a question takes for granted and the articles state otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

import numpy as np

from assistant.answering.agreement import Facts, facts
from assistant.answering.bindings import in_one_place, supplanted_names
from assistant.answering.candidates import Asked
from assistant.answering.conflicts.statements import Found, Statement, alike, foremost
from assistant.answering.gaps import Point, known, lacking
from assistant.answering.nearness import in_context
from assistant.text.comparisons import comparison
from assistant.text.opposites import excludes, opposed
from assistant.text.opposites import words as words_of
from assistant.text.quantities import Quantity
from assistant.text.questions import is_yes_or_no
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Embedder, Passage

PLACED = 0.55
"""How near a statement with something else in the place of a number, a date or an opposite must come to the rest of the question."""
NAMED = 0.65
"""The same for another name."""
ELSEWHERE = 0.75
"""The same for any other name, where only articles about something else have that of the question."""
BEYOND = 0.2
"""By how much it must come nearer than any statement that has the name."""
TELLING = 3
"""Words of the question, apart from what is tested, that must tell what a statement is to be about."""
SPELT_ALIKE = 0.8
"""The likeness of two names from which on one is the other with a letter changed."""
READ = 6
"""Statements of either kind that are read word by word."""


_TWO_WORDS = re.compile(r" [^\W\d_]{2,} [^\W\d_]{2,}")


def premises(
    asked: Asked, statements: Sequence[Statement], passages: Sequence[Passage], embedder: Embedder
) -> Iterator[Found]:
    """Numbers, dates, names and opposites that the question states, that an article about the same thing has not, and in whose
    place it has another. Whoever asks whether something is so takes nothing for granted."""
    if is_yes_or_no(asked.text):
        return
    said, compared = facts(asked.text, asked.languages), comparison(asked.text)
    best = {s.passage.document_id for s in foremost(statements)}
    for point, told_by in points(asked, said, passages).items():
        if point.kind == "name":
            possible = not compared and (told_by or not _is_misspelt(asked, point, passages))
        elif point.kind == "opposite" or point.unit == "th":
            possible = not compared and told_by.isdisjoint(best)
        else:
            possible = not told_by
        if not possible:
            continue
        others = [s for s in statements if s.passage.document_id not in told_by]
        rivals = [s for s in others if _is_rival(asked, said, point, s)]
        needed = NAMED if point.kind == "name" else PLACED
        if point.kind == "name" and not rivals and told_by and told_by.isdisjoint(best):
            rivals = [s for s in others if s.passage.document_id in best and _other_names(asked, s)]
            needed = ELSEWHERE
        if found := _against(asked, said, point, rivals, statements, embedder, needed=needed):
            yield found


def _against(
    asked: Asked,
    said: Facts,
    point: Point,
    rivals: Sequence[Statement],
    statements: Sequence[Statement],
    embedder: Embedder,
    *,
    needed: float,
) -> Found | None:
    """The one of `rivals` that otherwise comes nearest to the question, as near as `needed`; none where one that states the point
    comes as near."""
    own = frozenset(terms(point.span.of(asked.text), asked.languages))
    held = sorted(rivals, key=lambda s: -_apart(asked, s, own))[:READ]
    told = [s for s in statements if point.kind == "name" and point not in _lacking(said, facts(s.window))]
    told = sorted(told, key=lambda s: -_apart(asked, s, own))[:READ]
    if not held:
        return None
    near = in_context(asked, [s.candidate for s in (*held, *told)], embedder, without=own)
    if np.count_nonzero(near.weights) < TELLING:
        return None
    fits = near.average.tolist()
    fit, first = max(zip(fits, held, strict=False), key=lambda found: found[0])
    if fit < max(needed, BEYOND + max(fits[len(held) :], default=0.0)):
        return None
    return Found(fit + first.about + 2.0, "premise", first, first, point.span.of(asked.text))


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
    told = {word.stem for word in words_of(given.text)}
    counts = replace(given, quantities=tuple(q for q in given.quantities if q.unit is None))
    return [
        *(point for point in lacking(said, given) if not _is_of_its_year(point, said, given)),
        *(point for point in lacking(said, counts) if point.kind == "number" and point.unit is None),
        *(
            Point("number", q.span, "th")
            for q in said.quantities
            if q.unit == "th" and not _has_rank(said, q, given)
        ),
        *(
            Point("opposite", word.span)
            for word in words_of(said.text)
            if excludes(word) and word.stem not in told
        ),
    ]


def _is_of_its_year(point: Point, said: Facts, given: Facts) -> bool:
    """Whether it is a season, and there is a date of the same year: a season is another one on the other half of the earth."""
    years = {m.first.year for m in said.dates if m.grain == "season" and m.span == point.span}
    return any(m.first.year in years for m in given.dates)


def _has_rank(said: Facts, rank: Quantity, given: Facts) -> bool:
    """Whether the same thing has it: "the second country". A first is told in too many ways to be missed."""
    same = [q for q in given.quantities if q.unit == "th" and q.value == rank.value]
    return rank.value == 1 or any(alike(said.text, rank.span, given.text, q.span) for q in same)


def _is_rival(asked: Asked, said: Facts, point: Point, statement: Statement) -> bool:
    """Whether a statement has something else in the place of a point: a date, amounts of the same unit, the only number of the
    same things, the opposite, a name with the same title or beside the same word, or any where nobody knows the name."""
    given = statement.facts
    if point.kind == "date":
        return bool(given.dates)
    if point.kind == "number":
        same = [q.span for q in given.quantities if q.unit == point.unit]
        counted = _counted(asked.text, point.span)
        if point.unit and point.unit != "th":
            return bool(same)
        if len(counted) > 1 and sum(_counted(given.text, other) == counted for other in same) == 1:
            return True
        return sum(alike(asked.text, point.span, given.text, other) for other in same) == 1
    if point.kind == "opposite":
        (own,) = words_of(point.span.of(asked.text))
        against = [word.span for word in words_of(given.text) if opposed(own, word)]
        return any(in_one_place(said, point.span, given, place) for place in against)
    name, others = point.span.of(asked.text), _other_names(asked, statement)
    if any(_same_title(name, other) for other in others):
        return True
    unknown = any(not asked.weight.get(term, 0.0) for term in terms(name, asked.languages))
    return bool(unknown and others) or any(mine == name for mine, _ in supplanted_names(said, given))


def _other_names(asked: Asked, statement: Statement) -> list[str]:
    """The names of a statement that the question does not have."""
    known = asked.text.lower()
    return [name.text for name in statement.facts.names if name.text.lower() not in known]


def _is_misspelt(asked: Asked, name: Point, passages: Sequence[Passage]) -> bool:
    """Whether the passages have every word of a name nearly as it is spelt in the question."""
    words = {word for passage in passages for word in passage.text.lower().split()}
    own = name.span.of(asked.text).lower().split()
    return all(get_close_matches(word, words, 1, SPELT_ALIKE) for word in own)


def _counted(text: str, number: Span) -> tuple[str, ...]:
    """The first two content terms behind a number, where nothing lies between: "crew members", "main engines"."""
    found = _TWO_WORDS.match(text, number.end)
    return tuple(terms(found[0])) if found else ()


def _same_title(one: str, other: str) -> bool:
    """ "Governor Larry Hogan" and "Governor Wes Moore"; two who only have a first name in common have no title."""
    mine, theirs = ([word for word in name.split() if word[0].isupper()] for name in (one, other))
    apart = [word for word in mine if word not in theirs], [word for word in theirs if word not in mine]
    return bool(set(mine) & set(theirs)) and min(map(len, apart)) > 1 and mine[-1] != theirs[-1]


def _apart(asked: Asked, statement: Statement, own: frozenset[str]) -> float:
    """The weight of the words of the question that a statement holds, those of a point left out."""
    whole = statement.candidate.terms | statement.candidate.terms_before
    return sum(asked.weight.get(term, 0.0) for term in whole - own)
