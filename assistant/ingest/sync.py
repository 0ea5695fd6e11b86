"""Brings an index to what its corpus is: what was added, changed, moved or deleted, and nothing else.

survey     which files differ: sizes and times, then hashes; nothing heavy is imported
rearrange  known bytes under new names, and files that are gone: one commit, nothing parsed or embedded
read       file by file: parse the next ones meanwhile, say which document it is, split; embed by strides, commit by batches
agree      pages that were read when less was known of their sites are read once more, for what the site prints around them
settle     whatever a kill may have left over is cleared up
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from assistant import tracing
from assistant.errors import CorpusError, DocumentError
from assistant.index.identity import Assigned, Found, Identity
from assistant.index.records import REMOVED, FileResult, FileState, Member
from assistant.index.writer import Writer
from assistant.ingest.ahead import ahead
from assistant.ingest.article import Article, Skipped
from assistant.ingest.chunker import Chunker
from assistant.ingest.loader import File, read
from assistant.ingest.parse import Parsed, parse
from assistant.ingest.site import Sites, without_repeats
from assistant.ingest.staging import Staging
from assistant.ingest.survey import WITHOUT_ARTICLES, Copy, Pending, Retry, Survey, digest_of, never
from assistant.text.normalise import visible
from assistant.types import Embedder, FileOutcome, SyncProgress, SyncReport, WordEmbedder

Parse = Callable[[bytes, str], Parsed]
Fate = Literal["added", "changed", "moved", "removed"]

LOOK_EVERY = 256
"""Files between two signs of life while files are only looked at."""
LEARNT_AT_ONCE = 1_000
PARSED_AHEAD = 2
"""Files parsed while the one before them is split and committed; each may hold thousands of articles in memory."""


def sync(
    corpus: Path,
    writer: Writer,
    embedder: Embedder,
    *,
    parse: Parse = parse,
    retry: Retry = never,
    empty: bool = False,
) -> Iterator[SyncProgress]:
    """Yields progress, and last `SyncProgress(stage="done")` with the report. Wherever it stops, what is committed stays.

    Args:
        parse: makes articles of a file's bytes and name.
        retry: which files to read again, though they have not changed.
        empty: a corpus may hold nothing yet, for it is about to be filled.

    Raises:
        CorpusError: the corpus cannot be listed, or there is nothing in it and never was.
        DiskFull: no room left.
        EndpointError: the embedder failed.
    """
    return _Sync(corpus, writer, embedder, parse).run(retry, empty=empty)


class _Parsed(NamedTuple):
    """The bytes of a file by their digest, and what became of them: None where the same bytes were read before."""

    digest: str
    outcome: Parsed | Skipped | DocumentError | None


class _Sync:
    def __init__(self, corpus: Path, writer: Writer, embedder: Embedder, parse: Parse) -> None:
        self._corpus = corpus
        self._writer = writer
        self._parse = parse
        self._started = time.monotonic()
        self._embedder = embedder
        self._staging = Staging(writer, embedder)
        self._chunker = Chunker(embedder, writer.catalog.fingerprint)
        self._fates: dict[str, Fate] = {}
        self._read_here: dict[str, str] = {}
        self._done = self._total = 0

    def run(self, retry: Retry, *, empty: bool) -> Iterator[SyncProgress]:
        catalog = self._writer.catalog
        known = catalog.files()
        self._problems = catalog.problems()
        survey = Survey(self._corpus, known, self._problems, retry=retry)
        for number, location in enumerate(survey.look(), 1):
            if number % LOOK_EVERY == 0:
                yield SyncProgress("reading", number, max(number, len(known)), 0, location)
        if not (survey.files or known or empty):
            raise CorpusError(
                f"No articles in {self._corpus}", "Put articles into the folder, or name another one"
            )
        catalog.touch(survey.touched)
        unlearnt = catalog.wordless and isinstance(self._embedder, WordEmbedder)
        if survey.found_something or self._writer.wants_repair or unlearnt:
            self._identity = Identity(catalog.known(), catalog.members())
            wanted_again = retry(FileOutcome("", "skipped", REMOVED))
            self._barred = frozenset() if wanted_again else catalog.barred()
            self._sites = Sites(catalog.frames(), self._identity.places())
            with contextlib.closing(self._staging):
                self._rearrange(survey.copies, survey.vanished, survey.outcomes)
                yield from self._work_off()
                self._staging.get_ready()
                yield from self._read_all(survey.pending)
                self._drop_lost()
                yield from self._work_off()
                yield from self._agree(survey.there)
                yield from self._work_off()
                if unlearnt:
                    yield from self._learn_words()
            self._writer.settle()
        self._writer.publish()
        yield self._progress("done", report=self._report())

    # --- nothing but places

    def _rearrange(
        self, copies: Sequence[Copy], vanished: Sequence[str], outcomes: Sequence[FileOutcome]
    ) -> None:
        """One commit, so that a document that moves is never without a place."""
        for result in [self._copied(copy) for copy in copies]:
            self._put(*result)
        for location in vanished:
            self._note_moves(location, ())
            self._identity.lay(location, ())
            self._staging.change.gone.append(location)
        for outcome in outcomes:
            # What cannot be read keeps what it held; what is no article any more does not.
            state = FileState(outcome.location, -1, 0, 0, "", outcome.state, outcome.reason)
            self._put(state, None if outcome.state == "failed" else ())
        self._evict()

    def _put(
        self, state: FileState, members: tuple[Member, ...] | None, problems: tuple[FileOutcome, ...] = ()
    ) -> None:
        """Stages how a file ended and which documents lie in it from now on."""
        if members is not None:
            self._note_moves(state.location, members)
            self._identity.lay(state.location, members)
            self._problems[state.location] = problems
        self._staging.change.files.append(FileResult(state, members, problems))

    def _note_moves(self, file: str, members: Iterable[Member]) -> None:
        """A document whose places change and whose content does not has moved."""
        before = {(member.location, member.document_id) for member in self._identity.members(file)}
        after = {(member.location, member.document_id) for member in members}
        for _, document_id in before ^ after:
            self._fates.setdefault(document_id, "moved")

    def _evict(self) -> None:
        self._drop(self._identity.evicted())

    def _drop(self, gone: Sequence[str]) -> None:
        self._sites.forget(gone)
        self._staging.change.dropped.extend(gone)
        self._fates |= dict.fromkeys(gone, "removed")

    # --- reading, splitting, embedding

    def _read_all(self, pending: Sequence[Pending]) -> Iterator[SyncProgress]:
        self._total = len(pending)
        files = [file for file, _ in pending]
        with contextlib.closing(ahead(self._parsed, files, by=PARSED_AHEAD)) as coming:
            for self._done, (file, parsed) in enumerate(coming, 1):
                with tracing.span("read", location=file.location):
                    self._read(file, parsed.result())
                self._evict()
                yield from self._work_on(file.location)
        yield from self._work_off()

    def _learn_words(self) -> Iterator[SyncProgress]:
        """An older release embedded these texts without keeping what their words mean. Stopped half-way, it goes on the next time."""
        catalog = self._writer.catalog
        while texts := catalog.without_words(LEARNT_AT_ONCE):
            self._staging.learn(texts)
            yield from self._work_off()
        catalog.set_meta("wordless", "0")

    def _work_on(self, location: str) -> Iterator[SyncProgress]:
        """What is due between two files; more of it where reading is far ahead."""
        yield self._progress("committing" if self._staging.work() else "reading", location)
        while self._staging.crowded:
            self._staging.work()
            yield self._progress("embedding", location)

    def _work_off(self) -> Iterator[SyncProgress]:
        while self._staging.busy:
            yield self._progress("committing" if self._staging.work(to_the_end=True) else "embedding")

    def _parsed(self, file: File) -> _Parsed:
        """However a file ends, it never costs another. Runs ahead of `_read`, in another thread."""
        digest = ""
        try:
            data = read(file)
            digest = digest_of(data)
            seen = digest in self._read_here
            return _Parsed(digest, None if seen else self._parse(data, PurePosixPath(file.location).name))
        except (Skipped, DocumentError) as ended:
            return _Parsed(digest, ended)

    def _read(self, file: File, parsed: _Parsed) -> None:
        digest, outcome = parsed
        if outcome is None or digest in self._read_here:
            self._put(*self._copied(Copy(file, digest, self._read_here[digest], moved=False)))
        elif isinstance(outcome, Skipped):
            self._put(_state(file, digest, FileOutcome(file.location, "skipped", outcome.reason)), ())
        elif isinstance(outcome, DocumentError):
            self._fail(file, digest, str(outcome))
        else:
            self._take(file, digest, outcome)

    def _copied(self, copy: Copy) -> FileResult:
        """All that is known of the original holds under another name."""
        reason = "" if copy.moved else f"same content as {copy.original}"
        outcome = FileOutcome(copy.file.location, "moved" if copy.moved else "added", reason)
        members = self._identity.members(copy.original)
        problems = self._problems.get(copy.original, ())
        return FileResult(
            _state(copy.file, copy.digest, outcome),
            tuple(Member(_renamed(m.location, copy), copy.file.location, m.document_id) for m in members),
            tuple(replace(problem, location=_renamed(problem.location, copy)) for problem in problems),
        )

    def _fail(self, file: File, digest: str, reason: str) -> None:
        """A half-written file keeps what it held, and is read again when it changes."""
        if self._identity.members(file.location):
            reason += "; the version read before still answers"
        self._put(_state(file, digest, FileOutcome(file.location, "failed", reason)), None)

    def _take(self, file: File, digest: str, parsed: Parsed) -> None:
        self._read_here[digest] = file.location
        held = bool(self._identity.members(file.location))
        places = _places(file.location, parsed.articles)
        found, articles, removed = list[Found](), list[Article](), list[FileOutcome]()
        for place, article in zip(places, parsed.articles, strict=True):
            digest_of_it = _digest(article)
            if digest_of_it in self._barred:
                removed.append(FileOutcome(place, "skipped", REMOVED))
            else:
                found.append(Found(place, article.title, digest_of_it))
                articles.append(article)
        assigned = self._identity.assign(file.location, found)
        members = tuple(
            Member(what.location, file.location, who.document_id)
            for what, who in zip(found, assigned, strict=True)
        )
        for article, member in zip(articles, members, strict=True):
            self._sites.meet(member.document_id, article, member)
        for article, what, who in zip(articles, found, assigned, strict=True):
            if not who.same:
                self._store(article, what.digest, who)
        changed = any(who.fate for who in assigned)
        state: Fate | Literal["unchanged"] = "changed" if changed else "unchanged"
        problems = [_inside(file.location, problem) for problem in parsed.problems]
        problems += [
            FileOutcome(place, "warning", "; ".join(article.warnings))
            for place, article in zip(places, parsed.articles, strict=True)
            if article.warnings
        ]
        outcome = FileOutcome(file.location, state if held else "added")
        if members:
            problems += removed
        else:
            reason = REMOVED if removed else "none of its parts holds an article"
            outcome = FileOutcome(file.location, "skipped", reason)
        self._put(_state(file, digest, outcome), members, tuple(problems))

    def _store(self, article: Article, digest: str, who: Assigned) -> None:
        """Without what its site prints around it. One whose content stays is at its next revision if that was another text before."""
        document_id, revision = who.document_id, who.revision
        cut = without_repeats(article, self._sites.judge(document_id))
        if who.same and self._writer.catalog.text(document_id) != cut.text:
            revision = self._identity.revised(document_id)
            self._fates.setdefault(document_id, "changed")
        elif who.fate:
            self._fates[document_id] = who.fate
        chunked = self._chunker.chunked(cut, digest, document_id, revision)
        entry = chunked.entry._replace(frame=self._sites.frame(document_id))
        self._staging.add(chunked._replace(entry=entry))

    # --- what sites print around their articles

    def _agree(self, there: Mapping[str, File]) -> Iterator[SyncProgress]:
        """Which lines a site repeats is known when all its pages are; those that were judged before that are judged again."""
        places = self._identity.places()
        locations = dict.fromkeys(places[id_].file for id_ in self._sites.misjudged(places) if id_ in places)
        files = [there[location] for location in locations if location in there]
        self._done, self._total = 0, len(files)
        with contextlib.closing(ahead(self._parsed_again, files, by=PARSED_AHEAD)) as coming:
            for self._done, (file, parsed) in enumerate(coming, 1):
                for article in parsed.result():
                    self._judge_again(article)
                yield from self._work_on(file.location)

    def _parsed_again(self, file: File) -> tuple[Article, ...]:
        """None of a file that cannot be read any more: the next sync finds out."""
        with contextlib.suppress(Skipped, DocumentError):
            return self._parse(read(file), PurePosixPath(file.location).name).articles
        return ()

    def _judge_again(self, article: Article) -> None:
        digest = _digest(article)
        known = self._identity.holding(digest)
        if known is not None and self._sites.misjudges(known.id):
            self._store(article, digest, Assigned(known.id, known.revision, None, same=True))

    # --- the end

    def _drop_lost(self) -> None:
        """Documents of an index started over that no readable file holds any more go last."""
        lost = self._identity.unclaimed()
        self._identity.forget(lost)
        self._drop(lost)

    def _progress(
        self,
        stage: Literal["reading", "embedding", "committing", "done"],
        location: str = "",
        *,
        report: SyncReport | None = None,
    ) -> SyncProgress:
        return SyncProgress(stage, self._done, self._total, self._staging.embedded, location, report)

    def _report(self) -> SyncReport:
        counts = {
            fate: list(self._fates.values()).count(fate) for fate in ("added", "changed", "moved", "removed")
        }
        outcomes = self._writer.catalog.outcomes()
        problems = tuple(outcome for outcome in outcomes if outcome.state in WITHOUT_ARTICLES)
        warnings = tuple(outcome for outcome in outcomes if outcome.state == "warning")
        return SyncReport(
            **counts,
            unchanged=self._writer.catalog.counts().documents - sum(counts.values()) + counts["removed"],
            skipped=sum(problem.state == "skipped" for problem in problems),
            failed=sum(problem.state == "failed" for problem in problems),
            warned=len(warnings),
            embedded=self._staging.embedded,
            reused=self._staging.reused,
            seconds=time.monotonic() - self._started,
            problems=problems,
            warnings=warnings,
        )


def _state(file: File, digest: str, outcome: FileOutcome) -> FileState:
    return FileState(
        file.location,
        file.size,
        file.mtime_ns,
        time.time_ns(),
        digest,
        outcome.state,
        visible(outcome.reason),
    )


def _places(location: str, articles: Sequence[Article]) -> list[str]:
    """Where each article of a file lies: one that is a part of its file is named after "#", one more of a name is numbered."""
    places: dict[str, None] = {}
    for number, article in enumerate(articles):
        place = f"{location}#{article.part}" if article.part else location
        places[f"{place}#{number}" if place in places else place] = None
    return list(places)


def _renamed(place: str, copy: Copy) -> str:
    return copy.file.location + place.removeprefix(copy.original)


def _inside(location: str, problem: FileOutcome) -> FileOutcome:
    return FileOutcome(f"{location}#{problem.location}", problem.state, problem.reason)


def _digest(article: Article) -> str:
    """What makes an article another one: its text, what it states, and the pages and headings its chunks lie under."""
    stated = (
        article.title,
        article.publisher,
        article.author,
        article.published,
        article.url,
        article.language,
    )
    content = json.dumps([article.text, stated, article.sections], default=date.isoformat)
    return hashlib.sha256(content.encode()).hexdigest()
