"""A corpus: a folder of articles, and the index that answers from it."""

from __future__ import annotations

import shlex
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from assistant import tracing
from assistant.errors import (
    AssistantError,
    CorpusError,
    IndexDamaged,
    IndexMissing,
    UsageError,
)
from assistant.index import builds
from assistant.index.embedder import LocalEmbedder
from assistant.index.fingerprint import fingerprint
from assistant.index.store import Index
from assistant.places import index_folder
from assistant.text.counts import counted
from assistant.types import Document, Embedder, FileOutcome, Reranker, SyncProgress, SyncReport

if TYPE_CHECKING:
    from assistant.index.doctor import Finding
    from assistant.index.removal import Taken
    from assistant.ingest.fetch import Fetcher
    from assistant.ingest.ocr import Ocr
    from assistant.retrieval.retriever import Retriever

UNFINISHED = "under way, or broken off: go on with: assistant index PATH --rebuild, or give it up with: assistant purge"


class Corpus:
    """A folder of articles (or one file) opened for answering, syncing and looking after. Safe to read from many threads.

    Attributes:
        folder: where the articles are, as an absolute path; never written to.
        index_folder: where the index lies, outside `folder`.
    """

    def __init__(
        self,
        folder: Path,
        index_folder: Path,
        embedder: Embedder,
        *,
        reranker: Reranker | None = None,
        ocr: Ocr | None = None,
    ) -> None:
        self.folder = folder
        self.index_folder = index_folder
        self.embedder = embedder
        self._reranker = reranker
        self._ocr = ocr
        self._index: Index | None = None
        self._taken: dict[str, Taken] = {}

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        index: Path | None = None,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        ocr: str | None = None,
    ) -> Self:
        """Opens a corpus; nothing is read or indexed yet.

        Args:
            index: folder of its index; unless given, one of its own in the user's data folder.
            embedder: turns text into vectors; MiniLM on this machine unless given.
            ocr: languages, as tesseract names them ("eng+deu"), in which scanned pages are read; without it they are left out.
            reranker: reads the best chunks again and orders them; none unless given.

        Raises:
            CorpusError: there is no such folder.
            UsageError: `index` lies inside the corpus, or tesseract is asked for and not installed.
        """
        folder = Path(path).expanduser()
        if not folder.exists():
            raise CorpusError(f"There is no folder {str(path)!r}", "Give a folder of articles")
        folder = folder.resolve()
        place = (index or index_folder(folder)).expanduser().resolve()
        if place.is_relative_to(folder):
            raise UsageError(
                f"The index folder {place} lies inside the corpus", "Choose another folder with --index"
            )
        return cls(folder, place, embedder or LocalEmbedder(), reranker=reranker, ocr=_ocr(ocr))

    def close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- keeping the index true

    def syncing(
        self, *, rebuild: bool = False, retry_failed: bool = False, empty: bool = False
    ) -> Iterator[SyncProgress]:
        """`sync` that can be watched: it works while it is iterated over, and the last event carries the report.

        Args:
            rebuild: make the index anew beside the old one, which answers until the new one is complete; a rebuild that was
                broken off is gone on with.
            retry_failed: read files again that failed or were skipped, though they have not changed.
            empty: the folder may hold nothing yet.

        Raises:
            CorpusError: the folder cannot be listed, or holds nothing.
            IndexLocked: another process is syncing.
            IndexMismatch: the index was made with another embedder, splitter or normaliser.
            DiskFull: no room left; what was committed stays.
        """
        return tracing.steps("sync", self._syncing(rebuild, retry_failed, empty), _noted)

    def _syncing(self, rebuild: bool, retry_failed: bool, empty: bool) -> Iterator[SyncProgress]:
        from assistant.index.writer import Writer
        from assistant.ingest import survey
        from assistant.ingest.parser import Parser
        from assistant.ingest.sync import sync

        retry = survey.always if retry_failed else survey.scanned if self._ocr else survey.never
        if not self.folder.exists():
            raise CorpusError(
                f"The folder {str(self.folder)!r} is gone", "The index still holds its articles"
            )
        making = fingerprint(self.embedder, self._splitter)
        with (
            Writer.open(
                self.index_folder, making, corpus=str(self.folder), rebuild=rebuild, apart=True
            ) as writer,
            Parser(ocr=self._ocr) as parser,
        ):
            yield from sync(self.folder, writer, self.embedder, parse=parser.parse, retry=retry, empty=empty)

    def sync(self, *, rebuild: bool = False, retry_failed: bool = False) -> SyncReport:
        """Brings the index to what the folder is: articles added, changed, moved and deleted. Raises as `syncing`."""
        return _last(self.syncing(rebuild=rebuild, retry_failed=retry_failed))

    def watch(
        self, stop: threading.Event, *, hindered: Callable[[AssistantError], None] = lambda _: None
    ) -> Iterator[SyncReport]:
        """Syncs now and after every change of the folder, until `stop` is set; yields each report. The folder may be empty.

        What stands in the way of a later sync for a while (another writer, a full disk, a folder or an endpoint that is gone) is told
        to `hindered`, and the sync is tried again. What stands in the way of the first one is raised, as by `syncing`.
        """
        from assistant.ingest.watch import synced

        return synced(self.folder, stop, lambda: _last(self.syncing(empty=True)), hindered)

    def remove(self, ids: Sequence[str]) -> list[str]:
        """Takes documents out of the index: wherever what they say and state about themselves is read, it stays out until files
        that failed or were skipped are asked for again, or they are brought back.

        Returns the ids that were there.

        Raises:
            IndexMissing: nothing is indexed yet.
            IndexLocked: another process is writing.
        """
        from assistant.index.removal import remove
        from assistant.index.writer import Writer

        with self._indexed(), Writer.open(self.index_folder, None) as writer:
            taken = {one.entry.document.id: one for one in remove(writer, ids)}
        self._taken |= taken
        return list(taken)

    def bring_back(self, ids: Sequence[str]) -> list[str]:
        """Undoes `remove` while this corpus is open: the documents are what they were, and nothing is read or embedded again.

        Returns the ids that are there now; a document whose file has changed or gone since is not.

        Raises:
            IndexLocked: another process is writing.
        """
        from assistant.index.removal import bring_back
        from assistant.index.writer import Writer

        wanted = [self._taken[id_] for id_ in ids if id_ in self._taken]
        with self._indexed(), Writer.open(self.index_folder, None) as writer:
            back = bring_back(writer, wanted)
        for one in wanted:
            self._taken.pop(one.entry.document.id, None)
        return back

    def removed(self) -> list[Document]:
        """What was removed since this corpus was opened and can be brought back, the last one first."""
        there = self.index.facets().titles
        return [one.entry.document for id_, one in reversed(self._taken.items()) if id_ not in there]

    def doctor(self) -> list[Finding]:
        """Checks catalog, words, vectors and files against each other and mends what is not right; ends with a sync.

        Returns what was found; empty if all was well.

        Raises:
            IndexMissing: nothing is indexed yet.
            IndexLocked: another process is writing.
        """
        from assistant.index.doctor import Finding, examine
        from assistant.index.writer import Writer

        try:
            with self._indexed(), Writer.open(self.index_folder, None) as writer:
                findings = examine(writer)
                if findings or writer.wants_repair:
                    writer.settle()
        except IndexDamaged as error:
            self.sync(rebuild=True)
            return [Finding("catalog", error.message, "built anew from the corpus")]
        report = self.sync()
        stale = report.added + report.changed + report.moved + report.removed
        return findings + (
            [Finding("files", f"{counted(stale, 'document')} not as in the folder", "synced")]
            if stale
            else []
        )

    def purge(self) -> None:
        """Wipes off the disk what is still there of deleted texts. Embeds nothing.

        Raises:
            IndexMissing: nothing is indexed yet.
            IndexLocked: another process is writing, or a reader is in the way.
        """
        from assistant.index import upkeep
        from assistant.index.writer import Writer

        with self._indexed(), Writer.open(self.index_folder, None) as writer:
            upkeep.purge(writer)

    def keep_calibration(self, text: str) -> None:
        """Keeps how confidence is told on this index, with the index itself.

        Raises:
            IndexMissing: nothing is indexed yet.
            IndexLocked: another process is writing.
        """
        from assistant.index.writer import Writer

        with self._indexed(), Writer.open(self.index_folder, None) as writer, writer.catalog.writing():
            writer.catalog.set_meta("calibration", text)

    def backup(self, target: Path) -> None:
        """Writes the whole index into one file; others may go on reading and writing.

        Raises:
            UsageError: the file exists, or cannot be written.
            IndexMissing: nothing is indexed yet.
        """
        from assistant.index import upkeep

        with self._indexed():
            upkeep.backup(self.index_folder, target)

    def restore(self, source: Path) -> None:
        """Puts a backup in force, in place of the index there is. Embeds nothing; the next sync brings it up to date.

        Raises:
            UsageError: there is no such file.
            IndexUnusable: it is no sound backup, was made with another embedder, or another process is writing.
        """
        from assistant.index import upkeep

        upkeep.restore(self.index_folder, source, fingerprint(self.embedder, self._splitter))

    # --- reading

    @property
    def index(self) -> Index:
        """The index, opened for reading when first asked for.

        Raises:
            IndexUnusable: it was never built, was built in another way, or is damaged.
        """
        if self._index is None:
            with self._indexed():
                self._index = Index.open(self.index_folder, self.embedder, splitter=self._splitter)
        return self._index

    def retriever(self) -> Retriever:
        from assistant.retrieval.retriever import Retriever

        return Retriever(self.index, self._reranker)

    def documents(self) -> list[Document]:
        """All documents with their texts, by title."""
        return self.index.documents()

    def document(self, document_id: str) -> Document:
        """
        Raises:
            CorpusError: there is no such document.
        """
        return self.index.document(document_id)

    def outcomes(self) -> list[FileOutcome]:
        """Every file, every part of one that holds no article, and how it ended when it was last read; warnings below their file."""
        return self.index.outcomes()

    def status(self) -> dict[str, Any]:
        """What is indexed, where, with what, what was left out and what to know of the rest: plain values, `problems` and `warnings`."""
        found: dict[str, Any] = {"corpus": str(self.folder), "index": str(self.index_folder)}
        try:
            index = self.index
        except IndexMissing:
            return found | {"state": "not indexed yet", "problems": [], "warnings": []}
        counts, outcomes = index.counts(), self.outcomes()
        return found | {
            "state": index.trouble or "ready",
            "embedder": self.embedder.name,
            "documents": counts.documents,
            "same_text_elsewhere": index.repeats(),
            "chunks": counts.chunks,
            "files": counts.files,
            "size_mb": round(_size(self.index_folder) / 1e6, 1),
            "fingerprint": index.fingerprint,
            "generation": index.generation,
            **({"rebuild": UNFINISHED} if builds.begun(self.index_folder) else {}),
            "problems": [outcome for outcome in outcomes if outcome.state in ("skipped", "failed")],
            "warnings": [outcome for outcome in outcomes if outcome.state == "warning"],
        }

    @contextmanager
    def _indexed(self) -> Iterator[None]:
        """Names the articles where there is no index of them."""
        try:
            yield
        except IndexMissing as error:
            raise IndexMissing(
                f"The articles in {self.folder} are not indexed yet",
                f"Run: assistant index {shlex.quote(str(self.folder))}",
            ) from error

    @property
    def _splitter(self) -> str:
        from assistant.ingest.splitter import SPLITTER_VERSION

        return str(SPLITTER_VERSION)


