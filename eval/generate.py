"""A test set made from the articles themselves: answers are spans of the corpus, or for a comparison one of the two events.

Every question is checked by retrieval both ways before it is kept: an answerable one must find its evidence, and no other
article that is found may hold its answer as well; an unanswerable one must find the article that leaves it open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, zip_longest

from assistant.text.names import names
from assistant.types import ChatModel, Turn
from eval import phrasing
from eval.dataset import Case, Evidence
from eval.facts import Fact
from eval.subject import Subject
from eval.told import IS, Told
from eval.writer import written

KINDS = ("factual", "date", "two-article", "comparison", "follow-up", "unanswerable")
FILLING = ("factual", "date")
"""Kinds that make up for what others lack: most articles have more of these."""
TURNS = 3
"""Questions that are tried for each name before there is no unanswerable one about it."""
LONGEST_EVENT = 100
"""Characters of an event that is compared with another: two long ones make a question nobody would ask."""
OFTEN = 6
"""An article that has a name more often than this may tell of it anywhere."""
NOT_FOUND = "retrieval does not find its evidence"
FOUND_WITHIN = 20
"""A question whose evidence is not among so many chunks is too vague to be fair."""


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
    """About `count` questions of all kinds in equal parts, as far as the articles allow; what one kind lacks, plain questions make
    up for. The same seed gives the same set.

    A language model takes over the factual questions: it can ask for what no fixed form reaches.

    Raises:
        EndpointError: the model failed.
    """
    told = Told.read(subject.corpus.documents(), seed=seed)
    takings = {
        kind: Taking(
            subject, written(model, subject, seed=seed) if model and kind == "factual" else MAKERS[kind](told)
        )
        for kind in KINDS
    }
    for taking in takings.values():
        taking.take(-(-count // len(KINDS)))
    missing = count - sum(len(taking.kept) for taking in takings.values())
    _fill([takings[kind] for kind in FILLING], missing)
    found = [case for kind, taking in takings.items() for case in _numbered(kind, taking.kept)]
    rejected = {kind: taking.rejected for kind, taking in takings.items()}
    return Made(found, rejected, told.left)


def _fill(takings: Sequence[Taking], missing: int) -> None:
    """One more of each in turn, until nothing is missing or nothing is left."""
    while missing > 0 and (taken := sum([taking.take(1) for taking in takings[:missing]])):
        missing -= taken


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
    for fact in told.standing:
        asked = phrasing.asked(fact)
        for name in filter(None, [fact.about, *(name.text for name in names(f"So {fact.rest}"))]):
            for described, document, quote in told.descriptions(name):
                question = phrasing.replaced(asked, name, described)
                if (
                    question
                    and document != fact.document
                    and described not in told.documents[fact.document].text
                ):
                    yield replace(
                        _case("two-article", question, fact),
                        evidence=(Evidence(fact.document, fact.quote), Evidence(document, quote)),
                    )


def comparison(told: Told) -> Iterator[Case]:
    """Which of two dated events came first, told by two articles that have names in common, the closest ones first, or by one."""
    events = [
        (day, fact)
        for fact in told.standing
        if phrasing.happened(fact) and len(phrasing.event(fact)) <= LONGEST_EVENT and (day := told.when(fact))
    ]
    pairs = [
        (told.nearness(one.document, other.document), (first, one), (second, other))
        for (first, one), (second, other) in combinations(events, 2)
        if _apart(first, second) and one.quote != other.quote
    ]
    for near, first, second in sorted(pairs, key=lambda pair: -pair[0]):
        if near:
            earlier = min(first, second, key=lambda dated: dated[0])[1]
            case = _case("comparison", phrasing.which_first(first[1], second[1]), first[1], second[1])
            yield replace(case, answers=(phrasing.event(earlier),))


def follow_up(told: Told) -> Iterator[Case]:
    """A first question about a name, then one about the same that calls it only he, she or it.

    First what the article itself puts into two sentences, the second of which has the pronoun.
    """
    for fact in sorted(told.facts, key=lambda fact: not fact.follows):
        if fact.follows or (fact in told.replaceable and (fact.person or fact.called == "it")):
            for first in told.before(fact):
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
                question = form.format(told.with_article(name))
                yield Case("", question, type="unanswerable", unanswerable=True, group=fact.document)


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


def _apart(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    """Whether two dates differ in what both of them tell."""
    return any(one != other for one, other in zip(first, second, strict=False))


def _case(kind: str, question: str, *known: Fact) -> Case:
    evidence = tuple(Evidence(fact.document, fact.quote) for fact in known)
    return Case("", question, (known[0].answer,), evidence, kind)


def _turned_down(reasons: Counter[str]) -> str:
    return f" (turned down: {_most_first(reasons)})" if reasons else ""


def _most_first(reasons: Counter[str]) -> str:
    return ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())


def _sort(fact: Fact) -> str:
    return "Who is" if fact.verb in IS else fact.asks.split()[0]


class Taking:
    """Takes fair candidates as they come: no question twice or too long, no sentence used for two, and no article for two
    without an answer."""

    def __init__(self, subject: Subject, candidates: Iterator[Case]) -> None:
        self.subject = subject
        self.kept: list[Case] = []
        self.rejected: Counter[str] = Counter()
        self._candidates = candidates
        self._used: set[str] = set()

    def take(self, count: int) -> int:
        """Takes so many more, and says how many there were."""
        before = len(self.kept)
        while len(self.kept) < before + count and (case := next(self._candidates, None)):
            if reason := self._against(case):
                self.rejected[reason] += 1
            else:
                self.kept.append(case)
                self._used.update(_keys(case))
        return len(self.kept) - before

    def _against(self, case: Case) -> str:
        if len(case.question) > phrasing.LONGEST:
            return "the question would be too long"
        if any(key in self._used for key in _keys(case)):
            return "its sentence, name or article is asked about already"
        return unfair(self.subject, case)


def _keys(case: Case) -> list[str]:
    return [
        key for key in (case.question, case.group, *(evidence.quote for evidence in case.evidence)) if key
    ]


def _numbered(kind: str, cases: Sequence[Case]) -> list[Case]:
    return [replace(case, id=f"{kind}-{number:03d}") for number, case in enumerate(cases, start=1)]
