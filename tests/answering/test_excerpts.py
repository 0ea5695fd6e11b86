from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.excerpts import Telling, excerpts
from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.types import Passage, Why

TIDE = "The tide was high. Seals came back in spring. They were counted twice."
BOATS = "Boats were banned in May. The ban was lifted in June.\n\nNobody was fined."


def passages(*texts: str) -> list[Passage]:
    return [
        Passage(number, f"d:{number}", "d", 1, "Title", text, 0, len(text), Why(number, 1.0))
        for number, text in enumerate(texts, 1)
    ]


def form(passage: Passage, text: str) -> str:
    return f"[{passage.number}] {text}"


def shown(texts: Sequence[str], telling: Sequence[tuple[int, str]], most: int) -> str:
    """The excerpts where `telling` names sentences by their words."""
    found = passages(*texts)
    places = [Telling(number, (_place(texts[number - 1], words),)) for number, words in telling]
    return excerpts(found, places, form, most=most)


def _place(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def test_passages_that_fit_are_shown_whole() -> None:
    assert shown([TIDE, BOATS], [(2, "Nobody was fined.")], 1_000) == f"[1] {TIDE}\n\n[2] {BOATS}"


def test_what_tells_most_and_the_first_passages_are_shown_in_turn() -> None:
    telling = [(2, "Nobody was fined."), (2, "The ban was lifted in June.")]
    assert shown([TIDE, BOATS], telling, 23) == "[2] Nobody was fined."
    assert shown([TIDE, BOATS], telling, 50) == "[1] The tide was high.\n\n[2] Nobody was fined."
    assert shown([TIDE, BOATS], telling, 80) == (
        "[1] The tide was high.\n\n[2] The ban was lifted in June.\n\nNobody was fined."
    )
    assert shown([TIDE, BOATS], telling, 110) == (
        "[1] The tide was high. Seals came back in spring.\n\n[2] The ban was lifted in June.\n\nNobody was fined."
    )


def test_what_is_left_out_between_two_sentences_is_told() -> None:
    text = shown([TIDE], [(1, "They were counted twice.")], 60)
    assert text == "[1] The tide was high. … They were counted twice."


def test_what_is_understood_only_together_is_shown_together_or_not_at_all() -> None:
    pair = Telling(1, (_place(TIDE, "The tide was high."), _place(TIDE, "They were counted twice.")))
    assert (
        excerpts(passages(TIDE), [pair], form, most=60) == "[1] The tide was high. … They were counted twice."
    )
    assert excerpts(passages(TIDE), [pair], form, most=45) == "[1] The tide was high."


def test_without_room_nothing_is_shown() -> None:
    assert shown([TIDE], [(1, "The tide was high.")], 10) == ""
    assert shown([TIDE], [], -5) == ""


@given(st.integers(0, 200), st.lists(st.tuples(st.integers(1, 2), st.integers(0, 60)), max_size=6))
def test_it_never_takes_more_than_it_may_and_cuts_no_sentence(
    most: int, places: list[tuple[int, int]]
) -> None:
    texts = {1: TIDE, 2: BOATS.replace("Boats", "Bοοts")}
    telling = [Telling(number, (Span(start, start + 5),)) for number, start in places]
    text = excerpts(passages(*texts.values()), telling, form, most=most)
    assert len(text.encode()) <= most
    whole = {span.of(said) for said in texts.values() for span in sentences(said)}
    for part in text.split("\n\n["):
        body = part.lstrip("[").partition("] ")[2]
        said = [span.of(piece) for piece in body.split(" … ") for span in sentences(piece)]
        assert set(said) <= whole
