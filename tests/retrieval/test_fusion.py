"""Signals on one scale, and what a chunk adds to those before it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.retrieval.fusion import WEIGHTS, Scale, covering, shares
from assistant.retrieval.pool import Candidate, Signals
from assistant.types import Chunk, Vector


def candidate(**values: float) -> Candidate:
    chunk = Chunk("c", "d", 0, 0, 4, "text")
    signals = Signals(**(dict.fromkeys(Signals._fields, 0.0) | values))
    return Candidate(chunk, np.ones(1, np.float32), signals, {}, np.array([signals.wordwise], np.float32))


def test_scores_do_not_depend_on_the_scale_of_a_signal() -> None:
    pool = [candidate(dense=d, lexical=w) for d, w in ((0.2, 3.0), (0.5, 9.0), (0.9, 1.0))]
    stretched = [candidate(dense=d, lexical=w) for d, w in ((2.0, 30.0), (5.0, 90.0), (9.0, 10.0))]
    np.testing.assert_allclose(Scale(pool).parts(pool), Scale(stretched).parts(stretched), rtol=1e-6)


def test_a_signal_that_is_the_same_for_all_decides_nothing() -> None:
    pool = [candidate(dense=d, lexical=4.2) for d in (0.1, 0.7)]
    parts = Scale(pool).parts(pool)
    assert parts[:, Signals._fields.index("lexical")].tolist() == [0.0, 0.0]
    np.testing.assert_allclose(parts.sum(axis=1), [-WEIGHTS.dense, WEIGHTS.dense])


def test_no_candidates_make_no_scores() -> None:
    assert Scale([]).parts([]).shape == (0, len(WEIGHTS))


@pytest.mark.parametrize(
    ("signals", "owed"),
    [
        ({"dense": 0.6}, (1.0, 0.0)),
        ({"dense": -1, "lexical": 0.5, "closeness": 0.5}, (0.0, 0.0)),
        ({"dense": 1, "lexical": 0.5, "closeness": 0.5}, (0.5, 0.0)),
        ({"dense": 1, "wordwise": 1, "lexical": 1, "closeness": 1}, (0.25, 0.25)),
        ({"dense": -1, "lexical": -1}, (0.0, 0.0)),
    ],
)
def test_what_is_owed_to_meaning_is_a_share_of_what_speaks_for_a_chunk(
    signals: dict[str, float], owed: tuple[float, float]
) -> None:
    assert shares(np.array(candidate(**signals).signals)) == pytest.approx(owed)


def test_what_is_not_known_of_a_chunk_speaks_neither_for_it_nor_against_it() -> None:
    pool = [candidate(wordwise=value) for value in (0.2, 0.6, float("nan"))]
    assert Scale(pool).parts(pool).sum(axis=1) == pytest.approx([-WEIGHTS.wordwise, WEIGHTS.wordwise, 0.0])
    unknown = [candidate(dense=d, wordwise=float("nan")) for d in (0.1, 0.7)]
    assert Scale(unknown).parts(unknown).sum(axis=1) == pytest.approx([-WEIGHTS.dense, WEIGHTS.dense])


def words(*rows: tuple[float, float]) -> list[Vector]:
    """How like two words of a question are to each chunk."""
    return [np.array(row, np.float32) for row in rows]


def test_what_covers_the_words_left_open_comes_before_more_of_the_same() -> None:
    scores, covers = [1.0, 0.9, 0.8], words((0.5, 0.1), (0.5, 0.1), (0.1, 0.5))
    assert covering(scores, covers, 3, added=1.0) == [0, 2, 1]
    assert covering(scores, covers, 3, added=0.0) == [0, 1, 2]


def test_the_first_is_the_best_whatever_it_covers() -> None:
    assert covering([1.0, 0.9], words((0.1, 0.1), (0.9, 0.9)), 1, added=9.0) == [0]


def test_what_is_clearly_better_stays_ahead_though_it_adds_nothing() -> None:
    assert covering([3.0, 2.5, 1.0], words((0.5, 0.1), (0.5, 0.1), (0.1, 0.5)), 3, added=1.0) == [0, 1, 2]


def test_a_word_is_covered_once_any_of_those_before_has_it() -> None:
    covers = words((0.5, 0.1), (0.1, 0.5), (0.5, 0.5), (0.1, 0.1))
    assert covering([3.0, 2.9, 1.0, 1.1], covers, 4, added=1.0) == [0, 1, 3, 2]


def test_a_candidate_whose_words_are_not_known_keeps_its_score() -> None:
    unknown = (math.nan, math.nan)
    assert covering([1.0, 0.9, 0.8], words((0.5, 0.5), unknown, (0.5, 0.6)), 3, added=0.5) == [0, 1, 2]
    assert covering([1.0, 0.9], words(unknown, unknown), 2, added=1.0) == [0, 1]


def test_no_more_than_asked_for_and_no_more_than_there_are() -> None:
    assert covering([1.0, 2.0], words((0.1, 0.1), (0.1, 0.1)), 1, added=1.0) == [1]
    assert covering([1.0, 2.0], [np.empty(0, np.float32)] * 2, 5, added=1.0) == [1, 0]
    assert covering([], [], 5, added=1.0) == []
