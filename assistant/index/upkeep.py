"""Looking after an index by hand: wiping what was deleted off the disk, keeping and bringing back a copy."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from assistant.errors import IndexDamaged, IndexMismatch, IndexMissing, UsageError
from assistant.index import builds
from assistant.index.catalog import FILE, Catalog
from assistant.index.database import Database
from assistant.index.lock import WriteLock
from assistant.index.schema import VERSION
from assistant.index.writer import Writer


def purge(writer: Writer) -> None:
    """Wipes off the disk whatever of deleted texts, terms and vectors is still in the files, and shrinks them.

    A rebuild that was broken off is given up.

    Raises:
        IndexLocked: a reader is in the way; try again.
    """
    builds.give_up(writer.folder)
    writer.settle()
    writer.renew_vectors()
    writer.catalog.wipe()


def backup(folder: Path, target: Path) -> None:
    """Writes the whole index into one file, while others may read and write: the catalog, from which all else can be made.

    Raises:
        UsageError: the file exists.
        IndexMissing: there is no index in `folder`.
    """
    build = builds.current(folder)
    if build is None:
        raise IndexMissing(f"No index in {folder}", "Run: assistant index PATH")
    if target.exists():
        raise UsageError(f"{target} exists already", "Name a file that does not exist")
    staged = target.with_name(target.name + ".part")
    staged.unlink(missing_ok=True)
    with contextlib.closing(Catalog.open(build)) as catalog:
        catalog.copy_to(staged)
    os.replace(staged, target)


def restore(folder: Path, source: Path) -> None:
    """Puts a copy made by `backup` in force, in place of the index in `folder` if there is one. Nothing is embedded.

    Raises:
        UsageError: there is no such file.
        IndexDamaged: it is not such a copy.
        IndexMismatch: a newer release made it.
        IndexLocked: the index is being written.
    """
    if not source.is_file():
        raise UsageError(f"There is no file {source}", "Name a file made by: assistant backup")
    folder.mkdir(parents=True, exist_ok=True)
    with WriteLock(folder / builds.LOCK) as lock:
        build = builds.fresh(folder)
        try:
            shutil.copyfile(source, build / FILE)
            _require_sound(build, source)
            with Writer(folder, build, lock) as writer:
                writer.settle()
                writer.publish()
        except BaseException:
            builds.remove(build)
            raise


def _require_sound(build: Path, source: Path) -> None:
    with contextlib.closing(Catalog(Database(build / FILE))) as catalog:
        if catalog.version > VERSION:
            raise IndexMismatch(
                f"{source} was made by a newer release", "Upgrade: pip install --upgrade corpus-assistant"
            )
        complaints = catalog.complaints() if catalog.version else ["it is no catalog"]
    if complaints:
        raise IndexDamaged(f"{source} is not a sound backup: {complaints[0]}", "Use another copy")
