from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ingest.watch import changes


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[threading.Semaphore]:
    """Released once for every change noticed in `tmp_path`."""
    noticed, stop = threading.Semaphore(0), threading.Event()

    def look() -> None:
        for _ in changes(tmp_path, stop, interval=0.05):
            noticed.release()

    looking = threading.Thread(target=look)
    looking.start()
    assert noticed.acquire(timeout=5), "the first look counts as a change"
    yield noticed
    stop.set()
    looking.join(timeout=5)
    assert not looking.is_alive()


def test_added_edited_and_removed_files_are_noticed(tmp_path: Path, seen: threading.Semaphore) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    assert seen.acquire(timeout=5)
    path.write_text("one and two")
    assert seen.acquire(timeout=5)
    path.unlink()
    assert seen.acquire(timeout=5)


def test_a_quiet_or_hidden_folder_is_not_reported(tmp_path: Path, seen: threading.Semaphore) -> None:
    (tmp_path / ".swap").write_text("x")
    assert not seen.acquire(timeout=0.5)


def test_a_burst_is_reported_once_it_has_settled(tmp_path: Path, seen: threading.Semaphore) -> None:
    for number in range(50):
        (tmp_path / f"{number}.txt").write_text("x")
    assert seen.acquire(timeout=5)
    assert not seen.acquire(timeout=0.5)
