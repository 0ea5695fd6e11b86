"""The articles as the page lists them: searched, filtered, counted by year and by publisher, with what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.interfaces.guard import LARGEST_BODY
from assistant.interfaces.ui.why import day
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

    @property
    def closed(self) -> str:
        """Why nothing can be added here, in words; empty where something can."""
        ...

    @property
    def may_move(self) -> bool:
        """Whether another folder may be opened instead."""
        ...

    @property
    def starts_anew(self) -> bool:
        """Whether what is added begins a collection of one's own, because these articles are samples."""
        ...

    def documents(self) -> list[Document]: ...
    def document(self, document_id: str) -> Document: ...
    def chunks(self, document_id: str) -> int: ...
    def outcomes(self) -> list[FileOutcome]: ...
    def remove(self, ids: Sequence[str]) -> list[str]: ...
    def bring_back(self, ids: Sequence[str]) -> list[str]:
        """Undoes `remove`; the ids that are there now."""
        ...

    def removed(self) -> list[Document]:
        """What can be brought back."""
        ...

    def syncing(self, *, retry_failed: bool = False) -> Iterator[SyncProgress]: ...
    def keep(self, name: str, data: bytes) -> str:
        """Writes a file among the articles; its location. It is indexed by the next `taking_up`."""
        ...

    def discard(self, location: str) -> None:
        """Takes a file away again that `keep` or `fetching` has written."""
        ...

    def fetching(self, urls: Sequence[str]) -> Iterator[FileOutcome]:
        """Saves web pages among the articles; an outcome that is "added" has the location of its file as `reason`."""
        ...

    def taking_up(self) -> Iterator[SyncProgress]:
        """Indexes what was kept."""
        ...

    def moving(self, changes: Mapping[str, Any]) -> Iterator[SyncProgress]:
        """Indexes with another `corpus` or `embedder`, and opens the page anew with it if it holds an article."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed down to. `search` looks into titles, publishers, authors and files; empty narrows nothing."""

    search: str = ""
    publisher: str = ""
    year: str = ""
    language: str = ""

    def admits(self, document: Document) -> bool:
        named = self.publisher in ("", document.publisher or "")
        spoken = self.language in ("", document.language or "")
        dated = self.year in ("", str(document.published and document.published.year))
        return named and spoken and dated and _matches(document, self.search.casefold())


def listing(articles: Articles, wanted: Wanted = Wanted()) -> dict[str, Any]:
    """What the list of articles shows, and what it can be narrowed down by."""
    documents = articles.documents()
    found = [document for document in documents if wanted.admits(document)]
    years = Counter(document.published.year for document in found if document.published)
    languages = Counter(document.language for document in documents if document.language)
    publishers = Counter(document.publisher or "" for document in documents)
    removed, outcomes = articles.removed(), articles.outcomes()
    told = {location for document in removed for location in document.locations}
    return {
        "place": articles.place,
        "closed": articles.closed,
        "may_move": articles.may_move,
        "starts_anew": articles.starts_anew,
        "largest": LARGEST_BODY,
        "total": len(documents),
        "found": len(found),
        "rows": [_row(document, articles.chunks(document.id)) for document in found[:SHOWN]],
        "years": [[year, years[year]] for year in range(min(years), max(years) + 1)] if years else [],
        "all_years": sorted({document.published.year for document in documents if document.published}),
        "languages": languages.most_common(),
        "publishers": publishers.most_common(PUBLISHERS),
        "removed": [{"id": document.id, "title": document.title} for document in removed],
        "problems": [
            to_json(o) for o in outcomes if o.state in ("skipped", "failed") and o.location not in told
        ],
        "warnings": [to_json(o) for o in outcomes if o.state == "warning"],
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
