"""Articles that state different values for the same thing, or deny what another says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from assistant.answering.agreement import Facts, facts, missing_dates, missing_quantities
from assistant.answering.candidates import Asked
from assistant.answering.conflicts.statements import DENIES, Found, Statement, alike, foremost, same_frame
from assistant.text.quantities import Quantity

SAME_SUBJECT = 0.55
"""Cosine of two statements from which on they speak of the same."""


def disagreements(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """Statements of different articles that give different values for what is asked, and those that deny another."""
    said = facts(asked.text, asked.languages)
    about = [s for s in foremost(statements) if not missing_quantities(said, s.facts)]
    for first, second in combinations(about, 2):
        near = float(first.vector @ second.vector)
        if near < SAME_SUBJECT or first.passage.document_id == second.passage.document_id:
            continue
        if _differ(asked, first, second) or _denies(first, second) or _denies(second, first):
            one, other = sorted((first, second), key=_when)
            yield Found(near + first.about, "disagreement", one, other)


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
