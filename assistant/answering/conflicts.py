"""Where articles disagree, a later one corrects an earlier one, or the question takes for granted what they deny."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

from assistant.answering.agreement import Facts, facts, missing_dates, missing_names, missing_quantities
from assistant.answering.candidates import Asked, Candidate, candidates
from assistant.text.dates import dates
from assistant.text.quantities import Quantity, quantities
from assistant.text.spans import Span
from assistant.text.stopwords import STOP_WORDS
from assistant.text.terms import terms
from assistant.types import Citation, Conflict, Embedder, Passage, TermWeights, Vector

Kind: TypeAlias = Literal["disagreement", "correction", "premise"]

MOST = 2
"""Conflicts that one answer shows."""
LOOKED_AT = 48
"""Statements of the passages that are compared."""
ABOUT = 0.5
"""How well a statement must fit the question, by its words or by its meaning, to be about it; from 0 to 1."""
SAME_SUBJECT = 0.55
"""Cosine of two statements from which on they speak of the same."""
LINKED = 0.55
"""The same for a statement that says of itself that it corrects or denies another."""
FOREMOST = 0.75
"""How well a statement must fit the question beside the one that fits it best."""
FRAME = 0.5
"""The share of the words of the shorter of two statements, apart from their values, that both have."""
REPEATED = 0.25
"""What a repeated number adds to the cosine of two statements."""
_SMALL = 12
"""Numbers up to here are repeated by chance."""
SURE = 2
"""The rivalry of two values that are surely of the same kind."""
MEASURED = 0.35
"""The share of a question, apart from what is tested, that a statement with a sure rival must hold; with any other, `ABOUT`."""

_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed)|correction|revis(?:es|ed|ion)|replac(?:es|ed)|withdr(?:ew|awn)|retract(?:s|ed)"
    r"|(?:is|was|were|are) (?:therefore )?wrong|now (?:gives|states))\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:rather than|instead of|no longer|not)(?: (?:the|a|an|of|about))* ?\Z",
    re.IGNORECASE,
)
"""What stands right before a value that another one, in the same sentence, replaces."""
_DENIES = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )"
    r"\b(?:den(?:y|ies|ied)|disput(?:es|ed)|reject(?:s|ed)|contradict(?:s|ed))\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"([^\W_]+)(?: (?:the|a|an))?(?: ['\"“‘]?)\Z", re.IGNORECASE)
_BEHIND = re.compile(r" ([^\W_]+)")


class Point(NamedTuple):
    """Something that a question takes for granted, and where it stands there."""

    kind: Literal["date", "number", "name"]
    span: Span
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a passage, what it states, and how well it fits the question."""

    candidate: Candidate
    facts: Facts
    vector: Vector
    about: float

    @property
    def passage(self) -> Passage:
        return self.candidate.passage

    @property
    def text(self) -> str:
        return self.candidate.text

    @property
    def window(self) -> str:
        """With the sentence that it leans on."""
        before = self.candidate.before
        return f"{before.of(self.passage.text)} {self.text}" if before else self.text

    def citation(self) -> Citation:
        place = self.candidate.span.shifted(self.passage.start)
        return Citation(self.passage.number, self.text, place.start, place.end, "supported", 1.0)


class Found(NamedTuple):
    """A conflict as it was found: `first` stands before `second`; a premise has one statement against it, twice."""

    weight: float
    kind: Kind
    first: Statement
    second: Statement
    point: str = ""

    def conflict(self) -> Conflict:
        told = tuple(dict.fromkeys((self.first.citation(), self.second.citation())))
        return Conflict(self.kind, tuple(dict.fromkeys(c.passage for c in told)), self._note(), told)

    def _note(self) -> str:
        first, second = _told(self.first), _told(self.second)
        if self.kind == "premise":
            return f"The question says “{self.point}”, which these passages do not. {first}"
        if self.kind == "correction":
            return f"Corrected later. {first} Later: {second}"
        return f"The articles disagree. {first} But: {second}"


def _told(statement: Statement) -> str:
    passage = statement.passage
    dated = f", {passage.published}" if passage.published else ""
    return f"[{passage.number}] {passage.title}{dated}: “{' '.join(statement.text.split())}”"


def conflicts(
    question: str,
    passages: Sequence[Passage],
    *,
    embedder: Embedder,
    weights: TermWeights,
    carried: Sequence[str] = (),
) -> tuple[Conflict, ...]:
    """What the passages say against each other, or against the question, about what it asks; the weightiest first."""
    asked = Asked.read(question, weights, carried)
    statements = read(asked, passages, embedder)
    found = [
        *corrections(statements),
        *disagreements(asked, statements),
        *premises(asked, statements, passages),
    ]
    return _distinct(found)


