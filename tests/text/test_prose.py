import pytest

from assistant.text.prose import is_heading, is_reference, is_table_head, opens_references


@pytest.mark.parametrize(
    "line", ["# The bridge", "**The bridge**", "What went wrong, and right", "Two corrections"]
)
def test_a_short_line_without_an_end_is_a_heading(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "It fell.",
        "- two litres of milk",
        "Height: 12 metres",
        "Final total | 121.6",
        "“Stop!”",
        "It fell.[3]",
    ],
)
def test_what_says_something_is_none(line: str) -> None:
    assert not is_heading(line)


@pytest.mark.parametrize(
    "line", ["References", "## Sources", "7. Bibliography", "Quellen:", "External links"]
)
def test_a_list_of_references_is_known_by_its_heading(line: str) -> None:
    assert opens_references(line)


def test_a_sentence_about_sources_opens_none() -> None:
    assert not opens_references("Sources close to the ministry denied it.")


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.org/a/very/long/address https://example.org/b",
        "References: https://example.org/news/statement",
        "12. Smith, J. et al. The loose wire. Journal of Bridges 4 (2011), pp. 12",
        "^ The loose wire, retrieved 3 May 2024",
    ],
)
def test_links_and_entries_of_reference_lists_are_no_statements(text: str) -> None:
    assert is_reference(text)


def test_a_sentence_that_names_a_link_is_a_statement() -> None:
    assert not is_reference(
        "The whole report, with its photographs, can be read at www.example.org since Tuesday."
    )


def test_the_first_row_of_a_table_names_its_columns_unless_it_holds_numbers() -> None:
    assert is_table_head("Amount | Mass in grams", "The sums")
    assert not is_table_head("Final total | 121.6", "The sums")
    assert not is_table_head("Final total | none", "Amount | Mass in grams")
