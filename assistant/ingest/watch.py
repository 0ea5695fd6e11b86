"""Keeps an index true to a corpus that changes. It is noticed by looking: no system service is needed, and network folders work too."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.errors import AssistantError, CorpusError, DiskFull, EndpointError, IndexLocked
from assistant.ingest.loader import walk
from assistant.types import SyncReport

INTERVAL = 2.0

REST = 20.0
"""Looking takes at most one part in so many of the time, however large the corpus is."""

PATIENCE = 30.0
"""Seconds after which a corpus that does not come to rest is reported all the same: one growing file must not hold up the others."""

PASSING = (IndexLocked, DiskFull, CorpusError, EndpointError)
"""What may be over in a while, though nobody runs another command."""

TRIED_AGAIN = 10.0
"""Seconds after which a sync that failed is tried again."""


class Look(NamedTuple):
    """What is seen of a corpus at a time: the device that it lies on, and its files with their sizes and times."""

    device: int
    files: frozenset[tuple[object, ...]]


def changes(
    corpus: Path, stop: threading.Event, *, interval: float = INTERVAL, patience: float = PATIENCE
) -> Iterator[None]:
    """Yields once at the start, and again after each change once it has settled (two looks in a row agree), until `stop` is set.

    What changes while the caller works is noticed afterwards. A corpus that cannot be read for a while is looked for again, and so is
    one that lay on a device which is not mounted any more.
    """
    known: Look | None = None
    seen: Look | None = None
    at_rest = time.monotonic()
    while not stop.is_set():
        began = time.monotonic()
        before, seen = seen, _look(corpus)
        took = time.monotonic() - began
        if seen is None or _unmounted(seen, known):
            seen = before
        elif seen == known:
            at_rest = began
        elif known is None or seen == before or began - at_rest > patience:
            known = seen
            yield
            at_rest = time.monotonic()
        stop.wait(max(interval, REST * took if known == seen else interval))


def synced(
    corpus: Path,
    stop: threading.Event,
    sync: Callable[[], SyncReport],
    hindered: Callable[[AssistantError], None],
) -> Iterator[SyncReport]:
    """The report of `sync` now and after every change, until `stop` is set. What stands in its way for a while is told to
    `hindered`, and it is tried again; what stands in the way of the first one is raised."""
    begun = False
    for _ in changes(corpus, stop, interval=INTERVAL):
        report = None
        while report is None and not stop.is_set():
            try:
                report = sync()
            except PASSING as error:
                if not begun:
                    raise
                hindered(error)
                stop.wait(TRIED_AGAIN)
        if report is not None:
            begun = True
            yield report


def _unmounted(seen: Look, known: Look | None) -> bool:
    """Whether nothing is left but the folder in which a device was mounted."""
    return known is not None and not seen.files and bool(known.files) and seen.device != known.device


def _look(corpus: Path) -> Look | None:
    try:
        files = frozenset(
            tuple(found) if isinstance(found, tuple) else (found.location, found.state)
            for found in walk(corpus)
        )
        return Look(os.stat(corpus).st_dev, files)
    except (CorpusError, OSError):
        return None
