"""Writing to the catalog. Every method is idempotent and belongs inside one `writing()`, which is the commit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.errors import IndexLocked
from assistant.index import sketches
from assistant.index.catalog import Catalog
from assistant.index.records import REMOVED, Entry, FileResult, FileState, Frame, Replaced
from assistant.types import Chunk, Document, Vector

_SHARING = (
    "SELECT b.document_id, s.sketch FROM bands b JOIN sketches s ON s.document_id = b.document_id "
    "WHERE b.band = ? AND b.hash = ? AND b.document_id <> ? LIMIT 50"
)
"""Documents that share a band, and their sketches. Where a thousand share it, some of them tell as much as all."""
_PAIRED = (
    "INSERT OR IGNORE INTO twins SELECT ?1, ?2 "
    "WHERE (SELECT count(*) FROM (SELECT 1 FROM twins WHERE document_id = ?1 LIMIT 20)) < 20"
)
"""A document knows twenty that are nearly the same, and no more: all pairs of a thousand would be a million."""


class WritableCatalog(Catalog):
    """The catalog while the writer's lock is held."""

    def set_meta(self, key: str, value: str) -> None:
        with self.writing() as db:
            db.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (key, value),
            )

    def advance(self) -> None:
        """The next generation: readers follow when this is committed."""
        self.set_meta("generation", str(self.generation + 1))

    def put(self, entry: Entry) -> Replaced:
        """Stores a document and brings its chunks to those of the entry; a chunk whose id stays keeps its row and vector."""
        with self.writing() as db:
            self._put_document(entry.document, entry.digest)
            db.execute("DELETE FROM barred WHERE digest = ?", (entry.digest,))
            self._put_frame(entry.document.id, entry.frame)
            self._unpair(entry.document.id)
            self._pair(entry.document.id, sketches.sketch(entry.document.text))
            query = "SELECT id, row FROM chunks WHERE document_id = ?"
            present = dict(db.execute(query, (entry.document.id,)).fetchall())
            wanted = {chunk.id for chunk in entry.chunks}
            removed = [(row, id_) for id_, row in present.items() if id_ not in wanted]
            db.executemany("DELETE FROM chunks WHERE row = ?", [(row,) for row, _ in removed])
            rows = self._put_chunks(entry)
            added = [(rows[chunk.id], chunk) for chunk in entry.chunks if chunk.id not in present]
            return Replaced(added, removed)

    def drop(self, document_id: str) -> Replaced:
        """Forgets a document, its chunks and where it lay."""
        with self.writing() as db:
            rows = db.execute("SELECT row, id FROM chunks WHERE document_id = ?", (document_id,)).fetchall()
            db.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))
            db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            return Replaced([], rows)

    def put_file(self, file: FileResult) -> None:
        """Records how a file ended, which documents lie in it now (None: as before), and which parts of it hold none."""
        with self.writing() as db:
            db.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET size = excluded.size, "
                "mtime_ns = excluded.mtime_ns, seen_ns = excluded.seen_ns, digest = excluded.digest, "
                "state = excluded.state, reason = excluded.reason",
                file.state,
            )
            if file.members is not None:
                place = (file.state.location,)
                db.execute("DELETE FROM members WHERE file = ?", place)
                db.execute("DELETE FROM problems WHERE file = ?", place)
                db.executemany("INSERT OR REPLACE INTO members VALUES (?, ?, ?)", file.members)
                problems = [
                    (problem.location, *place, problem.state, problem.reason) for problem in file.problems
                ]
                db.executemany("INSERT OR REPLACE INTO problems VALUES (?, ?, ?, ?)", problems)

    def bar(self, digests: Sequence[str]) -> None:
        """Says which contents somebody wants out; one that is stored again is wanted again."""
        with self.writing() as db:
            db.executemany("INSERT OR IGNORE INTO barred VALUES (?)", [(digest,) for digest in digests])

    def touch(self, states: Sequence[FileState]) -> None:
        """Files whose time changed but not their bytes: noted, so that they need not be hashed again. No new generation."""
        if states:
            with self.writing():
                for state in states:
                    self.put_file(FileResult(state))

    def drop_file(self, location: str) -> None:
        with self.writing() as db:
            db.execute("DELETE FROM files WHERE location = ?", (location,))

    def pair(self) -> None:
        """Finds for every document that was never compared those that are nearly the same."""
        with self.writing() as db:
            query = "SELECT document_id, text FROM texts WHERE document_id NOT IN (SELECT document_id FROM sketches)"
            for document_id, text in db.execute(query).fetchall():
                self._pair(document_id, sketches.sketch(text))

    def _pair(self, document_id: str, found: sketches.Sketch | None) -> None:
        with self.writing() as db:
            db.execute(
                "INSERT INTO sketches VALUES (?, ?)", (document_id, b"" if found is None else found.tobytes())
            )
            if found is None:
                return
            banded = [(band, value, document_id) for band, value in sketches.bands(found)]
            near: dict[str, bytes] = {}
            for band in banded:
                near |= db.execute(_SHARING, band).fetchall()
            db.executemany("INSERT INTO bands VALUES (?, ?, ?)", banded)
            alike = [
                other
                for other, known in near.items()
                if sketches.resemblance(found, np.frombuffer(known, np.uint32)) >= sketches.ALIKE
            ]
            pairs = [pair for other in sorted(alike) for pair in ((document_id, other), (other, document_id))]
            db.executemany(_PAIRED, pairs)

    def _unpair(self, document_id: str) -> None:
        with self.writing() as db:
            for table, column in (
                ("sketches", "document_id"),
                ("bands", "document_id"),
                ("twins", "document_id"),
                ("twins", "other"),
            ):
                db.execute(f"DELETE FROM {table} WHERE {column} = ?", (document_id,))

    def put_vectors(self, vectors: Mapping[bytes, Vector]) -> None:
        with self.writing() as db:
            rows = [(key, np.asarray(vector, np.float32).tobytes()) for key, vector in vectors.items()]
            db.executemany("INSERT OR IGNORE INTO vectors (key, vector) VALUES (?, ?)", rows)

    def put_words(self, words: Mapping[bytes, bytes]) -> None:
        """The packed words of texts whose vectors are there."""
        with self.writing() as db:
            rows = [(packed, key) for key, packed in words.items()]
            db.executemany("INSERT OR REPLACE INTO words SELECT number, ? FROM vectors WHERE key = ?", rows)

    def drop_unused_vectors(self) -> None:
        with self.writing() as db:
            db.execute("DELETE FROM vectors WHERE key NOT IN (SELECT vector_key FROM chunks)")

    def start_over(self, fingerprint: Mapping[str, str], *, keep_vectors: bool) -> None:
        """Keeps who is who; every document is to be split again, for `fingerprint`, and every file to be read but those that
        somebody wanted out."""
        with self.writing() as db:
            for statement in (
                "DELETE FROM chunks",
                "DELETE FROM lexical",
                "UPDATE documents SET split = 0",
                f"UPDATE files SET digest = '', size = -1 WHERE reason <> '{REMOVED}'",
                "DELETE FROM meta WHERE key IN ('vectors', 'settled', 'dimensions', 'wordless')",
                "SELECT 1" if keep_vectors else "DELETE FROM vectors",
            ):
                db.execute(statement)
            self.set_meta("fingerprint", json.dumps(dict(fingerprint)))

    def distrust(self, ids: Sequence[str]) -> None:
        """The files in which these documents lie are to be read again, whatever their times and hashes say."""
        listed = json.dumps(list(ids))
        within = "(SELECT value FROM json_each(?))"
        with self.writing() as db:
            db.execute(f"UPDATE documents SET split = 0 WHERE id IN {within}", (listed,))
            db.execute(
                "UPDATE files SET digest = '', size = -1 WHERE location IN "
                f"(SELECT file FROM members WHERE document_id IN {within})",
                (listed,),
            )

    def wipe(self) -> None:
        """Rewrites the file without anything deleted in it.

        Raises:
            IndexLocked: a reader holds on to an older state.
        """
        with self.database.reading() as db:
            db.execute("INSERT INTO lexical (lexical) VALUES ('optimize')")
            db.execute("VACUUM")
            busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise IndexLocked(f"A reader holds on to an older state of {self.database.path}", "Run it again")

    def _put_document(self, document: Document, digest: str) -> None:
        with self.writing() as db:
            values = (
                document.id,
                document.revision,
                digest,
                document.title,
                document.publisher,
                document.author,
                document.published and document.published.isoformat(),
                document.url,
                document.language,
                json.dumps(dict(document.provenance), ensure_ascii=False),
            )
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "revision = excluded.revision, digest = excluded.digest, split = 1, title = excluded.title, "
                "publisher = excluded.publisher, author = excluded.author, published = excluded.published, "
                "url = excluded.url, language = excluded.language, provenance = excluded.provenance",
                values,
            )
            db.execute(
                "INSERT INTO texts VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text",
                (document.id, document.text),
            )

    def _put_frame(self, document_id: str, frame: Frame | None) -> None:
        with self.writing() as db:
            db.execute("DELETE FROM frames WHERE document_id = ?", (document_id,))
            if frame is not None:
                db.execute("INSERT INTO frames VALUES (?, ?, ?, ?)", (document_id, *frame))

    def _put_chunks(self, entry: Entry) -> dict[str, int]:
        """Stores the chunks of a document; the row numbers of all that it has, by their ids."""
        with self.writing() as db:
            db.executemany(
                "INSERT INTO chunks (id, document_id, ordinal, start, end, text, context, locator, vector_key) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET ordinal = excluded.ordinal, "
                "start = excluded.start, end = excluded.end, locator = excluded.locator",
                [(*_columns(chunk), key) for chunk, key in zip(entry.chunks, entry.keys, strict=True)],
            )
            return dict(
                db.execute(
                    "SELECT id, row FROM chunks WHERE document_id = ?", (entry.document.id,)
                ).fetchall()
            )


def _columns(chunk: Chunk) -> Sequence[str | int | None]:
    return (
        chunk.id,
        chunk.document_id,
        chunk.ordinal,
        chunk.start,
        chunk.end,
        chunk.text,
        chunk.context,
        chunk.locator,
    )
