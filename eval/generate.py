"""A test set made from the articles themselves: questions whose answers are spans of the corpus.

Every question is checked by retrieval both ways before it is kept: an answerable one must find its evidence, and no other
article may hold its answer as well; an unanswerable one must name things that no article names together.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from assistant.types import ChatModel, Turn
from eval.dataset import Case, Evidence
from eval.facts import Fact, facts, names
from eval.subject import Subject
from eval.writer import written

KINDS = ("factual", "date", "two-article", "comparison", "follow-up", "unanswerable")
LONGEST_EVENT = 120
"""Characters of an event that is compared with another: two long ones make a question nobody would ask."""
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
        if fact.form == "who":
            yield _case("factual", f"Who or what {fact.clause}?", fact)
        elif fact.form == "figure":
            yield _case("factual", f"Which figure belongs into the gap? {fact.clause}", fact)


def dates(known: Sequence[Fact]) -> Iterator[Case]:
    for fact in known:
        if fact.form == "when":
            yield _case("date", f"When was it that {fact.clause}?", fact)


def two_article(known: Sequence[Fact]) -> Iterator[Case]:
    """A date in one article about somebody whom only another article introduces."""
    introductions = [fact for fact in known if fact.form == "who"]
    for fact in known:
        if fact.form != "when" or not fact.subject:
            continue
        for other in introductions:
            if other.subject == fact.subject and other.document != fact.document:
                described = fact.clause.replace(fact.subject, f"the one that {other.clause}", 1)
                yield _case("two-article", f"When was it that {described}?", fact, other)


def comparison(known: Sequence[Fact]) -> Iterator[Case]:
    """Which of two dated events of different articles came first."""
    events = [fact for fact in known if fact.form == "when" and len(fact.clause) <= LONGEST_EVENT]
    dated = [(year, fact) for fact in events if (year := _year(fact.answer))]
    for (first_year, first), (second_year, second) in combinations(dated, 2):
        if first.document != second.document and first_year != second_year:
            earlier = first if first_year < second_year else second
            question = f"Which came first: that {first.clause}, or that {second.clause}?"
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
                asked = fact.clause.replace(fact.subject, "they", 1)
                history = (Turn(f"What do the articles say about {fact.subject}?", first.quote),)
                yield replace(_case("follow-up", f"And when was it that {asked}?", fact), history=history)


def unanswerable(known: Sequence[Fact]) -> Iterator[Case]:
    """A good question with its name replaced by one that no article mentions together with the rest."""
    for fact, other in zip(known, [*known[1:], *known[:1]], strict=True):
        strangers = [n for n in names(other.clause) if n not in fact.quote and (" " in n or n.isupper())]
        own = [name for name in names(fact.clause) if len(name.split()) > 1]
        if fact.form == "when" and own and strangers and fact.document != other.document:
            clause = fact.clause.replace(own[0], strangers[0], 1)
            yield Case(
                "", f"When was it that {clause}?", type="unanswerable", unanswerable=True, group=fact.document
            )


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
        wanted = [name.casefold() for name in names(case.question.removeprefix("When was it that "))]
        texts = (subject.atlas.text(hit).casefold() for hit in hits)
        return len(wanted) > 1 and not any(all(name in text for name in wanted) for text in texts)
    return all(rank is not None for rank in subject.atlas.gold(case).ranks(hits))


def _case(kind: str, question: str, *known: Fact) -> Case:
    evidence = tuple(Evidence(fact.document, fact.quote) for fact in known)
    return Case("", question, (known[0].answer,), evidence, kind)


def _take(cases: Iterable[Case], count: int) -> list[Case]:
    """The first `count`, no question twice and no sentence used for two."""
    kept: list[Case] = []
    used: set[str] = set()
    for case in cases:
        keys = {case.question, *(evidence.quote for evidence in case.evidence[:1])}
        if not keys & used:
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