def _last(events: Iterable[SyncProgress]) -> SyncReport:
    report = SyncReport()
    for event in events:
        report = event.report or report
    return report


def _noted(span: tracing.Span, event: SyncProgress) -> None:
    if event.report is not None:
        counted = ("added", "changed", "moved", "removed", "skipped", "failed", "warned", "embedded")
        span.facts |= {name: getattr(event.report, name) for name in counted}


def fetched(urls: Iterable[str], folder: Path, *, fetcher: Fetcher | None = None) -> Iterator[FileOutcome]:
    """Saves pages from the web under `folder`, where the next sync finds them; yields how each address ended.

    A feed or a sitemap stands for the pages it names. Only public addresses are reached, unless `fetcher` permits others.
    """
    from assistant.ingest.fetch import Fetcher
    from assistant.ingest.web import gather, save

    for found in gather(urls, fetcher or Fetcher()):
        if isinstance(found, FileOutcome):
            yield found
        else:
            path = save(found, folder)
            yield FileOutcome(found.url, "added", f"as {path.relative_to(folder).as_posix()}")


def _size(folder: Path) -> int:
    """Bytes under `folder`; files may vanish while it is counted."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


def _ocr(languages: str | None) -> Ocr | None:
    """
    Raises:
        UsageError: tesseract is not installed.
    """
    if not languages:
        return None
    from assistant.ingest.ocr import Ocr

    command = shutil.which("tesseract")
    if command is None:
        raise UsageError(
            "Scanned pages are to be read, but tesseract is not installed",
            "Install it (Debian: apt install tesseract-ocr), or leave out --ocr",
        )
    return Ocr(command, languages)
