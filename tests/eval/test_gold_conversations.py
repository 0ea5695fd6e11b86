"""The gold conversations ask for what the sample corpus holds, and their scores tell what was answered from what was not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from assistant.ingest.parse import parse
from assistant.types import Answer, Query, Sentence, Turn
from eval import metrics
from eval.conversations import Case, held, load, scores

CORPUS = Path(__file__).parents[2] / "corpus"
CASES = load()


@cache
def articles() -> str:
    paths = [path for path in sorted(CORPUS.rglob("*")) if path.is_file()]
    return "\n".join(parse(path.read_bytes(), path.name).articles[0].text for path in paths)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_all_that_an_answer_needs_stands_in_the_articles(case: Case):
    assert case.needs
    assert all(metrics.contains(articles(), need) for need in case.needs)
    assert not case.missing or case.missing in case.turns[-1]


def test_there_are_enough_of_each_kind():
    assert len({case.id for case in CASES}) == len(CASES)
    assert sum(case.type == "two-part" for case in CASES) >= 25
    assert sum(case.type == "half" for case in CASES) >= 10
    assert sum(case.type in ("follow-up", "more") for case in CASES) >= 30


def answered(text: str, **more: object) -> Answer:
    return Answer("q", Query("q", "q"), text, (), (), **more)  # type: ignore[arg-type]


def test_a_conversation_is_scored_by_what_its_last_answer_tells():
    case = Case("a", "half", ("Who and why?",), (("Ada", "Lovelace"), ("1843",)), "why")
    assert scores(case, answered("Ada did.")) == {
        "all told": 0.0,
        "share told": 0.5,
        "refused": 0.0,
        "missing named": 0.0,
    }
    assert scores(case, answered("Lovelace, in 1843.", missing="why did Ada?"))["all told"] == 1.0
    assert scores(case, answered("Lovelace, in 1843.", missing="why did Ada?"))["missing named"] == 1.0
    assert scores(case, answered("Ada, 1843", refused=True))["share told"] == 0.0


def test_more_is_told_only_where_a_sentence_is_new():
    case = Case("m", "more", ("What is it?", "More."), (("bridge",),))
    query = Query("More.", "What is it?", (Turn("What is it?", "A bridge. [1]"),))
    for text, anew in (("A bridge. [1]", 0.0), ("The bridge is old. [1]", 1.0)):
        told = Answer("More.", query, text, (Sentence(text, 0, len(text), "supported"),), ())
        assert scores(case, told)["told anew"] == anew


def test_where_both_parts_are_answered_nothing_may_be_called_missing():
    case = Case("b", "two-part", ("Who and when?",), (("Ada",), ("1843",)))
    assert scores(case, answered("Ada, in 1843."))["nothing called missing"] == 1.0
    assert scores(case, answered("Ada, in 1843.", missing="when?"))["nothing called missing"] == 0.0


class Echo:
    """Answers with the question, and keeps the history it was asked with."""

    def __init__(self) -> None:
        self.histories: list[list[str]] = []

    def answer(self, question: str, history: Sequence[Turn]) -> Answer:
        self.histories.append([turn.question for turn in history])
        return Answer(question, Query(question, question), question, (), ())


def test_a_conversation_is_held_turn_by_turn_and_its_last_answer_counts():
    echo = Echo()
    last = held(echo, Case("c", "follow-up", ("Who?", "When?", "Why?"), (("x",),)))  # type: ignore[arg-type]
    assert last.text == "Why?"
    assert echo.histories == [[], ["Who?"], ["Who?", "When?"]]
