"""From a query to the passages that answer it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

from assistant import tracing
from assistant.index.records import Facets
from assistant.index.store import Index
from assistant.retrieval import constraints
from assistant.retrieval.asked import asked, carrying, taken_apart
from assistant.retrieval.explain import Fate, why_not
from assistant.retrieval.hops import Titles, named
from assistant.retrieval.parts import ALL, NAMES, NUMBERS, Parts
from assistant.retrieval.passages import Assembly, cited_before
from assistant.retrieval.ranking import Hit, Ranking, taking_turns
from assistant.retrieval.rerank import READ, reranked
from assistant.retrieval.scan import Scan, scan
from assistant.types import Chunk, Filters, Passage, Query, Reranker

DEPTH = 20
"""So many ranked chunks, or two for each passage wanted, are looked at to make passages."""


class Retriever:
    """Finds passages in one index. Safe to use from many threads.

    A query given as text is read for constraints and asked as it stands; a `Query` is taken as it is.
    `PARTS` names what the ranking is made of, `NUMBERS` those of them that count for more or less.
    """

    PARTS = NAMES
    NUMBERS = NUMBERS

    def __init__(self, index: Index, reranker: Reranker | None = None, parts: Parts = ALL) -> None:
        self.index = index
        self._reranker = reranker
        self._parts = parts
        self._reading = threading.Lock()
        self._read: tuple[Facets, Titles] | None = None

    def without(self, part: str) -> Retriever:
        """The same without one of `PARTS`."""
        return self.scaled(part, 0.0)

    def scaled(self, part: str, factor: float) -> Retriever:
        """The same with one of `PARTS` counting so many times as much."""
        return Retriever(self.index, self._reranker, self._parts.scaled(part, factor))

    def constrained(self, query: Query, *, today: date | None = None) -> Query:
        """The query with the constraints that its question states, its history's telling words, and the questions that it is made of.

        Constraints in `query.dropped` stay dropped; one that would leave no article, or none that speaks of the question, joins them.
        """
        query = carrying(query) if self._parts.history else query
        query = taken_apart(query) if self._parts.several else query
        if not self._parts.restrictions:
            return query
        titles = self._titles if self._parts.titles else Titles({})
        return constraints.detect(self.index, titles, query, today=today)

    def passages(
        self,
        query: Query | str,
        *,
        k: int = 8,
        filters: Filters | None = None,
        budget_tokens: int | None = None,
    ) -> list[Passage]:
        """The best passages, numbered from 1 in order of worth: at most `k`, and `budget_tokens` of text by the embedder's count."""
        query = self._ready(query, filters)
        return Assembly(self.index, k, budget_tokens).fill(self.ranked(query, max(DEPTH, 2 * k)))

    def hits(self, query: Query | str, k: int = 8, *, filters: Filters | None = None) -> list[Chunk]:
        """The best `k` chunks, before any merging."""
        return [hit.chunk for hit in self.ranked(self._ready(query, filters), k)]

    def ranked(self, query: Query, limit: int = DEPTH) -> list[Hit]:
        """The best chunks with their reasons, before any merging. Each of the query's parts brings its best in turn."""
        found = self._found(query, max(limit, READ))
        parts = [self._found(replace(query, text=part), READ) for part in query.parts]
        hits = taking_turns(found, dict(zip(query.parts, parts, strict=True)))
        if self._reranker and hits:
            with tracing.span("rerank", texts=len(hits)):
                hits = reranked(self._reranker, query.text, hits)
        return hits[:limit]

    def _found(self, query: Query, limit: int) -> list[Hit]:
        documents = constraints.allowed(self.index, query)
        if documents is not None and not documents:
            return []
        ranking = Ranking(self.index, asked(self.index, query), documents, self._parts)
        if self._parts.titles:
            ranking.hop(self._titles, named(self._titles, query.text, constraints.given_up(query, "title")))
        ranking.prefer(constraints.preferences(self.index, query, ranking.documents))
        if self._parts.history:
            ranking.carry(cited_before(self.index, query))
        if self._parts.sides and (sides := constraints.sides(self.index, query)):
            ranking.balance(sides)
        labels = constraints.labels(self.index, query, ranking.documents)
        return [
            replace(hit, why=replace(hit.why, filters=labels[hit.chunk.document_id]))
            for hit in ranking.hits(limit)
        ]

    def scan(self, query: Query) -> Scan:
        """Every article that speaks of what the query asks for; no limit, and no ranking."""
        return scan(self.index, query)

    def why_not(self, document_id: str, query: Query | str, *, k: int = 8) -> Fate:
        """What became of a document: the stage that dropped it, and why.

        Raises:
            CorpusError: there is no such document.
        """
        return why_not(self, document_id, self._ready(query, None), k=k)

    def _ready(self, query: Query | str, filters: Filters | None) -> Query:
        if isinstance(query, str):
            return self.constrained(Query(query, query, filters=filters or Filters()))
        return replace(query, filters=filters) if filters else query

    @property
    def _titles(self) -> Titles:
        """Made anew when the corpus has changed."""
        facets = self.index.facets()
        with self._reading:
            if self._read is None or self._read[0] is not facets:
                self._read = facets, Titles(facets.titles)
            return self._read[1]
