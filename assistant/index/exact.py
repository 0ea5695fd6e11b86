"""Search by meaning without an approximate index: every vector compared, from the catalog's own copy.

It answers narrow filters, small indexes, and any question asked while Chroma is being written or cannot be read.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assistant.index.catalog import Catalog
from assistant.index.scored import Scored
from assistant.types import Vector

NARROW = 200
"""Up to so many documents the vectors are read for the one search, and not all of them kept in memory."""


@dataclass(frozen=True)
class _Held:
    """All vectors of one generation: `rows` are the catalog's row numbers, ascending, `places` each document's positions."""

    generation: int = -1
    rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    ids: tuple[str, ...] = ()
    matrix: Vector = field(default_factory=lambda: np.empty((0, 0), np.float32))
    places: dict[str, list[int]] = field(default_factory=dict)


class Exact:
    """Exact search over the vectors of `catalog`. Any thread may search."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._held = _Held()
        self._filling = threading.Lock()

    def search(self, vector: Vector, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """The `k` nearest by cosine similarity, of chunks of `documents` only where given."""
        if documents is not None and len(documents) <= NARROW:
            ids, matrix = self._catalog.vectors_within(documents)
            return _nearest(vector, matrix, ids, k)
        held = self._all()
        if documents is None:
            return _nearest(vector, held.matrix, held.ids, k)
        places = sorted(place for document in documents for place in held.places.get(document, ()))
        return _nearest(vector, held.matrix[places], [held.ids[place] for place in places], k)

    def _all(self) -> _Held:
        with self._filling:
            generation = self._catalog.generation
            if self._held.generation != generation:
                self._held = self._read(generation)
            return self._held

    def _read(self, generation: int) -> _Held:
        """Row numbers are never used twice, so what is held already need not be read again."""
        found = self._catalog.chunk_rows()
        rows = np.fromiter((row for row, _, _ in found), np.int64, len(found))
        kept = np.isin(self._held.rows, rows)
        new = rows[~np.isin(rows, self._held.rows)]
        matrix = _stacked(self._held.matrix[kept], self._catalog.row_vectors(new.tolist()))
        places: dict[str, list[int]] = {}
        for place, (_, _, document) in enumerate(found):
            places.setdefault(document, []).append(place)
        return _Held(generation, rows, tuple(id_ for _, id_, _ in found), matrix, places)


def _stacked(old: Vector, new: Vector) -> Vector:
    """New rows come after all old ones, because row numbers only grow."""
    if not len(old) or not len(new):
        return new if len(new) else old
    return cast(Vector, np.concatenate([old, new]))


def _nearest(vector: Vector, matrix: Vector, ids: Collection[str], k: int) -> list[Scored]:
    if not len(matrix) or k < 1:
        return []
    # On one thread: a product by BLAS waits for all of its threads, which on a busy machine takes longer than the sum.
    scores = np.einsum("ij,j->i", matrix, vector)
    best = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    order = best[np.lexsort((best, -scores[best]))]
    names = tuple(ids)
    return [Scored(names[place], float(scores[place])) for place in order]
