"""Looking after an index by hand: wiping what was deleted off the disk, keeping and bringing back a copy."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import DiskFull, IndexDamaged, IndexMismatch, IndexMissing, UsageError
from assistant.index import builds
from assistant.index import fingerprint as making
from assistant.index.catalog import FILE, Catalog
from assistant.index.database import Database
from assistant.index.lock import WriteLock
from assistant.index.room import no_room_left
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
        UsageError: the file exists, or cannot be written.
        IndexMissing: there is no index in `folder`.
        DiskFull: no room left for it.
    """
    build = builds.current(folder)
    if build is None:
        raise IndexMissing(f"No index in {folder}", "Run: assistant index PATH")
    if target.exists():
        raise UsageError(f"{target} exists already", "Name a file that does not exist")
    staged = target.with_name(target.name + ".part")
    try:
        staged.write_bytes(b"")
    except OSError as error:
        raise UsageError(
            f"Cannot write {target}: {error.strerror}", "Name a file in another folder"
        ) from error
    try:
        with contextlib.closing(Catalog.open(build)) as catalog:
            catalog.copy_to(staged)
        os.replace(staged, target)
    except DiskFull as error:
        raise no_room_left(target) from error
    finally:
        staged.unlink(missing_ok=True)


def restore(folder: Path, source: Path, fingerprint: Mapping[str, str]) -> None:
    """Puts a copy made by `backup` in force, in place of the index in `folder` if there is one. Nothing is embedded.

    Raises:
        UsageError: there is no such file.
        IndexDamaged: it is not such a copy.
        IndexMismatch: a newer release made it, or it was not made as `fingerprint` says.
        IndexLocked: the index is being written.
    """
    if not source.is_file():
        there = f"{source} is a folder" if source.is_dir() else f"There is no file {source}"
        raise UsageError(there, "Name a file made by: assistant backup")
    builds.make(folder)
    with WriteLock(folder / builds.LOCK) as lock:
        build = builds.fresh(folder)
        try:
            shutil.copyfile(source, build / FILE)
            _require_sound(build, source, fingerprint)
            with Writer(folder, build, lock) as writer:
                writer.settle()
                writer.publish()
        except BaseException:
            builds.remove(build)
            raise


def _require_sound(build: Path, source: Path, fingerprint: Mapping[str, str]) -> None:
    with contextlib.closing(Catalog(Database(build / FILE))) as catalog:
        complaints = _complaints(catalog, source)
        if complaints:
            raise IndexDamaged(f"{source} is not a sound backup: {complaints[0]}", "Use another copy")
        found = catalog.fingerprint
    changed = making.differing(found, fingerprint)
    if changed:
        words = making.told(changed, found, fingerprint)
        named = "Name that embedder with --embedder"
        anew = "It can no longer be used; index the articles anew"
        raise IndexMismatch(f"{source} was built with {words}", named if changed == ["embedder"] else anew)


def _complaints(catalog: Catalog, source: Path) -> list[str]:
    """What is wrong with a copy, in SQLite's words.

    Raises:
        IndexMismatch: a newer release made it.
    """
    try:
        if catalog.version > VERSION:
            raise IndexMismatch(
                f"{source} was made by a newer release", "Upgrade: pip install --upgrade corpus-assistant"
            )
        found = catalog.complaints() if catalog.version else ["it is no catalog"]
    except IndexDamaged as error:
        found = [error.message]
    return [complaint.removeprefix(f"{catalog.database.path} cannot be used: ") for complaint in found]
