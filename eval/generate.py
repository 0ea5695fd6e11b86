"""A test set made from the articles themselves: questions whose answers are spans of the corpus.

Every question is checked by retrieval both ways before it is kept: an answerable one must find its evidence, and no other
article that is found may hold its answer as well; an unanswerable one must find the article that leaves it open.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations

from assistant.text.names import names
from assistant.types import ChatModel, Document, Turn
from eval import phrasing
from eval.dataset import Case, Evidence
from eval.facts import Fact, Introduction, facts, introductions
from eval.subject import Subject
from eval.writer import written

KINDS = ("factual", "date", "two-article", "comparison", "follow-up", "unanswerable")
TURNS = 3
"""Questions that are tried for each name before there is no unanswerable one about it."""
LONGEST_EVENT = 100
"""Characters of an event that is compared with another: two long ones make a question nobody would ask."""
FOUND_WITHIN = 20
"""A question whose evidence is not among so many chunks is too vague to be fair."""


@dataclass(frozen=True)
class Told:
    """What a corpus says plainly: statements in the order in which they become questions, and the articles' texts by path."""

    facts: Sequence[Fact]
    introductions: Sequence[Introduction]
    texts: dict[str, str]

    @classmethod
    def read(cls, documents: Sequence[Document], *, seed: int = 0) -> Told:
        """Statements that stand in one article only, and whose answer the question does not give away."""
        known = [fact for document in documents for fact in facts(document)]
        random.Random(seed).shuffle(known)
        seen: dict[str, set[str]] = {}
        for fact in known:
            seen.setdefault(phrasing.event(fact), set()).add(fact.document)
        once = [f for f in known if len(seen[phrasing.event(f)]) == 1 and f.answer not in phrasing.asked(f)]
        introduced = [one for document in documents for one in introductions(document)]
        return cls(once, introduced, {document.locations[0]: document.text for document in documents})

    @cached_property
    def replaceable(self) -> list[Fact]:
        """Statements that can be asked about their subject under another name: they do not name it twice."""
        return [f for f in self.facts if f.about and f.subject == f.about and f.about not in f.rest]

    @cached_property
    def introduced(self) -> dict[str, list[Introduction]]:
        """Introductions by name and by surname, those left out that would describe more than one."""
        described: dict[str, set[str]] = {}
        for one in self.introductions:
            described.setdefault(one.described, set()).add(one.name)
        found: dict[str, list[Introduction]] = {}
        for one in self.introductions:
            surname = one.name.split()[-1]
            if len(described[one.described]) == 1 and surname not in one.described:
                found.setdefault(one.name, []).append(one)
                found.setdefault(surname, []).append(one)
        return found

    def in_common(self, one: str, other: str) -> int:
        """How many names two articles share."""
        return len(self._names(one) & self._names(other))

    @cached_property
    def _names(self) -> Callable[[str], frozenset[str]]:
        return cache(lambda path: frozenset(name.text for name in names(self.texts[path])))


