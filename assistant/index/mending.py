"""Chroma brought into agreement with the catalog, or made anew from it. Nothing is embedded: the catalog has every vector."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.errors import MEND, IndexDamaged
from assistant.index.catalog import Catalog
from assistant.index.changes import WritableCatalog
from assistant.index.vectors import DAMAGED, Vectors, discard
from assistant.text.counts import counted

CANARIES = 8
PAGE = 2_000


class Opened(NamedTuple):
    """Chroma in agreement with the catalog, and what had to be mended, in words."""

    vectors: Vectors
    repairs: list[str]


def agreeing(build: Path, catalog: WritableCatalog, *, lock: int | None = None) -> Opened:
    """Opens and checks Chroma for a writer; compares every id where the last writer was killed, or the numbers differ.

    `lock` is as for `Vectors.open`.
    """
    try:
        if (build / DAMAGED).exists():
            raise IndexDamaged(f"The vectors in {build} were found unusable by a reader")
        vectors = Vectors.open(build / catalog.vectors_folder, catalog.sample(CANARIES), lock=lock)
    except IndexDamaged as error:
        return Opened(made_anew(build, catalog, lock=lock), [error.message])
    if catalog.settled and vectors.count() == catalog.counts().chunks:
        return Opened(vectors, [])
    return Opened(vectors, _reconciled(vectors, catalog))


def made_anew(build: Path, catalog: WritableCatalog, *, lock: int | None = None) -> Vectors:
    """A new folder, filled from the catalog; the old one goes when the new one is in force."""
    name = _next(catalog.vectors_folder)
    discard(build / name)
    vectors = Vectors.open(build / name, {}, lock=lock)
    _fill(vectors, catalog, sorted(catalog.chunk_ids()))
    _adopt(build, catalog, name)
    return vectors


def make_anew_apart(build: Path, catalog: WritableCatalog) -> None:
    """The same in a process of its own: Chroma writes memory it never set to disk, and in ours there may be deleted text.

    Raises:
        IndexDamaged: that process failed.
    """
    name = _next(catalog.vectors_folder)
    discard(build / name)
    code = "import sys; from pathlib import Path; from assistant.index.mending import fill; fill(Path(sys.argv[1]), sys.argv[2])"
    child = subprocess.run(
        [sys.executable, "-c", code, str(build), name],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    if child.returncode:
        reason = child.stderr.strip().rpartition("\n")[2]
        raise IndexDamaged(f"The vectors could not be made anew: {reason}", MEND)
    _adopt(build, catalog, name)


def fill(build: Path, name: str) -> None:
    """What that process does."""
    with contextlib.closing(Catalog.open(build)) as catalog:
        vectors = Vectors.open(build / name, {})
        _fill(vectors, catalog, sorted(catalog.chunk_ids()))
        # The first search writes the graph; it must not be left to a process with other things in its memory.
        vectors.check(catalog.sample(CANARIES))
        vectors.close()


def _reconciled(vectors: Vectors, catalog: Catalog) -> list[str]:
    """Takes out what the catalog does not know and puts in what it misses."""
    held, known = vectors.ids(), catalog.chunk_ids()
    extra, missing = sorted(held - known), sorted(known - held)
    vectors.delete(extra)
    _fill(vectors, catalog, missing)
    if not extra and not missing:
        return []
    return [f"{counted(len(missing), 'vector')} missing and {len(extra)} not of this index"]


def _fill(vectors: Vectors, catalog: Catalog, ids: Sequence[str]) -> None:
    for start in range(0, len(ids), PAGE):
        found = catalog.vectors(ids[start : start + PAGE])
        vectors.upsert(list(found), np.stack(list(found.values())))


def _adopt(build: Path, catalog: WritableCatalog, name: str) -> None:
    old = catalog.vectors_folder
    with catalog.writing():
        catalog.set_meta("vectors", name)
        catalog.advance()
    discard(build / old)


def _next(name: str) -> str:
    """A name never used before: a Chroma client remembers folders by their names, even broken ones."""
    return f"chroma-{int(name.removeprefix('chroma-')) + 1}"
