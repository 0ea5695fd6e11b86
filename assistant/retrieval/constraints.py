"""What a question restricts itself to: days, events, publishers, authors and titles of this corpus, and "the latest".

A constraint is a filter where the question speaks of who published what and when, else a preference. It never leaves nothing:
one that no article meets, or whose articles say nothing of the question, is dropped, and the reason kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from assistant.index.records import Facets
from assistant.index.store import Index
from assistant.retrieval.events import bounds
from assistant.retrieval.hops import Titles
from assistant.text.dates import DateMention, dates
from assistant.text.terms import terms
from assistant.types import Constraint, ConstraintKind, Filters, Query

PREFERRED = 0.6
"""What a preference adds to a score, in standard deviations of one of its signals."""

_TELLS = r"(?:say|says|said|report|reports|reported|write|writes|wrote|written|publish|publishes|published|cover|covers|covered|claim|claims|claimed|argue|argued|state|states|stated|article|articles|story|stories|piece|coverage|report)"
_TELLING = re.compile(rf"\b{_TELLS}\b", re.IGNORECASE)
_LISTING = re.compile(r"\b(?:list|name|show|give|find)\b", re.IGNORECASE)
_LATEST = re.compile(r"\b(?:latest|newest|most recent(?:ly)?|up[- ]to[- ]date)\b", re.IGNORECASE)
_SIDE = re.compile(r"\b(before|until|after|since)\s+(?:the\s+)?\Z", re.IGNORECASE)
_WHEN = r"(?:in|on|from|during|before|until|after|since|of|dated)\s+(?:the\s+)?"
_OPENS = re.compile(rf"\s*{_WHEN}", re.IGNORECASE)
_PUBLISHED = re.compile(rf"\b{_TELLS}\s+(?:by\s+[^,.;:?!]{{1,40}}?\s+)?{_WHEN}\Z", re.IGNORECASE)
_VAGUE = ("decade", "century")
_ARTICLE = re.compile(r"\Athe\s+", re.IGNORECASE)
_ATTRIBUTED = r"(?:by|from|according to|in|of)\s+(?:an?\s+|the\s+)?"


def detect(index: Index, titles: Titles, query: Query, *, today: date | None = None) -> Query:
    """The query with the constraints stated in its question, less those that were dropped before."""
    held = {(c.kind, c.label) for c in query.constraints} | {(c.kind, c.label) for c, _ in query.dropped}
    facets = index.facets()
    stated = [
        *_stated(facets, query.question, today),
        *_events(index, facets, query.question),
        *_titles(titles, query.text),
    ]
    found = [c for c in stated if (c.kind, c.label) not in held]
    for constraint in found:
        trial = replace(query, constraints=(*query.constraints, constraint))
        reason = "" if constraint.prefer else _why_empty(index, trial)
        query = trial if not reason else replace(query, dropped=(*query.dropped, (constraint, reason)))
    return query


def allowed(index: Index, query: Query) -> frozenset[str] | None:
    """The ids of the documents that pass the caller's filters and every constraint that is one; None if nothing is restricted."""
    filters = [query.filters, *(c.filters for c in query.constraints if not c.prefer)]
    sets = [found for f in filters if (found := index.matching(f)) is not None]
    return frozenset.intersection(*sets) if sets else None


def preferences(index: Index, query: Query, documents: Collection[str]) -> dict[str, float]:
    """What the constraints that only prefer add to the scores of these documents."""
    bonuses = dict.fromkeys(documents, 0.0)
    for constraint in query.constraints:
        # What a title adds, and those it leads to, is the ranking's own matter.
        if not constraint.prefer or constraint.kind == "title":
            continue
        for id_, bonus in _preferred(index, constraint, documents).items():
            bonuses[id_] += bonus
    return bonuses


