"""The index as readers see it: catalog, words and vectors behind one face, following the writer as it commits."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import CorpusError, IndexMissing, IndexUnusable
from assistant.index import builds
from assistant.index import fingerprint as making
from assistant.index.catalog import Catalog
from assistant.index.exact import Exact
from assistant.index.lexical import Lexical
from assistant.index.lock import alone, shared
from assistant.index.records import Counts, Facets
from assistant.index.scored import Scored
from assistant.index.vectors import DAMAGED, LOCK, Vectors
from assistant.index.writer import Writer
from assistant.types import Chunk, Document, Embedder, FileOutcome, Filters, Vector

SMALL = 20_000
"""Up to so many chunks comparing all vectors takes two or three milliseconds, as Chroma does; importing that would take two seconds."""
CANARIES = 4


@dataclass
class _Reader:
    """One build, opened. `vectors` are Chroma's as of generation `seen`; `unusable` says why there are none."""

    build: Path
    catalog: Catalog
    lexical: Lexical
    exact: Exact
    generation: int = -1
    facets: Facets | None = None
    vectors: Vectors | None = None
    seen: int = -1
    unusable: str = ""
    opening: threading.Lock = field(default_factory=threading.Lock)

    def close(self) -> None:
        if self.vectors is not None:
            self.vectors.close()
        self.catalog.close()


class Index:
    """An index opened for reading, while others may read and one may write. Safe to use from many threads.

    Every method answers from what is committed when it is called; ids that a commit took away are left out.
    """

    def __init__(self, folder: Path, embedder: Embedder, reader: _Reader) -> None:
        self.folder = folder
        self.embedder = embedder
        self._reader = reader
        self._pointed: builds.Stamp | None = None
        self._following = threading.Lock()

    @classmethod
    def open(cls, folder: Path, embedder: Embedder, *, splitter: str) -> Self:
        """
        Raises:
            IndexMissing: nothing has been indexed in `folder`.
            IndexMismatch: it was built with another embedder, splitter or normaliser, or by a newer release.
            IndexDamaged: its catalog cannot be read.
        """
        reader = _open(folder)
        try:
            wanted = making.fingerprint(embedder, splitter)
            making.require(reader.catalog.fingerprint, wanted, reader.catalog.meta("corpus") or "PATH")
        except BaseException:
            reader.close()
            raise
        return cls(folder, embedder, reader)

    def close(self) -> None:
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- what it is

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when the index is made in another way."""
        return making.short(self._catalog.fingerprint)

    @property
    def generation(self) -> int:
        """Counts commits. Two questions answered under the same generation had the same articles to answer from."""
        return self._catalog.generation

    @property
    def trouble(self) -> str:
        """Why Chroma is not used though the index is large, in words; empty if nothing is wrong."""
        return self._reader.unusable

    @property
    def calibration(self) -> str:
        """What was kept by `Corpus.keep_calibration`; empty if nothing was."""
        return self._catalog.meta("calibration") or ""

    def counts(self) -> Counts:
        return self._catalog.counts()

    def repeats(self) -> int:
        """How many files, or parts of files, hold the same text as another."""
        return self._catalog.repeats()

    def follow(self) -> None:
        """Looks for a newer build or generation. Every method does so itself."""
        with self._following:
            pointed = builds.stamp(self.folder)
            if pointed != self._pointed:
                self._turn_to(builds.current(self.folder))
                self._pointed = pointed
            generation = self._reader.catalog.generation
            if generation != self._reader.generation:
                self._reader.generation, self._reader.facets = generation, None

    # --- searching

    def dense(self, vector: Vector, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """The `k` chunks nearest to a unit vector by cosine similarity; within `documents` the search is exact."""
        reader = self._now
        reader.catalog.require_dimensions(len(vector))
        if documents is not None or reader.catalog.counts().chunks <= SMALL:
            return reader.exact.search(vector, k, documents)
        return self._approximate(reader, vector, k)

    def lexical(
        self,
        terms: Sequence[str],
        k: int,
        documents: Collection[str] | None = None,
        *,
        context_weight: float = 1.0,
    ) -> list[Scored]:
        """The `k` best chunks that hold any of `terms` (as `text.terms` makes them) by BM25; see `Lexical.search`."""
        return self._now.lexical.search(terms, k, documents=documents, context_weight=context_weight)

    def weights(self, terms: Sequence[str]) -> Mapping[str, float]:
        """How telling each term is in this corpus: inverse document frequency over chunks, 0 if it never occurs."""
        return self._now.lexical.weights(terms)

    def matching(self, filters: Filters) -> frozenset[str] | None:
        """The ids of the documents that pass `filters`; None where nothing is restricted."""
        return self._catalog.matching(filters)

    def facets(self) -> Facets:
        """What the corpus can be filtered by."""
        reader = self._now
        if reader.facets is None:
            reader.facets = reader.catalog.facets()
        return reader.facets

    def published(self, ids: Collection[str]) -> dict[str, date]:
        """When those of these documents that are dated were published."""
        return self._catalog.published(ids)

    def twins(self, ids: Collection[str]) -> dict[str, list[str]]:
        """Of those of these documents that have any: the documents that are nearly the same, the latest published first."""
        return self._catalog.twins(ids)

    # --- reading

    def documents(self) -> list[Document]:
        """All of them with their texts, by title."""
        return self._catalog.documents()

    def document(self, document_id: str) -> Document:
        """
        Raises:
            CorpusError: there is no such document, or there is none any more.
        """
        found = self._catalog.document(document_id)
        if found is None:
            raise CorpusError(f"There is no document {document_id!r} in this index", "See: assistant status")
        return found

    def outcomes(self) -> list[FileOutcome]:
        """Every file, every part of one that holds no article, and how it ended when it was last read; warnings below their file."""
        return self._catalog.outcomes()

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Those of `ids` that exist, in the order asked for."""
        return self._catalog.chunks(ids)

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """A document's chunks in reading order."""
        return self._catalog.chunks_of(document_id)

    def terms_of(self, chunk_ids: Sequence[str]) -> dict[str, tuple[list[str], list[str]]]:
        """The lexical terms of those of `chunk_ids` that exist, in order: of the context, and of the text."""
        return self._now.lexical.terms_of(chunk_ids)

    def terms_beside(self, chunk_ids: Sequence[str]) -> dict[str, tuple[list[str], ...]]:
        """The lexical terms of the texts before and after those of `chunk_ids` that have such neighbours."""
        return self._now.lexical.terms_beside(chunk_ids)

    def vectors_of(self, chunk_ids: Sequence[str]) -> dict[str, Vector]:
        """The stored vectors of those of `chunk_ids` that exist."""
        return self._catalog.vectors(chunk_ids)

    def words_of(self, chunk_ids: Sequence[str]) -> dict[str, bytes]:
        """What the words of those of `chunk_ids` mean of which that is known, packed: see `index.words`."""
        return self._catalog.words(chunk_ids)

    # --- under the hood

    @property
    def _now(self) -> _Reader:
        self.follow()
        return self._reader

    @property
    def _catalog(self) -> Catalog:
        return self._now.catalog

    def _turn_to(self, build: Path | None) -> None:
        if build is not None and build != self._reader.build:
            old, self._reader = self._reader, _open(self.folder)
            old.close()

    def _approximate(self, reader: _Reader, vector: Vector, k: int) -> list[Scored]:
        """Through Chroma, unless somebody is writing to it: two processes in its folder damage it."""
        vectors = _vectors(reader)
        if vectors is None:
            return reader.exact.search(vector, k)
        with shared(reader.build / LOCK) as free:
            if not free or reader.seen != reader.catalog.generation:
                return reader.exact.search(vector, k)
            try:
                found = vectors.search(vector, k)
            except IndexUnusable:
                # Another thread has just reopened it for a newer generation.
                return reader.exact.search(vector, k)
        known = reader.catalog.chunks(hit.id for hit in found)
        return [hit for hit in found if hit.id in known]


