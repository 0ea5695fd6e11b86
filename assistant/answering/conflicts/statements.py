"""What the passages of an answer state, and whether two statements are about the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from assistant.answering.agreement import Facts, facts, missing_names
from assistant.answering.candidates import Asked, Candidate, candidates
from assistant.answering.nearness import in_context
from assistant.text.comparisons import comparison
from assistant.text.questions import asks_for_one
from assistant.text.spans import Span
from assistant.text.stopwords import STOP_WORDS
from assistant.text.terms import terms
from assistant.types import Citation, Conflict, Embedder, Passage, Vector

Kind: TypeAlias = Literal["disagreement", "correction", "premise"]
LOOKED_AT = 48
"""Statements of the passages that are compared."""
ABOUT = 0.5
"""How well a statement must fit the question, by its words or by its meaning, to be about it; from 0 to 1."""
FOREMOST = 0.75
"""How well a statement must fit the question beside the one that fits it best."""
FRAME = 0.5
"""The share of the words of the shorter of two statements, apart from their values, that both have."""
NEARLY = 0.75
"""Cosine of two statements from which on they are about the same in whatever words."""
MET = 0.6
"""How near the two sides of a conflict must come to the words of the question, on average; 1 where they repeat all of them."""
MET_BESIDE = 0.75
"""How near they must come beside the statement that comes nearest."""
READ = 6
"""Statements, the best first, that the two sides are held against word by word."""
CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed)|correction|revis(?:es|ed|ion)|replac(?:es|ed)|withdr(?:ew|awn)|retract(?:s|ed)"
    r"|(?:is|was|were|are) (?:therefore )?wrong|now (?:gives|states))\b",
    re.IGNORECASE,
)
TAKES_BACK = re.compile(
    r"\b(?:(?:is|was|were|are|proved) (?:therefore )?(?:wrong|mistaken|incorrect|untrue)|(?:put|set) right|corrected (?:this|that)"
    r"|now contradicted|no longer what|(?:our|that|the|an?) (?:earlier |first |previous |original )?(?:article|report|version)s?"
    r"(?: of (?:\w+ ){1,2}\d+(?:, \d{4})?,?)? (?:repeated|described|called|stated|said|gave|reported|put|named))\b"
    r"|\A(?:at first|initially|originally),? (?:\w+ ){1,4}(?:believed|thought|assumed|said|reported|announced|stated)\b",
    re.IGNORECASE,
)
"""How an article says that what was told earlier does not hold, whatever it was."""
DENIES = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )(?<!\bthe )"
    r"\b(?:den(?:y|ies|ied)|disput(?:es|ed)|reject(?:s|ed)|contradict(?:s|ed))\b",
    re.IGNORECASE,
)
OPPOSES = re.compile(
    rf"{DENIES.pattern}|\bdisagree(?:s|d)?\b|\bsays? (?:otherwise|that no such)\b|\bno such\b"
    r"|\b(?:saw|sees?|gave|gives?|offer(?:s|ed)?|named?|had|ha(?:s|ve)) (?:another|a different|more) "
    r"(?:reason|cause|explanation|view|account|figure|number|picture|room)\b"
    r"|\Aothers (?:did|do|said|say|see|saw|think|thought|believe|argue|disagree)|\bat odds with\b|\bon the contrary\b"
    r"|\b(?:the )?\w+ (?:answers|answered|countered|objected|counters|objects)(?: that\b|:)",
    re.IGNORECASE,
)
"""How an article sets what one side says against what another says."""
SAYS = re.compile(
    r"\b(?:sa(?:ys?|id|ying)|told|wrote|writes?|report(?:s|ed)?|according to|stat(?:es|ed)|statement|claim(?:s|ed)?|announced"
    r"|spoke|quot(?:es|ed)|describ(?:es|ed)|found|finds?|argu(?:es|ed)|complain(?:s|ed)|answers|called|calls|estimat(?:es|ed)|conclud(?:es|ed)"
    r"|not(?:es|ed)|admit(?:s|ted)|accus(?:es|ed)|believ(?:es|ed)|gave|put it|replied|treat(?:s|ed))\b",
    re.IGNORECASE,
)
"""Somebody is quoted or reported."""
_BEFORE = re.compile(r"([^\W_]+)(?: (?:the|a|an))?(?: ['\"“‘]?)\Z", re.IGNORECASE)
_BEHIND = re.compile(r" ([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a passage, what it states, and how well it fits the question."""

    candidate: Candidate
    facts: Facts
    vector: Vector
    near: float
    """Its cosine with the question."""
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


