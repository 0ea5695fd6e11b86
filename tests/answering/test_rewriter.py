from __future__ import annotations

from assistant.answering.models import ScriptedModel
from assistant.answering.rewriter import HISTORY_CHARACTERS, Rewriter
from assistant.types import Filters, Turn

HISTORY = [
    Turn("Who landed on the Moon in January 2024?", "Japan's SLIM probe landed on 19 January 2024 [1].")
]


def test_a_first_question_costs_no_call() -> None:
    model = ScriptedModel([])
    assert Rewriter(model).rewrite("Who built SLIM?").text == "Who built SLIM?"
    assert model.asked == []


def test_a_follow_up_is_rewritten_and_what_was_typed_is_kept() -> None:
    query = Rewriter(ScriptedModel(["Rewritten question: When did SLIM land?"])).rewrite(
        "And when was that?", HISTORY
    )
    assert (query.question, query.text) == ("And when was that?", "When did SLIM land?")
    assert query.history == tuple(HISTORY)


def test_without_a_model_the_question_keeps_its_history_and_filters() -> None:
    filters = Filters(publishers=("The Verge",))
    query = Rewriter().rewrite("Why did it fall over?", HISTORY, filters)
    assert (query.text, query.history, query.filters) == ("Why did it fall over?", tuple(HISTORY), filters)


def test_without_a_model_a_follow_up_of_a_word_is_told_in_full_and_what_was_typed_is_kept() -> None:
    query = Rewriter().rewrite("Why?", [Turn("When did SLIM land?", "On 19 January 2024 [1].")])
    assert (query.question, query.text, query.anew) == ("Why?", "Why did SLIM land?", True)


def test_what_asks_a_follow_up_again_goes_on_leaning_and_a_models_rewrite_stands_alone() -> None:
    history = [*HISTORY, Turn("Where did it land?", "Near Shioli crater [1].")]
    assert Rewriter().rewrite("Tell me more.", history).leans
    assert not Rewriter(ScriptedModel(["Where did SLIM land?"])).rewrite("Tell me more.", history).leans


def test_a_rambling_rewrite_is_not_searched_for() -> None:
    assert Rewriter(ScriptedModel(["word " * 200])).rewrite("Why?", HISTORY).text == "Why?"
    assert Rewriter(ScriptedModel([" \n "])).rewrite("Why?", HISTORY).text == "Why?"


def test_of_a_long_history_the_latest_turns_are_told_whole() -> None:
    model = ScriptedModel(["Why?"])
    turns = [Turn(f"Question {n}", "x" * 1_000) for n in range(50)]
    Rewriter(model).rewrite("Why?", turns)
    prompt = model.asked[0][0].content
    assert "Question 49" in prompt
    assert "Question 10\n" not in prompt
    assert len(prompt) < HISTORY_CHARACTERS + 1_000
