"""A later article corrects what an earlier one states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.agreement import Facts, facts, missing_dates, missing_quantities, turned_round
from assistant.answering.candidates import Asked
from assistant.answering.conflicts.statements import (
    CORRECTS,
    TAKES_BACK,
    Found,
    Statement,
    before,
    fitting,
    foremost,
    is_open,
    same_frame,
    together,
)
from assistant.text.comparisons import comparison
from assistant.text.prose import is_heading
from assistant.text.quantities import Quantity
from assistant.text.questions import offers

LINKED = 0.55
"""Cosine of two statements from which on one that says it corrects something may speak of the other."""
REPEATS = 0.6
"""Cosine of two statements from which on one may repeat the other."""
REPEATED = 0.25
"""What a repeated number adds to the cosine of two statements."""
_WAS_WRONG = re.compile(
    r"\s+(?:that|this|it|both|neither) (?:was|were|is|are|proved|turned out) (?:to be )?(?:wrong|mistaken|incorrect|untrue|not (?:so|true))",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:this|these|both|neither)\b", re.IGNORECASE)
"""That "this" was wrong."""
_CORRECTION = re.compile(r"\bcorrect(?:ed|ions?)\b", re.IGNORECASE)
_SMALL = 12
"""Numbers up to here are repeated by chance."""
_INSTEAD = re.compile(
    r"\b(?:rather than|instead of|no longer|not)(?: (?:the|a|an|of|about))* ?\Z",
    re.IGNORECASE,
)
"""What stands right before a value that another one, in the same sentence, replaces."""


def corrections(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """What an article takes back, or a statement that corrects, and the earlier one of another article that it speaks of; one
    of the two is what the question is about."""
    for found in (*_taken_back(asked, statements), *_values_corrected(asked, statements)):
        if _is_named(asked, found) and _is_of_kind(asked, found):
            yield found


def _taken_back(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """What an article repeats of an earlier one to say that it does not hold, and the earlier one's own words."""
    for later in (s for s in statements if TAKES_BACK.search(s.text) or _is_denied_next(s) or _is_headed(s)):
        points = later.candidate.leans or _POINTS.search(later.text)
        told = [s for s in (later, before(later, statements) if points else None) if s]
        pairs = [
            (float(s.vector @ earlier.vector), s, earlier)
            for s in told
            for earlier in statements
            if _before(earlier, later)
            and not CORRECTS.search(earlier.text)
            and not turned_round(s.facts, earlier.facts)
        ]
        link, repeated, first = max(pairs, key=lambda pair: pair[0], default=(0.0, later, later))
        answers = is_open(asked) or _repeats_an_answer(asked, repeated, first)
        fit = together(asked, first, repeated)
        if link >= REPEATS and answers and fit >= fitting(statements):
            yield Found(link + fit + 1.0, "correction", first, later)


def _repeats_an_answer(asked: Asked, later: Statement, earlier: Statement) -> bool:
    """Whether `later` has a number or a word of what `earlier` says, no year alone, that the question does not say itself."""
    words = later.facts.vocabulary & earlier.facts.vocabulary - set(asked.order)
    return any(not word.isdigit() for word in words) or bool(_shared(later.facts, earlier.facts))


def _is_headed(statement: Statement) -> bool:
    """Whether the heading above it says that what follows corrects something."""
    above = statement.passage.text[: statement.candidate.span.start].split("\n")[:-1]
    heading = next((line for line in reversed(above) if line.strip() and is_heading(line)), "")
    return bool(_CORRECTION.search(heading))


def _is_denied_next(statement: Statement) -> bool:
    """Whether "That was wrong." stands behind it."""
    return bool(_WAS_WRONG.match(statement.passage.text, statement.candidate.span.end))


def _is_named(asked: Asked, found: Found) -> bool:
    """Whether the two speak of somebody or something that the question names, where it names any."""
    told = " ".join(f"{s.passage.title} {s.window}" for s in (found.first, found.second))
    return not asked.names or asked.repeated_names(told) > 0


def _is_of_kind(asked: Asked, found: Found) -> bool:
    """Whether what is corrected may be what is asked for: on both sides of its unit, counting the same, a date, a name, or what
    two things are compared by."""
    want, sides = asked.wanted, (found.first, found.second)
    compared = comparison(asked.text)
    if compared and compared.kind:
        return all(compared.shows(s.text) for s in sides)
    if want and want.kind in ("name", "date"):
        return all(offers(s.text, asked.text) >= 1.0 for s in sides)
    if want is None:
        return True
    if want.units:
        return all(any(q.unit in want.units for q in facts(s.window).quantities) for s in sides)
    return any(offers(s.window, asked.text) >= 1.0 for s in sides)


def _values_corrected(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    asked_for = foremost(statements)
    for later in statements:
        about = statements if later in asked_for else asked_for
        earlier = [
            s
            for s in about
            if _before(s, later) and _corrects(later, s) and (s in asked_for or _repeats(later, s))
        ]
        link, first = max(((_link(s, later), s) for s in earlier), key=_first, default=(0.0, later))
        if link >= LINKED and together(asked, first, later) >= fitting(statements):
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
