"""From a query to the passages that answer it."""

from __future__ import annotations

from dataclasses import replace

from assistant.index.store import Index
from assistant.retrieval.fusion import fuse
from assistant.text.terms import terms
from assistant.types import Chunk, Filters, Passage, Query, Why

POOL = 100


class Retriever:
    """Finds passages in one index. Safe to use from many threads."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def constrained(self, query: Query) -> Query:
        return query

    def passages(self, query: Query | str, *, k: int = 8, filters: Filters | None = None) -> list[Passage]:
        """The best `k` passages, numbered from 1."""
        return [
            self._passage(number, chunk, why)
            for number, (chunk, why) in enumerate(self.hits(query, k=k, filters=filters), 1)
        ]

    def hits(
        self, query: Query | str, *, k: int = 8, filters: Filters | None = None
    ) -> list[tuple[Chunk, Why]]:
        """The best `k` chunks, before neighbours are merged."""
        query = Query(query, query) if isinstance(query, str) else query
        documents = self.index.matching(filters or query.filters)
        wanted = terms(query.text)
        dense = self.index.dense(self.index.embedder.embed_query(query.text), POOL, documents)
        lexical = self.index.lexical(wanted, POOL, documents)
        fused = fuse(dict(dense), dict(lexical))[:k]
        chunks = self.index.chunks([id_ for id_, _ in fused])
        similarity, score = dict(dense), dict(lexical)
        return [
            (chunks[id_], Why(rank, value, similarity.get(id_), score.get(id_)))
            for rank, (id_, value) in enumerate(fused, 1)
            if id_ in chunks
        ]

    def _passage(self, number: int, chunk: Chunk, why: Why) -> Passage:
        document = self.index.document(chunk.document_id)
        return Passage(
            number, f"{document.id}:{document.revision}:{chunk.start}-{chunk.end}", document.id, document.revision,
            document.title, document.text[chunk.start : chunk.end], chunk.start, chunk.end, replace(why, rank=number),
            document.publisher, document.author, document.published, document.url, chunk.locator,
            document.locations[0] if document.locations else "",
        )  # fmt: skip
