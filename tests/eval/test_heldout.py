"""What the other sets would choose, tried on the one that is held out."""

from __future__ import annotations

import pytest

from eval.heldout import FACTORS, SHIPPED, Tried, held_out, shown, tried
from eval.rows import Row


def rows(right: int) -> list[Row]:
    return [Row(f"q{i}", "", f"a{i}", "?", {}, {"hit@1": float(i < right)}) for i in range(20)]


def trial(name: str, **right: int) -> Tried:
    """A set of twenty questions, so many of them right with each change."""
    return Tried(name, "hit@1", {SHIPPED: rows(10)} | {variant: rows(n) for variant, n in right.items()})


def test_a_set_has_no_say_in_what_is_tried_on_it() -> None:
    found = list(held_out([trial("one", a=20, b=9), trial("two", a=11, b=12), trial("three", a=11, b=12)]))
    assert [(one.dataset, one.chosen) for one in found] == [("one", "b"), ("two", "a"), ("three", "a")]
    assert [one.comparison.difference for one in found] == pytest.approx([-0.05, 0.05, 0.05])


def test_what_is_shipped_stays_where_nothing_is_better_elsewhere() -> None:
    found = list(held_out([trial("one", a=20), trial("two", a=10)]))
    assert found[0].chosen == SHIPPED
    assert found[0].comparison.difference == 0
    assert found[1].chosen == "a"


def test_every_number_is_tried_smaller_and_greater_with_every_question(subject) -> None:
    asked: list[Row] = []
    found = tried(subject, tick=asked.append)
    numbers = subject.assistant.retriever.NUMBERS
    assert {"dense", "wordwise", "added"} <= set(numbers)
    assert "titles" not in numbers
    assert len(found.rows) == 1 + len(numbers) * len(FACTORS)
    assert len(asked) == len(found.rows) * len(subject.dataset.cases)
    assert found.metric == "hit@1"
    assert found.value(SHIPPED) > 0.5


def test_the_table_names_the_choice_and_what_it_gives() -> None:
    lines = shown(list(held_out([trial("one", a=20), trial("two", a=12)]))).splitlines()
    assert [cell.strip() for cell in lines[2].split("|")][1:6] == ["one", "hit@1", ".500", "a", "1.00"]
    assert "+.500" in lines[2]