def _open(folder: Path) -> _Reader:
    build = builds.current(folder)
    if build is None:
        raise IndexMissing(f"No index in {folder}", "Run: assistant index PATH")
    catalog = Catalog.open(build)
    if catalog.outdated:
        catalog.close()
        Writer.open(folder, None).close()
        catalog = Catalog.open(build)
    return _Reader(build, catalog, Lexical(catalog.database), Exact(catalog))


def _vectors(reader: _Reader) -> Vectors | None:
    """Chroma as of the current generation: a client opened before another process wrote would miss it for ever.

    Opening it and the first search write to its folder, whatever the caller wants; so nobody else may be in it then.
    """
    with reader.opening:
        generation = reader.catalog.generation
        if reader.seen == generation or not reader.catalog.settled:
            return reader.vectors
        with alone(reader.build / LOCK) as free:
            if free:
                _reopen(reader, generation)
        return reader.vectors


def _reopen(reader: _Reader, generation: int) -> None:
    if reader.vectors is not None:
        reader.vectors.close()
    reader.seen, reader.vectors, reader.unusable = generation, None, ""
    try:
        reader.vectors = Vectors.open(
            reader.build / reader.catalog.vectors_folder, reader.catalog.sample(CANARIES)
        )
    except IndexUnusable as error:
        _report(reader, error.message)


def _report(reader: _Reader, trouble: str) -> None:
    """The answer is as good without Chroma, only slower; the next writer sees the mark and repairs it."""
    reader.unusable = trouble
    with contextlib.suppress(OSError):
        (reader.build / DAMAGED).touch()
