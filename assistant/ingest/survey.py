"""What has changed in a corpus since it was last read: sizes and times first, hashes only where those differ."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.errors import DocumentError
from assistant.index.records import FileState
from assistant.ingest.article import READ_SCANS
from assistant.ingest.loader import File, read, walk
from assistant.types import FileOutcome

RACY_NS = 2_000_000_000
"""A file changed so shortly before it was read may change again without its time showing it; some file systems count in seconds."""

WITHOUT_ARTICLES = frozenset({"skipped", "failed"})

Retry = Callable[[FileState | FileOutcome], bool]
"""Which files to read again, though they have not changed: by how they ended, or a part of them, or by what is to be known of it."""


def never(_: FileState | FileOutcome) -> bool:
    return False


def always(outcome: FileState | FileOutcome) -> bool:
    return outcome.state in WITHOUT_ARTICLES


def scanned(outcome: FileState | FileOutcome) -> bool:
    """Those that only wait for somebody to ask for their scanned pages."""
    return READ_SCANS in outcome.reason


class Pending(NamedTuple):
    """A file to be read, and the sha256 of its bytes when it was looked at."""

    file: File
    digest: str


class Copy(NamedTuple):
    """A file whose bytes are known under another name; `moved` if that name is gone."""

    file: File
    digest: str
    original: str
    moved: bool


class Survey:
    """Compares the corpus with what is known of it. Drain `look()` first; it yields the files as it goes, for progress."""

    def __init__(
        self,
        corpus: Path,
        known: Sequence[FileState],
        problems: Mapping[str, Sequence[FileOutcome]],
        *,
        retry: Retry,
    ) -> None:
        self._corpus = corpus
        self._known = {state.location: state for state in known}
        self._again = {
            state.location
            for state in known
            if retry(state) or any(map(retry, problems.get(state.location, ())))
        }
        self._seen: set[str] = set()
        self.there: dict[str, File] = {}
        """The regular files of the corpus by location."""
        self._unlisted: list[str] = []
        self._changed: list[Pending] = []
        self.files = 0
        self.touched: list[FileState] = []
        self.outcomes: list[FileOutcome] = []

    def look(self) -> Iterator[str]:
        """Yields each location looked at.

        Raises:
            CorpusError: the corpus itself cannot be listed; nothing may be concluded from that.
        """
        for found in walk(self._corpus):
            self._seen.add(found.location)
            self.files += 1
            if isinstance(found, FileOutcome):
                self._note(found)
            else:
                self.there[found.location] = found
                self._compare(found)
            yield found.location

    @property
    def found_something(self) -> bool:
        return bool(self._changed or self.vanished or self.outcomes)

    @property
    def vanished(self) -> list[str]:
        """Files that are gone. What lies in a folder that could not be listed is not."""
        return [place for place in self._known if place not in self._seen and not self._hidden(place)]

    @property
    def copies(self) -> list[Copy]:
        originals = self._originals()
        gone = set(self.vanished)
        return [
            Copy(file, digest, originals[digest], originals[digest] in gone)
            for file, digest in self._changed
            if digest in originals
        ]

    @property
    def pending(self) -> list[Pending]:
        originals = self._originals()
        return [pending for pending in self._changed if pending.digest not in originals]

    def _originals(self) -> dict[str, str]:
        """Where known bytes lie. Where they lie twice, a file that is still there is named rather than one that is gone."""
        read_files = [
            state
            for state in self._known.values()
            if state.digest and state.state not in WITHOUT_ARTICLES and state.location not in self._again
        ]
        ranked = sorted(read_files, key=lambda state: (state.location in self._seen, state.location))
        return {state.digest: state.location for state in ranked}

    def _compare(self, file: File) -> None:
        before = None if file.location in self._again else self._known.get(file.location)
        if before and (before.size, before.mtime_ns) == (file.size, file.mtime_ns) and not _racy(before):
            return
        seen = time.time_ns()
        try:
            digest = digest_of(read(file))
        except DocumentError as error:
            self._note(FileOutcome(file.location, "failed", str(error)))
            return
        if before and before.digest == digest:
            self.touched.append(before._replace(size=file.size, mtime_ns=file.mtime_ns, seen_ns=seen))
        else:
            self._changed.append(Pending(file, digest))

    def _note(self, outcome: FileOutcome) -> None:
        """A file that cannot even be read, or a folder that cannot be listed."""
        before = self._known.get(outcome.location)
        if outcome.state == "failed":
            self._unlisted.append(outcome.location + "/")
        if not before or (before.state, before.reason) != (outcome.state, outcome.reason):
            self.outcomes.append(outcome)

    def _hidden(self, location: str) -> bool:
        return any(location.startswith(folder) for folder in self._unlisted)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _racy(state: FileState) -> bool:
    return state.seen_ns - state.mtime_ns < RACY_NS
