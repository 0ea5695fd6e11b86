import pytest

from assistant.answering.markers import markers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("So [1].", [(1,)]),
        ("So [1, 2].", [(1, 2)]),
        ("So [1-3].", [(1, 2, 3)]),
        ("So [1–3, 5].", [(1, 2, 3, 5)]),
        ("So [1 and 2].", [(1, 2)]),
        ("So [1][2].", [(1,), (2,)]),
        ("So 【1】.", [(1,)]),
        ("So 【1†source】.", [(1,)]),
        ("So [^1].", [(1,)]),
        ("So [Passage 2].", [(2,)]),
        ("So [2](https://example.org/x).", [(2,)]),
        ("So (1).", [(1,)]),
        ("So (1, 2)", [(1, 2)]),
        ("So [1-9999].", [tuple(range(1, 21))]),
        ("So [9-1].", [()]),
    ],
)
def test_what_models_write_for_a_marker(text: str, numbers: list[tuple[int, ...]]) -> None:
    assert [marker.numbers for marker in markers(text, {1, 2})] == numbers


@pytest.mark.parametrize(
    "text",
    ["equation (7).", "(1) first, (2) second", "in (2020).", "[a]", "[]", "a[0.5]", "(1 of 2)", "[link](1)"],
)
def test_what_only_looks_like_a_marker(text: str) -> None:
    assert markers(text, {1, 2}) == []


def test_markers_come_in_the_order_of_their_places_and_name_each_number_once() -> None:
    found = markers("One (1). Two [2, 2]. Three (1).", {1, 2})
    assert [marker.numbers for marker in found] == [(1,), (2,), (1,)]
