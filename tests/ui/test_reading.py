from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.interfaces.ui.direction import beside, direction
from assistant.interfaces.ui.reading import blocks
from assistant.text.spans import Span

TABLE = "What they cost.\nBridge | Opened | Cost\nStorstrøm | 1937 | 41\nØresund | 2000 | 1950\n\nThe last one was the dearest."


def markup(body: str, *spans: Span, base: int = 0) -> str:
    return "".join(blocks(body, spans, base=base))


def test_lines_that_are_rows_become_a_table_whose_first_row_without_figures_is_its_head() -> None:
    made = markup(TABLE)
    assert re.findall(r"<th [^>]*>([^<]*)", made) == ["Bridge", "Opened", "Cost"]
    assert re.findall(r"<td [^>]*>([^<]*)", made) == ["Storstrøm", "1937", "41", "Øresund", "2000", "1950"]
    assert re.findall(r"<p [^>]*>([^<]*)", made) == ["What they cost.", "The last one was the dearest."]


def test_a_short_line_by_itself_that_ends_no_sentence_is_a_heading() -> None:
    made = markup("The Dali leaves\n\nIt left on Monday.\n\nA verse that ends\nin a second line")
    assert re.findall(r'class="heading"[^>]*>([^<]*)', made) == ["The Dali leaves"]


def test_a_quote_in_a_table_is_marked_in_each_of_its_cells_and_tells_its_place() -> None:
    start = TABLE.index("Øresund")
    span = Span(start, start + len("Øresund | 2000"))
    marks = re.findall(
        r'<mark data-start="(\d+)" data-end="(\d+)">([^<]*)</mark>', markup(TABLE, span, base=100)
    )
    assert [(TABLE[int(a) - 100 : int(b) - 100], text) for a, b, text in marks] == [
        ("Øresund", "Øresund"),
        ("2000", "2000"),
    ]


@pytest.mark.parametrize("body", ["One | alone.", "Two | cells\nThree | cells | here", "a || b\nc || d"])
def test_a_line_with_a_bar_in_it_is_not_yet_a_table(body: str) -> None:
    assert "<table" not in markup(body)


@given(st.text("ab |\n1<&", max_size=60))
def test_no_character_of_an_article_is_lost_but_what_divides_it(body: str) -> None:
    kept = re.sub(r"<[^>]*>", "", markup(body)).replace("&lt;", "<").replace("&amp;", "&")
    assert re.sub(r"[\s|]", "", kept) == re.sub(r"[\s|]", "", body)


@pytest.mark.parametrize(
    ("text", "way"), [("Suez", "ltr"), ("قناة السويس", "rtl"), ("1869: נמל", "rtl"), ("2024 (Ä)", "ltr"), ("12", "ltr")]
)  # fmt: skip
def test_text_runs_as_its_first_letter_does(text: str, way: str) -> None:
    assert direction(text) == way


def test_a_name_from_right_to_left_does_not_reorder_the_facts_beside_it() -> None:
    assert beside("Port Review", None, "1 May 2024", "") == "Port Review · 1 May 2024"
    assert beside("صحيفة البحر", "1 May 2024") == "\u2068صحيفة البحر\u2069 · 1 May 2024"
