import pytest

from assistant.text.opposites import Word, excludes, opposed, words


def read(word: str) -> Word:
    return words(word)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rises", "falling"),
        ("brother", "sister"),
        ("Thursday", "Tuesday"),
        ("millions", "billions"),
        ("possible", "impossible"),
        ("likely", "unlikely"),
        ("more", "less"),
        ("wettest", "driest"),
        ("joined", "left"),
    ],
)
def test_words_that_exclude_one_another_in_any_form_and_order(one: str, other: str) -> None:
    assert opposed(read(one), read(other))
    assert opposed(read(other), read(one))


@pytest.mark.parametrize(
    ("one", "other"), [("rise", "rising"), ("rise", "grow"), ("brother", "son"), ("under", "der"), ("a", "a")]
)
def test_words_that_go_together_do_not(one: str, other: str) -> None:
    assert not opposed(read(one), read(other))


@pytest.mark.parametrize(
    ("word", "alone"),
    [("wettest", True), ("Eastern", True), ("join", False), ("wife", False), ("bridge", False)],
)
def test_what_is_done_in_turn_and_who_stands_to_whom_excludes_nothing(word: str, alone: bool) -> None:
    assert excludes(read(word)) == alone


def test_words_keep_their_places_and_stop_words_too() -> None:
    text = "More rain, less sun"
    assert [word.span.of(text) for word in words(text)] == ["More", "rain", "less", "sun"]
