"""The statistics hold what they promise, checked on thousands of simulated evaluations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from eval.statistics import (
    FEWEST_CLUSTERS,
    bootstrap,
    by_metric,
    compare,
    estimate,
    holm,
    permutation,
    power,
    smallest_effect,
    standard_error,
    t_quantile,
)

SIMULATIONS = 2_000
QUESTIONS_A_CLUSTER = 5


def simulated_differences(clusters: int, drop: float, *, seed: int) -> np.ndarray:
    """Sums by cluster of (after - before) of two systems that answer right or wrong; a cluster's questions are alike.

    Shape (clusters, SIMULATIONS). `drop` is how much less often the second system is right.
    """
    random = np.random.default_rng(seed)
    shape = (clusters, QUESTIONS_A_CLUSTER, SIMULATIONS)
    ease = random.normal(1.0, 1.0, (clusters, 1, SIMULATIONS)) + random.normal(0, 0.5, shape)
    # From .3 up, so that no drop under .3 is cut off at zero.
    before = 0.3 + 0.65 / (1 + np.exp(-ease))
    after = before - drop
    # The same luck decides part of both outcomes: two versions of a system mostly agree.
    shared, own = random.random(shape) < 0.7, random.random(shape)
    luck = random.random(shape)
    right_before = luck < before
    right_after = np.where(shared, luck, own) < after
    return (right_after.astype(float) - right_before).sum(axis=1)


def rejected(sums: np.ndarray) -> float:
    return float((permutation(sums, flips=2_000) <= 0.05).mean())


@pytest.mark.parametrize("clusters", [FEWEST_CLUSTERS, 40])
def test_a_system_compared_with_itself_alarms_no_more_often_than_stated(clusters):
    rate = rejected(simulated_differences(clusters, 0.0, seed=1))
    upper = rate + 1.96 * np.sqrt(rate * (1 - rate) / SIMULATIONS)
    assert upper <= 0.065


def test_a_drop_of_five_points_is_found_as_often_as_the_stated_power():
    clusters = 120
    sums = simulated_differences(clusters, 0.05, seed=2)
    counts = np.full(clusters, float(QUESTIONS_A_CLUSTER))
    errors = [standard_error(sums[:, i], counts) for i in range(200)]
    stated = np.mean([power(0.05, error, clusters) for error in errors])
    assert rejected(sums) == pytest.approx(stated, abs=0.04)
    assert stated > 0.5


def test_the_smallest_effect_is_found_four_times_in_five():
    clusters = 40
    counts = np.full(clusters, float(QUESTIONS_A_CLUSTER))
    same = simulated_differences(clusters, 0.0, seed=3)
    effect = np.mean([smallest_effect(same[:, i], counts) for i in range(300)])
    assert rejected(simulated_differences(clusters, float(effect), seed=4)) == pytest.approx(0.8, abs=0.06)


def test_the_interval_of_a_mean_covers_the_truth_nineteen_times_in_twenty():
    random = np.random.default_rng(5)
    names = [f"article {i // QUESTIONS_A_CLUSTER}" for i in range(30 * QUESTIONS_A_CLUSTER)]
    covered = []
    for _ in range(1_000):
        ease = np.repeat(random.beta(8, 2, 30), QUESTIONS_A_CLUSTER)
        found = estimate((random.random(len(ease)) < ease).astype(float), names)
        covered.append(found.low <= 0.8 <= found.high)
    assert 0.93 <= np.mean(covered) <= 0.98


def test_the_bootstrap_interval_of_a_difference_covers_the_truth():
    sums = simulated_differences(60, 0.05, seed=6)
    counts = np.full(60, float(QUESTIONS_A_CLUSTER))
    intervals = [bootstrap(sums[:, i], counts, resamples=500) for i in range(400)]
    truth = float(sums.mean()) / QUESTIONS_A_CLUSTER
    assert np.mean([low <= truth <= high for low, high in intervals]) >= 0.92


def test_a_mean_of_equal_values_still_has_a_width():
    found = estimate([1.0] * 40, [str(i) for i in range(40)])
    assert found.value == pytest.approx(found.high) == 1.0
    assert 0.85 < found.low < 0.95


def test_clustered_questions_give_a_wider_interval_than_independent_ones():
    values = [1.0] * 20 + [0.0] * 20
    alone = estimate(values, [str(i) for i in range(40)])
    together = estimate(values, [str(i // 4) for i in range(40)])
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_under_fifteen_articles_no_p_value_is_given_and_nothing_is_claimed():
    clusters = [str(i) for i in range(FEWEST_CLUSTERS - 1)]
    found = holm([compare("hit@1", [0.0] * 14, [1.0] * 14, clusters)])[0]
    assert found.difference == 1.0
    assert found.p is found.adjusted is None
    assert found.judgement == "no evidence"


def test_a_clear_difference_is_called_by_its_direction():
    clusters = [str(i) for i in range(30)]
    up = compare("up", [0.0] * 30, [1.0] * 25 + [0.0] * 5, clusters)
    down = compare("down", [1.0] * 30, [0.0] * 25 + [1.0] * 5, clusters)
    same = compare("same", [1.0] * 30, [1.0] * 30, clusters)
    assert [c.judgement for c in holm([up, down, same])] == ["better", "worse", "no evidence"]
    assert same.p == 1.0


def test_holm_raises_p_values_by_how_many_metrics_were_looked_at_and_never_lowers_one():
    clusters = [str(i) for i in range(20)]
    weak = compare("weak", [0.0] * 20, [1.0] * 6 + [0.0] * 14, clusters)
    alone, together = holm([weak])[0], holm([weak, replaced(weak, "same again")])[0]
    assert alone.p == together.p
    assert together.adjusted == pytest.approx(2 * weak.p)
    assert alone.judgement == "better"


def replaced(comparison, name):
    return replace(comparison, metric=name)


def test_holm_multiplies_each_p_value_by_how_many_are_no_smaller_and_keeps_their_order():
    one = compare("hit@1", [0.0] * 20, [1.0, 0.0] * 10, [str(i) for i in range(20)])
    found = holm([replace(one, metric=str(p), p=p) for p in (0.01, 0.04, 0.03)])
    assert [c.adjusted for c in found] == pytest.approx([0.03, 0.06, 0.06])


def test_from_fifteen_articles_on_a_p_value_is_given_and_of_a_single_one_nothing_is_known():
    known = compare("hit@1", [0.0] * 15, [1.0] * 15, [str(i) for i in range(15)])
    assert known.p is not None
    alone = estimate([1.0, 1.0, 0.0], ["one"] * 3)
    assert (alone.low, alone.high) == (0.0, 1.0)
    assert smallest_effect(np.array([1.0]), np.array([3.0])) == float("inf")


@pytest.mark.parametrize(
    ("freedom", "expected"), [(4, 2.776), (10, 2.228), (14, 2.145), (39, 2.023), (500, 1.965)]
)
def test_student_quantiles_agree_with_the_tables(freedom, expected):
    assert t_quantile(0.975, freedom) == pytest.approx(expected, abs=0.01)


def test_a_metric_that_does_not_apply_to_a_question_leaves_it_out():
    found = by_metric([("a", {"hit": 1.0, "refused": None}), ("b", {"hit": 0.0, "refused": 1.0})])
    assert found["hit"].n == 2
    assert found["refused"].n == 1
