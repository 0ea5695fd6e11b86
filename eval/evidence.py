"""Where the gold evidence stands in the documents as they were indexed, and which rank finds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from assistant.text.normalise import find
from assistant.types import Document
from eval.dataset import Case, Evidence

TWIN_CHARACTERS = 40
"""A quote this long that stands word for word in another article answers just as well from there; a shorter one may mean
something else."""
HALF = 0.5


class Found(Protocol):
    """Anything retrieved or cited: a stretch of a document, in characters of `Document.text`."""

    @property
    def document_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Place(NamedTuple):
    """A stretch of a document that holds a piece of evidence."""

    document_id: str
    start: int
    end: int

    def shared(self, found: Found) -> int:
        """Characters that lie in both."""
        if self.document_id != found.document_id:
            return 0
        return max(0, min(self.end, found.end) - max(self.start, found.start))


@dataclass(frozen=True, slots=True)
class Gold:
    """A case's evidence in this index: for each piece its places, any of which will do; none if the index lost it."""

    pieces: tuple[tuple[Place, ...], ...]
    whole_articles: bool

    @property
    def lost(self) -> int:
        """How many pieces stand nowhere in the index."""
        return sum(not places for places in self.pieces)

    def ranks(self, found: Sequence[Found]) -> list[int | None]:
        """For each piece the first rank, from 1, that holds it: half of its characters, or its article where that is all
        that is asked. Then several hits of one article count as one place in the ranking."""
        if self.whole_articles:
            order = list(dict.fromkeys(item.document_id for item in found))
            positions = {document: rank for rank, document in enumerate(order, start=1)}
            best = [
                [positions[p.document_id] for p in places if p.document_id in positions]
                for places in self.pieces
            ]
            return [min(ranks, default=None) for ranks in best]
        return [_first_rank(places, found) for places in self.pieces]

    def holds(self, found: Found) -> bool:
        """Whether a stretch touches any evidence."""
        return any(place.shared(found) > 0 for places in self.pieces for place in places)


class Atlas:
    """The documents of an index by their paths, to look evidence up in."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = list(documents)
        self._by_path = {path: document for document in self._documents for path in document.locations}

    def document(self, path: str) -> Document | None:
        """The document at a corpus-relative path, None if it was not indexed."""
        return self._by_path.get(path)

    def gold(self, case: Case) -> Gold:
        return Gold(tuple(self._places(evidence) for evidence in case.evidence), case.about_articles)

    def _places(self, evidence: Evidence) -> tuple[Place, ...]:
        home = self._by_path.get(evidence.document)
        if not evidence.quote:
            return (Place(home.id, 0, len(home.text)),) if home else ()
        span = find(evidence.quote, home.text) if home else None
        places = [Place(home.id, *span)] if home and span else []
        return (*places, *self._twins(evidence.quote, home))

    def _twins(self, quote: str, home: Document | None) -> Iterable[Place]:
        if len(quote) < TWIN_CHARACTERS:
            return
        for document in self._documents:
            start = document.text.find(quote) if document is not home else -1
            if start >= 0:
                yield Place(document.id, start, start + len(quote))


def characters(gold: Gold, found: Sequence[Found]) -> tuple[float, float]:
    """Share of the evidence's characters that lie in `found`, and share of `found` that is evidence, each character once."""
    wanted = sum(max((p.end - p.start for p in places), default=0) for places in gold.pieces)
    merged = _merged(found)
    covered = sum(max((_shared(place, merged) for place in places), default=0) for places in gold.pieces)
    relevant = _merged([place for places in gold.pieces for place in places])
    within = sum(_shared(place, merged) for place in relevant)
    size = sum(place.end - place.start for place in merged)
    return covered / wanted if wanted else 0.0, within / size if size else 0.0


def _first_rank(places: Sequence[Place], found: Sequence[Found]) -> int | None:
    for rank, item in enumerate(found, start=1):
        if any(place.shared(item) >= HALF * (place.end - place.start) for place in places):
            return rank
    return None


def _shared(place: Place, merged: Sequence[Place]) -> int:
    return sum(place.shared(item) for item in merged)


def _merged(found: Iterable[Found]) -> list[Place]:
    merged: list[Place] = []
    for item in sorted(found, key=lambda item: (item.document_id, item.start)):
        last = merged[-1] if merged else None
        if last and last.document_id == item.document_id and item.start <= last.end:
            merged[-1] = last._replace(end=max(last.end, item.end))
        else:
            merged.append(Place(item.document_id, item.start, item.end))
    return merged
