"""Questions are worded as somebody might ask them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval import phrasing
from eval.facts import Fact


def fact(asks: str, subject: str, verb: str, rest: str, *, about: str = "", person: bool = False) -> Fact:
    return Fact("d.txt", "quote", "answer", asks, subject, verb, rest, about, person)


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        (fact("When", "Ruth Calloway", "left", "Linz for good"), "When did Ruth Calloway leave Linz for good?"),
        (fact("When", "Harrow", "was", "hit by a storm"), "When was Harrow hit by a storm?"),
        (fact("When", "the mill", "had", "burnt down"), "When had the mill burnt down?"),
        (fact("When", "Ruth Calloway", "had", "a stroke"), "When did Ruth Calloway have a stroke?"),
        (fact("How many farms", "Harrow", "has", "by the river"), "How many farms does Harrow have by the river?"),
        (fact("How much", "Eneos", "paid", ""), "How much did Eneos pay?"),
        (fact("How many people", "", "attended", "the opening"), "How many people attended the opening?"),
        (fact("Who", "", "designed", "the bridge"), "Who designed the bridge?"),
    ],
)  # fmt: skip
def test_the_verb_is_turned_around_where_the_subject_stays(asked, question):
    assert phrasing.asked(asked) == question


def test_another_name_takes_the_subjects_place_and_they_takes_a_verb_of_many():
    left = fact("When", "Ruth Calloway", "left", "Linz for good")
    assert phrasing.asked(left, "the engineer") == "When did the engineer leave Linz for good?"
    assert phrasing.asked(fact("Where", "Ruth", "was", "born"), "they") == "Where were they born?"


def test_two_events_are_told_without_their_dates():
    one, other = fact("When", "the bridge", "opened", "at Linz"), fact("When", "Harrow", "was", "flooded")
    assert phrasing.which_first(one, other) == (
        "Which happened first: the bridge opened at Linz, or Harrow was flooded?"
    )
    assert not phrasing.happened(fact("When", "Kim", "is", "expected to speak"))


def test_only_persons_and_bodies_are_asked_for_what_is_seldom_told():
    person = fact("When", "", "left", "Linz", about="Ruth Calloway", person=True)
    body = replace(fact("When", "", "left", "Linz", about="University of Linz"), body=True)
    assert any("born" in form for form, _ in phrasing.untold(person))
    assert any("founded" in form for form, _ in phrasing.untold(body))
    assert phrasing.untold(fact("When", "", "fell", "down", about="Alder Bridge")) == ()


@pytest.mark.parametrize(
    ("question", "described"),
    [
        ("When did Ruth Calloway leave Linz?", "When did the engineer leave Linz?"),
        ("When did Mayor Ruth Calloway leave Linz?", ""),
        ("When did Ruth Calloway's sister leave Linz?", ""),
        ("When did Ruth Calloway speak of Ruth Calloway?", ""),
        ("When did Linz fall?", ""),
    ],
)
def test_a_description_takes_the_place_of_a_name_that_stands_once_and_by_itself(question, described):
    assert phrasing.replaced(question, "Ruth Calloway", "the engineer") == described
