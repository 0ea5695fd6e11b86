import pytest

from assistant.text.names import names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "President Biden met Angela Merkel's team at the Bank of England.",
            ["Biden", "Angela Merkel", "Bank of England"],
        ),
        ("Protesters gathered. However, nothing happened.", []),
        ("Dr. J. K. Rowling of the U.S. Senate came on Monday in May.", ["J. K. Rowling", "U.S. Senate"]),
        ("Paris is big. He loves Paris.", ["Paris", "Paris"]),
        ("NASA and iPhone makers", ["NASA"]),
        ("The AT&T deal with Johnson & Johnson", ["AT&T", "Johnson & Johnson"]),
        ("Angela Merkel spoke.", ["Angela Merkel"]),
        ("3. Verify the claim of Oslo.", ["Oslo"]),
        ("- Stability: Owning a home in Oslo", ["Oslo"]),
        ("They named three: Ida Brand, Olaf and Mara.", ["Ida Brand", "Olaf", "Mara"]),
        ("Luna-25于2023年8月19日坠毁。", ["Luna-25"]),
        ("NASAとJAXAは発表した", ["NASA", "JAXA"]),
        ("", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert [name.text for name in names(text)] == expected


def test_a_name_stands_where_it_is_written() -> None:
    text = "They went to New York City."
    (name,) = names(text)
    assert name.span.of(text) == name.text == "New York City"
