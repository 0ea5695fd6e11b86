"""Search by meaning: Chroma, embedded, holding ids and vectors and nothing else.

Text and metadata stay in the catalog (stored in Chroma as well they would take eleven times their size), and filters are
answered from there. Whatever Chroma loses, or cannot read any more, is put back from the catalog's vector cache.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np

from assistant.errors import MEND, IndexDamaged, IndexUnusable
from assistant.index.apart import Apart, serve
from assistant.index.room import no_room_left, ran_out
from assistant.index.scored import Scored
from assistant.types import Vector

LOCK = "chroma.lock"
DAMAGED = "chroma.damaged"
"""Left by a reader that found it unusable; whoever writes next makes it anew."""
COLLECTION = "chunks"
BATCH = 2_000
"""Rows at a time; Chroma takes at most 5,461."""
PAGE = 10_000
GRAPH: Any = {"space": "cosine", "max_neighbors": 32, "ef_construction": 100, "ef_search": 1_100}
"""Of 100,000 real sentences' vectors it finds .99 of the ten nearest; as Chroma comes (16, 100, 100), .79. Building with
twice the candidates takes 1.8 times as long and finds no more than asking with a few more of them does."""
NEAR = 1e-3
"""A vector asked for itself is at most this far away, in cosine distance."""


class Vectors:
    """The vectors of one index, by chunk id. Any thread may search; one process at a time may have the folder open."""

    def __init__(self, folder: Path, lock: int | None = None) -> None:
        self._folder = folder
        self._lock = lock
        self._client: Any = None
        self._collection: Any = None

    @classmethod
    def open(cls, folder: Path, canary: Mapping[str, Vector], *, lock: int | None = None) -> Self:
        """Opens or creates the collection and asks for each vector of `canary`, which must find itself.

        Given the descriptor of the `lock` on the folder, another process does the work, and this one is not held up by it.

        Raises:
            IndexDamaged: it cannot be read, or does not find what it holds.
        """
        vectors = cls(folder, lock)
        with _marked(folder) if lock is None else contextlib.nullcontext():
            try:
                vectors._start()
                vectors.check(canary)
            except BaseException:
                vectors.close()
                raise
        return vectors

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = self._collection = None

    def upsert(self, ids: Sequence[str], vectors: Vector) -> None:
        """
        Raises:
            DiskFull: no room was left.
        """
        with _guarded(self._folder):
            for start in range(0, len(ids), BATCH):
                part = slice(start, start + BATCH)
                self._collection.upsert(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, ids: Sequence[str]) -> None:
        """Ids that are not there are nothing to complain about."""
        with _guarded(self._folder):
            for start in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def search(self, vector: Vector, k: int) -> list[Scored]:
        """The `k` nearest by cosine similarity, the nearest first."""
        with _guarded(self._folder):
            found = self._collection.query(
                query_embeddings=vector[None, :], n_results=k, include=["distances"]
            )
        return [
            Scored(id_, 1.0 - float(distance))
            for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def count(self) -> int:
        with _guarded(self._folder):
            return int(self._collection.count())

    def ids(self) -> set[str]:
        """All ids it holds."""
        found: set[str] = set()
        with _guarded(self._folder):
            while page := self._collection.get(limit=PAGE, offset=len(found), include=[])["ids"]:
                found |= set(page)
        return found

    def read_back(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that it still holds."""
        found: set[str] = set()
        with _guarded(self._folder):
            for start in range(0, len(ids), BATCH):
                found |= set(self._collection.get(ids=list(ids[start : start + BATCH]), include=[])["ids"])
        return found

    def differing(self, expected: Mapping[str, Vector]) -> list[str]:
        """Those of the ids whose vectors are not the expected ones, or are not there; up to `BATCH` at a time."""
        with _guarded(self._folder):
            found = self._collection.get(ids=list(expected), include=["embeddings"])
        held = dict(zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True))
        return [
            id_
            for id_, vector in expected.items()
            if id_ not in held or not np.allclose(held[id_], vector, atol=1e-5)
        ]

    def check(self, canary: Mapping[str, Vector]) -> None:
        """
        Raises:
            IndexDamaged: a vector that must be there does not find itself. Chroma itself says nothing in that case.
        """
        for id_, vector in canary.items():
            best = self.search(vector, 1)
            if not best or best[0].score < 1 - NEAR:
                raise IndexDamaged(f"The vectors in {self._folder} do not find chunk {id_}", MEND)

    def _start(self) -> None:
        with _guarded(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._client, self._collection = _opened(self._folder)
            else:
                self._client = self._collection = Apart(self._folder, self._lock)
                self._collection.count()


def _opened(folder: Path) -> tuple[Any, Any]:
    """Chroma's client and collection."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    # No embedding function: the default one would download a model, a stored one could run foreign code.
    collection = client.get_or_create_collection(
        COLLECTION, configuration={"hnsw": GRAPH}, embedding_function=None
    )
    return client, collection


def discard(folder: Path) -> None:
    """Removes everything that Chroma keeps in `folder`; nobody may have it open."""
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    """Turns what Chroma raises into our errors. Its panics are not even Exceptions."""
    try:
        yield
    except (IndexUnusable, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if ran_out(error, folder):
            raise no_room_left(folder) from error
        raise IndexDamaged(f"The vectors in {folder} cannot be used: {error}", MEND) from error


@contextlib.contextmanager
def _marked(folder: Path) -> Iterator[None]:
    """Damaged files can end the process, not merely raise: a mark left behind by one that ended here is why the next one
    looks first through a child process.

    Raises:
        IndexDamaged: the child found it so.
    """
    mark = folder.with_suffix(".opening")
    if mark.exists():
        _try_in_child(folder)
    try:
        mark.touch()
        yield
    finally:
        mark.unlink(missing_ok=True)


def _try_in_child(folder: Path) -> None:
    """Opens and searches the folder in a process of its own.

    Raises:
        IndexDamaged: that process died.
    """
    code = "import sys; from pathlib import Path; from assistant.index.vectors import probe; probe(Path(sys.argv[1]))"
    child = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, check=False)
    if child.returncode:
        raise IndexDamaged(
            f"The vectors in {folder} end the process that reads them (status {child.returncode})",
            MEND,
        )


def probe(folder: Path) -> None:
    """Reads what damage would make unreadable: the collection and the graph that a search walks."""
    vectors = Vectors(folder)
    vectors._start()
    sample = vectors._collection.peek(1)["embeddings"]
    if len(sample):
        vectors.search(np.asarray(sample[0], np.float32), 1)
    vectors.close()


if __name__ == "__main__":
    serve(partial(_opened, Path(sys.argv[1])))
