"""A later article corrects what an earlier one states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.agreement import Facts, facts, missing_dates, missing_quantities
from assistant.answering.conflicts.statements import CORRECTS, Found, Statement, foremost, same_frame
from assistant.text.quantities import Quantity

LINKED = 0.55
"""Cosine of two statements from which on one that says it corrects something may speak of the other."""
REPEATED = 0.25
"""What a repeated number adds to the cosine of two statements."""
_SMALL = 12
"""Numbers up to here are repeated by chance."""
_INSTEAD = re.compile(
    r"\b(?:rather than|instead of|no longer|not)(?: (?:the|a|an|of|about))* ?\Z",
    re.IGNORECASE,
)
"""What stands right before a value that another one, in the same sentence, replaces."""


def corrections(statements: Sequence[Statement]) -> Iterator[Found]:
    """A statement that corrects, and the earlier one of another article whose value it corrects; one of the two is what the
    question is about."""
    asked_for = foremost(statements)
    for later in statements:
        about = statements if later in asked_for else asked_for
        earlier = [
            s
            for s in about
            if _before(s, later) and _corrects(later, s) and (s in asked_for or _repeats(later, s))
        ]
        link, first = max(((_link(s, later), s) for s in earlier), key=_first, default=(0.0, later))
        if link >= LINKED:
            yield Found(link + first.about + 1.0, "correction", first, later)


def _corrects(later: Statement, earlier: Statement) -> bool:
    """Whether it sets its own value against the other's; or speaks of correcting, and repeats the other's value or has one of its
    kind in nearly the same words."""
    if replaced := [q for q in later.facts.quantities if _is_replaced(q, later.facts)]:
        return any(q in replaced for q in _shared(later.facts, earlier.facts))
    if not CORRECTS.search(later.text):
        return False
    given = facts(later.window)
    if _repeats(later, earlier) or len(missing_dates(earlier.facts, given)) < len(earlier.facts.dates):
        return True
    units = {q.unit for q in earlier.facts.quantities} & {q.unit for q in given.quantities}
    same_kind = units - {"th", None} or (earlier.facts.dates and later.facts.dates)
    return bool(same_kind) and same_frame(earlier, later)


def _is_replaced(old: Quantity, stated: Facts) -> bool:
    """Whether a sentence has another number in the place of `old`: "10 metres rather than the 55 metres"."""
    instead = _INSTEAD.search(stated.text, 0, old.span.start)
    return bool(instead) and any(q.unit == old.unit and q.value != old.value for q in stated.quantities)


def _before(one: Statement, other: Statement) -> bool:
    """Whether both say when they were published, and one article did so before the other."""
    earlier, later = one.passage.published, other.passage.published
    return earlier is not None and later is not None and earlier < later


def _link(earlier: Statement, later: Statement) -> float:
    """How surely `later` speaks of what `earlier` states: it means nearly the same, or repeats its number."""
    return float(earlier.vector @ later.vector) + REPEATED * _repeats(later, earlier)


def _repeats(later: Statement, earlier: Statement) -> bool:
    return bool(_shared(earlier.facts, facts(later.window)))


def _shared(one: Facts, other: Facts) -> list[Quantity]:
    """The numbers of one text that the other states too, those left out that recur by chance."""
    lacking = missing_quantities(one, other)
    shared = [q for q in one.quantities if q not in lacking and q.unit != "th"]
    return [q for q in shared if q.unit or q.value > _SMALL]


def _first(pair: tuple[float, Statement]) -> float:
    return pair[0]
