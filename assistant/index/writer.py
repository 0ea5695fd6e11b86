"""The one writer of an index, and the order of its writes.

A commit is: vectors of new chunks into Chroma, one SQLite transaction that ends after that, then vectors of vanished chunks out of
Chroma. The transaction's end is the moment at which the index changes. Killed before it, Chroma holds vectors nobody knows, killed
after it some that nobody knows any more; both are dropped by readers and cleared up by the next writer.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from assistant.errors import MEND, IndexDamaged
from assistant.index import builds
from assistant.index import fingerprint as making
from assistant.index.changes import WritableCatalog
from assistant.index.lexical import Lexical
from assistant.index.lock import WriteLock, exclusive
from assistant.index.mending import CANARIES, agreeing, make_anew_apart
from assistant.index.rebuild import build_for
from assistant.index.records import Entry, FileResult
from assistant.index.room import require_room
from assistant.index.vectors import DAMAGED, LOCK, Vectors
from assistant.types import Vector


@dataclass(frozen=True)
class Change:
    """What one commit does: documents as they are to be, ids of documents that go, files as they ended, files that went,
    and digests of documents that are to stay out."""

    entries: list[Entry] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    files: list[FileResult] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.entries or self.dropped or self.files or self.gone or self.barred)


class Writer:
    """An index opened for writing, its lock held until `close`."""

    def __init__(self, folder: Path, build: Path, lock: WriteLock, *, apart: bool = False) -> None:
        self.folder = folder
        self.build = build
        self._apart = apart
        self.catalog = WritableCatalog.open(build, write=True)
        self._lock = lock
        self.lexical = Lexical(self.catalog.database)
        self.repairs: list[str] = []
        """What was found wrong with Chroma when it was opened, and mended."""
        self._vectors: Vectors | None = None
        self._held = contextlib.ExitStack()

    @classmethod
    def open(
        cls,
        folder: Path,
        fingerprint: Mapping[str, str] | None,
        *,
        corpus: str = "PATH",
        rebuild: bool = False,
        apart: bool = False,
    ) -> Self:
        """
        Args:
            fingerprint: what chunks and vectors are made with now; None to take the index as it is.
            corpus: where the articles are; kept, and named in messages.
            apart: Chroma writes in another process, which is worth its start where much is written.
            rebuild: work on a second build, which `publish` puts in force; one that was begun before is gone on with.

        Raises:
            IndexLocked: another process is writing.
            IndexMismatch: the index was made in another way.
            IndexMissing: there is none, and no fingerprint to make one with.
            IndexReadOnly: nothing can be written there.
        """
        builds.make(folder)
        lock = WriteLock(folder / builds.LOCK).acquire()
        try:
            writer = cls(folder, build_for(folder, fingerprint, rebuild=rebuild), lock, apart=apart)
        except BaseException:
            lock.release()
            raise
        try:
            if fingerprint is not None:
                writer._begin(fingerprint, corpus)
        except BaseException:
            writer.close()
            raise
        return writer

    def close(self) -> None:
        self._let_go()
        self.catalog.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def wants_repair(self) -> bool:
        """Whether the last writer was killed, or a reader found Chroma damaged."""
        return not self.catalog.settled or (self.build / DAMAGED).exists()

    @property
    def vectors(self) -> Vectors:
        """Chroma, opened, checked and in agreement with the catalog; made anew from it where it is not usable."""
        if self._vectors is None:
            lock = self._held.enter_context(exclusive(self.build / LOCK))
            self._vectors, self.repairs = agreeing(
                self.build, self.catalog, lock=lock if self._apart else None
            )
        return self._vectors

    def open_vectors(self) -> None:
        """Opens Chroma ahead of the first commit, which would do so itself. Raises as `commit`."""
        _ = self.vectors

    def remember(self, vectors: Mapping[bytes, Vector], words: Mapping[bytes, bytes] | None = None) -> None:
        """Puts vectors into the cache at once, and the packed words of those that have any: whatever happens to the documents,
        nothing is embedded twice.

        Raises:
            IndexMismatch: they are of another length than those in the index.
        """
        require_room(self.folder)
        with self.catalog.writing():
            for length in {len(vector) for vector in vectors.values()}:
                self.catalog.require_dimensions(length)
                self.catalog.set_meta("dimensions", str(length))
            self.catalog.put_vectors(vectors)
            self.catalog.put_words(words or {})

    def commit(self, change: Change) -> None:
        """
        Raises:
            DiskFull: nothing of this change was done; earlier ones stay.
        """
        require_room(self.folder)
        vectors = self.vectors
        self._unsettle()
        new = self._new_vectors(change.entries)
        with ThreadPoolExecutor(1, "chroma") as beside, self.catalog.writing():
            # Both write at the same time, but the catalog commits only what Chroma has.
            upserted = beside.submit(vectors.upsert, list(new), np.array(list(new.values())))
            gone = self._record(change)
            upserted.result()
        vectors.delete(gone)
        left = vectors.read_back(gone)
        if left:
            raise IndexDamaged(f"{len(left)} deleted vectors are still in {self.build}", MEND)

    def renew_vectors(self) -> None:
        """Makes Chroma anew from the catalog, embedding nothing; nothing that was deleted is in the new files."""
        self.vectors.close()
        self._vectors = None
        make_anew_apart(self.build, self.catalog)

    def renew_lexical(self) -> None:
        """Makes the lexical index anew from the chunks."""
        rows = {id_: row for row, id_, _ in self.catalog.chunk_rows()}
        with self.catalog.writing():
            self.lexical.clear()
            for document in self.catalog.documents():
                chunks = self.catalog.chunks_of(document.id)
                self.lexical.add([(rows[chunk.id], chunk) for chunk in chunks], document.language)
            self.catalog.advance()

    def settle(self) -> None:
        """Ends a run of commits: nothing is left over, and the next one need not look."""
        if self.wants_repair:
            _ = self.vectors
        with self.catalog.writing():
            self.catalog.drop_unused_vectors()
            self.catalog.pair()
            self.catalog.set_meta("settled", "1")
            self.catalog.advance()
        self._let_go()
        (self.build / DAMAGED).unlink(missing_ok=True)

    def publish(self) -> None:
        """Puts this build in force, once its vectors agree with its catalog; does nothing if it is in force.

        Raises:
            IndexDamaged: they do not; the build before stays in force.
        """
        if builds.current(self.folder) == self.build:
            return
        counted, expected = self.vectors.count(), self.catalog.counts().chunks
        if counted != expected:
            raise IndexDamaged(
                f"The new build has {counted} vectors for {expected} chunks", "Run the rebuild again"
            )
        self.vectors.check(self.catalog.sample(CANARIES))
        self._let_go()
        builds.point(self.folder, self.build)

    # --- under the hood

    def _begin(self, fingerprint: Mapping[str, str], corpus: str) -> None:
        if not self.catalog.fingerprint:
            with self.catalog.writing():
                self.catalog.set_meta("fingerprint", json.dumps(dict(fingerprint)))
                self.catalog.set_meta("corpus", corpus)
        making.require(self.catalog.fingerprint, fingerprint, corpus)
        if builds.current(self.folder) is None:
            builds.point(self.folder, self.build)

    def _unsettle(self) -> None:
        if self.catalog.settled:
            self.catalog.set_meta("settled", "0")

    def _new_vectors(self, entries: Iterable[Entry]) -> dict[str, Vector]:
        """Of the chunks that the catalog does not have yet."""
        keys = {
            chunk.id: key for entry in entries for chunk, key in zip(entry.chunks, entry.keys, strict=True)
        }
        present = self.catalog.chunks(keys)
        new = {id_: key for id_, key in keys.items() if id_ not in present}
        cached = self.catalog.cached(set(new.values()))
        return {id_: cached[key] for id_, key in new.items()}

    def _record(self, change: Change) -> list[str]:
        """Into the catalog. Returns the ids of the chunks that are no more."""
        with self.catalog.writing():
            gone: list[tuple[int, str]] = []
            # A document may go and come again in one change, its content having turned up elsewhere.
            for document_id in change.dropped:
                gone += self.catalog.drop(document_id).removed
            for entry in change.entries:
                replaced = self.catalog.put(entry)
                self.lexical.add(replaced.added, entry.document.language)
                gone += replaced.removed
            self.lexical.remove(row for row, _ in gone)
            for location in change.gone:
                self.catalog.drop_file(location)
            for file in change.files:
                self.catalog.put_file(file)
            self.catalog.bar(change.barred)
            self.catalog.advance()
        ids = [id_ for _, id_ in gone]
        present = self.catalog.chunks(ids)
        return [id_ for id_ in ids if id_ not in present]

    def _let_go(self) -> None:
        if self._vectors is not None:
            self._vectors.close()
            self._vectors = None
        self._held.close()
