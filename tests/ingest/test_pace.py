from __future__ import annotations

from collections.abc import Callable

from assistant.ingest.pace import LARGEST, LARGEST_OF_SEVERAL, SMALLEST, Pace


def settled(seconds: Callable[[int], float], *, flights: int = 1) -> int:
    """The number of texts at which a pace stays with an embedder that takes so long for so many."""
    pace = Pace(flights)
    while pace.learning:
        pace.took(pace.texts, seconds(pace.texts))
    learned = pace.texts
    pace.took(learned, seconds(learned))
    assert pace.texts == learned
    return learned


def test_a_slow_machine_is_asked_for_little_at_a_time() -> None:
    assert settled(lambda texts: texts / 10) == SMALLEST


def test_a_fast_model_is_asked_for_much_at_a_time() -> None:
    assert settled(lambda texts: texts / 2_000) == LARGEST


def test_a_model_that_loads_at_its_first_call_is_not_taken_for_a_slow_one() -> None:
    pace = Pace()
    pace.took(SMALLEST, 4.0)
    for _ in range(20):
        pace.took(pace.texts, pace.texts / 400)
    assert pace.texts > 100


def test_a_distant_endpoint_gets_all_its_requests_filled_and_no_more() -> None:
    assert settled(lambda texts: 0.3, flights=4) == LARGEST_OF_SEVERAL


def test_a_slow_endpoint_is_asked_for_little_at_a_time() -> None:
    assert settled(lambda texts: texts / 3, flights=4) == SMALLEST


def test_a_call_cut_short_teaches_nothing() -> None:
    pace = Pace()
    pace.took(3, 100.0)
    assert pace.texts == SMALLEST