def read(asked: Asked, passages: Sequence[Passage], embedder: Embedder) -> list[Statement]:
    """The statements worth comparing, the one that fits the question best first."""
    found = candidates(passages, asked)
    found.sort(key=lambda c: -asked.covered(c.terms | c.terms_before) - _is_marked(c.text))
    found = found[:LOOKED_AT]
    if not found:
        return []
    vectors = embedder.embed([candidate.text for candidate in found])
    similar = vectors @ embedder.embed_query(asked.text)
    read = [
        Statement(c, facts(c.text, asked.languages), vector, max(float(near), _covered(asked, c)))
        for c, vector, near in zip(found, vectors, similar, strict=True)
    ]
    return sorted(read, key=lambda statement: -statement.about)


def _covered(asked: Asked, candidate: Candidate) -> float:
    """The share of the question that a sentence holds; what it leans on counts where it does lean on it."""
    whole = candidate.terms | candidate.terms_before if candidate.leans else candidate.terms
    return asked.covered(whole)


def _is_marked(text: str) -> bool:
    return bool(_CORRECTS.search(text) or _DENIES.search(text))


# --- a later word against an earlier one --------------------------------------------------------------------------------


def corrections(statements: Sequence[Statement]) -> Iterator[Found]:
    """A statement that corrects, and the earlier one of another article whose value it corrects; one of the two is what the
    question is about."""
    foremost = _foremost(statements)
    for later in statements:
        about = statements if later in foremost else foremost
        earlier = [
            s
            for s in about
            if _before(s, later) and _corrects(later, s) and (s in foremost or _repeats(later, s))
        ]
        link, first = max(((_link(s, later), s) for s in earlier), key=_first, default=(0.0, later))
        if link >= LINKED:
            yield Found(link + first.about + 1.0, "correction", first, later)


def _corrects(later: Statement, earlier: Statement) -> bool:
    """Whether it sets its own value against the other's; or speaks of correcting, and repeats the other's value or has one of its
    kind in nearly the same words."""
    if replaced := [q for q in later.facts.quantities if _is_replaced(q, later.facts)]:
        return any(q in replaced for q in _shared(later.facts, earlier.facts))
    if not _CORRECTS.search(later.text):
        return False
    given = facts(later.window)
    if _repeats(later, earlier) or len(missing_dates(earlier.facts, given)) < len(earlier.facts.dates):
        return True
    units = {q.unit for q in earlier.facts.quantities} & {q.unit for q in given.quantities}
    same_kind = units - {"th", None} or (earlier.facts.dates and later.facts.dates)
    return bool(same_kind) and _same_frame(earlier, later)


def _is_replaced(old: Quantity, stated: Facts) -> bool:
    """Whether a sentence has another number in the place of `old`: "10 metres rather than the 55 metres"."""
    instead = _INSTEAD.search(stated.text, 0, old.span.start)
    return bool(instead) and any(q.unit == old.unit and q.value != old.value for q in stated.quantities)


def _foremost(statements: Sequence[Statement]) -> list[Statement]:
    """Those that the question is surely about."""
    return [s for s in statements if s.about >= max(ABOUT, FOREMOST * statements[0].about)]


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


# --- one word against another -------------------------------------------------------------------------------------------


def disagreements(asked: Asked, statements: Sequence[Statement]) -> Iterator[Found]:
    """Statements of different articles that give different values for what is asked, and those that deny another."""
    said = facts(asked.text, asked.languages)
    about = [s for s in _foremost(statements) if not missing_quantities(said, s.facts)]
    for first, second in combinations(about, 2):
        near = float(first.vector @ second.vector)
        if near < SAME_SUBJECT or first.passage.document_id == second.passage.document_id:
            continue
        if _differ(asked, first, second) or _denies(first, second) or _denies(second, first):
            one, other = sorted((first, second), key=_when)
            yield Found(near + first.about, "disagreement", one, other)


def _denies(denial: Statement, other: Statement) -> bool:
    """Whether one denies what the other says, in at least two words."""
    denied = _DENIES.search(denial.text)
    if not denied or _DENIES.search(other.text) or other.facts.negated:
        return False
    said = {term.text for term in denial.facts.terms if term.span.start >= denied.end()}
    return len(said & other.facts.vocabulary) >= 2


def _when(statement: Statement) -> tuple[date, int]:
    return statement.passage.published or date.min, statement.passage.number


