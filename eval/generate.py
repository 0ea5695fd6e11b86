"""A test set made from the articles themselves: questions whose answers are spans of the corpus.

Every question is checked by retrieval both ways before it is kept: an answerable one must find its evidence, and no other
article that is found may hold its answer as well; an unanswerable one must find the article that leaves it open.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations, zip_longest

from assistant.text import dates as text_dates
from assistant.text.names import names
from assistant.types import ChatModel, Document, Turn
from eval import phrasing
from eval.clauses import LEANING, past
from eval.dataset import Case, Evidence
from eval.facts import BODY, Fact, read
from eval.introductions import Introduction
from eval.subject import Subject
from eval.writer import written

KINDS = ("factual", "date", "two-article", "comparison", "follow-up", "unanswerable")
TURNS = 3
"""Questions that are tried for each name before there is no unanswerable one about it."""
LONGEST_EVENT = 100
"""Characters of an event that is compared with another: two long ones make a question nobody would ask."""
LONGEST_DEED = 90
"""Characters of a deed that describes a name."""
SPAN = 100
"""Two events of one month are not compared: dates of that form (20240326) are the same without their last two digits."""
RELATED = 2
"""Names that two articles have in common where nobody wonders why their events are compared."""
SHARED_BY = 3
"""A name in more articles than this, and in more than a tenth of them, says nothing about what two of these have in common."""
OFTEN = 6
"""An article that has a name more often than this may tell of it anywhere."""
IS = ("is", "is described as")
NOT_FOUND = "retrieval does not find its evidence"
FOUND_WITHIN = 20
"""A question whose evidence is not among so many chunks is too vague to be fair."""


@dataclass(frozen=True)
class Told:
    """What a corpus says plainly: statements in the order in which they become questions, and the articles by path.

    `left` counts the sentences that were left alone, by the reason.
    """

    facts: Sequence[Fact]
    introductions: Sequence[Introduction]
    documents: dict[str, Document]
    kinds: dict[str, str]
    left: Counter[str]

    @classmethod
    def read(cls, documents: Sequence[Document], *, seed: int = 0) -> Told:
        """Statements that stand in one article only, and whose answer the question does not give away."""
        readings = [read(document) for document in documents]
        known = [fact for reading in readings for fact in reading.facts]
        random.Random(seed).shuffle(known)
        seen: dict[str, set[str]] = {}
        for fact in known:
            seen.setdefault(_said(fact), set()).add(fact.document)
        left = sum((reading.left for reading in readings), Counter[str]())
        once = [fact for fact in known if len(seen[_said(fact)]) == 1]
        left["says what another article says as well"] += len(known) - len(once)
        asking = [fact for fact in once if fact.answer not in phrasing.asked(fact)]
        return cls(
            asking,
            [one for reading in readings for one in reading.introductions],
            {document.locations[0]: document for document in documents},
            {name: kind for reading in readings for name, kind in reading.kinds.items()},
            left,
        )

    @cached_property
    def standing(self) -> list[Fact]:
        """Statements that are understood without the sentence before."""
        return [fact for fact in self.facts if not fact.follows]

    @cached_property
    def replaceable(self) -> list[Fact]:
        """Statements that can be asked about their subject under another name: they do not name it twice."""
        return [
            fact
            for fact in self.standing
            if fact.about and fact.subject.removeprefix("the ") == fact.about and fact.about not in fact.rest
        ]

    @cached_property
    def introduced(self) -> dict[str, list[Introduction]]:
        """Introductions by name and by surname, those left out that would describe more than one."""
        described: dict[str, set[str]] = {}
        for one in self.introductions:
            described.setdefault(one.described, set()).add(one.name)
        found: dict[str, list[Introduction]] = {}
        for one in self.introductions:
            surname = one.name.split()[-1]
            if one.tells and len(described[one.described]) == 1 and surname not in one.described:
                found.setdefault(one.name, []).append(one)
                found.setdefault(surname, []).append(one)
        return found

    def deeds(self, name: str) -> Iterator[tuple[str, Fact]]:
        """A name described by what it did: "the agency that published an estimate", "the person who resigned"."""
        kind = self.kinds.get(name) or (
            name.split()[-1].lower() if BODY.search(name.split()[-1]) and name.split()[-1].istitle() else ""
        )
        start = "the person who" if name in self.people else f"the {kind} that"
        for fact in self._done_by.get(name, ()):
            if kind or name in self.people:
                yield " ".join(filter(None, (start, fact.verb, fact.rest, fact.dated))), fact

    @cached_property
    def people(self) -> frozenset[str]:
        return frozenset(fact.about for fact in self.facts if fact.person)

    @cached_property
    def _done_by(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.standing:
            whole = fact.dated or (
                fact.asks.startswith(("Who", "Which")) and not fact.subject and fact.verb not in IS
            )
            if whole and past(fact.verb) and len(fact.rest) <= LONGEST_DEED and not LEANING.search(fact.rest):
                found.setdefault(fact.about, []).append(fact)
        return found

    def in_common(self, one: str, other: str) -> int:
        """How many names two articles share that do not stand in most of the others as well."""
        shared = self._names(one) & self._names(other)
        return sum(self._spread[name] <= max(SHARED_BY, len(self.documents) // 10) for name in shared)

    @cached_property
    def _spread(self) -> Counter[str]:
        return Counter(name for path in self.documents for name in self._names(path))

    @cached_property
    def _names(self) -> Callable[[str], frozenset[str]]:
        return cache(lambda path: frozenset(name.text for name in names(self.documents[path].text)))

    def year(self, fact: Fact) -> int:
        """The year of a dated statement as a number with its month and day (20240326); 0 where the article leaves it open.

        A day without a year belongs to the last one that the article names before it, or else to the year that had it before
        the article was published.
        """
        document = self.documents[fact.document]
        before = document.text[: document.text.index(fact.quote)]
        named = re.findall(r"\b(?:19|20)\d{2}\b", before)
        found = next(iter(text_dates.dates(fact.answer, today=document.published)), None)
        if found is None or found.grain not in ("day", "month", "year"):
            return 0
        if not re.search(r"\d{4}", fact.answer) and named and int(named[-1]) != found.first.year:
            return 0
        return found.first.year * 10_000 + found.first.month * 100 + found.first.day


@dataclass(frozen=True)
class Made:
    """The questions, and for each kind how many candidates were turned down for which reason."""

    cases: list[Case]
    rejected: dict[str, Counter[str]]
    left: Counter[str]
    """Sentences of the articles that no question can be made of, by the reason."""

    def told(self) -> str:
        """How many questions there are of each kind and, where that is few, why there are no more."""
        kinds = Counter(case.type for case in self.cases)
        lines = [f"{kind}: {kinds[kind]}{_turned_down(reasons)}" for kind, reasons in self.rejected.items()]
        return "\n".join([*lines, f"sentences left alone: {_most_first(self.left)}"])


def generate(subject: Subject, count: int, *, seed: int = 0, model: ChatModel | None = None) -> Made:
    """About `count` questions of all kinds in equal parts, as far as the articles allow. The same seed gives the same set.

    A language model takes over the factual questions: it can ask for what no fixed form reaches.

    Raises:
        EndpointError: the model failed.
    """
    told = Told.read(subject.corpus.documents(), seed=seed)
    wanted = -(-count // len(KINDS))
    found: list[Case] = []
    rejected: dict[str, Counter[str]] = {}
    for kind in KINDS:
        made = written(model, subject, seed=seed) if model and kind == "factual" else MAKERS[kind](told)
        taken = Taking(subject, wanted)
        found += _numbered(kind, taken.of(made))
        rejected[kind] = taken.rejected
    return Made(found, rejected, told.left)


# --- one maker a kind -----------------------------------------------------------------------------------------------


def factual(told: Told) -> Iterator[Case]:
    """In turns by how they ask, so that a corpus of many people gives other questions too."""
    sorts: dict[str, list[Fact]] = {}
    for fact in told.standing:
        if fact.asks != "When":
            sorts.setdefault(_sort(fact), []).append(fact)
    for turn in zip_longest(*sorts.values()):
        for fact in filter(None, turn):
            yield _case("factual", phrasing.asked(fact), fact)


def dates(told: Told) -> Iterator[Case]:
    for fact in told.standing:
        if fact.asks == "When":
            yield _case("date", phrasing.asked(fact), fact)


def two_article(told: Told) -> Iterator[Case]:
    """Something that one article tells about somebody or something, asked for by what only another one tells of the same name."""
    for fact in told.replaceable:
        known = [(one.described, one.document, one.quote) for one in told.introduced.get(fact.about, ())]
        known += [(described, deed.document, deed.quote) for described, deed in told.deeds(fact.about)]
        for described, document, quote in known:
            if document != fact.document and described not in told.documents[fact.document].text:
                case = _case("two-article", phrasing.asked(fact, described), fact)
                yield replace(case, evidence=(*case.evidence, Evidence(document, quote)))


def comparison(told: Told) -> Iterator[Case]:
    """Which of two dated events came first, told by two articles that have names in common; the closest ones first."""
    events = [
        (day, fact)
        for fact in told.standing
        if phrasing.happened(fact) and len(phrasing.event(fact)) <= LONGEST_EVENT and (day := told.year(fact))
    ]
    pairs = [
        (told.in_common(one.document, other.document), (first, one), (second, other))
        for (first, one), (second, other) in combinations(events, 2)
        if one.document != other.document and first // SPAN != second // SPAN
    ]
    for common, first, second in sorted(pairs, key=lambda pair: -pair[0]):
        if common >= RELATED:
            earlier = min(first, second, key=lambda dated: dated[0])[1]
            case = _case("comparison", phrasing.which_first(first[1], second[1]), first[1], second[1])
            yield replace(case, answers=(phrasing.event(earlier),))


def follow_up(told: Told) -> Iterator[Case]:
    """A first question about a name, then one about the same that calls it only he, she or it.

    First what the article itself puts into two sentences, the second of which has the pronoun.
    """
    for fact in sorted(told.facts, key=lambda fact: not fact.follows):
        if fact.follows or (fact in told.replaceable and (fact.person or fact.called == "it")):
            for first in told.standing:
                if (
                    first.about == fact.about
                    and first.document == fact.document
                    and first.quote != fact.quote
                ):
                    history = (Turn(phrasing.asked(first), first.quote),)
                    asked = phrasing.asked(fact, fact.called)
                    case = _case("follow-up", f"And {asked[0].lower()}{asked[1:]}", fact)
                    yield replace(case, history=history)


def unanswerable(told: Told) -> Iterator[Case]:
    """What readers ask about a name, and none of the articles that mention it tells; another sort for each name."""
    known = {fact.about: fact for fact in told.standing if phrasing.untold(fact)}
    for turn in range(TURNS):
        for place, (name, fact) in enumerate(known.items()):
            sorts = phrasing.untold(fact)
            form, gives_away = sorts[(place + turn) % len(sorts)]
            if not any(
                gives_away.search(near)
                for document in told.documents.values()
                for near in _around(name, document.text)
            ):
                yield Case("", form.format(name), type="unanswerable", unanswerable=True, group=fact.document)


def _around(name: str, text: str) -> Iterator[str]:
    """The paragraphs with a name, or the last word of it, and the one behind each; all of an article that is about it."""
    last = name.split()[-1]
    if text.count(last) > OFTEN:
        yield text
        return
    paragraphs = re.split(r"\n+", text)
    for place, paragraph in enumerate(paragraphs):
        if last in paragraph:
            yield "\n".join(paragraphs[place : place + 2])


MAKERS: dict[str, Callable[[Told], Iterator[Case]]] = dict(
    zip(KINDS, (factual, dates, two_article, comparison, follow_up, unanswerable), strict=True)
)


# --- what makes a question fair -------------------------------------------------------------------------------------


def unfair(subject: Subject, case: Case) -> str:
    """Why retrieval speaks against a case; empty where nothing does.

    It has to find the evidence, and no other article that names the same things may hold the answer as well; for an
    unanswerable question it has to find the article that leaves it open.
    """
    hits = subject.hits(subject.query(case), FOUND_WITHIN)
    if case.unanswerable:
        return "" if case.group in {hit.document for hit in hits} else NOT_FOUND
    if any(rank is None for rank in subject.atlas.gold(case).ranks(hits)):
        return NOT_FOUND
    own = {evidence.document for evidence in case.evidence}
    named = [name.text for name in names(f"So {case.question}")]
    others = (subject.atlas.text(hit) for hit in hits if hit.document not in own)
    if any(case.answers[0] in text and all(name in text for name in named) for text in others):
        return "another article answers it as well"
    return ""


def _case(kind: str, question: str, *known: Fact) -> Case:
    evidence = tuple(Evidence(fact.document, fact.quote) for fact in known)
    return Case("", question, (known[0].answer,), evidence, kind)


def _turned_down(reasons: Counter[str]) -> str:
    return f" (turned down: {_most_first(reasons)})" if reasons else ""


def _most_first(reasons: Counter[str]) -> str:
    return ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())


def _said(fact: Fact) -> str:
    return f"{fact.asks} {phrasing.event(fact)}"


def _sort(fact: Fact) -> str:
    return "Who is" if fact.verb in IS else fact.asks.split()[0]


class Taking:
    """The first so many fair candidates: no question twice or too long, no sentence used for two, and no article for two
    without an answer."""

    def __init__(self, subject: Subject, count: int) -> None:
        self.subject, self.count = subject, count
        self.rejected: Counter[str] = Counter()
        self._used: Counter[str] = Counter()

    def of(self, cases: Iterable[Case]) -> list[Case]:
        kept: list[Case] = []
        for case in cases:
            if len(kept) == self.count:
                break
            if reason := self._against(case):
                self.rejected[reason] += 1
            else:
                self._used.update(_keys(case))
                kept.append(case)
        return kept

    def _against(self, case: Case) -> str:
        if len(case.question) > phrasing.LONGEST:
            return "the question would be too long"
        if any(self._used[key] for key in _keys(case)):
            return "its sentence, name or article is asked about already"
        return unfair(self.subject, case)


def _keys(case: Case) -> list[str]:
    return [
        key for key in (case.question, case.group, *(evidence.quote for evidence in case.evidence)) if key
    ]


def _numbered(kind: str, cases: Sequence[Case]) -> list[Case]:
    return [replace(case, id=f"{kind}-{number:03d}") for number, case in enumerate(cases, start=1)]
