import time

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
        ("So [1], [2].", [(1, 2)]),
        ("So [1] and [2].", [(1, 2)]),
        ("So (see [1]).", [(1,)]),
        ("So [[1]](#1).", [(1,)]),
        (r"So \[1\].", [(1,)]),
        ("So ^[1].", [(1,)]),
        ("So [^1^].", [(1,)]),
        ("So<sup>[1]</sup>.", [(1,)]),
        ("So [Passage 1, Passage 2].", [(1, 2)]),
        ("So [Source: 1].", [(1,)]),
        ("So [cite:1, 2].", [(1, 2)]),
        ("So [Source 1: The ship of 1912].", [(1,)]),
        ("So [1, p. 30].", [(1,)]),
        ("So 【1:0†source】.", [(1,)]),
        ("So 【1†L3-L5】.", [(1,)]),
        ("So (Passage 1).", [(1,)]),
        ("So (see passages 1 and 2).", [(1, 2)]),
        ("So it goes [1", [(1,)]),
        ("So it goes [", [()]),
    ],
)
def test_what_models_write_for_a_marker(text: str, numbers: list[tuple[int, ...]]) -> None:
    assert [marker.numbers for marker in markers(text, {1, 2})] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "equation (7).",
        "(1) first, (2) second",
        "in (2020).",
        "[a]",
        "[]",
        "a[0.5]",
        "(1 of 2)",
        "[link](1)",
        "at [12:30]",
        "(source 9)",
        "passage 9",
    ],
)
def test_what_only_looks_like_a_marker(text: str) -> None:
    assert markers(text, {1, 2}) == []


def test_markers_come_in_the_order_of_their_places_and_name_each_number_once() -> None:
    found = markers("One (1). Two [2, 2]. Three (1).", {1, 2})
    assert [marker.numbers for marker in found] == [(1,), (2,), (1,)]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("According to [2], it sank.", "According to the passage, it sank."),
        ("As stated in [1] and [2], it sank.", "As stated in the passages, it sank."),
        ("Passage [1] says that it sank.", "The passage says that it sank."),
        ("According to passage 2, 3 people died.", "According to the passage, 3 people died."),
        ("The passages 1 and 2 say that it sank.", "The passages say that it sank."),
        ("Laut [1] sank sie.", "Laut Artikel sank sie."),
        ("It sank [1], [2].", "It sank."),
        ("It sank.\n\nSources: [1], [2]", "It sank."),
        ("It sank.\n\n**References:**\n- [1] The ship, 1912\n- [2] The sea\n", "It sank."),
        ("It sank.\n\n[1]: https://example.org/a", "It sank."),
        ("Sources:\n- [1] It sank.\nIt was raised.", "Sources:\n- It sank.\nIt was raised."),
    ],
)
def test_a_sentence_is_whole_without_its_markers(text: str, bare: str) -> None:
    for marker in reversed(markers(text, {1, 2})):
        text = text[: marker.span.start] + marker.instead + text[marker.span.end :]
    assert text == bare


@pytest.mark.parametrize(
    "piece", ["[1, ", "[", "[1], ", "\n[1]: www.a", "\n", "(see ", "passage 1, ", "\n- [1] a"]
)
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    started = time.perf_counter()
    markers(piece * (20_000 // len(piece)), {1, 2})
    assert time.perf_counter() - started < 2
