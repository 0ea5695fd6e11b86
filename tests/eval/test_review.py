"""A person accepts, edits or rejects, and may stop at any time."""

from __future__ import annotations

from eval.dataset import Case, Evidence
from eval.review import Person, review, shown

CASES = [Case(f"q-{i}", "Who?", ("Ada",), (Evidence("a.md", "Ada did."),), "single") for i in range(4)]


def person(choices: str, **replies: str) -> Person:
    pending = iter(choices)
    return Person(lambda text: next(pending), lambda label, old: replies.get(label.split(",")[0], old))


def test_each_choice_does_what_it_says():
    found = list(review(CASES, person("aerq", question="Who was it?", answers="Ada | Lovelace")))
    accepted, edited, rejected = (kept for _, kept in found)
    assert accepted == CASES[0]
    assert (edited.question, edited.answers) == ("Who was it?", ("Ada", "Lovelace"))
    assert rejected is None
    assert len(found) == 3


def test_taking_all_answers_away_makes_a_question_unanswerable():
    ((_, edited),) = review(CASES[:1], person("e", answers=" "))
    assert edited.unanswerable
    assert not edited.answers
    assert not edited.evidence


def test_a_case_is_shown_with_all_that_matters():
    text = shown(CASES[0])
    assert "q-0 (single)" in text
    assert "Ada did." in text
    assert "Who?" in text
