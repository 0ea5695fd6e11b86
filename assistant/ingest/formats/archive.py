"""A zip of articles: its members are read as files, in order; nothing is ever written to disk, so a name is only a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from assistant.ingest.article import Member
from assistant.ingest.formats import zipped
from assistant.ingest.loader import ignored


def read(data: bytes) -> Iterator[Member]:
    """The archive's files, hidden ones left out as in a folder.

    Raises:
        DocumentError: it is damaged, encrypted or a bomb.
    """
    container = zipped.opened(data)
    for info in sorted(container.infolist(), key=lambda info: info.filename):
        path = PurePosixPath(info.filename)
        if not info.is_dir() and not any(ignored(part) for part in path.parts if part != ".."):
            yield Member(container.read(info), path.name, str(path))
