"""Which files a corpus holds, and their bytes: regular files under its real path only, nothing hidden, nothing followed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.errors import CorpusError, DocumentError
from assistant.types import FileOutcome

SIZE_LIMIT = 128 * 1024 * 1024
"""Bytes; a larger file is reported, never read."""

TRIES = 2
"""A file that changes while it is read is read once more."""

LINK = "a link, and links are not followed; copy here what it points to"

IGNORED_FOLDERS = frozenset({"__pycache__", "node_modules", "__MACOSX"})
_SAVED_WITH = re.compile(
    r"(.+)(?:[_.]files|-Dateien|_(?:fichiers|archivos|file|arquivos|ficheiros|fitxers|bestanden)"
    r"|[-_]filer|_(?:tiedostot|pliki|soubory|elemei|dosyalar|datoteke|failid|bylos))"
)
"""How browsers name the folder of what a page is made of, in the language of the person."""

IGNORED_FILES = frozenset({"thumbs.db", "desktop.ini"})


class File(NamedTuple):
    """A file of the corpus. `location` is its path relative to the corpus, with "/" between folders, whatever the system."""

    location: str
    path: Path
    size: int
    mtime_ns: int


def walk(corpus: Path) -> Iterator[File | FileOutcome]:
    """Every file of a folder in a stable order, or the one file that `corpus` is.

    What is not a regular file, or lies outside the corpus, comes as a `FileOutcome` that says so, and so does a folder that a
    browser saved with a page; hidden files do not come at all.

    Raises:
        CorpusError: there is no such file or folder, or it cannot be listed.
    """
    try:
        root = corpus.resolve(strict=True)
        if root.is_file():
            yield _look(root, root.parent)
            return
        os.listdir(root)
    except (OSError, RuntimeError, ValueError) as error:
        raise CorpusError(
            f"Cannot read {str(corpus)!r}: {_words(error)}", "Give a folder of articles"
        ) from error
    yield from _walk(root)


def read(file: File, *, limit: int = SIZE_LIMIT) -> bytes:
    """The bytes of a file, which may have changed since it was listed; a link put in its place is not followed.

    Raises:
        DocumentError: it is gone, unreadable, no longer a regular file, larger than `limit` bytes, or being written.
    """
    for _ in range(TRIES):
        data, steady = _read(file, limit)
        if len(data) > limit:
            raise DocumentError(too_large(file.location, limit), "Split it into smaller files")
        if steady:
            return data
    raise DocumentError(f"{file.location!r} changes while it is read", "Index it again when it is complete")


def _read(file: File, limit: int) -> tuple[bytes, bool]:
    """Up to one byte more than the limit, and whether nobody wrote to the file meanwhile."""
    try:
        descriptor = os.open(file.path, os.O_RDONLY | _FLAGS)
        with open(descriptor, "rb") as stream:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise DocumentError(f"{file.location!r} is not a regular file")
            data = stream.read(limit + 1)
            after = os.fstat(descriptor)
    except OSError as error:
        raise DocumentError(
            f"Cannot read {file.location!r}: {_words(error)}", "Check its permissions"
        ) from error
    return data, (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def too_large(location: str, limit: int = SIZE_LIMIT) -> str:
    return f"{location!r} is larger than {limit // (1024 * 1024)} MB"


# A FIFO opened without O_NONBLOCK waits for a writer for ever.
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _walk(root: Path) -> Iterator[File | FileOutcome]:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield FileOutcome(_location(folder, root), "failed", f"cannot list the folder: {_words(error)}")
            continue
        shown = [entry for entry in entries if not ignored(entry.name)]
        inner = [Path(entry.path) for entry in shown if entry.is_dir(follow_symlinks=False)]
        others = [Path(entry.path) for entry in shown if not entry.is_dir(follow_symlinks=False)]
        pages = {path: _page_of(path, {other.name for other in others}) for path in inner}
        yield from (_look(path, root) for path in others)
        yield from (
            FileOutcome(_location(path, root), "skipped", f"saved by a browser with {page!r}, and no article")
            for path, page in pages.items()
            if page
        )
        waiting += [path for path in reversed(inner) if not pages[path]]


def _page_of(folder: Path, beside: Collection[str]) -> str | None:
    """The page with which a browser saved the folder, if it is one of the files `beside` it."""
    found = _SAVED_WITH.fullmatch(folder.name)
    pages = [f"{found[1]}.{ending}" for ending in ("html", "htm", "xhtml")] if found else []
    return next((page for page in pages if page in beside), None)


def ignored(name: str) -> bool:
    """Whether a file or folder of this name belongs to the system or its tools and not to the person."""
    return name.startswith(".") or name in IGNORED_FOLDERS or name.casefold() in IGNORED_FILES


def _look(path: Path, root: Path) -> File | FileOutcome:
    location = _location(path, root)
    try:
        found = path.lstat()
    except OSError as error:
        return FileOutcome(location, "failed", _words(error))
    if not stat.S_ISREG(found.st_mode):
        return FileOutcome(location, "skipped", _kind(found.st_mode))
    if found.st_size > SIZE_LIMIT:
        return FileOutcome(location, "failed", too_large(location))
    return File(location, path, found.st_size, found.st_mtime_ns)


def _location(path: Path, root: Path) -> str:
    """Names that are not valid Unicode are shown escaped: a location must survive SQLite and JSON."""
    relative = path.relative_to(root).as_posix()
    return relative.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _kind(mode: int) -> str:
    kinds = {stat.S_IFLNK: LINK, stat.S_IFIFO: "a pipe, not a file", stat.S_IFSOCK: "a socket, not a file"}
    return kinds.get(stat.S_IFMT(mode), "a device, not a file")


def _words(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
