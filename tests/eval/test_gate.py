"""The gate says fine, regression or too few, and comparisons turn lower-is-better metrics around."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.errors import UsageError
from eval.gate import Outcome, against, floors, outcome, regressions
from eval.rows import Row
from eval.statistics import Comparison, Estimate


def run_of(right: int, n: int = 40, *, metric: str = "correct", clusters: int = 40) -> list[Row]:
    """Rows of which the first `right` are right."""
    return [
        Row(f"q{i}", "", f"article {i % clusters}", "?", {}, {metric: float(i < right)}) for i in range(n)
    ]


def said(before, after, **settings):
    return regressions(against(before, after), settings.get("detect", 0.05))


def test_a_run_held_against_itself_is_fine():
    assert outcome(said(run_of(35), run_of(35))) is Outcome.FINE


def test_a_clear_drop_is_a_regression_and_is_named():
    (check,) = said(run_of(36), run_of(20))
    assert check.outcome is Outcome.REGRESSION
    assert "correct 0.900 → 0.500" in check.said


def test_a_gain_is_fine():
    (check,) = said(run_of(20), run_of(36))
    assert check.outcome is Outcome.FINE
    assert check.said.endswith("better")


def test_a_small_drop_over_few_questions_cannot_be_told():
    (check,) = said(run_of(36), run_of(34))
    assert check.outcome is Outcome.TOO_FEW
    assert "would have shown" in check.said


@pytest.mark.parametrize(
    ("low", "smallest", "expected"),
    [(-0.08, 0.09, Outcome.TOO_FEW), (-0.04, 0.09, Outcome.FINE), (-0.08, 0.04, Outcome.FINE)],
)
def test_a_drop_is_ruled_out_by_the_interval_or_by_the_power_to_see_it(low, smallest, expected):
    found = Comparison(
        "correct", 0.8, 0.79, -0.01, low, 0.06, 100, 40, smallest, p=0.7, judgement="no evidence"
    )
    (check,) = regressions([found], 0.05)
    assert check.outcome is expected


def test_a_question_that_one_run_has_no_score_for_is_left_out():
    rows = run_of(20)
    unscored = [replace(row, metrics={"correct": None}) for row in rows]
    (found,) = against([*unscored[:5], *rows[5:]], [*rows[:30], *unscored[30:]])
    assert (found.n, found.difference) == (25, 0.0)


def test_few_articles_cannot_tell_whatever_the_numbers():
    (check,) = said(run_of(36, clusters=10), run_of(5, clusters=10))
    assert check.outcome is Outcome.TOO_FEW
    assert "10 groups" in check.said


def test_more_false_refusals_are_worse():
    (found,) = against(
        run_of(2, metric="false refusals"), run_of(30, metric="false refusals"), ["false refusals"]
    )
    assert found.judgement == "worse"


def test_runs_of_different_sets_cannot_be_compared():
    other = [Row("x", "", "a", "?", {}, {"correct": 1.0})]
    with pytest.raises(UsageError, match="no question and metric in common"):
        against(run_of(3), other)


@pytest.mark.parametrize(
    ("least", "expected"), [(0.7, Outcome.FINE), (0.95, Outcome.REGRESSION), (0.8, Outcome.TOO_FEW)]
)
def test_a_floor_holds_is_broken_or_cannot_be_told(least, expected):
    (check,) = floors({"correct": Estimate(0.82, 0.75, 0.9, 200, 40)}, {"correct": least})
    assert check.outcome is expected


def test_a_floor_for_an_unknown_metric_is_an_error():
    with pytest.raises(UsageError, match="no metric 'speed'"):
        floors({}, {"speed": 1.0})


def test_a_regression_outweighs_too_few_and_too_few_outweighs_fine():
    few, worse, fine = (
        said(run_of(36), run_of(34)),
        said(run_of(36), run_of(20)),
        said(run_of(36), run_of(36)),
    )
    assert outcome([*fine, *few]) is Outcome.TOO_FEW
    assert outcome([*few, *worse, *fine]) is Outcome.REGRESSION
    assert [int(o) for o in Outcome] == [0, 1, 3]
