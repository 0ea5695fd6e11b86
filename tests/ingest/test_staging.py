"""Many strides in the air, and still the index is what it would be one at a time: nothing out of turn, nothing embedded twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.errors import EndpointUnavailable
from assistant.index.fingerprint import fingerprint
from assistant.index.writer import Writer
from assistant.ingest.sync import sync
from assistant.types import SyncReport, Vector
from tests.hashing_embedder import HashingEmbedder

ARTICLES = 120
"""Twice as many texts as fly or wait at once before anything has been learned."""


class Watched(HashingEmbedder):
    """Knows how many calls are going on; `before` is called in each, with its texts."""

    def __init__(self, flights: int, before: Callable[[Sequence[str]], object]) -> None:
        super().__init__()
        self.flights = flights
        self.most = 0
        self._before = before
        self._going = 0
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vector:
        with self._lock:
            self._going += 1
            self.most = max(self.most, self._going)
        try:
            self._before(texts)
            return super().embed(texts)
        finally:
            with self._lock:
                self._going -= 1


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(ARTICLES):
        (folder / f"{number:03}.md").write_text(
            f"# Ship {number}\n\nShip {number} sails to harbour {number}.\n"
        )
    return folder


def indexed(corpus: Path, embedder: HashingEmbedder) -> SyncReport:
    with Writer.open(corpus.parent / "index", fingerprint(embedder, "1")) as writer:
        *_, last = sync(corpus, writer, embedder)
        assert last.report is not None
        assert writer.vectors.ids() == writer.catalog.chunk_ids()
        for document in writer.catalog.documents():
            for chunk in writer.catalog.chunks_of(document.id):
                (vector,) = writer.catalog.vectors([chunk.id]).values()
                assert vector @ embedder.embed_query(chunk.embedded_text) > 0.999
    return last.report


def test_a_far_embedder_is_asked_as_often_at_once_as_it_serves(corpus: Path) -> None:
    all_there = threading.Barrier(4)
    first_four = iter(range(4))

    def meet(texts: Sequence[str]) -> None:
        if next(first_four, None) is not None:
            all_there.wait(timeout=20)

    embedder = Watched(4, meet)
    assert indexed(corpus, embedder).added == ARTICLES
    assert embedder.most == 4


def test_one_that_computes_here_is_asked_once_at_a_time(corpus: Path) -> None:
    embedder = Watched(1, lambda texts: None)
    indexed(corpus, embedder)
    assert embedder.most == 1


def test_a_stride_that_comes_late_is_waited_for_and_gets_its_own_vectors(corpus: Path) -> None:
    others_done = threading.Event()
    calls = iter(range(1000))

    def late(texts: Sequence[str]) -> None:
        call = next(calls)
        if call == 0:
            assert others_done.wait(timeout=20)
        elif call == 3:
            others_done.set()

    report = indexed(corpus, Watched(4, late))
    assert (report.added, report.embedded) == (ARTICLES, ARTICLES)


def test_when_one_call_fails_what_the_others_brought_is_kept(corpus: Path) -> None:
    others_done = threading.Event()
    calls = iter(range(1000))

    def failing(texts: Sequence[str]) -> None:
        call = next(calls)
        if call == 0:
            assert others_done.wait(timeout=20)
            raise EndpointUnavailable("gone", "Try again")
        if call == 3:
            others_done.set()

    broken = Watched(4, failing)
    with pytest.raises(EndpointUnavailable, match="gone"):
        indexed(corpus, broken)
    whole = HashingEmbedder()
    assert indexed(corpus, whole).added == ARTICLES
    assert len(broken.embedded) >= 2 * 16
    assert set(broken.embedded).isdisjoint(whole.embedded)
