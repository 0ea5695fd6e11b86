import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.calibration import (
    Calibration,
    Features,
    auroc,
    confidence,
    fit,
    is_shipped,
    risk_coverage,
    shipped,
    threshold_for,
)
from assistant.index.embedder import LocalEmbedder, StaticEmbedder

CLEAR = Features(
    similarity=0.85, margin=0.4, dense=0.8, wordwise=0.95, weakest=0.9, held=1.0, short=0.0,
    strange=0.0, unstated=0.0, length=1.9,
)  # fmt: skip
HOPELESS = Features(similarity=0.1, dense=0.1)


def test_the_shipped_calibration_tells_a_clear_answer_from_none() -> None:
    assert confidence(CLEAR).enough
    assert confidence(CLEAR).probability > 0.9
    assert not confidence(HOPELESS).enough
    assert confidence(HOPELESS).probability < 0.1


def test_each_embedder_has_its_own_calibration_and_a_stranger_the_default() -> None:
    assert is_shipped(StaticEmbedder().fingerprint)
    assert not is_shipped("somebody-elses")
    static, local = shipped(StaticEmbedder().fingerprint), shipped(LocalEmbedder().fingerprint)
    assert static != local == shipped("somebody-elses")
    assert confidence(CLEAR, static).enough
    assert not confidence(HOPELESS, static).enough


def test_nothing_found_is_not_enough() -> None:
    assert not confidence(Features()).enough


def test_a_fit_learns_which_sign_tells() -> None:
    features = [Features(similarity=i / 100, held=(i * 37 % 100) / 100) for i in range(100)]
    fitted = fit(features, [feature.similarity > 0.6 for feature in features])
    assert fitted.weights["similarity"] > 5 * abs(fitted.weights["held"])
    assert fitted.weights["margin"] == 0.0
    assert confidence(Features(similarity=0.9), fitted).enough
    assert not confidence(Features(similarity=0.3), fitted).enough


def test_shares_weigh_examples() -> None:
    features = [Features(similarity=s) for s in (0.2, 0.4, 0.6, 0.8)]
    labels = [False, True, False, True]
    even, tilted = fit(features, labels), fit(features, labels, shares=[1, 9, 1, 9])
    assert tilted.probability(features[0]) > even.probability(features[0])


@pytest.mark.parametrize("labels", [[True, True], [False, False], [True], []])
def test_a_fit_needs_both_kinds_of_examples(labels: list[bool]) -> None:
    with pytest.raises(ValueError, match="answerable and unanswerable"):
        fit([CLEAR, HOPELESS], labels)


def test_a_calibration_survives_json() -> None:
    assert Calibration.from_json(shipped().to_json()) == shipped()


@pytest.mark.parametrize(
    "text", ["{}", '{"weights": {"luck": 1}, "bias": 0}', "[", '{"weights": {}, "bias": 0, "extra": 1}']
)
def test_what_is_no_calibration_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own error is one of them
        Calibration.from_json(text)


def test_auroc_counts_pairs() -> None:
    assert auroc([0.9, 0.8, 0.3, 0.2], [True, True, False, False]) == 1.0
    assert auroc([0.9, 0.1], [False, True]) == 0.0
    assert auroc([0.5, 0.5, 0.5], [True, False, False]) == 0.5
    with pytest.raises(ValueError, match="positive and negative"):
        auroc([0.5], [True])


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auroc_is_the_share_of_pairs_in_order(examples: list[tuple[int, bool]]) -> None:
    above = [score for score, positive in examples if positive]
    below = [score for score, positive in examples if not positive]
    if above and below:
        pairs = [(a > b) + (a == b) / 2 for a in above for b in below]
        assert math.isclose(
            auroc([s for s, _ in examples], [p for _, p in examples]), sum(pairs) / len(pairs)
        )


def test_the_threshold_parts_the_two() -> None:
    assert 0.4 < threshold_for([0.1, 0.4, 0.6, 0.9], [False, False, True, True]) < 0.6


def test_at_most_one_answerable_question_in_ten_is_refused() -> None:
    answerable = [i / 20 for i in range(20)]
    threshold = threshold_for([*answerable, 0.97, 0.12], [True] * 20 + [False] * 2)
    assert sum(score < threshold for score in answerable) <= 2
    assert threshold < 0.12 or sum(score < threshold for score in answerable) == 2


def test_the_threshold_follows_what_counts_most() -> None:
    scores, labels = [0.2, 0.3, 0.4, 0.6, 0.7, 0.8], [False, True, False, False, True, True]
    assert threshold_for(scores, labels, shares=[1, 1, 1, 1, 9, 9]) > 0.6
    assert threshold_for(scores, labels, shares=[9, 9, 1, 1, 1, 1]) < 0.3


def test_a_prior_holds_where_examples_are_few() -> None:
    prior = Calibration({"similarity": 8.0}, -4.0)
    few = fit([Features(similarity=0.4), Features(similarity=0.6)], [False, True], prior=prior)
    assert few.weights["similarity"] >= 8.0
    assert few.weights["held"] == 0.0


def test_risk_falls_where_the_sure_answers_are_right() -> None:
    points = risk_coverage([0.9, 0.8, 0.8, 0.1], [True, True, False, False])
    assert [(point.threshold, point.coverage) for point in points] == [(0.9, 0.25), (0.8, 0.75), (0.1, 1.0)]
    assert [point.risk for point in points] == [0.0, pytest.approx(1 / 3), 0.5]
