"""A model as judge: majorities, ungraded replies that are counted, and agreement with labels made by hand."""

from __future__ import annotations

import pytest

from assistant.answering.models import ScriptedModel
from eval.dataset import Case
from eval.judge import agreement, grade, grades, known_answers
from eval.rows import Row

CASE = Case("q-1", "Who?", ("Ada",))


@pytest.mark.parametrize(
    ("replies", "right"),
    [
        (["yes", "Yes."], True),
        (["**No**", "no, it"], False),
        (["yes", "no", "YES"], True),
        (["perhaps", "maybe", "hm"], None),
        (["yes", "what?", "no"], None),
    ],
)
def test_the_majority_of_readable_replies_decides(replies, right):
    assert grade(ScriptedModel(replies), CASE, "Ada did").right is right


def test_replies_that_are_neither_are_counted():
    found = grade(ScriptedModel(["perhaps", "yes", "I cannot say"]), CASE, "Ada did")
    assert (found.yes, found.no, found.ungraded) == (1, 0, 2)


def test_two_equal_replies_of_three_need_no_third():
    model = ScriptedModel(["yes", "yes"])
    grade(model, CASE, "Ada did")
    assert len(model.asked) == 2


def test_a_refusal_is_no_answer_and_is_not_asked_about():
    model = ScriptedModel([])
    row = Row(
        "q-1", "", "q", "Who?", {"answer": {"refused": True, "text": "The articles do not answer this."}}
    )
    (found,) = grades(model, [CASE], [row])
    assert found.right is False
    assert model.asked == []


def test_the_labelled_answers_are_half_right_half_wrong_and_none_repeats_its_gold_answer():
    known = list(known_answers())
    assert sum(right for _, _, right in known) * 2 == len(known) == 40
    for case, answer, _ in known:
        assert case.answers
        assert answer not in case.answers


def test_agreement_counts_an_ungraded_reply_as_none():
    labels = [right for _, _, right in known_answers()]
    replies = ["who knows", *("yes" if right else "no" for right in labels[1:])]
    found = agreement(ScriptedModel(replies))
    assert (found.known, found.agreed, found.ungraded, found.share) == (40, 39, 1, 0.975)
