"""Where the gold evidence stands in the documents as they were indexed, and which rank finds it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.types import Document
from eval.dataset import Case, Evidence

TWIN_CHARACTERS = 40
"""A quote this long that stands word for word in another article answers just as well from there; a shorter one may mean
something else."""
HALF = 0.5


class Place(NamedTuple):
    """A stretch of a document: its path in the corpus, and characters of `Document.text`."""

    document: str
    start: int
    end: int

    def shared(self, other: Place) -> int:
        """Characters that lie in both."""
        if self.document != other.document:
            return 0
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Gold:
    """A case's evidence in this index: for each piece its places, any of which will do; none if the index lost it."""

    pieces: tuple[tuple[Place, ...], ...]
    whole_articles: bool

    @property
    def lost(self) -> int:
        """How many pieces stand nowhere in the index."""
        return sum(not places for places in self.pieces)

    def ranks(self, found: Sequence[Place]) -> list[int | None]:
        """For each piece the first rank, from 1, that holds it: half of its characters, or its article where that is all
        that is asked. Then several hits of one article count as one place in the ranking."""
        if not self.whole_articles:
            return [_first_rank(places, found) for places in self.pieces]
        order = list(dict.fromkeys(item.document for item in found))
        rank_of = {document: rank for rank, document in enumerate(order, start=1)}
        return [
            min((rank_of[p.document] for p in places if p.document in rank_of), default=None)
            for places in self.pieces
        ]

    def holds(self, found: Place) -> bool:
        """Whether a stretch touches any evidence."""
        return any(place.shared(found) for places in self.pieces for place in places)

    def touched(self, found: Sequence[Place]) -> float:
        """Share of the evidence that any of `found` touches."""
        touched = [any(place.shared(item) for place in places for item in found) for places in self.pieces]
        return sum(touched) / len(touched)


class Atlas:
    """The documents of an index by their paths, to look evidence up in."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = list(documents)
        self._by_path = {path: document for document in self._documents for path in document.locations}
        self._names = {document.id: document.locations[0] for document in self._documents}

    def __len__(self) -> int:
        return len(self._documents)

    def place(self, document_id: str, start: int, end: int) -> Place:
        """A stretch of a document, named by its path: ids differ from one build of an index to the next."""
        return Place(self._names[document_id], start, end)

    def text(self, place: Place) -> str:
        return self._by_path[place.document].text[place.start : place.end]

    def document(self, path: str) -> Document | None:
        """The document at a corpus-relative path, None if it was not indexed."""
        return self._by_path.get(path)

    def gold(self, case: Case) -> Gold:
        return Gold(tuple(self._places(evidence) for evidence in case.evidence), case.about_articles)

    def _places(self, evidence: Evidence) -> tuple[Place, ...]:
        home = self._by_path.get(evidence.document)
        if not evidence.quote:
            return (self.place(home.id, 0, len(home.text)),) if home else ()
        span = _find(evidence.quote, home.text) if home else None
        places = [self.place(home.id, *span)] if home and span else []
        return (*places, *self._twins(evidence.quote, home))

    def _twins(self, quote: str, home: Document | None) -> Iterable[Place]:
        if len(quote) < TWIN_CHARACTERS:
            return
        for document in self._documents:
            start = document.text.find(quote) if document is not home else -1
            if start >= 0:
                yield self.place(document.id, start, start + len(quote))


def characters(gold: Gold, found: Sequence[Place]) -> tuple[float, float]:
    """Share of the evidence's characters that lie in `found`, and share of `found` that is evidence, each character once."""
    wanted = sum(max((p.end - p.start for p in places), default=0) for places in gold.pieces)
    merged = _merged(found)
    covered = sum(max((_within(place, merged) for place in places), default=0) for places in gold.pieces)
    relevant = _merged([place for places in gold.pieces for place in places])
    size = sum(place.end - place.start for place in merged)
    return covered / wanted if wanted else 0.0, sum(
        _within(p, merged) for p in relevant
    ) / size if size else 0.0


def _find(quote: str, text: str) -> tuple[int, int] | None:
    """Where the quote stands, blanks and line ends being the same."""
    exact = text.find(quote)
    if exact >= 0:
        return exact, exact + len(quote)
    parts = [re.escape(word) for word in unicodedata.normalize("NFC", quote).split()]
    found = re.search(r"\s+".join(parts), text) if parts else None
    return found.span() if found else None


def _first_rank(places: Sequence[Place], found: Sequence[Place]) -> int | None:
    for rank, item in enumerate(found, start=1):
        if any(place.shared(item) >= HALF * (place.end - place.start) for place in places):
            return rank
    return None


def _within(place: Place, merged: Sequence[Place]) -> int:
    return sum(place.shared(item) for item in merged)


def _merged(found: Iterable[Place]) -> list[Place]:
    merged: list[Place] = []
    for item in sorted(found):
        last = merged[-1] if merged else None
        if last and last.document == item.document and item.start <= last.end:
            merged[-1] = last._replace(end=max(last.end, item.end))
        else:
            merged.append(item)
    return merged
