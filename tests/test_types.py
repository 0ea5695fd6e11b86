from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.types import (
    Answer,
    Answered,
    Citation,
    Constraint,
    Filters,
    Passage,
    Query,
    Sentence,
    Turn,
    Usage,
    Why,
    from_json,
    to_json,
)

PASSAGE = Passage(
    number=1, id="d:1:0-5", document_id="d", revision=1, title="T", text="Hello", start=0, end=5,
    why=Why(rank=1, fused=1.5, dense=0.5, lexical=2.0, dense_share=0.4, matched=(("hello", 1.25),)), published=date(2023, 9, 28),
)  # fmt: skip
ANSWER = Answer(
    question="Q?",
    query=Query(
        "Q?",
        "Q?",
        (Turn("A?", "B.", ("d:1:0-5",)),),
        constraints=(Constraint("date", "in 2023", Filters(after=date(2023, 1, 1))),),
    ),
    text="Hello [1]",
    sentences=(
        Sentence("Hello", 0, 9, "supported", citations=(Citation(1, "Hello", 0, 5, "supported", 1.0),)),
    ),
    passages=(PASSAGE,),
    timings={"total": 0.25},
)


@pytest.mark.parametrize(
    "value", [PASSAGE, ANSWER, Filters(publishers=("The Verge",), before=date(2024, 1, 1))]
)
def test_everything_that_travels_comes_back_from_json_as_it_was(value: object) -> None:
    assert from_json(type(value), json.loads(json.dumps(to_json(value)))) == value


def test_json_has_every_field_by_its_name() -> None:
    assert to_json(PASSAGE)["published"] == "2023-09-28"
    assert set(to_json(ANSWER)) == set(Answer.__dataclass_fields__)


def test_an_event_says_which_event_it_is() -> None:
    assert to_json(Answered(ANSWER))["event"] == "answered"


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        from_json(Filters, {"colour": "red"})


def test_filters_that_restrict_nothing_are_false() -> None:
    assert not Filters()
    assert Filters(authors=("A",))


def test_usage_adds_up_and_tells_calls_tokens_and_what_they_cost() -> None:
    used = Usage(1_200, 30, 1) + Usage(300, 20, 1)
    assert str(used) == "2 calls, 1,500 tokens read, 50 written"
    assert str(used.priced((0.15, 0.6))) == "2 calls, 1,500 tokens read, 50 written, cost 0.0003"
    assert (used.priced((2.0, 4.0)) + Usage(calls=1)).cost == pytest.approx(0.0032)
    assert (str(Usage(calls=1)), str(Usage())) == ("1 call", "")
