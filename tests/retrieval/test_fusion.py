"""Signals on one scale, and articles that take turns."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.retrieval.fusion import REPEAT, WEIGHTS, Scale, shares, spread
from assistant.retrieval.pool import Candidate, Signals
from assistant.types import Chunk


def candidate(**values: float) -> Candidate:
    chunk = Chunk("c", "d", 0, 0, 4, "text")
    return Candidate(
        chunk, np.ones(1, np.float32), Signals(**(dict.fromkeys(Signals._fields, 0.0) | values)), {}
    )


def test_scores_do_not_depend_on_the_scale_of_a_signal() -> None:
    pool = [candidate(dense=d, lexical=w) for d, w in ((0.2, 3.0), (0.5, 9.0), (0.9, 1.0))]
    stretched = [candidate(dense=d, lexical=w) for d, w in ((2.0, 30.0), (5.0, 90.0), (9.0, 10.0))]
    np.testing.assert_allclose(Scale(pool).parts(pool), Scale(stretched).parts(stretched), rtol=1e-6)


def test_a_signal_that_is_the_same_for_all_decides_nothing() -> None:
    pool = [candidate(dense=d, length=4.2) for d in (0.1, 0.7)]
    parts = Scale(pool).parts(pool)
    assert parts[:, Signals._fields.index("length")].tolist() == [0.0, 0.0]
    np.testing.assert_allclose(parts.sum(axis=1), [-WEIGHTS.dense, WEIGHTS.dense])


def test_no_candidates_make_no_scores() -> None:
    assert Scale([]).parts([]).shape == (0, len(WEIGHTS))


@pytest.mark.parametrize(
    ("signals", "owed"),
    [
        ({"dense": 0.6}, (1.0, 0.0)),
        ({"dense": -1, "lexical": 0.5, "closeness": 0.5}, (0.0, 0.0)),
        ({"dense": 1, "lexical": 0.5, "closeness": 0.5, "length": 9, "lead": 9}, (0.5, 0.0)),
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


def test_equals_of_other_articles_come_before_more_of_the_same() -> None:
    assert spread([1.0, 1.0 - REPEAT / 4, 1.0 - REPEAT / 2], ["a", "a", "b"], 3) == [0, 2, 1]


def test_what_is_clearly_better_stays_ahead_though_of_the_same_article() -> None:
    assert spread([3.0, 2.5, 2.4, 2.3, 1.0], ["a", "a", "a", "a", "b"], 5) == [0, 1, 2, 3, 4]


def test_no_more_than_asked_for_and_no_more_than_there_are() -> None:
    assert spread([1.0, 2.0], ["a", "b"], 1) == [1]
    assert spread([], [], 5) == []
