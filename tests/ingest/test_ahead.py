from __future__ import annotations

import contextlib
import threading

import pytest

from assistant.ingest.ahead import ahead


def test_results_come_in_the_order_of_the_things_with_the_things() -> None:
    assert [(n, future.result()) for n, future in ahead(lambda n: n * n, range(7), by=2)] == [
        (n, n * n) for n in range(7)
    ]


def test_the_next_is_begun_while_one_is_being_used_but_never_more_than_asked_for() -> None:
    begun: list[int] = []
    third = threading.Event()

    def work(number: int) -> None:
        begun.append(number)
        if number == 2:
            third.set()

    with contextlib.closing(ahead(work, range(100), by=2)) as coming:
        next(coming)
        assert third.wait(timeout=10)
        assert begun == [0, 1, 2]


def test_what_fails_fails_where_it_is_asked_for_and_costs_no_other() -> None:
    def work(number: int) -> int:
        if number == 1:
            raise ValueError("no")
        return number

    futures = [future for _, future in ahead(work, range(3), by=1)]
    assert (futures[0].result(), futures[2].result()) == (0, 2)
    with pytest.raises(ValueError, match="no"):
        futures[1].result()


def test_closed_early_it_begins_nothing_more_and_does_not_wait() -> None:
    go_on = threading.Event()
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        assert number == 0 or go_on.wait(timeout=10)

    coming = ahead(work, range(100), by=3)
    next(coming)[1].result()
    coming.close()
    go_on.set()
    for thread in threading.enumerate():
        if thread.name.startswith("ahead"):
            thread.join(timeout=10)
    assert len(begun) <= 2
