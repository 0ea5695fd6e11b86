"""Writes go on in a thread of their own, in the order in which they were handed over, and none comes after one that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest

from assistant.errors import DiskFull
from assistant.index.writer import Change, Writer
from assistant.ingest.storing import MOST_WAITING, Storing


class Disk:
    """Stands for a writer: it notes what it is given, and has room for so many writes."""

    def __init__(self, room: int = 1_000) -> None:
        self.room = room
        self.written: list[str] = []

    def remember(self, vectors: Mapping[bytes, Any], words: Mapping[bytes, bytes]) -> None:
        self._write(f"vectors {next(iter(vectors)).decode()}")

    def commit(self, change: Change) -> None:
        self._write(f"commit {change.dropped[0]}")

    def _write(self, what: str) -> None:
        if len(self.written) == self.room:
            raise DiskFull("No room left", "Free some space")
        self.written.append(what)


def hand_over(storing: Storing, count: int) -> None:
    for number in range(count):
        storing.remember({str(number).encode(): cast(Any, None)}, {})
        storing.commit(Change(dropped=[str(number)]))


def test_writes_keep_their_order_and_all_are_done_when_it_closes() -> None:
    disk = Disk()
    storing = Storing(cast(Writer, disk))
    hand_over(storing, 3 * MOST_WAITING)
    storing.close()
    told = [[f"vectors {n}", f"commit {n}"] for n in range(3 * MOST_WAITING)]
    assert disk.written == [line for pair in told for line in pair]
    assert storing.commits == 3 * MOST_WAITING
    assert not storing.busy


def test_nothing_is_written_after_a_write_that_failed_and_its_error_is_told() -> None:
    disk = Disk(room=2)
    storing = Storing(cast(Writer, disk))
    with pytest.raises(DiskFull):
        hand_over(storing, 3 * MOST_WAITING)
    # Room for more comes too late: the commit would stand without the vectors before it.
    disk.room = 1_000
    storing.close()
    assert disk.written == ["vectors 0", "commit 0"]
    assert storing.commits == 1
