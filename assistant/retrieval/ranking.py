"""The order of the chunks for one question: both legs, what their words tell, and the articles that lead to others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from assistant.index.store import Index
from assistant.retrieval.asked import CITED, Asked, leaning
from assistant.retrieval.fusion import Scale, Scores, covering, shares
from assistant.retrieval.hops import Titles, links
from assistant.retrieval.parts import ALL, Parts
from assistant.retrieval.pool import Candidate, best_of, candidates, gather
from assistant.types import Chunk, Why

FROM_ONE = 6
"""So many chunks of an article that a title leads to are looked at."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk in the ranking, and why it is there."""

    candidate: Candidate
    why: Why

    @property
    def chunk(self) -> Chunk:
        return self.candidate.chunk


@dataclass(slots=True)
class _Entry:
    candidate: Candidate
    parts: Scores
    bonus: float = 0.0
    hop: str | None = None

    @property
    def document(self) -> str:
        return self.candidate.chunk.document_id

    @property
    def score(self) -> float:
        return float(self.parts.sum()) + self.bonus


class Ranking:
    """The candidates of one question and their scores; titles and preferences add to them. With no candidate it stays empty."""

    def __init__(
        self, index: Index, asked: Asked, documents: Collection[str] | None = None, parts: Parts = ALL
    ) -> None:
        self._index = index
        self._parts = parts
        self._asked = asked
        self._documents = documents
        pool, self._mean_length = gather(index, asked, documents, beside=parts.beside)
        self._scale = Scale(pool, parts.weights)
        self._entries = {
            c.chunk.id: _Entry(c, row) for c, row in zip(pool, self._scale.parts(pool), strict=True)
        }

    @property
    def documents(self) -> set[str]:
        """The articles that have a candidate."""
        return {entry.document for entry in self._entries.values()}

    def prefer(self, bonuses: Mapping[str, float]) -> None:
        """Adds to the scores of all chunks of these documents."""
        for entry in self._entries.values():
            entry.bonus += bonuses.get(entry.document, 0.0)

    def carry(self, chunks: Sequence[Chunk]) -> None:
        """Brings forward what the answer before cited, the more the less the question says itself; whichever leg would find it."""
        ids = [c.id for c in chunks if self._documents is None or c.document_id in self._documents]
        self._admit_chunks(ids)
        for id_ in ids:
            self._entries[id_].bonus += CITED * leaning(len(self._asked.own))

    def balance(self, sides: Sequence[Collection[str]]) -> None:
        """Brings forward those of several sets of documents whose best chunk is behind that of the others."""
        sides = [self._open(dict.fromkeys(side, 0.0)).keys() for side in sides]
        for side in sides:
            if side and self.documents.isdisjoint(side):
                self._admit_chunks(best_of(self._index, self._asked, side, FROM_ONE))
        best = [
            max((entry.score for entry in self._entries.values() if entry.document in side), default=None)
            for side in sides
        ]
        leading = max((score for score in best if score is not None), default=0.0)
        for side, score in zip(sides, best, strict=True):
            if score is not None:
                self.prefer(dict.fromkeys(side, self._parts.sides * (leading - score)))

    def hop(self, titles: Titles, named: Mapping[str, float]) -> None:
        """Brings forward the articles that the question names, each by so much, and those whose titles they name in turn."""
        start = self._open(named)
        if not start:
            return
        self._lead_to(start)
        seeds = [entry for entry in self._ordered() if entry.document in start]
        found = links(titles, [entry.candidate.chunk for entry in seeds])
        linked = self._open({id_: link.bonus for id_, link in found.items() if id_ not in start})
        self._lead_to(linked)
        for entry in self._entries.values():
            if entry.document in linked:
                entry.hop = found[entry.document].source

    def hits(self, limit: int) -> list[Hit]:
        """The best, ranked from 1."""
        entries = list(self._entries.values())
        scores = [entry.score for entry in entries]
        covers = [entry.candidate.covers for entry in entries]
        order = covering(scores, covers, limit, self._parts.added * self._scale.likeness)
        return [_hit(rank, entries[i]) for rank, i in enumerate(order, 1)]

    def _ordered(self) -> list[_Entry]:
        return sorted(self._entries.values(), key=lambda entry: -entry.score)

    def _open(self, bonuses: Mapping[str, float]) -> dict[str, float]:
        """Those of the documents that may answer."""
        return {
            id_: bonus for id_, bonus in bonuses.items() if self._documents is None or id_ in self._documents
        }

    def _lead_to(self, bonuses: Mapping[str, float]) -> None:
        """An article's best chunk gains all of its bonus, the second half, the third a third."""
        self._admit(bonuses)
        ranks = dict.fromkeys(bonuses, 0)
        for entry in self._ordered():
            if entry.document in ranks:
                ranks[entry.document] += 1
                entry.bonus += bonuses[entry.document] / ranks[entry.document]

    def _admit(self, documents: Collection[str]) -> None:
        """Makes candidates of the chunks that are not yet, scored on the scale of those that were found."""
        self._admit_chunks([chunk.id for id_ in documents for chunk in self._index.chunks_of(id_)[:FROM_ONE]])

    def _admit_chunks(self, ids: Collection[str]) -> None:
        new = [id_ for id_ in ids if id_ not in self._entries]
        if new:
            pool, _ = candidates(
                self._index, self._asked, new, mean_length=self._mean_length, beside=self._parts.beside
            )
            parts = self._scale.parts(pool)
            self._entries |= {c.chunk.id: _Entry(c, row) for c, row in zip(pool, parts, strict=True)}


def taking_turns(hits: Sequence[Hit], parts: Mapping[str, Sequence[Hit]]) -> list[Hit]:
    """The hits of a question and those of its parts, one of each in turn, each chunk where it comes first; ranked anew."""
    if not parts:
        return list(hits)
    named = [
        [replace(hit, why=replace(hit.why, part=part)) for hit in found] for part, found in parts.items()
    ]
    first: dict[str, Hit] = {}
    for turn in zip_longest(hits, *named):
        for hit in filter(None, turn):
            first.setdefault(hit.chunk.id, hit)
    return [replace(hit, why=replace(hit.why, rank=rank)) for rank, hit in enumerate(first.values(), 1)]


def _hit(rank: int, entry: _Entry) -> Hit:
    signals, matched = entry.candidate.signals, entry.candidate.matched
    owed = shares(np.asarray(entry.parts))
    why = Why(
        rank=rank,
        fused=entry.score,
        dense=signals.dense,
        lexical=sum(matched.values()) if matched else None,
        dense_share=owed.dense,
        wordwise=None if np.isnan(signals.wordwise) else signals.wordwise,
        wordwise_share=owed.wordwise,
        matched=tuple(sorted(matched.items(), key=lambda pair: -pair[1])),
        hop=entry.hop,
    )
    return Hit(entry.candidate, why)
