"""Room on the disk: asked for before a commit, and told apart from damage where it ran out."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from assistant.errors import DiskFull

RESERVE = 32 * 1024 * 1024
"""Bytes that must be free before a commit: SQLite and Chroma fail less cleanly than we do."""
EXHAUSTED = 512 * 1024
"""With less free than this, whatever could not be written failed for that, whatever the library says."""


def require_room(folder: Path) -> None:
    """
    Raises:
        DiskFull: too little is free to write a commit safely.
    """
    free = shutil.disk_usage(folder).free
    if free < RESERVE:
        raise DiskFull(
            f"Only {free // 1_000_000} MB are free where the index lies ({folder})",
            "Free some space and run the command again; what was committed stays",
        )


def no_room_left(path: Path) -> DiskFull:
    """The error to raise where writing `path` failed for want of room."""
    return DiskFull(
        f"No room left on the disk to write {path}",
        "Free some space and run the command again; what was committed stays",
    )


def ran_out(error: BaseException, path: Path) -> bool:
    """Whether writing `path` failed because the disk is full."""
    if "disk is full" in str(error) or getattr(error, "errno", None) == errno.ENOSPC:
        return True
    existing = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    return shutil.disk_usage(existing).free < EXHAUSTED
