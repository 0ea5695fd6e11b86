"""Risk, coverage and calibration on cases that can be worked out by hand."""

from __future__ import annotations

import pytest

from eval.risk import auroc, balanced_accuracy, calibration_error, curve


def test_confidence_that_sorts_right_from_wrong_has_no_risk_until_the_wrong_ones():
    found = curve([0.9, 0.8, 0.3], [1, 1, 0])
    assert found.risk == (0.0, 0.0, pytest.approx(1 / 3))
    assert found.coverage == (pytest.approx(1 / 3), pytest.approx(2 / 3), 1.0)
    assert found.area == pytest.approx(1 / 9)


def test_confidence_that_says_nothing_has_the_mean_risk_everywhere():
    assert curve([0.5] * 4, [1, 0, 1, 0]).risk == pytest.approx((0.5,) * 4)


def test_a_perfectly_calibrated_set_has_no_error_and_a_boaster_has_the_difference():
    assert calibration_error([0.75] * 4, [1, 1, 1, 0], bins=1) == pytest.approx(0.0)
    assert calibration_error([1.0] * 4, [1, 0, 1, 0]) == pytest.approx(0.5)


def test_auroc_counts_pairs_with_ties_as_half():
    assert auroc([0.9, 0.8, 0.1], [True, True, False]) == 1.0
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.1, 0.9], [True, False]) == 0.0
    with pytest.raises(ValueError, match="both"):
        auroc([0.1], [True])


def test_balanced_accuracy_weighs_both_kinds_alike():
    assert balanced_accuracy([True, True, True, False], [True, True, True, False]) == 1.0
    assert balanced_accuracy([True] * 4, [True, True, True, False]) == 0.5
