"""Every wrong answer gets one cause, found by asking again with a stage replaced by the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.errors import EndpointError
from eval import diagnosis, tasks
from eval.diagnosis import diagnosed, oracle, wrong
from eval.runner import Runner


@pytest.fixture(scope="module")
def asked(subject):
    return list(Runner(subject, tasks.ask).rows(subject.dataset.cases))


def at_once(subject):
    return lambda task, case: task(subject, case)


def cause_of(subject, row, **changes) -> str:
    """The cause of a row that is called wrong, with its case changed."""
    case = next(case for case in subject.dataset.cases if case.id == row.id)
    return diagnosis.cause(subject, replace(case, **changes), row, at_once(subject))


def row(asked, name):
    return next(row for row in asked if row.id == name)


def test_the_causes_add_up_to_the_wrong_answers(subject, asked):
    cases = {case.id: case for case in subject.dataset.cases}
    found = [diagnosed(subject, cases[row.id], row, at_once(subject)) for row in asked]
    assert [row.id for row in found] == [row.id for row in asked]
    assert sum(bool(row.cause) for row in found) == sum(wrong(row) for row in asked) > 0


def test_an_article_that_is_not_indexed_is_the_cause(subject, asked):
    assert cause_of(subject, row(asked, "gone-1")) == diagnosis.LOST


def test_an_answer_that_stands_in_no_article_makes_the_gold_doubtful(subject, asked):
    assert cause_of(subject, row(asked, "bridge-1"), answers=("Isambard Brunel",)) == diagnosis.DOUBTFUL


def test_answering_what_cannot_be_answered_is_overconfidence(subject, asked):
    assert cause_of(subject, row(asked, "bees-2")) == diagnosis.OVERCONFIDENT


def test_evidence_found_far_down_but_not_shown_was_ranked_out(subject, asked):
    shown = row(asked, "bridge-1")
    trace = {**shown.trace, "passages": []}
    assert cause_of(subject, replace(shown, trace=trace)) == diagnosis.RANKED_OUT


def test_evidence_that_was_shown_is_unused_if_it_alone_gives_the_right_answer(subject, asked):
    assert cause_of(subject, row(asked, "ferry-1")) == diagnosis.UNUSED


def test_a_model_that_fails_while_it_is_asked_again_is_no_cause(subject, asked):
    def dead(task, case):
        raise EndpointError("The model is gone", "Start it")

    (case,) = (case for case in subject.dataset.cases if case.id == "ferry-1")
    assert diagnosis.cause(subject, case, row(asked, "ferry-1"), dead) == diagnosis.UNKNOWN


def test_evidence_that_does_not_help_even_alone_is_wrong_with_the_evidence(subject, asked):
    assert cause_of(subject, row(asked, "ferry-1"), answers=("The Marigold burned",)) in (
        diagnosis.WRONG,
        diagnosis.UNUSED,
    )
    assert cause_of(subject, row(asked, "ferry-1"), answers=("Nobody was hurt",)) == diagnosis.WRONG


def test_the_oracle_shows_the_paragraph_around_the_evidence_and_nothing_else(subject):
    case = subject.dataset.cases[0]
    (passage,) = oracle(subject, subject.query(case), subject.atlas.gold(case))
    assert passage.why.dense > 0.3
    assert passage.text.startswith("The Alder Bridge opened")
    assert passage.text.endswith("every winter.")
    assert passage.text == subject.corpus.document(passage.document_id).text[passage.start : passage.end]


def test_an_error_is_its_own_cause(subject, asked):
    assert cause_of(subject, replace(row(asked, "ferry-1"), error="down")) == diagnosis.FAILED


def test_claims_are_wrong_in_one_of_two_ways(subject, asked):
    assert cause_of(subject, row(asked, "ferry-1"), supported=True) == diagnosis.REJECTED
    assert cause_of(subject, row(asked, "ferry-1"), supported=False) == diagnosis.ACCEPTED
