"""Articles that state different values for the same thing, or deny what another says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from assistant.answering.agreement import Facts, facts, missing_dates, missing_quantities
from assistant.answering.candidates import Asked
from assistant.answering.conflicts.statements import (
    DENIES,
    OPPOSES,
    SAYS,
    Found,
    Statement,
    alike,
    before,
    fitting,
    foremost,
    is_open,
    same_frame,
    together,
)
from assistant.text.comparisons import comparison
from assistant.text.quantities import Quantity
from assistant.text.questions import is_yes_or_no, offers
from assistant.text.terms import terms

SAME_SUBJECT = 0.55
"""Cosine of two statements from which on they speak of the same."""
SAME_COUNT = 0.45
"""The same of two that count the same things, in the words of the question."""


_POINTS = re.compile(r" (?:this|that|it|them|these|those)\b", re.IGNORECASE)


def disagreements(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """Statements that give different values for what is asked, that deny one another, and that are set against each other."""
    yield from _values(asked, statements)
    yield from _counted(asked, statements)
    yield from _opposed(asked, statements)
    if is_yes_or_no(asked.text) and is_open(asked) and not comparison(asked.text):
        yield from _yes_and_no(asked, statements)


def _opposed(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """What an article itself sets against what stands right before it, or against what another article says."""
    for against in (s for s in statements if OPPOSES.search(s.text)):
        near = [s for s in statements if _is_elsewhere(s, against) and _denies(against, s)]
        leaning = before(against, statements)
        others = [*near, leaning] if leaning and _speaks_of(against, leaning) else near
        others = [s for s in others if not OPPOSES.search(s.text)]
        others = [s for s in others if _answers(asked, s) and _answers(asked, against)]
        fits = [(together(asked, s, against), s) for s in others]
        fit, first = max(fits, key=_first, default=(0.0, against))
        if fit >= fitting(statements):
            yield Found(fit, "disagreement", first, against)


def _answers(asked: Asked, statement: Statement) -> bool:
    """Whether it may be one of several answers: it offers what is asked for, or what is asked for is open."""
    if asked.wanted:
        return offers(statement.text, asked.text) >= 1.0
    return is_open(asked)


def _yes_and_no(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """Two who are quoted on what is asked, of whom one denies a word of the question that the other does not."""
    own = set(asked.order)
    quoted = [s for s in statements if SAYS.search(s.text)]
    for no in quoted:
        denied = own & no.facts.negated
        for yes in quoted if denied else ():
            turned = own & yes.facts.doubtful
            near = float(no.vector @ yes.vector)
            fit = together(asked, no, yes)
            if near >= SAME_SUBJECT and not turned and fit >= fitting(statements):
                first, second = sorted((no, yes), key=_when)
                yield Found(fit, "disagreement", first, second)


def _counted(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """Two who are quoted with different numbers of what the question counts."""
    counted = asked.wanted.counted if asked.wanted else frozenset[str]()
    said = [(s, _number_of(counted, s.facts)) for s in statements if counted and SAYS.search(s.text)]
    for (one, mine), (other, theirs) in combinations(said, 2):
        fit = together(asked, one, other)
        apart = missing_dates(one.facts, other.facts) and missing_dates(other.facts, one.facts)
        close = float(one.vector @ other.vector) >= SAME_COUNT and fit >= fitting(statements)
        if mine and theirs and mine.value != theirs.value and close and not apart:
            first, second = sorted((one, other), key=_when)
            yield Found(fit, "disagreement", first, second)


def _number_of(counted: frozenset[str], stated: Facts) -> Quantity | None:
    """The only number of a statement, that counts just this."""
    found = [q for q in stated.quantities if q.unit is None]
    told = [q for q in found if counted <= set(list(terms(stated.text[q.span.end :]))[: len(counted)])]
    return told[0] if len(told) == 1 else None


def _ranked(asked: Asked, one: Statement, other: Statement) -> bool:
    """Whether the two give the same thing different ranks: "the second driest year", "the third driest"."""
    ranks = [[q for q in s.facts.quantities if q.unit == "th"] for s in (one, other)]
    pairs = [
        a.value == b.value
        for a in ranks[0]
        for b in ranks[1]
        if _behind(one.text, a) & _behind(other.text, b) & set(asked.order)
    ]
    return not all(pairs)


def _behind(text: str, rank: Quantity) -> set[str]:
    return set(list(terms(text[rank.span.end :]))[:1])


def _is_elsewhere(one: Statement, other: Statement) -> bool:
    near = float(one.vector @ other.vector)
    return one.passage.document_id != other.passage.document_id and near >= SAME_SUBJECT


def _first(pair: tuple[float, Statement]) -> float:
    return pair[0]


def _values(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """Statements of different articles that give different values for what is asked, and those that deny another."""
    said = facts(asked.text, asked.languages)
    about = [s for s in foremost(statements) if not missing_quantities(said, s.facts)]
    for first, second in combinations(about, 2):
        near = float(first.vector @ second.vector)
        if near < SAME_SUBJECT or first.passage.document_id == second.passage.document_id:
            continue
        if (
            _ranked(asked, first, second)
            or _differ(asked, first, second)
            or _denies(first, second)
            or _denies(second, first)
        ):
            one, other = sorted((first, second), key=_when)
            yield Found(near + first.about, "disagreement", one, other)


def _speaks_of(against: Statement, other: Statement) -> bool:
    """Whether what one denies may be what the other says: it points to it, or has a word of it."""
    denied = DENIES.search(against.text)
    if not denied or _POINTS.match(against.text, denied.end()):
        return True
    said = {term.text for term in against.facts.terms if term.span.start >= denied.end()}
    return len(said & other.facts.vocabulary) >= 2


def _denies(denial: Statement, other: Statement) -> bool:
    """Whether one denies what the other says, in at least two words."""
    denied = DENIES.search(denial.text)
    if not denied or DENIES.search(other.text) or other.facts.negated:
        return False
    said = {term.text for term in denial.facts.terms if term.span.start >= denied.end()}
    return len(said & other.facts.vocabulary) >= 2


def _when(statement: Statement) -> tuple[date, int]:
    return statement.passage.published or date.min, statement.passage.number


def _differ(asked: Asked, one: Statement, other: Statement) -> bool:
    """Whether both state one value of the kind that is asked for, in the same place of nearly the same sentence, not the same
    value, and for the same time."""
    if asked.wanted is None or one.candidate.is_row or other.candidate.is_row or not same_frame(one, other):
        return False
    apart = bool(missing_dates(one.facts, other.facts) and missing_dates(other.facts, one.facts))
    if asked.wanted.kind == "date":
        return len(one.facts.dates) == len(other.facts.dates) == 1 and apart
    return asked.wanted.kind == "number" and not apart and _other_number(asked, one.facts, other.facts)


def _other_number(asked: Asked, one: Facts, other: Facts) -> bool:
    mine, theirs = _amounts(asked, one), _amounts(asked, other)
    if not len(mine) == len(theirs) == 1 or mine[0].unit != theirs[0].unit:
        return False
    of_a_kind = mine[0].unit or alike(one.text, mine[0].span, other.text, theirs[0].span)
    return bool(of_a_kind and missing_quantities(one, other) and missing_quantities(other, one))


def _amounts(asked: Asked, stated: Facts) -> list[Quantity]:
    units = asked.wanted.units if asked.wanted else None
    return [q for q in stated.quantities if q.unit != "th" and (not units or q.unit in units)]