def _first(pair: tuple[float, Statement]) -> float:
    return pair[0]


def _differ(asked: Asked, one: Statement, other: Statement) -> bool:
    """Whether both state one value of the kind that is asked for, in the same place of nearly the same sentence, not the same
    value, and for the same time."""
    if asked.wanted is None or one.candidate.is_row or other.candidate.is_row or not _same_frame(one, other):
        return False
    apart = bool(missing_dates(one.facts, other.facts) and missing_dates(other.facts, one.facts))
    if asked.wanted.kind == "date":
        return len(one.facts.dates) == len(other.facts.dates) == 1 and apart
    return asked.wanted.kind == "number" and not apart and _other_number(asked, one.facts, other.facts)


def _same_frame(one: Statement, other: Statement) -> bool:
    """Whether two statements are about the same by their words, values left out, and neither names what the other does not."""
    mine, theirs = _frame(one.facts), _frame(other.facts)
    names_differ = missing_names(one.facts, other.facts) and missing_names(other.facts, one.facts)
    return not names_differ and len(mine & theirs) >= FRAME * min(len(mine), len(theirs))


def _frame(stated: Facts) -> frozenset[str]:
    values = [q.span for q in stated.quantities] + [mention.span for mention in stated.dates]
    return frozenset(t.text for t in stated.terms if not any(t.span.overlaps(span) for span in values))


def _other_number(asked: Asked, one: Facts, other: Facts) -> bool:
    mine, theirs = _amounts(asked, one), _amounts(asked, other)
    if not len(mine) == len(theirs) == 1 or mine[0].unit != theirs[0].unit:
        return False
    alike = mine[0].unit or _alike(one.text, mine[0].span, other.text, theirs[0].span)
    return bool(alike and missing_quantities(one, other) and missing_quantities(other, one))


def _amounts(asked: Asked, stated: Facts) -> list[Quantity]:
    units = asked.wanted.units if asked.wanted else None
    return [q for q in stated.quantities if q.unit != "th" and (not units or q.unit in units)]


# --- the question against the articles ----------------------------------------------------------------------------------


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
        return int(sum(_alike(asked.text, point.span, given.text, other) for other in same) == 1)
    known = asked.text.lower()
    others = [name for name in given.names if name.text.lower() not in known]
    if any(_same_title(point.span.of(asked.text), other.text) for other in others):
        return SURE
    return int(any(_alike(asked.text, point.span, given.text, other.span) for other in others))


def _same_title(one: str, other: str) -> bool:
    """ "Governor Larry Hogan" and "Governor Wes Moore"; two who only have a first name in common have no title."""
    mine, theirs = ([word for word in name.split() if word[0].isupper()] for name in (one, other))
    apart = [word for word in mine if word not in theirs], [word for word in theirs if word not in mine]
    return bool(set(mine) & set(theirs)) and min(map(len, apart)) > 1 and mine[-1] != theirs[-1]


def _alike(one: str, mine: Span, other: str, theirs: Span) -> bool:
    """Whether the word before or behind two stretches of text is the same."""
    return bool(set(_beside(one, mine)) & set(_beside(other, theirs)))


def _beside(text: str, span: Span) -> Iterator[tuple[bool, str]]:
    """The words next to a stretch of text that say something, stemmed, and on which side of it they stand."""
    if before := _BEFORE.search(text[: span.start]):
        yield from ((False, term) for term in terms(before[1]) if before[1].lower() not in STOP_WORDS["en"])
    if behind := _BEHIND.match(text, span.end):
        yield from ((True, term) for term in terms(behind[1]) if behind[1].lower() not in STOP_WORDS["en"])


def _apart(asked: Asked, statement: Statement, point: Point) -> float:
    """The share of the question that a statement holds, the point and its own words left out."""
    own = frozenset(terms(point.span.of(asked.text), asked.languages))
    whole = statement.candidate.terms | statement.candidate.terms_before
    rest = sum(weight for term, weight in asked.weight.items() if term not in own)
    return sum(asked.weight.get(term, 0.0) for term in whole - own) / rest if rest else 0.0


# --- what is shown ------------------------------------------------------------------------------------------------------


def _distinct(found: Iterable[Found]) -> tuple[Conflict, ...]:
    """The weightiest, each statement once."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda found: -found.weight):
        known = {id(s) for other in kept for s in (other.first, other.second)}
        if not known & {id(one.first), id(one.second)}:
            kept.append(one)
    return tuple(one.conflict() for one in kept[:MOST])
