"""Articles on their way into the index: gathered, embedded by strides in the background, committed together.

Reading and storing go on while the embedder works: as many strides are in the air as it serves at once, and others wait
behind them. Strides start and land in order of arrival, and what has landed is stored in that order, so a batch may be handed
over for its commit as soon as as many texts have been embedded as had arrived when it was closed.
"""

from __future__ import annotations

import contextlib
import contextvars
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from assistant import tracing
from assistant.errors import IndexUnusable
from assistant.index.catalog import Catalog
from assistant.index.words import pack
from assistant.index.writer import Change, Writer
from assistant.ingest.chunker import Chunked
from assistant.ingest.pace import Pace
from assistant.ingest.storing import Storing
from assistant.reading import read
from assistant.types import Embedder, Reading, WordEmbedder

COMMIT_SECONDS = 5.0
COMMIT_CHUNKS = 500
BEHIND = 3
"""Strides that wait behind each one in the air, so that the embedder has work for as long as a commit takes."""


class _Stride(NamedTuple):
    """Texts being embedded, by their keys; to come are their readings and the seconds that took."""

    texts: dict[bytes, str]
    readings: Future[tuple[list[Reading], float]]


class _Batch(NamedTuple):
    """A change that is complete but for vectors: it waits until so many texts have been embedded."""

    change: Change
    after: int


class Staging:
    """What the next commits will hold. `embedded` and `reused` count chunks, since the beginning. For one thread."""

    def __init__(self, writer: Writer, embedder: Embedder) -> None:
        self.change = Change()
        self.embedded = self.reused = 0
        self._embedder = embedder
        self._tells_words = isinstance(embedder, WordEmbedder)
        self._storing = Storing(writer)
        # A connection of its own: the writer's is busy for as long as a commit takes.
        self._catalog = Catalog.open(writer.build)
        self._met: set[bytes] = set()
        self._pool = ThreadPoolExecutor(embedder.flights, "embedding")
        self._waiting: dict[bytes, str] = {}
        self._flying: deque[_Stride] = deque()
        self._batches: deque[_Batch] = deque()
        self._chunks = 0
        self._pace = Pace(embedder.flights)
        self._since = time.monotonic()

    def close(self) -> None:
        """Waits for the strides in the air and keeps their vectors, so that the next run goes on from there."""
        self._pool.shutdown(cancel_futures=True)
        with contextlib.suppress(IndexUnusable):
            for stride in self._flying:
                if not (stride.readings.cancelled() or stride.readings.exception()):
                    self._keep(stride)
        with contextlib.suppress(IndexUnusable):
            self._storing.close()
        self._flying.clear()
        self._catalog.close()

    def get_ready(self) -> None:
        """To be called once it is certain that something will be committed."""
        self._storing.get_ready()

    def add(self, chunked: Chunked) -> None:
        strange = chunked.texts.keys() - self._met
        known = self._catalog.embedded(strange, words=self._tells_words)
        new = {key: text for key, text in chunked.texts.items() if key in strange and key not in known}
        self._met |= strange
        self._waiting |= new
        self.change.entries.append(chunked.entry)
        self._chunks += len(chunked.entry.chunks)
        self.reused += len(chunked.entry.chunks) - len(new)

    def learn(self, texts: Mapping[bytes, str]) -> None:
        """Embeds texts again of which an older release kept less."""
        self._waiting |= texts

    @property
    def crowded(self) -> bool:
        """Whether so much waits to be embedded that reading should."""
        return len(self._waiting) >= 2 * self._embedder.flights * self._pace.texts

    @property
    def _room(self) -> int:
        """How many strides may be launched. While their best size is being learned none waits: it would fly in a size of before."""
        most = self._embedder.flights * (1 if self._pace.learning else 1 + BEHIND)
        return most - len(self._flying)

    @property
    def busy(self) -> bool:
        return bool(self._waiting or self._flying or self._batches or self.change or self._storing.busy)

    def work(self, *, to_the_end: bool = False) -> bool:
        """Does what can be done, waiting for the embedder if it is crowded or the end is near; whether something was committed."""
        before = self._storing.commits
        late = time.monotonic() - self._since > COMMIT_SECONDS
        if self._chunks >= COMMIT_CHUNKS or (self.change and (late or to_the_end)):
            self._close_batch()
        while self._flying and self._flying[0].readings.done():
            self._keep(self._flying.popleft())
        enough = 1 if to_the_end else self._pace.texts
        while self._room and len(self._waiting) >= enough:
            self._launch()
        while self._batches and self._batches[0].after <= self.embedded:
            self._storing.commit(self._batches.popleft().change)
        if self._flying and (to_the_end or self.crowded):
            wait([self._flying[0].readings])
        elif to_the_end:
            self._storing.wait()
        self._storing.look()
        return self._storing.commits > before

    def _close_batch(self) -> None:
        flying = sum(len(stride.texts) for stride in self._flying)
        self._batches.append(_Batch(self.change, self.embedded + flying + len(self._waiting)))
        self.change = Change()
        self._chunks = 0
        self._since = time.monotonic()

    def _launch(self) -> None:
        keys = list(self._waiting)[: self._pace.texts]
        texts = {key: self._waiting.pop(key) for key in keys}
        readings = self._pool.submit(contextvars.copy_context().run, self._timed, list(texts.values()))
        self._flying.append(_Stride(texts, readings))

    def _timed(self, texts: list[str]) -> tuple[list[Reading], float]:
        started = time.monotonic()
        with tracing.span("embed", model=self._embedder.name, texts=len(texts)):
            return read(self._embedder, texts), time.monotonic() - started

    def _keep(self, stride: _Stride) -> None:
        """Keeps vectors and words at once."""
        readings, seconds = stride.readings.result()
        self._pace.took(len(stride.texts), seconds)
        vectors = {key: reading.vector for key, reading in zip(stride.texts, readings, strict=True)}
        words = {key: pack(reading.meanings) for key, reading in zip(stride.texts, readings, strict=True)}
        self._storing.remember(vectors, words if self._tells_words else {})
        self.embedded += len(stride.texts)