def sides(index: Index, query: Query) -> list[frozenset[str]]:
    """The documents of each publisher that a question names beside others, and of each time; such a question asks for all of them."""
    preferred = [constraint for constraint in query.constraints if constraint.prefer]
    times = [constraint.filters for constraint in preferred if constraint.kind == "date"]
    bound = [filters for filters in times if filters.publishers]
    dated = {name for filters in bound for name in filters.publishers}
    undated = [
        Filters(publishers=(name,))
        for constraint in preferred
        if constraint.kind == "publisher"
        for name in constraint.filters.publishers
        if name not in dated
    ]
    groups = ([*bound, *undated], [filters for filters in times if not filters.publishers])
    several = [filters for group in groups if len(group) > 1 for filters in group]
    return [index.matching(filters) or frozenset() for filters in several]


def given_up(query: Query, kind: ConstraintKind) -> frozenset[str]:
    """The labels of the constraints of this kind that were dropped."""
    return frozenset(constraint.label for constraint, _ in query.dropped if constraint.kind == kind)


def labels(index: Index, query: Query, documents: Collection[str]) -> dict[str, tuple[str, ...]]:
    """In words, for each of these documents: the restrictions in force, which it passes, and the preferences that it meets."""
    passed = ["your filters"] if query.filters else []
    passed += [constraint.label for constraint in query.constraints if not constraint.prefer]
    met: dict[str, list[str]] = {id_: [*passed] for id_ in documents}
    for constraint in query.constraints:
        meeting = index.matching(constraint.filters) if constraint.prefer else frozenset()
        for id_ in documents if meeting is None else meeting & met.keys():
            met[id_].append(f"prefers {constraint.label}")
    return {id_: tuple(words) for id_, words in met.items()}


def _preferred(index: Index, constraint: Constraint, documents: Collection[str]) -> Mapping[str, float]:
    if constraint.kind == "latest":
        published = index.published(documents)
        order = sorted(published, key=lambda id_: published[id_])
        return {id_: 2 * PREFERRED * place / len(order) for place, id_ in enumerate(order, 1)}
    matching = index.matching(constraint.filters) or frozenset()
    return {id_: PREFERRED for id_ in documents if id_ in matching}


def _why_empty(index: Index, query: Query) -> str:
    """Why the constraints in force cannot all be met; empty if they can."""
    documents = allowed(index, query)
    if documents is None:
        return ""
    if not documents:
        return "no article meets it" if len(query.constraints) == 1 else "no article meets it with the others"
    named = {term for constraint in query.constraints for term in terms(constraint.label)}
    asked = [term for term in terms(_LISTING.sub(" ", _TELLING.sub(" ", query.text))) if term not in named]
    if asked and not index.lexical(asked, 1, documents):
        return "the articles that meet it say nothing of the question"
    return ""


def _stated(facets: Facets, question: str, today: date | None) -> Iterator[Constraint]:
    yield from _publishers(facets, question)
    yield from _authors(facets, question)
    yield from _days(facets, question, today)
    if facets.latest and (match := _LATEST.search(question)):
        yield Constraint("latest", match[0].lower(), Filters(), prefer=True)


def _titles(titles: Titles, text: str) -> Iterator[Constraint]:
    """An article whose title is named is what the question is about, and others may tell of the same: a preference."""
    for title, documents in dict(titles.mentions(text)).items():
        yield Constraint("title", title, Filters(documents=documents), prefer=True)


def _publishers(facets: Facets, question: str) -> Iterator[Constraint]:
    """All publishers named make one constraint: a question may compare two."""
    named = _named(facets.publishers, question)
    if named:
        told = len(named) == 1 and _is_told_by(named[0], question)
        yield Constraint("publisher", " or ".join(named), Filters(publishers=named), prefer=not told)


def _is_told_by(name: str, question: str) -> bool:
    """Whether the question asks what this one publisher said, as in "What did X report …?" or "according to X"."""
    plain = re.escape(_ARTICLE.sub("", name))
    said = rf"(?:did|does|do|has|have)\s+(?:the\s+)?{plain}\s+{_TELLS}|according to\s+(?:the\s+)?{plain}\b"
    said += rf"|\barticles?\s+(?:published\s+|written\s+)?(?:by|from)\s+(?:the\s+)?{plain}\b"
    return bool(re.search(said, question, re.IGNORECASE))


