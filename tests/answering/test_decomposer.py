from __future__ import annotations

import pytest

from assistant.answering.decomposer import MOST, Decomposer
from assistant.answering.models import ScriptedModel
from assistant.errors import EndpointError, EndpointUnavailable
from assistant.types import Query, Usage

QUESTION = "Which is older, the harbour bridge in Varn or the power station?"
PARTS = ("When was the harbour bridge in Varn built?", "When was the power station built?")


def split(reply: str | Exception) -> Query:
    return Decomposer(ScriptedModel([reply])).split(Query(QUESTION, QUESTION, usage=Usage(5, 2, 1)))


@pytest.mark.parametrize(
    "reply",
    [
        "\n".join(PARTS),
        f"Simpler questions:\n1. {PARTS[0]}\n2) {PARTS[1]}",
        f"- {PARTS[0]}\n\n* **{PARTS[1]}**",
        f'"{PARTS[0]}"\n"{PARTS[1]}"\n{PARTS[0]}\n{QUESTION}\nI hope that this helps!',
    ],
)
def test_a_question_is_split_into_the_questions_of_the_reply_and_the_call_is_counted(reply: str) -> None:
    query = split(reply)
    assert query.parts == PARTS
    assert query.usage == Usage(5, 2, 2)
    assert query.text == QUESTION


@pytest.mark.parametrize(
    "reply",
    ["none", "", PARTS[0], QUESTION, "Who are you?\nWhat is new?", "x" * 9_000, "The bridge is older."],
)
def test_a_reply_that_splits_nothing_leaves_the_question_whole(reply: str) -> None:
    assert split(reply).parts == ()


def test_of_a_long_list_the_first_few_are_searched_for() -> None:
    assert len(split("\n".join(f"Who built bridge {n}?" for n in range(50))).parts) == MOST


def test_a_model_that_fails_is_told() -> None:
    with pytest.raises(EndpointError):
        split(EndpointUnavailable("down"))
