"""Which build a writer works on, and how a new one begins. For the holder of the write lock."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import IndexMissing, IndexUnusable
from assistant.index import builds
from assistant.index.catalog import FILE, Catalog
from assistant.index.changes import WritableCatalog
from assistant.index.database import Database


def build_for(folder: Path, fingerprint: Mapping[str, str] | None, *, rebuild: bool) -> Path:
    """The build that a writer is to work on: the one in force, or one that is being made beside it.

    A rebuild that was broken off waits to be gone on with; a build that another has replaced is removed.

    Raises:
        IndexMissing: there is none, and no fingerprint to make one with.
    """
    current = builds.current(folder)
    if current is None and fingerprint is None:
        raise IndexMissing(f"No index in {folder}", "Run: assistant index PATH")
    begun = builds.begun(folder)
    if current is None or rebuild:
        wanted = [build for build in begun if _made_with(build, fingerprint)]
        begun = wanted[-1:] or [_started(folder, current, fingerprint)]
        chosen = begun[0]
    else:
        chosen = current
    for build in builds.builds(folder):
        if build not in (current, *begun):
            builds.remove(build)
    return chosen


def _made_with(build: Path, fingerprint: Mapping[str, str] | None) -> bool:
    """Also false for one whose first writer ended before its catalog was made."""
    try:
        with contextlib.closing(Catalog.open(build)) as catalog:
            return catalog.fingerprint == dict(fingerprint or {})
    except IndexUnusable:
        return False


def _started(folder: Path, current: Path | None, fingerprint: Mapping[str, str] | None) -> Path:
    """A new build. It starts from a copy of the catalog in force without its chunks, so that documents keep their ids."""
    build = builds.begin(folder)
    if current is not None:
        staged = build / "catalog.new"
        try:
            with contextlib.closing(Catalog.open(current)) as catalog:
                catalog.copy_to(staged)
                keep = catalog.fingerprint.get("embedder") == (fingerprint or {}).get("embedder")
        except IndexUnusable:
            # What cannot be read cannot be kept; the corpus itself is all that is needed.
            staged.unlink(missing_ok=True)
            return build
        with contextlib.closing(WritableCatalog(Database(staged, write=True))) as copy:
            copy.start_over(fingerprint or {}, keep_vectors=keep)
        staged.rename(build / FILE)
    return build
