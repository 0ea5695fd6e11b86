"""The published metrics of MultiHop-RAG, oddities included."""

from __future__ import annotations

import pytest

from eval.published import multihop_answer, multihop_retrieval


def test_a_chunk_counts_if_it_holds_the_whole_fact_whatever_its_blanks():
    found = multihop_retrieval(["nothing", "he said:\nIt is  over now, all"], ["It is over"])
    assert found["published Hits@4"] == found["published Hits@10"] == 1.0
    assert found["published MRR@10"] == 0.5


def test_half_a_fact_counts_for_nothing():
    assert multihop_retrieval(["It is"], ["It is over"])["published Hits@10"] == 0.0


def test_average_precision_looks_at_the_finds_of_each_rank_alone():
    """Usual average precision would be (1/1 + 2/2) / 2 = 1; theirs is (1/1 + 1/2) / 2."""
    found = multihop_retrieval(["fact a", "fact b"], ["fact a", "fact b"])
    assert found["published MAP@10"] == pytest.approx(0.75)


def test_a_fact_found_again_adds_nothing_to_precision_but_a_rank_beyond_ten_is_not_looked_at():
    again = multihop_retrieval(["fact a", "fact a"], ["fact a"])
    assert again["published MAP@10"] == 1.0
    late = multihop_retrieval(["x"] * 10 + ["fact a"], ["fact a"])
    assert late["published Hits@10"] == 0.0


def test_hits_at_four_and_ten_part_between_them():
    found = multihop_retrieval(["x"] * 4 + ["fact a"], ["fact a"])
    assert (found["published Hits@4"], found["published Hits@10"]) == (0.0, 1.0)


def test_one_shared_word_makes_an_answer_right():
    assert multihop_answer("No, the other one", "Yes and no") == 0.0
    assert multihop_answer("I would say no", "Yes and no") == 1.0
    assert multihop_answer('The answer to the question is "Sam Altman". Not Google', "Google") == 0.0