def _authors(facets: Facets, question: str) -> Iterator[Constraint]:
    """An author counts as one only where the question attributes something: people are also written about."""
    people = [name for name in facets.authors if name not in facets.publishers]
    for name in _named(people, question):
        pattern = rf"(?:{_ATTRIBUTED}|\b(?:did|does|do|has|have)\s+){re.escape(name)}\b"
        told = bool(re.search(pattern, question, re.IGNORECASE)) and bool(_TELLING.search(question))
        yield Constraint("author", name, Filters(authors=(name,)), prefer=not told)


def _named(names: Collection[str], question: str) -> tuple[str, ...]:
    return tuple(name for name in names if _stands(name, question))


def _stands(name: str, question: str) -> bool:
    """Whether a name stands in the question. One word in lower case ("the verge") is a name only where it tells something."""
    if len(_ARTICLE.sub("", name).split()) > 1:
        return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question, re.IGNORECASE))
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", question)) or _is_told_by(name, question)


def _days(facets: Facets, question: str, today: date | None) -> Iterator[Constraint]:
    """One time of publishing is a filter; else articles of the time are preferred, for a later one may tell of it as well.

    Where several publishers are named, it is that of the article of the one it stands behind, and the others' are of any time.
    """
    usable = [
        m
        for m in dates(question, today=today)
        if not m.grain.startswith("yearless") and m.grain not in _VAGUE
    ]
    named = _named(facets.publishers, question)
    for mention in usable:
        filters, words = _period(question, mention)
        if not _overlaps(filters, facets):
            continue
        told = len(usable) == 1 and _is_of_publishing(question, mention.span.start)
        publisher = _last_before(mention.span.start, named, question) if told and len(named) > 1 else ""
        if publisher:
            filters, words = replace(filters, publishers=(publisher,)), f"{publisher}, {words}"
        yield Constraint("date", words, filters, prefer=not told or bool(publisher))


def _last_before(end: int, names: Collection[str], question: str) -> str:
    """The name that stands last before a place in the question; empty if none does."""
    before = question[:end].casefold()
    place, name = max(((before.rfind(name.casefold()), name) for name in names), default=(-1, ""))
    return name if place >= 0 else ""


def _events(index: Index, facets: Facets, question: str) -> Iterator[Constraint]:
    """The time before or after what happened, where the articles say when that was."""
    for bound in bounds(index, question):
        filters = _sided(bound.side, bound.first, bound.last)
        if _overlaps(filters, facets):
            told = _is_of_publishing(question, bound.span.start)
            label = f"{bound.side} {bound.words} ({_written(bound.first, bound.last)})"
            yield Constraint("date", label, filters, prefer=not told)


def _written(first: date, last: date) -> str:
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"


def _is_of_publishing(question: str, start: int) -> bool:
    """ "In May 2021, what did they say" and "articles published since May 2021", not "what did they say of the war in 2021"."""
    before = question[:start]
    return bool(_OPENS.fullmatch(before) and _TELLING.search(question)) or bool(_PUBLISHED.search(before))


def _period(question: str, mention: DateMention) -> tuple[Filters, str]:
    words = question[mention.span.start : mention.span.end]
    side = _SIDE.search(question[: mention.span.start])
    if not side:
        return Filters(after=mention.first, before=mention.last), words
    word = side[1].lower()
    return _sided(word, mention.first, mention.last), f"{word} {words}"


def _sided(side: str, first: date, last: date) -> Filters:
    if side in ("before", "until"):
        return Filters(before=last if side == "until" else first)
    return Filters(after=first)


def _overlaps(filters: Filters, facets: Facets) -> bool:
    """Whether any article could have been published then."""
    if facets.earliest is None or facets.latest is None:
        return False
    return (filters.after or date.min) <= facets.latest and (filters.before or date.max) >= facets.earliest
