"""Articles on their way into the index: gathered, embedded a stride at a time in the background, committed together.

Reading goes on while the embedder works. Strides are taken in order of arrival, so a batch may be committed as soon as as
many texts have been embedded as had arrived when it was closed.
"""

from __future__ import annotations

import contextlib
import contextvars
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from assistant import tracing
from assistant.errors import IndexUnusable
from assistant.index.writer import Change, Writer
from assistant.ingest.chunker import Chunked
from assistant.ingest.pace import Pace
from assistant.types import Embedder, Vector

COMMIT_SECONDS = 5.0
COMMIT_CHUNKS = 1_000


class _Stride(NamedTuple):
    """Texts being embedded, by their keys; to come are their vectors and the seconds that took."""

    keys: list[bytes]
    vectors: Future[tuple[Vector, float]]


class _Batch(NamedTuple):
    """A change that is complete but for vectors: it waits until so many texts have been embedded."""

    change: Change
    after: int


class Staging:
    """What the next commits will hold. `embedded` and `reused` count chunks, since the beginning. For one thread."""

    def __init__(self, writer: Writer, embedder: Embedder) -> None:
        self.change = Change()
        self.embedded = self.reused = 0
        self._writer = writer
        self._embedder = embedder
        self._pool = ThreadPoolExecutor(1, "embedding")
        self._waiting: dict[bytes, str] = {}
        self._flying: _Stride | None = None
        self._batches: deque[_Batch] = deque()
        self._chunks = 0
        self._pace = Pace()
        self._since = time.monotonic()

    def close(self) -> None:
        """Waits for the stride under way and keeps its vectors, so that the next run goes on from there."""
        self._pool.shutdown()
        if self._flying and not self._flying.vectors.exception():
            with contextlib.suppress(IndexUnusable):
                self._land(self._flying)

    def add(self, chunked: Chunked) -> None:
        known = self._writer.catalog.cached(chunked.texts)
        on_its_way = self._flying.keys if self._flying else ()
        new = {
            key: text
            for key, text in chunked.texts.items()
            if not (key in known or key in self._waiting or key in on_its_way)
        }
        self._waiting |= new
        self.change.entries.append(chunked.entry)
        self._chunks += len(chunked.entry.chunks)
        self.reused += len(chunked.entry.chunks) - len(new)

    @property
    def crowded(self) -> bool:
        """Whether so much waits to be embedded that reading should."""
        return len(self._waiting) >= 2 * self._pace.texts

    @property
    def busy(self) -> bool:
        return bool(self._waiting or self._flying or self._batches or self.change)

    def work(self, *, to_the_end: bool = False) -> bool:
        """Does what can be done, waiting for the embedder if it is crowded or the end is near; whether something was committed."""
        late = time.monotonic() - self._since > COMMIT_SECONDS
        if self._chunks >= COMMIT_CHUNKS or (self.change and (late or to_the_end)):
            self._close_batch()
        if self._flying and (to_the_end or self.crowded or self._flying.vectors.done()):
            self._land(self._flying)
        if not self._flying and self._waiting and (to_the_end or len(self._waiting) >= self._pace.texts):
            self._launch()
        return self._commit()

    def _close_batch(self) -> None:
        flying = len(self._flying.keys) if self._flying else 0
        self._batches.append(_Batch(self.change, self.embedded + flying + len(self._waiting)))
        self.change = Change()
        self._chunks = 0
        self._since = time.monotonic()

    def _launch(self) -> None:
        keys = list(self._waiting)[: self._pace.texts]
        texts = [self._waiting.pop(key) for key in keys]
        self._flying = _Stride(keys, self._pool.submit(contextvars.copy_context().run, self._timed, texts))

    def _timed(self, texts: list[str]) -> tuple[Vector, float]:
        started = time.monotonic()
        with tracing.span("embed", model=self._embedder.name, texts=len(texts)):
            return self._embedder.embed(texts), time.monotonic() - started

    def _land(self, stride: _Stride) -> None:
        """Keeps the vectors at once."""
        vectors, seconds = stride.vectors.result()
        self._flying = None
        self._pace.took(len(stride.keys), seconds)
        self._writer.remember(dict(zip(stride.keys, vectors, strict=True)))
        self.embedded += len(stride.keys)

    def _commit(self) -> bool:
        done = False
        while self._batches and self._batches[0].after <= self.embedded:
            change = self._batches.popleft().change
            with tracing.span("commit", documents=len(change.entries)):
                self._writer.commit(change)
            done = True
        return done
