from dataclasses import replace

from assistant.interfaces.remarks import missing, remarks, unfinished
from assistant.types import Answer, Query

ANSWER = Answer("Who built the mill, and why?", Query("", ""), "Ida Brand built it. [1]", (), ())


def test_of_a_whole_answer_nothing_is_remarked() -> None:
    assert remarks(ANSWER) == ()


def test_what_is_missing_is_said_unless_the_text_or_the_question_says_it() -> None:
    assert missing(replace(ANSWER, missing="the year")) == "Missing: the year"
    assert missing(replace(ANSWER, missing="and why; Ida Brand")) == ""
    assert missing(replace(ANSWER, missing="and why; the year")) == "Missing: and why; the year"


def test_what_is_missing_comes_first_then_the_note_then_why_it_breaks_off() -> None:
    broken = replace(ANSWER, missing="the year", note="It came in French.", ending="cut")
    assert remarks(broken) == ("Missing: the year", "It came in French.", unfinished(broken))
    assert "stopped in the middle" in unfinished(broken)
