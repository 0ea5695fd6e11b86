"""Notices that a corpus has changed, by looking: no system service is needed, and network folders work too."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from assistant.errors import CorpusError
from assistant.ingest.loader import walk

INTERVAL = 2.0
Look: TypeAlias = frozenset[tuple[object, ...]]

REST = 20.0
"""Looking takes at most one part in so many of the time, however large the corpus is."""


def changes(corpus: Path, stop: threading.Event, *, interval: float = INTERVAL) -> Iterator[None]:
    """Yields once at the start, and again after each change once it has settled (two looks in a row agree), until `stop` is set.

    What changes while the caller works is noticed afterwards. A corpus that cannot be read for a while is looked for again.
    """
    known: Look | None = None
    seen: Look | None = None
    while not stop.is_set():
        began = time.monotonic()
        before, seen = seen, _look(corpus)
        if seen is not None and seen != known and (known is None or seen == before):
            known = seen
            yield
        stop.wait(max(interval, REST * (time.monotonic() - began) if known == seen else interval))


def _look(corpus: Path) -> Look | None:
    try:
        return frozenset(
            tuple(found) if isinstance(found, tuple) else (found.location, found.state)
            for found in walk(corpus)
        )
    except CorpusError:
        return None
