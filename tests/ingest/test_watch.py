from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.ingest import watch
from assistant.ingest.watch import Look, changes


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[threading.Semaphore]:
    """Released once for every change noticed in `tmp_path`."""
    noticed, stop = threading.Semaphore(0), threading.Event()

    def look() -> None:
        for _ in changes(tmp_path, stop, interval=0.05, patience=1.0):
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


def test_a_file_saved_by_renaming_another_over_it_and_a_folder_moved_in_are_one_change_each(
    tmp_path: Path, seen: threading.Semaphore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    assert seen.acquire(timeout=5)
    (tmp_path / ".a.txt.swp").write_text("two")
    os.replace(tmp_path / ".a.txt.swp", path)
    assert seen.acquire(timeout=5)
    outside = tmp_path_factory.mktemp("outside") / "folder"
    (outside / "deep").mkdir(parents=True)
    for name in ("b.txt", "deep/c.txt"):
        (outside / name).write_text("older than anything here")
        os.utime(outside / name, (1, 1))
    outside.rename(tmp_path / "folder")
    assert seen.acquire(timeout=5)
    assert not seen.acquire(timeout=0.5)


def test_one_file_that_never_comes_to_rest_does_not_hold_up_the_others(
    tmp_path: Path, seen: threading.Semaphore
) -> None:
    (tmp_path / "b.txt").write_text("x")
    deadline = time.monotonic() + 10
    with (tmp_path / "log.txt").open("a") as log:
        while not seen.acquire(timeout=0.01):
            assert time.monotonic() < deadline
            log.write("more and more\n")
            log.flush()


class Told:
    """Stands in for the event that ends the watching: how long it was to wait each time."""

    def __init__(self, looks: int) -> None:
        self.waits: list[float] = []
        self._looks = looks

    def is_set(self) -> bool:
        return len(self.waits) >= self._looks

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


def test_the_time_that_a_sync_takes_is_no_reason_to_look_more_seldom(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    told = Told(3)
    for _ in changes(tmp_path, told, interval=0.0):  # type: ignore[arg-type]
        time.sleep(0.5)
    assert max(told.waits) < 0.5


def test_a_share_that_is_unmounted_is_waited_for_and_not_taken_for_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, gone = Look(7, frozenset({("a.txt",)})), Look(1, frozenset())
    looks = iter([here, gone, gone, gone, here, Look(8, here.files), Look(8, here.files)])
    monkeypatch.setattr(watch, "_look", lambda _: next(looks))
    told = Told(7)
    assert len(list(changes(tmp_path, told, interval=0.0))) == 2  # type: ignore[arg-type]
    looks = iter([here, Look(7, frozenset()), Look(7, frozenset())])
    assert len(list(changes(tmp_path, Told(3), interval=0.0))) == 2  # type: ignore[arg-type]
