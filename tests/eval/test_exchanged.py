"""A near miss is an answered question with one name, number or date exchanged for another of the same form."""

from __future__ import annotations

from dataclasses import replace

from assistant.types import Turn
from eval.dataset import Case, Evidence
from eval.exchanged import exchanged


def case(n: int, question: str, *, unanswerable: bool = False) -> Case:
    evidence = () if unanswerable else (Evidence(f"{n}.md"),)
    return Case(f"q{n}", question, evidence=evidence, unanswerable=unanswerable)


CASES = [
    case(1, "Where was Marie Curie born?"),
    case(2, "What did the ship Dali carry?"),
    case(3, "Who wrote about the 42 metres of the tower?"),
    case(4, "Why is the bridge 7 metres high?"),
    case(5, "What is a cell?"),
    case(6, "Where was Pierre Curie buried?", unanswerable=True),
]


def test_a_near_miss_states_something_else_in_one_place_and_is_answered_by_nothing():
    found = {asked.id: miss for asked, miss in exchanged(CASES)}
    assert found["q1"].question == "Where was Dali born?"
    assert found["q3"].question == "Who wrote about the 7 metres of the tower?"
    assert all(miss.unanswerable and not miss.evidence for miss in found.values())


def test_a_near_miss_belongs_to_the_group_of_its_question():
    assert all(miss.cluster == asked.cluster for asked, miss in exchanged(CASES))


def test_what_states_nothing_or_is_not_answered_has_no_near_miss():
    assert {asked.id for asked, _ in exchanged(CASES)} == {"q1", "q2", "q3", "q4"}


def test_the_same_seed_gives_the_same():
    assert exchanged(CASES, seed=3) == exchanged(CASES, seed=3)


def test_a_question_that_leans_on_a_conversation_has_no_near_miss():
    leaning = replace(CASES[0], id="q7", history=(Turn("Who was she?", "A chemist."),))
    assert "q7" not in {asked.id for asked, _ in exchanged([*CASES, leaning])}


def test_no_name_is_exchanged_for_one_that_shares_a_word_with_its_question():
    curies = [case(1, "Where was Marie Curie born?"), case(2, "What did Pierre Curie find?")]
    assert exchanged(curies) == []
