"""What a model only thinks is no part of what it says, however the server cuts its reply into pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.replies import Speech, whole
from assistant.types import ModelDelta

THOUGHT = "<think>\nThe user asks for a year. <b>1828</b>?\n</think>"
SAID = "Built in 1828 [1]. Is 3 < 4 > 2? The tag </thin> is none."


def heard(*pieces: str) -> str:
    speech = Speech()
    said = [speech.heard(piece) for piece in pieces]
    return whole([*said, ModelDelta(speech.rest())])[0]


@given(st.lists(st.integers(0, len(THOUGHT + SAID)), max_size=12))
def test_thinking_between_tags_is_left_out_wherever_the_reply_is_cut(cuts: list[int]) -> None:
    reply, ends = THOUGHT + SAID, [0, *sorted(cuts), None]
    pieces = [reply[a:b] for a, b in pairwise(ends)]
    assert heard(*pieces) == SAID


@given(st.text("<>/thinkTHINK[] ab", max_size=60))
def test_a_reply_without_a_closing_tag_or_thinking_is_said_whole(text: str) -> None:
    begins = text.lstrip().startswith(("<think>", "[THINK]"))
    closes = "</think>" in text or "[/THINK]" in text
    if not begins and not closes:
        assert heard(*text) == heard(text) == text


def test_tags_of_another_house_are_known() -> None:
    assert heard("  [THINK]Let me see.[/THI", "NK]In 1828.") == "In 1828."


def test_what_came_before_a_closing_tag_that_nobody_saw_opened_is_taken_back() -> None:
    assert heard("The user asks. ", "It was 1828.</think>", "In 1828.") == "In 1828."


def test_only_the_first_thinking_is_taken_for_such() -> None:
    assert heard("<think>a</think>", "b <think>c</think>") == "b <think>c</think>"


def test_a_tag_in_the_middle_of_an_answer_opens_nothing() -> None:
    assert heard("Models write <think> first.") == "Models write <think> first."


def test_thinking_that_never_ends_says_nothing() -> None:
    assert heard("<think>", "on and on") == ""
    assert heard("<think>on and on</th") == ""


@pytest.mark.parametrize("piece", ["Built", "[1] Built", "< 3", "  Built"])
def test_an_answer_without_thinking_is_passed_on_at_once(piece: str) -> None:
    assert Speech().heard(piece).text == piece
