"""A test set made from the articles themselves: questions whose answers are spans of the corpus.

Every question is checked by retrieval both ways before it is kept: an answerable one must find its evidence, and no other
article may hold its answer as well; an unanswerable one must name things that no article names together.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, islice

from assistant.types import ChatModel, Turn
from eval import phrasing
from eval.dataset import Case, Evidence
from eval.facts import Fact, facts, names
from eval.subject import Subject
from eval.writer import written

KINDS = ("factual", "date", "two-article", "comparison", "follow-up", "unanswerable")
LONGEST_EVENT = 100
"""Characters of an event that is compared with another: two long ones make a question nobody would ask."""
STRANGERS = 5
"""Names that are tried in the place of one, until the articles mention none of them with the rest."""
FOUND_WITHIN = 20
"""A question whose evidence is not among so many chunks is too vague to be fair."""


def generate(subject: Subject, count: int, *, seed: int = 0, model: ChatModel | None = None) -> list[Case]:
    """About `count` questions of all kinds in equal parts, as far as the articles allow. The same seed gives the same set.

    A language model takes over the factual questions: it can ask for what no fixed form reaches.

    Raises:
        EndpointError: the model failed.
    """
    documents = subject.corpus.documents()
    known = [fact for document in documents for fact in facts(document)]
    chance = random.Random(seed)
    chance.shuffle(known)
    unique = _unique(known)
    wanted = -(-count // len(KINDS))
    found: list[Case] = []
    for kind in KINDS:
        made = written(model, subject, seed=seed) if model and kind == "factual" else MAKERS[kind](unique)
        found += _numbered(kind, _take((case for case in made if _fair(subject, case)), wanted))
    return found


# --- one maker a kind -----------------------------------------------------------------------------------------------


def factual(known: Sequence[Fact]) -> Iterator[Case]:
    for fact in known:
        asked = {"who": phrasing.who, "figure": phrasing.how_many}.get(fact.form)
        if asked and (question := asked(fact)):
            yield _case("factual", question, fact)


def dates(known: Sequence[Fact]) -> Iterator[Case]:
    for fact in known:
        if fact.form == "when" and (question := phrasing.when(fact)):
            yield _case("date", question, fact)


def two_article(known: Sequence[Fact]) -> Iterator[Case]:
    """A date in one article about somebody whom only another article introduces."""
    introductions = [fact for fact in known if fact.form == "who"]
    for fact in known:
        if fact.form != "when" or not fact.subject:
            continue
        for other in introductions:
            if other.subject == fact.subject and other.document != fact.document:
                described = f"the {'person who' if other.person else 'one that'} {other.clause}"
                if question := phrasing.when_of(fact, described):
                    yield _case("two-article", question, fact, other)


def comparison(known: Sequence[Fact]) -> Iterator[Case]:
    """Which of two dated events of different articles came first."""
    events = [fact for fact in known if fact.form == "when" and len(fact.clause) <= LONGEST_EVENT]
    dated = [(year, fact) for fact in events if (year := _year(fact.answer))]
    # Neighbours first, so that few events come up twice.
    pairs = chain(zip(dated[::2], dated[1::2], strict=False), combinations(dated, 2))
    for (first_year, first), (second_year, second) in pairs:
        question = phrasing.which_first(first, second)
        if question and first.document != second.document and first_year != second_year:
            earlier = first if first_year < second_year else second
            case = _case("comparison", question, first, second)
            yield replace(
                case, answers=tuple(dict.fromkeys(a for a in (earlier.clause, earlier.subject) if a))
            )


def follow_up(known: Sequence[Fact]) -> Iterator[Case]:
    """A first question about a name, then a date about the same one, called only "they"."""
    for fact in known:
        if fact.form != "when" or not fact.subject:
            continue
        for first in known:
            if fact.subject in first.quote and first.quote != fact.quote:
                history = (Turn(f"What do the articles say about {fact.subject}?", first.quote),)
                if question := phrasing.when_of(fact, "they"):
                    asked = f"And {question[0].lower()}{question[1:]}"
                    yield replace(_case("follow-up", asked, fact), history=history)


def unanswerable(known: Sequence[Fact]) -> Iterator[Case]:
    """A good question about a name of the same kind, in as many words, from another article."""
    named = [fact for fact in known if fact.subject]
    for place, fact in enumerate(named):
        if fact.form != "when":
            continue
        others = (
            other.subject
            for other in (*named[place + 1 :], *named[:place])
            if other.person == fact.person
            and len(other.subject.split()) == len(fact.subject.split())
            and other.document != fact.document
            and other.subject not in fact.quote
        )
        for name in islice(dict.fromkeys(others), STRANGERS):
            if question := phrasing.when_of(fact, name):
                yield Case("", question, type="unanswerable", unanswerable=True, group=fact.document)


MAKERS: dict[str, Callable[[Sequence[Fact]], Iterator[Case]]] = dict(
    zip(KINDS, (factual, dates, two_article, comparison, follow_up, unanswerable), strict=True)
)


# --- what makes a question fair -------------------------------------------------------------------------------------


def _unique(known: Sequence[Fact]) -> list[Fact]:
    """Statements that stand in one article only, and whose answer is not given away by the question."""
    seen: dict[str, set[str]] = {}
    for fact in known:
        seen.setdefault(fact.clause, set()).add(fact.document)
    return [fact for fact in known if len(seen[fact.clause]) == 1 and fact.answer not in fact.clause]


def _fair(subject: Subject, case: Case) -> bool:
    hits = subject.hits(subject.query(case), FOUND_WITHIN)
    if case.unanswerable:
        wanted = [name.casefold() for name in names(case.question.partition(" ")[2])]
        texts = (subject.atlas.text(hit).casefold() for hit in hits)
        return len(wanted) > 1 and not any(all(name in text for name in wanted) for text in texts)
    return all(rank is not None for rank in subject.atlas.gold(case).ranks(hits))


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
