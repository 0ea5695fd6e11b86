"""Scores of one question, against values worked out by hand or published."""

from __future__ import annotations

import math

import pytest

from eval import metrics


def test_one_piece_of_evidence_at_rank_two_scores_by_its_rank():
    ranks = [2]
    assert metrics.hit(ranks, 1) == 0.0
    assert metrics.hit(ranks, 2) == 1.0
    assert metrics.reciprocal_rank(ranks, 10) == 0.5
    assert metrics.average_precision(ranks, 10) == 0.5
    assert metrics.ndcg(ranks, 10) == pytest.approx(1 / math.log2(3))


def test_two_of_three_pieces_at_ranks_one_and_three():
    ranks = [3, None, 1]
    assert metrics.recall(ranks, 5) == pytest.approx(2 / 3)
    assert metrics.recall(ranks, 2) == pytest.approx(1 / 3)
    assert metrics.average_precision(ranks, 10) == pytest.approx((1 + 2 / 3) / 3)
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert metrics.ndcg(ranks, 10) == pytest.approx((1 + 1 / 2) / ideal)


def test_nothing_found_scores_nothing_and_everything_first_scores_one():
    nothing, everything = metrics.ranking([None, None]), metrics.ranking([1, 2])
    assert set(nothing.values()) == {0.0}
    assert (
        everything["ndcg@5"] == everything["map@10"] == everything["mrr@10"] == everything["recall@2"] == 1.0
    )


def test_one_hit_that_holds_two_pieces_is_worth_no_more_than_all():
    assert metrics.ndcg([1, 1], 5) == 1.0
    assert metrics.average_precision([1, 1], 10) == 1.0


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        ("It weighed 1,000 tonnes.", "1000 t"),
        ("about 12 per cent of it [2]", "12%"),
        ("Seven events were timed", "7 events"),
        ("in Pontecoulant G", "Pontécoulant G"),
        ("on March 29, 2012,", "March 29, 2012"),
        ("it was 8.3 kilometres long", "8.3 km"),
    ],
)
def test_an_answer_contains_what_means_the_same(answer, gold):
    assert metrics.contains(answer, [gold]) == 1.0


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        ("57 people", "7"),
        ("in 2012 and on March 29", "March 29, 2012"),
        ("1.5 million", "5 million"),
        ("", "x"),
    ],
)
def test_an_answer_does_not_contain_what_only_looks_alike(answer, gold):
    assert metrics.contains(answer, [gold]) == 0.0


def test_a_match_is_the_whole_answer_without_articles_and_markers():
    assert metrics.matches("The Ever Max [1].", ["Ever Max"]) == 1.0
    assert metrics.matches("The Ever Max sailed", ["Ever Max"]) == 0.0


def test_token_f1_is_squads():
    assert metrics.token_f1("the cat sat", ["cat sat down"]) == pytest.approx(0.8)
    assert metrics.token_f1("dog", ["cat", "dog"]) == 1.0
    assert metrics.token_f1("", ["cat"]) == 0.0


def test_a_list_is_scored_by_what_is_missing_and_by_what_is_too_much():
    assert metrics.list_scores("Iron, nickel and gold", ["iron", "nickel"]) == (pytest.approx(2 / 3), 1.0)
    assert metrics.list_scores("iron", ["iron", "nickel"]) == (1.0, 0.5)
    assert metrics.list_scores("", ["iron"]) == (0.0, 0.0)
