"""Articles on their way into the index: gathered, embedded a stride at a time, committed together."""

from __future__ import annotations

import time

from assistant.index.writer import Change, Writer
from assistant.ingest.chunker import Chunked
from assistant.types import Embedder

STRIDE_SECONDS = 1.5
"""How long one call of the embedder should take: progress is seen, and no more is lost to a kill."""
SMALLEST_STRIDE, LARGEST_STRIDE = 16, 1024
COMMIT_SECONDS = 5.0
COMMIT_CHUNKS = 1_000


class Staging:
    """What the next commit will hold. `embedded` and `reused` count chunks, since the beginning."""

    def __init__(self, writer: Writer, embedder: Embedder) -> None:
        self.change = Change()
        self.embedded = self.reused = 0
        self._writer = writer
        self._embedder = embedder
        self._waiting: dict[bytes, str] = {}
        self._chunks = 0
        self._stride = 2 * SMALLEST_STRIDE
        self._since = time.monotonic()

    def add(self, chunked: Chunked) -> None:
        known = self._writer.catalog.cached(chunked.texts)
        new = {
            key: text for key, text in chunked.texts.items() if key not in known and key not in self._waiting
        }
        self._waiting |= new
        self.change.entries.append(chunked.entry)
        self._chunks += len(chunked.entry.chunks)
        self.reused += len(chunked.entry.chunks) - len(new)

    @property
    def full(self) -> bool:
        """Whether there is a whole stride to embed."""
        return len(self._waiting) >= self._stride

    @property
    def due(self) -> bool:
        """Whether it is time to commit."""
        late = time.monotonic() - self._since > COMMIT_SECONDS
        return self._chunks >= COMMIT_CHUNKS or (late and bool(self.change))

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def embed(self) -> None:
        """Embeds one stride and keeps the vectors at once; the next stride is as long as the speed seen allows."""
        keys = list(self._waiting)[: self._stride]
        started = time.monotonic()
        vectors = self._embedder.embed([self._waiting[key] for key in keys])
        rate = len(keys) / max(time.monotonic() - started, 1e-3)
        self._stride = max(SMALLEST_STRIDE, min(LARGEST_STRIDE, 2 * self._stride, int(rate * STRIDE_SECONDS)))
        self._writer.remember(dict(zip(keys, vectors, strict=True)))
        for key in keys:
            del self._waiting[key]
        self.embedded += len(keys)

    def commit(self) -> None:
        """Everything must have been embedded."""
        assert not self._waiting, "texts are waiting to be embedded"
        if self.change:
            self._writer.commit(self.change)
        self.change = Change()
        self._chunks = 0
        self._since = time.monotonic()
