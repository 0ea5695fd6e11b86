"""What the articles of a corpus say plainly, and how what they say belongs together: by name, by day and by what they share."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from assistant.text import dates as text_dates
from assistant.text.names import names
from assistant.types import Document
from eval import phrasing
from eval.clauses import LEANING, past
from eval.facts import BODY, Fact, read
from eval.introductions import Introduction, are_names

LONGEST_DEED = 90
"""Characters of a deed that describes a name."""
PRECISION = {"year": 1, "month": 2, "day": 3}
"""How many of year, month and day a date of that grain tells."""
SHARED_BY = 3
"""A name in more articles than this, and in more than a tenth of them, says nothing about what two of these have in common."""
SAME = 0.5
"""Two events of one article are compared where there are none of two."""
RELATED = 3
"""Names that two articles have in common where nobody wonders why their events are compared."""
IS = ("is", "is described as")


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

    def before(self, fact: Fact) -> list[Fact]:
        """What could have been asked about the same name before, in the same article first, and does not tell the answer."""
        found = [
            first
            for first in self.standing
            if first.about == fact.about and first.quote != fact.quote and fact.answer not in first.quote
        ]
        return sorted(found, key=lambda first: first.document != fact.document)

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
            if (
                one.tells
                and are_names(one.described)
                and len(described[one.described]) == 1
                and surname not in one.described
            ):
                found.setdefault(one.name, []).append(one)
                found.setdefault(surname, []).append(one)
        return found

    def descriptions(self, name: str) -> Iterator[tuple[str, str, str]]:
        """What can stand for a name, and the article and sentence that tell so."""
        for one in self.introduced.get(name, ()):
            yield one.described, one.document, one.quote
        for described, deed in self.deeds(name):
            yield described, deed.document, deed.quote

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

    def with_article(self, name: str) -> str:
        """The name as it goes inside a sentence: some have a "the"."""
        the = rf"\b[Tt]he {re.escape(name)}\b"
        return (
            f"the {name}"
            if any(re.search(the, document.text) for document in self.documents.values())
            else name
        )

    def nearness(self, one: str, other: str) -> float:
        """How well events of two articles go together: the more names they share the better, one article last; 0 for strangers."""
        common = self.in_common(one, other)
        return SAME if one == other else common if common >= RELATED else 0

    @cached_property
    def _spread(self) -> Counter[str]:
        return Counter(name for path in self.documents for name in self._names(path))

    @cached_property
    def _names(self) -> Callable[[str], frozenset[str]]:
        return cache(lambda path: frozenset(name.text for name in names(self.documents[path].text)))

    def when(self, fact: Fact) -> tuple[int, ...]:
        """Year, month and day of a dated statement, as far as they are told; empty where the article leaves the year open.

        A day without a year is the last one before the article was published, unless another year was named just before it.
        """
        document = self.documents[fact.document]
        named = re.findall(r"\b(?:19|20)\d{2}\b", document.text[: document.text.index(fact.quote)])
        found = next(iter(text_dates.dates(fact.answer, today=document.published)), None)
        if found is None or found.grain not in PRECISION:
            return ()
        if not re.search(r"\d{4}", fact.answer) and named and int(named[-1]) != found.first.year:
            return ()
        return (found.first.year, found.first.month, found.first.day)[: PRECISION[found.grain]]


def _said(fact: Fact) -> str:
    return f"{fact.asks} {phrasing.event(fact)}"
