"""An article into the chunks of a document: the splitter cuts, and ids and vector keys are given here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from assistant.index import fingerprint as making
from assistant.index.records import Entry
from assistant.ingest.article import Article
from assistant.ingest.splitter import Piece, split
from assistant.types import Chunk, Document, Embedder


class Chunked(NamedTuple):
    """An entry for the catalog, and what each of its vector keys stands for."""

    entry: Entry
    texts: dict[bytes, str]


class Chunker:
    """Splits for one embedder, under one fingerprint."""

    def __init__(self, embedder: Embedder, fingerprint: Mapping[str, str]) -> None:
        self._embedder = embedder
        self._configuration = making.short(fingerprint)

    def chunked(self, article: Article, digest: str, document_id: str, revision: int) -> Chunked:
        """The article as the document `document_id`, at `revision`."""
        chunks = tuple(self._chunks(article, document_id))
        keys = tuple(self._key(chunk) for chunk in chunks)
        texts = {key: chunk.embedded_text for key, chunk in zip(keys, chunks, strict=True)}
        return Chunked(Entry(_document(article, document_id, revision), digest, chunks, keys), texts)

    def _chunks(self, article: Article, document_id: str) -> Iterator[Chunk]:
        """An id is the document, what is embedded, how it was made, and which of several equal chunks it is."""
        equals: Counter[str] = Counter()
        pieces = split(article, self._embedder.count_tokens, self._embedder.max_tokens)
        for place, piece in enumerate(pieces):
            chunk = _chunk(article, piece, document_id, place)
            text = chunk.embedded_text
            parts = (document_id, self._configuration, str(equals[text]), text)
            equals[text] += 1
            yield replace(chunk, id=_hash("\0".join(parts), 12).hex())

    def _key(self, chunk: Chunk) -> bytes:
        return _hash(f"{self._embedder.fingerprint}\0{chunk.embedded_text}", 16)


def _hash(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()


def _chunk(article: Article, piece: Piece, document_id: str, place: int) -> Chunk:
    return Chunk(
        id="",
        document_id=document_id,
        ordinal=place,
        start=piece.start,
        end=piece.end,
        text=article.text[piece.start : piece.end],
        context=piece.context,
        locator=piece.locator,
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
