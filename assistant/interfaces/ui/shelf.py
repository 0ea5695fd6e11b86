"""The articles as the page lists them: searched, filtered, counted by year and by publisher, with what was left out and why."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from assistant.errors import AssistantError
from assistant.interfaces.ui.passages import day
from assistant.types import Document, FileOutcome, SyncProgress, to_json

SHOWN = 200
"""Rows of one list; a search narrows down a longer one."""
PUBLISHERS = 12


class Articles(Protocol):
    """The part of a corpus that the page shows and keeps up to date."""

    @property
    def place(self) -> str:
        """Where the articles lie, in words."""
        ...

    def documents(self) -> list[Document]: ...
    def document(self, document_id: str) -> Document: ...
    def chunks(self, document_id: str) -> int: ...
    def outcomes(self) -> list[FileOutcome]: ...
    def remove(self, ids: Sequence[str]) -> list[str]: ...
    def syncing(self) -> Iterator[SyncProgress]: ...


def listing(articles: Articles, *, search: str = "", publisher: str = "") -> dict[str, Any]:
    """What the list of articles shows. `search` looks into titles, publishers, authors and files."""
    documents = articles.documents()
    found = [d for d in documents if _matches(d, search.casefold()) and publisher in ("", d.publisher or "")]
    years = Counter(document.published.year for document in found if document.published)
    publishers = Counter(document.publisher or "" for document in documents)
    return {
        "place": articles.place,
        "total": len(documents),
        "found": len(found),
        "rows": [_row(document, articles.chunks(document.id)) for document in found[:SHOWN]],
        "years": [[year, years[year]] for year in range(min(years), max(years) + 1)] if years else [],
        "publishers": publishers.most_common(PUBLISHERS),
        "problems": [to_json(o) for o in articles.outcomes() if o.state in ("skipped", "failed")],
    }


def _matches(document: Document, search: str) -> bool:
    fields = (document.title, document.publisher, document.author, *document.locations)
    return any(search in field.casefold() for field in fields if field)


def _row(document: Document, chunks: int) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "publisher": document.publisher or "",
        "published": day(document.published),
        "language": document.language or "",
        "chunks": chunks,
        "location": ", ".join(document.locations),
    }


class Update:
    """Brings the index to what the folder is, in a thread of its own, and tells how far it is. One at a time."""

    def __init__(self, syncing: Callable[[], Iterator[SyncProgress]]) -> None:
        self._syncing = syncing
        self._lock = threading.Lock()
        self._running = False
        self._last: dict[str, Any] = {}

    def start(self) -> None:
        """Does nothing where one is running already."""
        with self._lock:
            if self._running:
                return
            self._running, self._last = True, {}
        threading.Thread(target=self._run, name="update", daemon=True).start()

    @property
    def state(self) -> dict[str, Any]:
        """`running`, and the latest `SyncProgress` field for field or the `error` it ended with."""
        return {"running": self._running, **self._last}

    def _run(self) -> None:
        try:
            for progress in self._syncing():
                self._last = to_json(progress)
        except AssistantError as error:
            self._last = {"error": error.message, "hint": error.hint}
        finally:
            self._running = False
