"""Where an index lies on disk: complete builds side by side, and a pointer to the one in force.

<index>/current            the name of the build in force, replaced in one step
<index>/lock               held by the one writer
<index>/build-1/           catalog.sqlite3, chroma/, and chroma.lock held while chroma/ is written
<index>/build-2/           a rebuild that is under way or was broken off, marked as begun; or, until the next writer, the build before
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import assistant
from assistant.errors import IndexReadOnly

POINTER = "current"
LOCK = "lock"
BEGUN = "begun"
"""The mark of a rebuild, with the release that began it: another one may read files in another way."""
_PREFIX = "build-"

Stamp = tuple[int, int, int]
"""What tells one pointer from the next: where it lies on the disk, when it was written, and how long it is."""


def current(folder: Path) -> Path | None:
    """The build in force; None where there is no index."""
    try:
        name = (folder / POINTER).read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return folder / name if name.startswith(_PREFIX) and "/" not in name else None


def stamp(folder: Path) -> Stamp | None:
    """Changes whenever `current` may have; None where there is no index. Much quicker than reading the pointer."""
    try:
        found = os.stat(folder / POINTER)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def builds(folder: Path) -> list[Path]:
    """All builds, the oldest first."""
    found = [path for path in folder.glob(f"{_PREFIX}*") if path.name.removeprefix(_PREFIX).isdigit()]
    return sorted(found, key=_number)


def make(folder: Path) -> None:
    """The folder itself.

    Raises:
        IndexReadOnly: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexReadOnly(
            f"The index folder {folder} cannot be made: {error.strerror}",
            "Choose another folder with --index",
        ) from error


def begun(folder: Path) -> list[Path]:
    """Rebuilds that this release began and did not finish, the oldest first; every build where none is in force."""
    now = current(folder)
    return [
        build for build in builds(folder) if now is None or (_number(build) > _number(now) and _ours(build))
    ]


def give_up(folder: Path) -> None:
    """Removes what was begun: texts that are deleted now may be in it."""
    for build in begun(folder):
        remove(build)


def begin(folder: Path) -> Path:
    """A new build that counts as begun until it, or one after it, is in force."""
    build = fresh(folder)
    (build / BEGUN).write_text(assistant.__version__)
    return build


def fresh(folder: Path) -> Path:
    """A new, empty build."""
    build = folder / f"{_PREFIX}{max(map(_number, builds(folder)), default=0) + 1}"
    build.mkdir(parents=True)
    return build


def point(folder: Path, build: Path) -> None:
    """Puts `build` in force: before the rename the old one is, after it the new one, whatever happens."""
    staged = folder / f"{POINTER}.new"
    with open(staged, "w") as stream:
        stream.write(build.name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(staged, folder / POINTER)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(build: Path) -> None:
    shutil.rmtree(build, ignore_errors=True)


def _ours(build: Path) -> bool:
    try:
        return (build / BEGUN).read_text() == assistant.__version__
    except FileNotFoundError:
        return False


def _number(build: Path) -> int:
    return int(build.name.removeprefix(_PREFIX))
