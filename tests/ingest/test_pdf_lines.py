"""Lines of a PDF's page: numbers set above the line are told from those beside them, and break no paragraph."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest
from pypdf.annotations import Link

from assistant.ingest.parse import parse
from tests.ingest import made


def text_of(*lines: str) -> str:
    return parse(made.pdf([lines]), "report.pdf").articles[0].text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("It holds 10^{6} litres in 2 km^{3}, or 10^{-9} of the sea.", "It holds 10⁶ litres in 2 km³, or 10⁻⁹ of the sea."),
        ("The board left in 1998^{1} and came back.", "The board left in 1998¹ and came back."),
        ("The boards^{12,13} of 1998 met 14 times.", "The boards¹²,¹³ of 1998 met 14 times."),
        ("^{14}C dates it to the year 1200.", "¹⁴C dates it to the year 1200."),
        ("They met on the 4^{th} of May in 1998.", "They met on the 4th of May in 1998."),
        ("Here 1998 and 12,345.6 stand on the line.", "Here 1998 and 12,345.6 stand on the line."),
    ],
)  # fmt: skip
def test_a_number_set_above_the_line_is_kept_apart(line: str, text: str) -> None:
    assert text_of(line) == text


def test_a_paragraph_goes_on_behind_a_number_set_above_the_line() -> None:
    assert text_of(
        "The estuary holds 10^{6} litres of water at low tide, and the seals that lie",
        "on its banks came back in 1998^{4} when the water had become cleaner there.",
    ) == (
        "The estuary holds 10⁶ litres of water at low tide, and the seals that lie "
        "on its banks came back in 1998⁴ when the water had become cleaner there."
    )


def test_the_mark_of_a_note_that_stands_on_the_same_page_is_left_out() -> None:
    text = text_of("The seals left in 1998.^{1} They need 2 m^{2} each.", "^{1} So the board.")
    assert text == "The seals left in 1998. They need 2 m² each.\n\n¹ So the board."


def test_a_number_raised_more_than_once_is_no_mark_of_a_note() -> None:
    text = text_of("The seals left in 1998.^{2} They need 2 m^{2} each.", "^{2} So the board.")
    assert text == "The seals left in 1998.² They need 2 m² each.\n\n² So the board."


def test_a_number_above_the_line_that_is_a_link_is_left_out() -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(made.pdf([["It fell by 38^{1} percent of 10^{6} litres."]])))
    # Right behind "It fell by 38", and no wider than the mark.
    writer.add_annotation(0, Link(rect=(113, 762, 118, 772), target_page_index=0))
    out = BytesIO()
    writer.write(out)
    assert parse(out.getvalue(), "report.pdf").articles[0].text == "It fell by 38 percent of 10⁶ litres."
