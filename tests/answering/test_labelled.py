from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.calibration import Calibration, Features
from assistant.answering.labelled import Example, Labelled, Stored, examples, fitted, read, split
from assistant.errors import UsageError


def example(similarity: float, answerable: bool, group: str) -> Example:
    return Example(Features(similarity=similarity, held=similarity), answerable, group)


TOLD_APART = [example(0.5 + i / 100, True, f"a{i}") for i in range(40)]
TOLD_APART += [example(0.1 + i / 100, False, f"b{i}") for i in range(40)]


def test_questions_are_read_with_the_articles_that_answer_them(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "When?", "evidence": [{"document": "a.md", "quote": "In May."}, {"document": "a.md"}],'
        ' "history": [{"question": "Who?", "answer": "She."}]}\n\n{"question": "Why?", "unanswerable": true}\n'
    )
    first, second = read(path)
    assert (first.answerable, first.documents, first.history[0].answer) == (True, ("a.md",), "She.")
    assert second == Labelled("Why?", answerable=False)


@pytest.mark.parametrize("line", ["[]", "{}", '{"question": "Q", "evidence": [1]}', "no json"])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "q.jsonl").write_text(f'{{"question": "Q"}}\n{line}\n')
    with pytest.raises(UsageError, match=r"q\.jsonl, line 2"):
        read(tmp_path / "q.jsonl")


def test_an_answerable_question_is_asked_once_more_without_its_articles() -> None:
    kept_out: list[frozenset[str]] = []

    def examine(asked: Labelled, without: frozenset[str]) -> Features:
        kept_out.append(without)
        return Features()

    asked = [Labelled("When?", answerable=True, documents=("a.md",)), Labelled("Why?", answerable=False)]
    found = list(examples(asked, examine))
    assert [(e.answerable, e.withheld) for e in found] == [(True, False), (False, True), (False, False)]
    assert kept_out == [frozenset(), frozenset({"a.md"}), frozenset()]


def test_halves_share_no_group() -> None:
    first, second = split([*TOLD_APART, example(0.3, False, "a0")])
    assert {e.group for e in first}.isdisjoint(e.group for e in second)
    assert len(first) + len(second) == len(TOLD_APART) + 1


def test_what_is_told_apart_is_refused_and_answered_on_the_half_held_out() -> None:
    found = fitted(TOLD_APART)
    assert found.auroc == 1.0
    assert found.refused > 0.9
    assert found.false_refusals <= 0.2
    assert found.curve[0].risk == 0.0
    assert found.tenths[-1].coverage == 1.0


def test_too_few_questions_are_not_fitted() -> None:
    with pytest.raises(UsageError, match="Too few"):
        fitted(TOLD_APART[:45])


def test_a_calibration_counts_only_for_the_index_that_it_was_fitted_on() -> None:
    stored = Stored("abc", Calibration({"held": 2.0}, -1.0, 0.4), 80, 0.9)
    assert Stored.read(stored.to_json(), "abc") == stored
    assert Stored.read(stored.to_json(), "def") is None
    assert Stored.read("", "abc") is None


def test_a_calibration_of_signs_that_are_no_longer_known_counts_as_none() -> None:
    stored = Stored("abc", Calibration({"luck": 2.0}, -1.0, 0.4), 80, 0.9)
    assert Stored.read(stored.to_json(), "abc") is None
