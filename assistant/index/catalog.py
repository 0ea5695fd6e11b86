"""The catalog: one SQLite file that holds the truth about the index. Everything else can be made again from it.

meta       schema-independent facts: fingerprint, generation, whether the last sync was finished
documents  one row an article, its text apart in `texts` so that lists stay cheap
files      one row a file of the corpus, and how it ended
problems   the parts of files that hold no article, and why; and what is to be known of articles that are indexed
members    which document lies at which location; a document may lie at several
chunks     offsets, text, context and the key of the vector
vectors    the vector cache: hash of (embedder, embedded text) -> float32
words      what each word of that text means where it stands, packed by `index.words`
sketches   what tells which articles are nearly the same, `bands` to find them by, and `twins`, each pair of them both ways
barred     digests of what somebody took out by hand, so that it stays out when its files are read again
frames     the lines of each web page, hashed, and which of them its site repeats, see `ingest.site`
lexical    the full-text index, see `index.lexical`
"""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any, Self, cast

import numpy as np

from assistant.errors import IndexDamaged, IndexMismatch, IndexMissing
from assistant.index.database import Database
from assistant.index.records import Counts, Entry, Facets, FileState, Frame, Known, Member
from assistant.index.schema import MIGRATIONS, VERSION
from assistant.types import Chunk, Document, FileOutcome, Filters, Vector

FILE = "catalog.sqlite3"

_DOCUMENT = (
    "SELECT d.id, d.revision, t.text, d.title, (SELECT json_group_array(location) FROM "
    "(SELECT location FROM members WHERE document_id = d.id ORDER BY location)), "
    "d.publisher, d.author, d.published, d.url, d.language, d.provenance "
    "FROM documents d JOIN texts t ON t.document_id = d.id"
)
_LISTED = "(SELECT value FROM json_each(?))"
_VARIABLES = 30_000
"""SQLite takes at most 32,766 variables in a statement."""
_CHUNK = "SELECT id, document_id, ordinal, start, end, text, context, locator FROM chunks"


