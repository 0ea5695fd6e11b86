"""What the catalog is given and gives, apart from documents and chunks: small named tuples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from assistant.types import Chunk, Document, FileOutcome

REMOVED = "removed on request"
"""Why a file, or a part of one, is skipped whose article somebody has taken out of the index."""


class FileState(NamedTuple):
    """A file when it was last read. `seen_ns` is the clock then: a file changed within the same tick is hashed again.

    `digest` is the sha256 of its bytes, empty where they were never read.
    """

    location: str
    size: int
    mtime_ns: int
    seen_ns: int
    digest: str
    state: str
    reason: str = ""


class Frame(NamedTuple):
    """A document that is a page of a site: the site it states (or ""), the hashes of its lines as they were read, and the hash
    of which of them its site repeated when it was stored; None before it is."""

    site: str
    lines: bytes
    judged: bytes | None


class Entry(NamedTuple):
    """A document as it is to be. `digest` hashes text and metadata as they were read; `keys` are the chunks' vector keys, in their order."""

    document: Document
    digest: str
    chunks: tuple[Chunk, ...]
    keys: tuple[bytes, ...]
    frame: Frame | None = None


class Replaced(NamedTuple):
    """What storing an entry did to its chunks: row numbers and ids."""

    added: list[tuple[int, Chunk]]
    removed: list[tuple[int, str]]


class Member(NamedTuple):
    """A place where a document lies: `location` is `file`, or names an article inside it."""

    location: str
    file: str
    document_id: str


class FileResult(NamedTuple):
    """How reading a file ended: its state, the documents that lie in it (None: as before), the parts that hold none, and warnings."""

    state: FileState
    members: tuple[Member, ...] | None = None
    problems: tuple[FileOutcome, ...] = ()


class Known(NamedTuple):
    """A document without its text. `split` is false while it waits to be read again in an index started over."""

    id: str
    revision: int
    digest: str
    title: str
    split: bool


class Facets(NamedTuple):
    """What the corpus can be filtered by. `titles` maps document ids to titles; days are the first and last published."""

    publishers: tuple[str, ...]
    authors: tuple[str, ...]
    languages: tuple[str, ...]
    titles: Mapping[str, str]
    earliest: date | None
    latest: date | None


class Counts(NamedTuple):
    documents: int
    chunks: int
    files: int
