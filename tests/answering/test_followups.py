from __future__ import annotations

import pytest

from assistant.answering.followups import FollowUp, told_in_full
from assistant.types import Turn

OPENED = "When did the bridge open?"


def after(question: str, *earlier: str, answer: str = "It did.") -> FollowUp:
    return told_in_full(question, [Turn(asked, answer) for asked in earlier])


@pytest.mark.parametrize(
    ("question", "before", "told"),
    [
        ("Why?", OPENED, "Why did the bridge open?"),
        ("But why not?", "Is the bridge open?", "Why isn't the bridge open?"),
        ("why not", "Did the bridge open?", "Why didn't the bridge open?"),
        ("Why not?", "Who can cross the bridge?", "Why not: Who can cross the bridge?"),
        ("Warum nicht?", "Ist die Brücke offen?", "Warum nicht: Ist die Brücke offen?"),
        ("where?", OPENED, "Where did the bridge open?"),
        ("And when was that?", "Did the bridge open?", "When did the bridge open?"),
        ("By whom?", "When was the price paid?", "By whom was the price paid?"),
        ("How high?", "Did the lander hop?", "How high did the lander hop?"),
        ("When?", "Who built the bridge?", "When: Who built the bridge?"),
        ("Und warum?", "Wann wurde die Brücke eröffnet?", "Warum wurde die Brücke eröffnet?"),
        ("Pourquoi ?", "Quand le pont a-t-il été ouvert ?", "Pourquoi le pont a-t-il été ouvert ?"),
    ],
)
def test_a_lone_question_word_asks_about_the_question_before(question: str, before: str, told: str) -> None:
    assert after(question, before).text == told


def test_follow_ups_of_follow_ups_go_back_to_the_subject() -> None:
    assert after("why?", "Who built the bridge?", "When?").text == "Why: Who built the bridge?"
    assert after("where?", OPENED, "tell me more").text == "Where did the bridge open?"


@pytest.mark.parametrize(
    "question",
    ["Tell me more.", "more details, please", "go on", "What else?", "yes", "Yes, please!", "ok", "Mehr dazu", "ja gerne", "oui", "sí", "más"],
)  # fmt: skip
def test_more_is_more_about_the_same_question_and_nothing_told_before(question: str) -> None:
    assert after(question, OPENED) == FollowUp(OPENED, anew=True)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("In 1977 [1]. Would you like to know who built it?", "Who built Dali?"),
        ("In 1977 [1]. Do you mean the old or the new one?", "When was Dali launched? (the old or the new one)"),
        ("Is that so? Should I tell you about Dali's crew?", "Dali's crew?"),
    ],
)  # fmt: skip
def test_yes_takes_what_the_answer_offered(answer: str, told: str) -> None:
    assert after("Yes", "When was Dali launched?", answer=answer) == FollowUp(told)


def test_the_reason_of_what_was_told_is_not_what_was_told() -> None:
    assert after("Why?", OPENED).anew
    assert not after("When?", "Who built the bridge?").anew


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("And Japan?", "When did Japan land there?"),
        ("What about Japan?", "When did Japan land there?"),
        ("and in Japan?", "When did Japan land there?"),
    ],
)
def test_another_name_takes_the_place_of_the_only_one(question: str, told: str) -> None:
    assert after(question, "When did India land there?").text == told


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("And Japan?", "When did India land on Mars?"),
        ("And what is the capital of Japan?", "When did India land there?"),
        ("Who built it?", OPENED),
        ("How many people died when the bridge fell?", OPENED),
        ("Thank you!", OPENED),
        ("What does more mean?", OPENED),
        ("?", OPENED),
    ],
)
def test_a_follow_up_that_says_enough_or_cannot_be_told_stays_as_it_is(question: str, before: str) -> None:
    assert after(question, before) == FollowUp(question)


def test_a_first_question_leans_on_nothing() -> None:
    assert after("Why?") == FollowUp("Why?")


@pytest.mark.parametrize("question", ["Tell me more", "why?", "yes"])
def test_what_asks_a_follow_up_again_leans_on_what_that_leant_on(question: str) -> None:
    assert told_in_full(question, [Turn("What is Luna-25?", ""), Turn("Where did it land?", "")]).leans
    assert not told_in_full(question, [Turn("What is Luna-25?", "")]).leans
    assert not told_in_full(
        "Who built it?", [Turn("What is Luna-25?", ""), Turn("Where did it land?", "")]
    ).leans