class Catalog:
    """The catalog in `database`. Reading methods may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> Self:
        """The catalog in `folder`; opened for writing it is created, or brought up to this release's schema.

        Raises:
            IndexMissing: there is none to read.
            IndexMismatch: a newer release made it.
            IndexDamaged: the file is not a catalog.
        """
        path = folder / FILE
        if not write and not path.exists():
            raise IndexMissing(f"No index in {folder}", "Run: assistant index PATH")
        catalog = cls(Database(path, write=write))
        try:
            catalog._bring_up_to_date()
        except BaseException:
            catalog.close()
            raise
        return catalog

    def close(self) -> None:
        self.database.close()

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        return self.database.transaction()

    # --- what the whole index is

    @property
    def version(self) -> int:
        return cast(int, self._one("PRAGMA user_version")[0])

    @property
    def outdated(self) -> bool:
        """Whether an older release made it, and nobody has opened it for writing since."""
        return self.version < VERSION

    @property
    def generation(self) -> int:
        """Counts commits; an open reader compares it to know that there is something new."""
        return int(self.meta("generation") or 0)

    @property
    def fingerprint(self) -> dict[str, str]:
        """What the chunks and vectors were made with: embedder, splitter, normaliser, …"""
        return cast(dict[str, str], json.loads(self.meta("fingerprint") or "{}"))

    @property
    def settled(self) -> bool:
        """Whether the last sync ended properly, so that the vectors in Chroma are exactly the chunks here."""
        return self.meta("settled") != "0"

    @property
    def vectors_folder(self) -> str:
        """The name of Chroma's folder in this build; one made anew gets a new name, because a client remembers the old."""
        return self.meta("vectors") or "chroma-1"

    def meta(self, key: str) -> str | None:
        found = self._all("SELECT value FROM meta WHERE key = ?", key)
        return cast(str, found[0][0]) if found else None

    def require_dimensions(self, length: int) -> None:
        """
        Raises:
            IndexMismatch: the vectors in the index are of another length.
        """
        held = self.meta("dimensions")
        if held is not None and int(held) != length:
            raise IndexMismatch(
                f"The embedder makes vectors of {length} numbers, those in the index have {held}",
                f"Run: assistant index {shlex.quote(self.meta('corpus') or 'PATH')} --rebuild",
            )

    def counts(self) -> Counts:
        query = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM chunks), (SELECT count(*) FROM files)"
        return Counts(*self._one(query))

    def repeats(self) -> int:
        """How many files, or parts of files, hold the same text as another: places of documents beyond the first of each."""
        return int(self._one("SELECT count(*) - count(DISTINCT document_id) FROM members")[0])

    def copy_to(self, path: Path) -> None:
        """A copy without anything deleted in it, as of one moment, while others may write."""
        with self.database.reading() as db:
            db.execute("VACUUM INTO ?", (str(path),))

    def complaints(self) -> list[str]:
        """What SQLite finds wrong with the file, in its words; empty if it is sound."""
        try:
            checked = [str(row[0]) for row in self._all("PRAGMA integrity_check(10)") if row[0] != "ok"]
            return checked + [
                f"{row[0]} names a missing {row[2]}" for row in self._all("PRAGMA foreign_key_check")
            ]
        except IndexDamaged as error:
            return [error.message]

    # --- documents

    def documents(self) -> list[Document]:
        return [_document(row) for row in self._all(f"{_DOCUMENT} ORDER BY d.title, d.id")]

    def document(self, document_id: str) -> Document | None:
        found = self._all(f"{_DOCUMENT} WHERE d.id = ?", document_id)
        return _document(found[0]) if found else None

    def text(self, document_id: str) -> str:
        """The document's normalised text; empty if there is no such document."""
        found = self._all("SELECT text FROM texts WHERE document_id = ?", document_id)
        return cast(str, found[0][0]) if found else ""

    def matching(self, filters: Filters) -> frozenset[str] | None:
        """The ids of the documents that pass; None where nothing is restricted. `filters.documents` may hold ids or locations."""
        if not filters:
            return None
        clauses: list[str] = []
        values: list[str] = []
        for column in ("publisher", "author", "language"):
            wanted: tuple[str, ...] = getattr(filters, f"{column}s")
            if wanted:
                clauses.append(f"{column} IN (SELECT value FROM json_each(?))")
                values.append(json.dumps(self._spellings(column, wanted)))
        if filters.documents:
            clauses.append(
                f"(id IN {_LISTED} OR id IN (SELECT document_id FROM members WHERE location IN {_LISTED}))"
            )
            values += [json.dumps(filters.documents)] * 2
        for day, relation in ((filters.after, ">="), (filters.before, "<=")):
            if day:
                clauses.append(f"published {relation} ?")
                values.append(day.isoformat())
        query = f"SELECT id FROM documents WHERE {' AND '.join(clauses)}"
        return frozenset(row[0] for row in self._all(query, *values))

    def facets(self) -> Facets:
        first, last = self._one("SELECT min(published), max(published) FROM documents")
        return Facets(
            publishers=self._distinct("publisher"),
            authors=self._distinct("author"),
            languages=self._distinct("language"),
            titles=dict(self._all("SELECT id, title FROM documents ORDER BY title, id")),
            earliest=_day(first),
            latest=_day(last),
        )

    def published(self, ids: Collection[str]) -> dict[str, date]:
        """When those of these documents that are dated were published."""
        query = f"SELECT id, published FROM documents WHERE published IS NOT NULL AND id IN {_LISTED}"
        return {id_: date.fromisoformat(day) for id_, day in self._all(query, json.dumps(list(ids)))}

    def twins(self, ids: Collection[str]) -> dict[str, list[str]]:
        """Of those of these documents that have any: the documents that are nearly the same, the latest published first."""
        query = (
            "SELECT t.document_id, t.other FROM twins t JOIN documents d ON d.id = t.other "
            f"WHERE t.document_id IN {_LISTED} ORDER BY d.published DESC, d.title, d.id"
        )
        found: dict[str, list[str]] = {}
        for document_id, other in self._all(query, json.dumps(list(ids))):
            found.setdefault(document_id, []).append(other)
        return found

    # --- chunks and their vectors

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Those of `ids` that exist, in the order asked for."""
        wanted = list(ids)
        found = {
            row[0]: Chunk(*row) for row in self._all(f"{_CHUNK} WHERE id IN {_LISTED}", json.dumps(wanted))
        }
        return {id_: found[id_] for id_ in wanted if id_ in found}

    def chunks_of(self, document_id: str) -> list[Chunk]:
        return [
            Chunk(*row) for row in self._all(f"{_CHUNK} WHERE document_id = ? ORDER BY ordinal", document_id)
        ]

    def entries(self, ids: Iterable[str]) -> list[Entry]:
        """Those of these documents that exist, as they were stored."""
        found = []
        for id_ in dict.fromkeys(ids):
            document = self.document(id_)
            if document is not None:
                digest = self._all("SELECT digest FROM documents WHERE id = ?", id_)[0][0]
                query = "SELECT vector_key FROM chunks WHERE document_id = ? ORDER BY ordinal"
                keys = tuple(row[0] for row in self._all(query, id_))
                frame = self.frames([id_]).get(id_)
                found.append(Entry(document, digest, tuple(self.chunks_of(id_)), keys, frame))
        return found

    def frames(self, ids: Collection[str] | None = None) -> dict[str, Frame]:
        """Those of these documents that are pages, or of all."""
        query = "SELECT document_id, site, lines, judged FROM frames"
        if ids is None:
            rows = self._all(f"{query} ORDER BY rowid")
        else:
            rows = self._all(f"{query} WHERE document_id IN {_LISTED}", json.dumps(list(ids)))
        return {id_: Frame(*row) for id_, *row in rows}

    def chunk_ids(self) -> set[str]:
        return {row[0] for row in self._all("SELECT id FROM chunks")}

    def chunk_rows(self) -> list[tuple[int, str, str]]:
        """Row number, id and document id of every chunk, by row number. A row number is never used twice."""
        return cast(
            list[tuple[int, str, str]], self._all("SELECT row, id, document_id FROM chunks ORDER BY row")
        )

    def row_vectors(self, rows: Sequence[int]) -> Vector:
        """The vectors of the chunks with these row numbers, in their order."""
        query = (
            "SELECT v.vector FROM json_each(?) w CROSS JOIN chunks c ON c.row = w.value "
            "JOIN vectors v ON v.key = c.vector_key ORDER BY w.key"
        )
        return _matrix([row[0] for row in self._all(query, json.dumps(list(rows)))])

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """The vectors of those of `ids` that exist."""
        query = f"SELECT c.id, v.vector FROM chunks c JOIN vectors v ON v.key = c.vector_key WHERE c.id IN {_LISTED}"
        return {id_: np.frombuffer(blob, np.float32) for id_, blob in self._all(query, json.dumps(list(ids)))}

    def sample(self, count: int) -> dict[str, Vector]:
        """A few chunks spread over the index, with the vectors that must find them."""
        rows = self.chunk_rows()
        step = max(1, len(rows) // count)
        return self.vectors([id_ for _, id_, _ in rows[::step][:count]])

    def vectors_within(self, documents: Collection[str]) -> tuple[list[str], Vector]:
        """Ids and vectors of all chunks of these documents."""
        query = (
            "SELECT c.id, v.vector FROM chunks c JOIN vectors v ON v.key = c.vector_key "
            f"WHERE c.document_id IN {_LISTED} ORDER BY c.row"
        )
        rows = self._all(query, json.dumps(list(documents)))
        return [id_ for id_, _ in rows], _matrix([blob for _, blob in rows])

    def cached(self, keys: Collection[bytes]) -> dict[bytes, Vector]:
        """Those of `keys` whose vectors are known."""
        found = self._keyed("SELECT key, vector FROM vectors WHERE key IN", keys)
        return {key: np.frombuffer(blob, np.float32) for key, blob in found}

    def embedded(self, keys: Collection[bytes], *, words: bool) -> set[bytes]:
        """Those of `keys` whose vectors are known; only those whose words are known too where `words` are wanted."""
        wanted = "JOIN words w USING (number)" if words else ""
        return {key for (key,) in self._keyed(f"SELECT v.key FROM vectors v {wanted} WHERE v.key IN", keys)}

    @property
    def wordless(self) -> bool:
        """Whether an older release made it, which kept no words, and they were not all put in since."""
        return self.meta("wordless") == "1"

    def without_words(self, limit: int) -> dict[bytes, str]:
        """The embedded texts, by their keys, of some chunks whose words are not known."""
        query = (
            "SELECT c.id FROM chunks c JOIN vectors v ON v.key = c.vector_key LEFT JOIN words w USING (number) "
            "WHERE w.number IS NULL LIMIT ?"
        )
        ids = [row[0] for row in self._all(query, limit)]
        keys = dict(self._all(f"SELECT id, vector_key FROM chunks WHERE id IN {_LISTED}", json.dumps(ids)))
        return {keys[id_]: chunk.embedded_text for id_, chunk in self.chunks(ids).items()}

    def words(self, ids: Sequence[str]) -> dict[str, bytes]:
        """The packed words of those of these chunks that have any."""
        query = (
            "SELECT c.id, w.packed FROM chunks c JOIN vectors v ON v.key = c.vector_key "
            f"JOIN words w USING (number) WHERE c.id IN {_LISTED}"
        )
        return dict(self._all(query, json.dumps(list(ids))))

    def cached_words(self, keys: Collection[bytes]) -> dict[bytes, bytes]:
        """The packed words of those of `keys` that have any."""
        query = "SELECT v.key, w.packed FROM vectors v JOIN words w USING (number) WHERE v.key IN"
        return dict(self._keyed(query, keys))

    # --- files

    def files(self) -> list[FileState]:
        query = "SELECT location, size, mtime_ns, seen_ns, digest, state, reason FROM files ORDER BY location"
        return [FileState(*row) for row in self._all(query)]

    def outcomes(self) -> list[FileOutcome]:
        """Every file, every part of one that holds no article, and how it ended when it was last read; warnings below their file."""
        query = (
            "SELECT location, state, reason FROM (SELECT 0 AS part, location, state, reason FROM files "
            "UNION ALL SELECT 1, location, state, reason FROM problems "
            "WHERE state <> 'warning' OR location IN (SELECT location FROM members)) ORDER BY location, part"
        )
        return [FileOutcome(*row) for row in self._all(query)]

    def problems(self) -> dict[str, tuple[FileOutcome, ...]]:
        """What `outcomes` tells beside the files themselves, by file."""
        found: dict[str, tuple[FileOutcome, ...]] = {}
        for file, *row in self._all("SELECT file, location, state, reason FROM problems ORDER BY rowid"):
            found[file] = (*found.get(file, ()), FileOutcome(*row))
        return found

    def barred(self) -> frozenset[str]:
        """The digests of documents that somebody took out by hand; what they are digests of stays out wherever it is read."""
        return frozenset(row[0] for row in self._all("SELECT digest FROM barred"))

    def members(self) -> list[Member]:
        """Every place where a document lies, in file order."""
        return [
            Member(*row)
            for row in self._all("SELECT location, file, document_id FROM members ORDER BY rowid")
        ]

    def known(self) -> list[Known]:
        """Every document without its text."""
        query = "SELECT id, revision, digest, title, split FROM documents ORDER BY rowid"
        return [
            Known(id_, revision, digest, title, bool(split))
            for id_, revision, digest, title, split in self._all(query)
        ]

    # --- under the hood

    def _bring_up_to_date(self) -> None:
        version = self.version
        if version > VERSION:
            raise IndexMismatch(
                f"{self.database.path} was made by a newer release (schema {version}, this one knows {VERSION})",
                "Upgrade: pip install --upgrade corpus-assistant",
            )
        if self.database.write and version < VERSION:
            for number, script in enumerate(MIGRATIONS[version:], version + 1):
                with self.writing() as db:
                    for statement in script:
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {number}")

    def _spellings(self, column: str, wanted: Iterable[str]) -> list[str]:
        folded = {name.casefold().strip() for name in wanted}
        return [name for name in self._distinct(column) if name.casefold() in folded]

    def _distinct(self, column: str) -> tuple[str, ...]:
        query = f"SELECT DISTINCT {column} FROM documents WHERE {column} IS NOT NULL ORDER BY {column}"
        return tuple(row[0] for row in self._all(query))

    def _keyed(self, query: str, keys: Collection[bytes]) -> Iterator[tuple[Any, ...]]:
        wanted = list(keys)
        for start in range(0, len(wanted), _VARIABLES):
            part = wanted[start : start + _VARIABLES]
            yield from self._all(f"{query} ({','.join('?' * len(part))})", *part)

    def _one(self, query: str) -> tuple[Any, ...]:
        return self._all(query)[0]

    def _all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database.reading() as db:
            return db.execute(query, values).fetchall()


def _document(row: tuple[Any, ...]) -> Document:
    id_, revision, text, title, locations, publisher, author, published, url, language, provenance = row
    return Document(
        id=id_,
        revision=revision,
        text=text,
        title=title,
        locations=tuple(json.loads(locations)),
        publisher=publisher,
        author=author,
        published=_day(published),
        url=url,
        language=language,
        provenance=json.loads(provenance),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _matrix(blobs: Sequence[bytes]) -> Vector:
    """The rows one under the other; shape (0, 0) when there are none."""
    if not blobs:
        return np.empty((0, 0), np.float32)
    return np.frombuffer(b"".join(blobs), np.float32).reshape(len(blobs), -1)
