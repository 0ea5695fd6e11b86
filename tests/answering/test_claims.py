import pytest

from assistant.answering.claims import is_claim

ENGLISH = ("en",)


@pytest.mark.parametrize(
    "text",
    [
        "**Luna-25 crashed in May 1999.**",
        "**May 5, 1999**",
        "# Luna-25 crashed on May 5, 1999",
        "I can confirm that the ship sank.",
        "Please note that it was opened by the queen.",
        "If you want to know, Luna-25 crashed in 1999.",
    ],
)
def test_neither_bold_letters_nor_a_polite_beginning_make_a_statement_less_of_one(text: str) -> None:
    assert is_claim(text, ENGLISH)


@pytest.mark.parametrize("text", ["**Top 3 causes**", "## Crash of 2023", "I hope this helps!", "Of course."])
def test_headings_and_talk_are_no_claims(text: str) -> None:
    assert not is_claim(text, ENGLISH)