def read(asked: Asked, passages: Sequence[Passage], embedder: Embedder) -> list[Statement]:
    """The statements worth comparing, the one that fits the question best first."""
    found = candidates(passages, asked)
    # What speaks of an error comes first, with what it speaks of: it need not hold many words of the question.
    kept = {(c.passage.number, span) for c in found if _is_marked(c.text) for span in (c.span, c.before)}
    found.sort(
        key=lambda c: (
            (c.passage.number, c.span) not in kept,
            -asked.covered(c.terms | c.terms_before),
        )
    )
    found = found[:LOOKED_AT]
    if not found:
        return []
    vectors = embedder.embed([candidate.text for candidate in found])
    similar = vectors @ embedder.embed_query(asked.text)
    read = [
        Statement(
            c, facts(c.text, asked.languages), vector, float(near), max(float(near), _covered(asked, c))
        )
        for c, vector, near in zip(found, vectors, similar, strict=True)
    ]
    return sorted(read, key=lambda statement: -statement.about)


def _covered(asked: Asked, candidate: Candidate) -> float:
    """The share of the question that a sentence holds; what it leans on counts where it does lean on it."""
    whole = candidate.terms | candidate.terms_before if candidate.leans else candidate.terms
    return asked.covered(whole)


def _is_marked(text: str) -> bool:
    return any(mark.search(text) for mark in (CORRECTS, TAKES_BACK, OPPOSES))


def before(statement: Statement, statements: Sequence[Statement]) -> Statement | None:
    """What stands right before it in its passage."""
    place = statement.passage.number, statement.candidate.before
    return next((s for s in statements if (s.passage.number, s.candidate.span) == place), None)


def together(asked: Asked, one: Statement, other: Statement) -> float:
    """How well two statements fit the question, by the words or by the meaning of both."""
    length = float(np.linalg.norm(one.vector + other.vector))
    both = one.candidate.terms | other.candidate.terms
    return max((one.near + other.near) / max(length, 1.0), asked.covered(both))


def fitting(statements: Sequence[Statement]) -> float:
    """How well statements must fit the question together to be about it, beside the one that fits it best."""
    return max(ABOUT, FOREMOST * statements[0].about) if statements else ABOUT


def foremost(statements: Sequence[Statement]) -> list[Statement]:
    """Those that the question is surely about."""
    return [s for s in statements if s.about >= fitting(statements)]


def is_open(asked: Asked) -> bool:
    """Whether it asks neither which one of a kind it is, nor which of two things is earlier or greater."""
    compared = comparison(asked.text)
    return not asks_for_one(asked.text) and not (compared and compared.kind)


def answering(
    asked: Asked,
    found: Sequence[Found],
    statements: Sequence[Statement],
    embedder: Embedder,
    *,
    titled: bool,
) -> list[Found]:
    """Those that speak of what is asked and not only of the same things: their sides come near to the words of the question, with
    the titles of their articles where they are `titled`."""
    if not found:
        return []
    sides = [s for one in found for s in (one.first, one.second)]
    near = in_context(asked, [s.candidate for s in (*sides, *statements[:READ])], embedder, titled=titled)
    needed = max(MET, MET_BESIDE * float(near.average[len(sides) :].max()))
    return [one for i, one in enumerate(found) if near.together([2 * i, 2 * i + 1]) >= needed]


def same_frame(one: Statement, other: Statement) -> bool:
    """Whether two statements are about the same by their words, values left out, or mean nearly the same, and neither names what
    the other does not."""
    mine, theirs = _frame(one.facts), _frame(other.facts)
    names_differ = missing_names(one.facts, other.facts) and missing_names(other.facts, one.facts)
    alike = len(mine & theirs) >= FRAME * min(len(mine), len(theirs))
    return not names_differ and (alike or float(one.vector @ other.vector) >= NEARLY)


def _frame(stated: Facts) -> frozenset[str]:
    values = [q.span for q in stated.quantities] + [mention.span for mention in stated.dates]
    return frozenset(t.text for t in stated.terms if not any(t.span.overlaps(span) for span in values))


def alike(one: str, mine: Span, other: str, theirs: Span) -> bool:
    """Whether the word before or behind two stretches of text is the same."""
    return bool(set(_beside(one, mine)) & set(_beside(other, theirs)))


def _beside(text: str, span: Span) -> Iterator[tuple[bool, str]]:
    """The words next to a stretch of text that say something, stemmed, and on which side of it they stand."""
    if before := _BEFORE.search(text[: span.start]):
        yield from ((False, term) for term in terms(before[1]) if before[1].lower() not in STOP_WORDS["en"])
    if behind := _BEHIND.match(text, span.end):
        yield from ((True, term) for term in terms(behind[1]) if behind[1].lower() not in STOP_WORDS["en"])
