"""From ranked chunks to the passages that a reader, or a model, is given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.index.store import Index
from assistant.retrieval.ranking import Hit
from assistant.types import Chunk, Document, Passage, Query

LONGEST = 3
"""A passage is at most so many chunks long."""
SAME = 0.96
"""Chunks of different articles whose vectors are at least this similar say the same."""
_ID = re.compile(r"(?P<document>.+):(?P<revision>\d+):(?P<start>\d+)-(?P<end>\d+)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass
class _Group:
    """Chunks of one article that follow each other; `hits` are those that were found, best first."""

    hits: list[Hit]
    chunks: list[Chunk]
    also_in: list[str] = field(default_factory=list)

    @property
    def document(self) -> str:
        return self.chunks[0].document_id

    def touches(self, chunk: Chunk) -> bool:
        return chunk.document_id == self.document and self.chunks[0].ordinal - 1 <= chunk.ordinal <= (
            self.chunks[-1].ordinal + 1
        )

    def take(self, chunk: Chunk) -> None:
        if chunk not in self.chunks:
            self.chunks = sorted([*self.chunks, chunk], key=lambda member: member.ordinal)


def cited_before(index: Index, query: Query) -> list[Chunk]:
    """The chunks of the passages that the answer before cited, of articles that are what they were then."""
    cited = [_ID.fullmatch(id_) for id_ in query.history[-1].passage_ids] if query.history else []
    found: list[Chunk] = []
    for id_ in filter(None, cited):
        start, end = int(id_["start"]), int(id_["end"])
        chunks = index.chunks_of(id_["document"])
        if chunks and index.document(id_["document"]).revision == int(id_["revision"]):
            found += [chunk for chunk in chunks if start <= chunk.start and chunk.end <= end]
    return found


class Assembly:
    """Passages being made from hits, best first, until there are `k` or `budget` tokens of text.

    One article gets at most half of the places while another waits; what is nearly the same is taken once.
    """

    def __init__(self, index: Index, k: int, budget: int | None = None) -> None:
        self._index = index
        self._k = k
        self._left = budget
        self._groups: list[_Group] = []

    def fill(self, hits: Sequence[Hit]) -> list[Passage]:
        waiting = [hit for hit in hits if not self._offer(hit, self._share)]
        for hit in waiting:
            self._offer(hit, self._k)
        for group in self._groups:
            self._complete(group)
        return self._numbered()

    @property
    def _share(self) -> int:
        return max(1, self._k // 2)

    def _offer(self, hit: Hit, most: int) -> bool:
        """Places a hit where it belongs; False if its article has had its share, so that it may be offered again."""
        if twin := self._twin(hit):
            twin.also_in.append(hit.chunk.document_id)
            return True
        touching = next((g for g in self._groups if g.touches(hit.chunk) and len(g.chunks) < LONGEST), None)
        if touching:
            if self._pay(hit.chunk):
                touching.hits.append(hit)
                touching.take(hit.chunk)
            return True
        if len(self._groups) >= self._k:
            return True
        if sum(group.document == hit.chunk.document_id for group in self._groups) >= most:
            return False
        if self._pay(hit.chunk):
            self._groups.append(_Group([hit], [hit.chunk]))
        return True

    def _twin(self, hit: Hit) -> _Group | None:
        """A group of another article that says the same."""
        others = [g for g in self._groups if g.document != hit.chunk.document_id]
        return next((g for g in others if any(_same(hit, member) for member in g.hits)), None)

    def _pay(self, chunk: Chunk) -> bool:
        if self._left is None:
            return True
        (price,) = self._index.embedder.count_tokens([chunk.text])
        if price > self._left:
            return False
        self._left -= price
        return True

    def _complete(self, group: _Group) -> None:
        """Adds the neighbour without which a group would start or end inside a sentence."""
        for neighbour in self._missing(group):
            taken = any(neighbour in other.chunks for other in self._groups)
            if len(group.chunks) < LONGEST and not taken and self._pay(neighbour):
                group.take(neighbour)

    def _missing(self, group: _Group) -> Iterator[Chunk]:
        siblings = {chunk.ordinal: chunk for chunk in self._index.chunks_of(group.document)}
        before = siblings.get(group.chunks[0].ordinal - 1)
        after = siblings.get(group.chunks[-1].ordinal + 1)
        if before and _is_cut(before.text):
            yield before
        if after and _is_cut(group.chunks[-1].text):
            yield after

    def _numbered(self) -> list[Passage]:
        twins = self._index.twins([group.document for group in self._groups])
        return [
            _passage(
                number,
                group,
                self._index.document(group.document),
                self._places([*group.also_in, *twins.get(group.document, ())]),
            )
            for number, group in enumerate(self._groups, 1)
        ]

    def _places(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        documents = [self._index.document(id_) for id_ in dict.fromkeys(document_ids)]
        return tuple(
            document.locations[0] if document.locations else document.title for document in documents
        )


def _is_cut(text: str) -> bool:
    """Whether a chunk ends inside a sentence; a heading or a list item ends a line, and its chunk with it."""
    return text[-1:].isalnum() or text[-1:] in ",-–—"


def _same(one: Hit, other: Hit) -> bool:
    """Vectors hardly tell numbers apart, and a corrected number is what a reader must see."""
    alike = float(one.candidate.vector @ other.candidate.vector) >= SAME
    return alike and _numbers(one.chunk) == _numbers(other.chunk)


def _numbers(chunk: Chunk) -> set[str]:
    return set(_NUMBER.findall(chunk.text))


def _passage(number: int, group: _Group, document: Document, also_in: tuple[str, ...]) -> Passage:
    start, end = group.chunks[0].start, group.chunks[-1].end
    best = group.hits[0]
    merged = tuple(chunk.id for chunk in group.chunks) if len(group.chunks) > 1 else ()
    return Passage(
        number=number,
        id=f"{document.id}:{document.revision}:{start}-{end}",
        document_id=document.id,
        revision=document.revision,
        title=document.title,
        text=document.text[start:end],
        start=start,
        end=end,
        why=replace(best.why, merged=merged),
        publisher=document.publisher,
        author=document.author,
        published=document.published,
        url=document.url,
        locator=best.chunk.locator,
        location=document.locations[0] if document.locations else "",
        also_in=also_in,
    )
