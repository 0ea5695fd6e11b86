"""The corpus as the page sees it: what is in it, and how more comes in. Files that arrive lie in its folder `added`."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant import app as wiring
from assistant import resources
from assistant.corpus import Corpus, fetched
from assistant.errors import IndexMismatch, UsageError
from assistant.interfaces.api.inbox import FOLDER, written
from assistant.interfaces.ui.choices import completed
from assistant.places import own_articles
from assistant.settings import Values
from assistant.state.preferences import Preferences
from assistant.types import FileOutcome, SyncProgress

ROOM_LEFT = 512 * 2**20
"""Bytes of the disk that uploads leave free."""
TOLD = 1.5
"""Seconds between the end of indexing and the opening of the page with it."""
_PART = re.compile(r"[^/\\\x00-\x1f]{1,120}")


class Collection:
    """
    Args:
        given: the values where the assistant was started, without what was chosen in the page.
        shared: what was chosen in the page for everyone.
        reopen: opens everything anew with these values, and with what is chosen then.
    """

    def __init__(
        self, corpus: Corpus, given: Values, shared: Preferences, reopen: Callable[[Values], None]
    ) -> None:
        self._corpus = corpus
        self._given = given
        self._shared = shared
        self._reopen = reopen
        self.documents = corpus.documents
        self.document = corpus.document
        self.outcomes = corpus.outcomes
        self.remove = corpus.remove
        self.bring_back = corpus.bring_back
        self.removed = corpus.removed
        self.syncing = corpus.syncing

    @property
    def name(self) -> str:
        if is_sample(self._corpus):
            return "Sample articles"
        return "My articles" if self._corpus.folder == own_articles() else self._corpus.folder.name

    @property
    def place(self) -> str:
        return "the sample articles" if is_sample(self._corpus) else str(self._corpus.folder)

    def chunks(self, document_id: str) -> int:
        return len(self._corpus.index.chunks_of(document_id))

    # --- what comes in

    @property
    def may_move(self) -> bool:
        """Whether another folder may be opened instead: nobody named one where the assistant was started, or nothing is in it."""
        return not self._named or not self._corpus.index.counts().documents

    @property
    def _named(self) -> bool:
        return self._given.corpus is not None or self._given.index is not None

    @property
    def starts_anew(self) -> bool:
        return is_sample(self._corpus) and not self._named

    @property
    def closed(self) -> str:
        if is_sample(self._corpus) and not self.starts_anew:
            return "These are sample articles. For your own, start with: assistant chat FOLDER"
        if self._corpus.folder.is_file():
            return "These articles are a single file, so nothing can be put beside them."
        if not self.starts_anew and not os.access(self._corpus.folder, os.W_OK | os.X_OK):
            return f"The folder {self._corpus.folder} cannot be written to. Put articles there yourself, then update."
        return ""

    @property
    def _inbox(self) -> Path:
        """The folder that `added` lies in: one's own begins beside the index, for the samples are not added to."""
        return own_articles() if self.starts_anew else self._corpus.folder

    def keep(self, name: str, data: bytes) -> str:
        """
        Raises:
            Refusal: there is a file of that name already.
            UsageError: the name cannot be one, or there is no room for it.
        """
        if self.closed:
            raise UsageError(self.closed)
        location = f"{FOLDER}/{_sound(name)}"
        self._inbox.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._inbox).free - len(data) < ROOM_LEFT:
            raise UsageError("The disk is nearly full", "Make room, then add the files again")
        written(self._inbox, location, data)
        return location

    def discard(self, location: str) -> None:
        (self._inbox / location).unlink(missing_ok=True)

    def fetching(self, urls: Sequence[str]) -> Iterator[FileOutcome]:
        if urls and self.closed:
            raise UsageError(self.closed)
        for outcome in fetched(urls, self._inbox / FOLDER) if urls else ():
            added = outcome.state == "added"
            yield (
                replace(outcome, reason=f"{FOLDER}/{outcome.reason.removeprefix('as ')}")
                if added
                else outcome
            )

    def taking_up(self) -> Iterator[SyncProgress]:
        return self.moving({"corpus": str(self._inbox)}) if self.starts_anew else self.syncing()

    # --- another corpus, another embedder

    def moving(self, changes: Mapping[str, Any]) -> Iterator[SyncProgress]:
        """Indexes with another `corpus` or `embedder` while this one goes on answering, then opens everything anew with it.

        Raises:
            AssistantError: it cannot be indexed, or holds no article, or the folder was named where the assistant was
                started; nothing has changed then.
        """
        given = self._given
        if "corpus" in changes:
            if not self.may_move:
                raise UsageError(
                    "The folder was named where the assistant was started", "Start it with another one"
                )
            given = Values(**given.model_dump(exclude_unset=True, exclude={"corpus", "index"}))
        values = completed(given, {**self._shared.all(), **changes})
        with wiring.build_corpus(values) as corpus:
            last = None
            for last in _indexing(corpus):
                yield last if last.report is None else replace(last, stage="committing", report=None)
            articles = len(corpus.documents())
            folder = corpus.folder
            if is_sample(corpus):
                # They are what is shown where nothing is chosen.
                changes = {**changes, "corpus": None}
        if last is None or last.report is None:
            return
        if articles:
            self._shared.save(changes)
            wiring.remember_corpus(folder)
            # Pages that watch this are told first how it ended.
            threading.Timer(TOLD, self._reopen, [given]).start()
        yield last


def _indexing(corpus: Corpus) -> Iterator[SyncProgress]:
    try:
        yield from corpus.syncing()
    except IndexMismatch:
        yield from corpus.syncing(rebuild=True)


def is_sample(corpus: Corpus) -> bool:
    return corpus.folder == resources.folder("corpus").resolve()


def _sound(name: str) -> str:
    """A relative path without hidden parts and without a way out of its folder."""
    parts = name.strip("/").split("/")
    if len(parts) > 12 or not all(_PART.fullmatch(part) and not part.startswith(".") for part in parts):
        raise UsageError(f"{name[:200]!r} cannot be the name of a file here", "Rename it")
    return "/".join(parts)
