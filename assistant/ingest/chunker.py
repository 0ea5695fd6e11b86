"""An article into the chunks of a document: LlamaIndex splits, and ids and vector keys are given here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from assistant.index import fingerprint as making
from assistant.index.catalog import Entry
from assistant.ingest.article import Article
from assistant.types import Chunk, Document, Embedder

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

    from assistant.ingest.nodes import ArticleSplitter


class Chunked(NamedTuple):
    """An entry for the catalog, and what each of its vector keys stands for."""

    entry: Entry
    texts: dict[bytes, str]


class Chunker:
    """Splits for one embedder, under one fingerprint. LlamaIndex is imported with the first article."""

    def __init__(self, embedder: Embedder, fingerprint: Mapping[str, str]) -> None:
        self._embedder = embedder
        self._configuration = making.short(fingerprint)

    def chunked(self, article: Article, digest: str, document_id: str, revision: int) -> Chunked:
        """The article as the document `document_id`, at `revision`."""
        from assistant.ingest.nodes import as_document

        nodes = self._splitter.get_nodes_from_documents([as_document(article, document_id)])
        bare = [_chunk(cast("TextNode", node), document_id, place) for place, node in enumerate(nodes)]
        keys = tuple(self._key(chunk) for chunk in bare)
        texts = {key: chunk.embedded_text for key, chunk in zip(keys, bare, strict=True)}
        return Chunked(
            Entry(_document(article, document_id, revision), digest, self._named(bare), keys), texts
        )

    @cached_property
    def _splitter(self) -> ArticleSplitter:
        from assistant.ingest.nodes import ArticleSplitter

        # Nobody here asks a node for its neighbours, and telling each of them hashes both.
        return ArticleSplitter(
            count_tokens=self._embedder.count_tokens,
            max_tokens=self._embedder.max_tokens,
            include_prev_next_rel=False,
        )

    def _named(self, chunks: list[Chunk]) -> tuple[Chunk, ...]:
        """An id is the document, what is embedded, how it was made, and which of several equal chunks it is."""
        equals: Counter[str] = Counter()
        named = []
        for chunk in chunks:
            text = chunk.embedded_text
            parts = (chunk.document_id, self._configuration, str(equals[text]), text)
            equals[text] += 1
            named.append(replace(chunk, id=_hash("\0".join(parts), 12).hex()))
        return tuple(named)

    def _key(self, chunk: Chunk) -> bytes:
        return _hash(f"{self._embedder.fingerprint}\0{chunk.embedded_text}", 16)


def _hash(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()


def _chunk(node: TextNode, document_id: str, place: int) -> Chunk:
    start, end = node.start_char_idx, node.end_char_idx
    assert start is not None, "the splitter places every node"
    assert end is not None, "the splitter places every node"
    return Chunk(
        id="",
        document_id=document_id,
        ordinal=place,
        start=start,
        end=end,
        text=node.text,
        context=node.metadata.get("context") or "",
        locator=node.metadata.get("locator"),
    )


def _document(article: Article, document_id: str, revision: int) -> Document:
    """Its locations are kept beside it, for they change without it."""
    return Document(
        id=document_id,
        revision=revision,
        text=article.text,
        title=article.title,
        locations=(),
        publisher=article.publisher,
        author=article.author,
        published=article.published,
        url=article.url,
        language=article.language,
        provenance=article.provenance,
    )
