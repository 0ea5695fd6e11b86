"""Work on the index that takes a while: new articles taken up, the folder looked through again. One at a time, and watched."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.errors import AssistantError
from assistant.interfaces.ui.shelf import Articles
from assistant.types import SyncProgress, SyncReport, to_json

State = dict[str, Any]
Work = Callable[[], Iterator[State]]

_log = logging.getLogger(__name__)


class Update:
    """Does one work after the other in a thread of its own, and tells how far it is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Work] = deque()
        self._running = False
        self._last: State = {}

    def start(self, work: Work) -> None:
        """Now, or when what is being done is done."""
        with self._lock:
            self._waiting.append(work)
            if self._running:
                return
            self._running, self._last = True, {}
        threading.Thread(target=self._run, name="update", daemon=True).start()

    @property
    def state(self) -> State:
        """`running`, and what the work said last: a `SyncProgress` field for field, or the `error` it ended with."""
        return {"running": self._running, **self._last}

    def _run(self) -> None:
        while (work := self._next()) is not None:
            try:
                for self._last in work():
                    pass
            except AssistantError as error:
                self._last = {"error": error.message, "hint": error.hint}
            except Exception:
                _log.exception("an update failed")
                self._last = {"error": "Something went wrong", "hint": "The console has the details"}

    def _next(self) -> Work | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._running = False
            return None


def syncing(articles: Articles, *, retry_failed: bool = False) -> Iterator[State]:
    """Brings the index to what the folder is."""
    for progress in articles.syncing(retry_failed=retry_failed):
        yield to_json(progress)


def adding(articles: Articles, kept: Collection[str], urls: Sequence[str]) -> Iterator[State]:
    """Fetches `urls`, indexes them and the files that were `kept` before, and takes away again what holds no article.

    The last state has the report of the sync, its `problems` and `warnings` only those of what was added.
    """
    places, problems = set(kept), []
    for number, outcome in enumerate(articles.fetching(urls), 1):
        yield {
            "stage": "fetching",
            "done": number,
            "total": max(number, len(urls)),
            "location": outcome.location,
        }
        if outcome.state == "added":
            places.add(outcome.reason)
        else:
            problems.append(outcome)
    if not places:
        yield _ended(SyncReport(failed=len(problems), problems=tuple(problems)))
        return
    report = SyncReport()
    for progress in articles.taking_up():
        report = progress.report or report
        yield to_json(progress)
    unread = [found for found in report.problems if found.location in places]
    for found in unread:
        articles.discard(found.location)
    if unread and not articles.starts_anew:
        for _ in articles.syncing():
            pass
    warnings = tuple(found for found in report.warnings if found.location.partition("#")[0] in places)
    told = replace(
        report,
        skipped=0,
        failed=len(problems + unread),
        warned=len(warnings),
        problems=(*problems, *unread),
        warnings=warnings,
    )
    yield _ended(told, reopening=articles.starts_anew and _holds(report))


def moving(articles: Articles, changes: Mapping[str, Any]) -> Iterator[State]:
    """Indexes with another corpus or embedder; the last state says whether the page is opened anew with it."""
    for progress in articles.moving(changes):
        yield to_json(progress) | {"reopening": progress.report is not None and _holds(progress.report)}


def _ended(report: SyncReport, *, reopening: bool = False) -> State:
    state: State = to_json(SyncProgress("done", 0, 0, 0, report=report))
    return state | {"reopening": reopening}


def _holds(report: SyncReport) -> bool:
    return report.added + report.changed + report.moved + report.unchanged > 0