def generate(subject: Subject, count: int, *, seed: int = 0, model: ChatModel | None = None) -> list[Case]:
    """About `count` questions of all kinds in equal parts, as far as the articles allow. The same seed gives the same set.

    A language model takes over the factual questions: it can ask for what no fixed form reaches.

    Raises:
        EndpointError: the model failed.
    """
    told = Told.read(subject.corpus.documents(), seed=seed)
    wanted = -(-count // len(KINDS))
    found: list[Case] = []
    for kind in KINDS:
        made = written(model, subject, seed=seed) if model and kind == "factual" else MAKERS[kind](told)
        found += _numbered(kind, _take((case for case in made if _fair(subject, case)), wanted))
    return found


# --- one maker a kind -----------------------------------------------------------------------------------------------


def factual(told: Told) -> Iterator[Case]:
    for fact in told.facts:
        if fact.asks != "When":
            yield _case("factual", phrasing.asked(fact), fact)


def dates(told: Told) -> Iterator[Case]:
    for fact in told.facts:
        if fact.asks == "When":
            yield _case("date", phrasing.asked(fact), fact)


def two_article(told: Told) -> Iterator[Case]:
    """Something that one article tells about somebody whom only another one introduces, asked for by that introduction."""
    for fact in told.replaceable:
        for known in told.introduced.get(fact.about, ()):
            if known.document != fact.document and known.described not in told.texts[fact.document]:
                case = _case("two-article", phrasing.asked(fact, known.described), fact)
                yield replace(case, evidence=(*case.evidence, Evidence(known.document, known.quote)))


def comparison(told: Told) -> Iterator[Case]:
    """Which of two dated events of different articles came first; of articles that have names in common, where there are any."""
    events = [
        (year, fact)
        for fact in told.facts
        if phrasing.happened(fact)
        and (year := _year(fact.answer))
        and len(phrasing.event(fact)) <= LONGEST_EVENT
    ]
    pairs = [
        (first, second)
        for first, second in combinations(events, 2)
        if first[1].document != second[1].document and first[0] != second[0]
    ]
    pairs.sort(key=lambda pair: -told.in_common(pair[0][1].document, pair[1][1].document))
    for first, second in pairs:
        earlier = min(first, second, key=lambda dated: dated[0])[1]
        case = _case("comparison", phrasing.which_first(first[1], second[1]), first[1], second[1])
        yield replace(case, answers=tuple(dict.fromkeys((phrasing.event(earlier), earlier.subject))))


def follow_up(told: Told) -> Iterator[Case]:
    """A first question about a name, then one about the same that calls it only "they"."""
    for fact in told.replaceable:
        for first in told.facts:
            if first.about == fact.about and first.quote != fact.quote and first.document == fact.document:
                history = (Turn(phrasing.asked(first), first.quote),)
                asked = phrasing.asked(fact, "they")
                case = _case("follow-up", f"And {asked[0].lower()}{asked[1:]}", fact)
                yield replace(case, history=history)


def unanswerable(told: Told) -> Iterator[Case]:
    """What readers ask about a name, and none of the articles that mention it tells; another sort for each name."""
    known = {fact.about: fact for fact in told.facts if phrasing.untold(fact)}
    for turn in range(TURNS):
        for place, (name, fact) in enumerate(known.items()):
            sorts = phrasing.untold(fact)
            form, gives_away = sorts[(place + turn) % len(sorts)]
            if not any(name in text and gives_away.search(text) for text in told.texts.values()):
                yield Case("", form.format(name), type="unanswerable", unanswerable=True, group=fact.document)


MAKERS: dict[str, Callable[[Told], Iterator[Case]]] = dict(
    zip(KINDS, (factual, dates, two_article, comparison, follow_up, unanswerable), strict=True)
)


# --- what makes a question fair -------------------------------------------------------------------------------------


def _fair(subject: Subject, case: Case) -> bool:
    """Whether retrieval finds the evidence, and no other article that names the same things holds the answer as well; and
    whether it finds the article that leaves an unanswerable question open."""
    hits = subject.hits(subject.query(case), FOUND_WITHIN)
    if case.unanswerable:
        return case.group in {hit.document for hit in hits}
    if any(rank is None for rank in subject.atlas.gold(case).ranks(hits)):
        return False
    own = {evidence.document for evidence in case.evidence}
    named = [name.text for name in names(f"So {case.question}")]
    others = (subject.atlas.text(hit) for hit in hits if hit.document not in own)
    return not any(case.answers[0] in text and all(name in text for name in named) for text in others)


def _case(kind: str, question: str, *known: Fact) -> Case:
    evidence = tuple(Evidence(fact.document, fact.quote) for fact in known)
    return Case("", question, (known[0].answer,), evidence, kind)


def _take(cases: Iterable[Case], count: int) -> list[Case]:
    """The first `count`, no question twice or too long, no sentence used for two, and no article for two without an answer."""
    kept: list[Case] = []
    used: set[str] = set()
    for case in cases:
        keys = {case.question, case.group, *(evidence.quote for evidence in case.evidence[:1])} - {""}
        if not keys & used and len(case.question) <= phrasing.LONGEST:
            used |= keys
            kept.append(case)
        if len(kept) == count:
            break
    return kept


def _numbered(kind: str, cases: Sequence[Case]) -> list[Case]:
    return [replace(case, id=f"{kind}-{number:03d}") for number, case in enumerate(cases, start=1)]


def _year(date: str) -> int:
    year = date[-4:]
    return int(year) if year.isdigit() and len(date) >= 4 else 0
