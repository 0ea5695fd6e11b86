from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.article import Article, Block, Draft, Skipped, compose
from assistant.ingest.metadata import Metadata
from assistant.ingest.splitter import Piece, context, split
from assistant.text.sentences import sentences
from tests.clock import cpu_seconds

WORDS = re.compile(r"\w+|[^\w\s]")


def count(text: str) -> int:
    """Words and marks, and the two special tokens a BERT tokeniser adds."""
    return len(WORDS.findall(text)) + 2


def counts(several: Sequence[str]) -> list[int]:
    return [count(text) for text in several]


def article(*blocks: Block | str, **stated: object) -> Article:
    metadata = Metadata()
    for field, value in ({"title": "Seals"} | stated).items():
        metadata.offer("test", field, value)
    return compose(Draft([b if isinstance(b, Block) else Block(b) for b in blocks], metadata), "a.txt")


def texts(whole: Article, pieces: list[Piece]) -> list[str]:
    return [whole.text[piece.start : piece.end] for piece in pieces]


SENTENCE = (
    "The seals came back to the bank in spring and stayed until the storms of autumn drove them out again."
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(Block, text=st.text(max_size=400), level=st.sampled_from([0, 0, 0, 1, 2])),
        min_size=1,
        max_size=12,
    ),
    st.integers(24, 80),
)
def test_pieces_hold_every_visible_character_once_within_the_limit(blocks: list[Block], limit: int) -> None:
    try:
        whole = article(*blocks)
    except Skipped:  # every character was invisible
        return
    pieces = split(whole, counts, limit)
    assert all(first.end <= second.start for first, second in pairwise(pieces))
    assert "".join("".join(text.split()) for text in texts(whole, pieces)) == "".join(whole.text.split())
    for piece, text in zip(pieces, texts(whole, pieces), strict=True):
        assert text == text.strip() != ""
        assert count(f"{piece.context}\n{text}") <= limit


def test_no_sentence_is_cut_that_fits() -> None:
    whole = article(*[" ".join([SENTENCE] * 3)] * 20)
    ends = {end for _, end in sentences(whole.text)}
    assert {piece.end for piece in split(whole, counts, 256)} <= ends


def test_sizes_are_balanced_and_no_tail_is_tiny() -> None:
    whole = article(*[SENTENCE] * 10)
    sizes = [count(text) for text in texts(whole, split(whole, counts, 256, target=180))]
    assert len(sizes) == 1
    whole = article(*[SENTENCE] * 11)
    sizes = [count(text) for text in texts(whole, split(whole, counts, 200, target=150))]
    assert len(sizes) == 2
    assert min(sizes) > 0.7 * max(sizes)


def test_cuts_prefer_the_start_of_a_section_and_never_follow_its_heading() -> None:
    paragraph = " ".join([SENTENCE] * 4)
    whole = article(paragraph, paragraph, Block("Cleaner water", 2), paragraph, paragraph)
    pieces = split(whole, counts, 256)
    assert [piece.locator for piece in pieces] == [None, "Cleaner water"]
    assert texts(whole, pieces)[1].startswith("Cleaner water\n")


def test_small_sections_share_a_piece() -> None:
    blocks = [block for n in range(6) for block in (Block(f"Question {n}?", 2), Block("Yes, it is so."))]
    assert len(split(article(*blocks), counts, 256)) == 1


def test_the_context_names_title_section_publisher_and_day() -> None:
    whole = article(Block("Method", 2), "Boats.", publisher="Coast Daily", published="2024-03-02")
    assert whole.published == date(2024, 3, 2)
    assert split(whole, counts, 256)[0].context == "Seals | Method | Coast Daily | 2 March 2024"
    assert context(whole) == "Seals | Coast Daily | 2 March 2024"


def test_a_piece_over_a_page_break_names_both_pages() -> None:
    whole = article(Block(SENTENCE, page=3), Block(SENTENCE, page=4))
    assert [piece.locator for piece in split(whole, counts, 256)] == ["pp. 3–4"]


def test_an_overlong_sentence_is_cut_after_a_clause() -> None:
    clause = "the seals came back to the bank in spring"
    whole = article(", ".join([clause] * 40))
    pieces = texts(whole, split(whole, counts, 100))
    assert len(pieces) >= 4
    assert all(text.endswith(",") for text in pieces[:-1])


def test_pieces_are_filled_though_no_capital_tells_where_sentences_end() -> None:
    whole = article(" ".join(["the seals came back to the bank in spring, and stayed until autumn."] * 40))
    pieces = texts(whole, split(whole, counts, 100, target=100))
    assert all(text.endswith(".") for text in pieces)
    assert all(count(text) > 75 for text in pieces[:-1])


def test_overlap_repeats_whole_sentences_and_stays_within_the_limit() -> None:
    whole = article(*[" ".join([SENTENCE] * 3)] * 10)
    plain, lapped = split(whole, counts, 256), split(whole, counts, 256, overlap=50)
    assert [piece.end for piece in lapped] == [piece.end for piece in plain]
    assert all(p.start - q.start > 0 for p, q in zip(plain[1:], lapped[1:], strict=True))
    assert all(
        count(f"{piece.context}\n{text}") <= 256
        for piece, text in zip(lapped, texts(whole, lapped), strict=True)
    )


def test_time_is_linear_in_the_text() -> None:
    def seconds(times: int) -> float:
        whole = Article(text=(SENTENCE + " ") * times, title="Seals")
        return cpu_seconds(lambda: split(whole, counts, 256))

    seconds(100)
    shorter, longer = seconds(4_000), seconds(16_000)
    assert longer < 10 * max(shorter, 0.05)


def test_one_word_of_two_million_letters_is_cut_all_the_same() -> None:
    pieces = split(
        Article(text="a" * 2_000_000, title="Seals"),
        lambda several: [3 if text else 2 for text in several],
        256,
    )
    assert max(piece.end - piece.start for piece in pieces) <= 256 * 8


def test_no_sentence_is_counted_twice_and_all_of_them_at_once() -> None:
    asked: list[list[str]] = []

    def remembering(several: Sequence[str]) -> list[int]:
        asked.append(list(several))
        return counts(several)

    whole = article(*(f"{SENTENCE} It was the year {year}." for year in range(1900, 1950)))
    split(whole, remembering, 100)
    everything = [text for several in asked for text in several]
    assert len(everything) == len(set(everything)) > 50
    assert len(asked) <= 3
