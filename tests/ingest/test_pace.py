from __future__ import annotations

from collections.abc import Callable

from assistant.ingest.pace import LARGEST, SMALLEST, Pace


def settled(seconds: Callable[[int], float]) -> int:
    """The number of texts at which a pace stays with an embedder that takes so long for so many."""
    pace = Pace()
    for _ in range(20):
        pace.took(pace.texts, seconds(pace.texts))
    return pace.texts


def test_a_slow_machine_is_asked_for_little_at_a_time() -> None:
    assert settled(lambda texts: texts / 10) == SMALLEST


def test_a_fast_model_is_asked_for_much_at_a_time() -> None:
    assert settled(lambda texts: texts / 2_000) == LARGEST


def test_a_distant_endpoint_gets_all_its_requests_filled() -> None:
    assert settled(lambda texts: 2.0 * -(-texts // 256)) == 256


def test_a_call_cut_short_teaches_nothing() -> None:
    pace = Pace()
    pace.took(3, 100.0)
    assert pace.texts == SMALLEST
