"""Chroma in a process of its own: nothing waits for it, and whichever of the two processes dies, the folder is safe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexDamaged
from assistant.index.fingerprint import fingerprint
from assistant.index.lock import alone, exclusive
from assistant.index.vectors import LOCK, Vectors
from assistant.index.writer import Writer
from tests.hashing_embedder import HashingEmbedder

PARENT = """
import sys, time
from pathlib import Path
from assistant.index.fingerprint import fingerprint
from assistant.index.lock import exclusive
from assistant.index.vectors import LOCK, Vectors
place = Path(sys.argv[1])
with exclusive(place.with_name(LOCK)) as lock:
    vectors = Vectors.open(place, {}, lock=lock)
    print(vectors._client._process.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "chroma-1"


@pytest.fixture
def vectors(place: Path) -> Iterator[Vectors]:
    with exclusive(place.with_name(LOCK)) as lock:
        opened = Vectors.open(place, {}, lock=lock)
        yield opened
        opened.close()


def _child(vectors: Vectors) -> int:
    return int(vectors._client._process.pid)


def test_other_threads_go_on_while_it_writes(vectors: Vectors) -> None:
    rows = np.random.default_rng(7).normal(size=(1_500, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    writing = threading.Thread(target=vectors.upsert, args=([str(row) for row in range(len(rows))], rows))
    writing.start()
    turns = 0
    while writing.is_alive():
        time.sleep(0.001)
        turns += 1
    assert turns > 10
    assert vectors.count() == len(rows)


def test_what_it_cannot_do_is_said_in_its_words(vectors: Vectors) -> None:
    vectors.upsert(["a"], np.ones((1, 4), np.float32) / 2)
    with pytest.raises(IndexDamaged, match="dimension"):
        vectors.upsert(["b"], np.ones((1, 9), np.float32) / 3)
    assert vectors.ids() == {"a"}


def test_a_folder_that_it_cannot_open_is_damaged(place: Path) -> None:
    place.mkdir()
    (place / "chroma.sqlite3").write_bytes(b"not a database" * 400)
    with (
        exclusive(place.with_name(LOCK)) as lock,
        pytest.raises(IndexDamaged, match=r"not a database|panicked|status"),
    ):
        Vectors.open(place, {}, lock=lock)
    assert not place.with_suffix(".opening").exists()


def test_its_death_is_damage_that_can_be_mended(vectors: Vectors, place: Path) -> None:
    os.kill(_child(vectors), signal.SIGKILL)
    with pytest.raises(IndexDamaged, match="ended with status -9"):
        vectors.count()


def test_ctrl_c_reaches_the_parent_alone(vectors: Vectors) -> None:
    assert os.getpgid(_child(vectors)) != os.getpgrp(), "a terminal interrupts all processes of a group"


def test_the_folder_stays_locked_until_it_has_followed_its_parent_into_death(place: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(place)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    os.kill(child, signal.SIGSTOP)
    parent.kill()
    parent.communicate()
    with alone(place.with_name(LOCK)) as free:
        assert not free
    os.kill(child, signal.SIGCONT)
    with alone(place.with_name(LOCK), patience=30) as free:
        assert free


def test_where_chroma_fails_the_catalog_commits_nothing_and_the_next_writer_mends_it(
    folder: Path, embedder: HashingEmbedder, put: Callable[..., None]
) -> None:
    with Writer.open(folder, fingerprint(embedder, "1"), apart=True) as writer:
        put(writer, "a", "what was there before")
        os.kill(_child(writer.vectors), signal.SIGKILL)
        with pytest.raises(IndexDamaged, match="ended with status -9"):
            put(writer, "b", "what came after")
        assert writer.catalog.chunk_ids() == {"a-what was there before"}
    with Writer.open(folder, fingerprint(embedder, "1"), apart=True) as writer:
        put(writer, "b", "what came after")
        writer.settle()
        assert writer.vectors.ids() == {"a-what was there before", "b-what came after"}
