from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.quantities import quantities


def read(text: str) -> list[tuple[str, str | None]]:
    return [(f"{quantity.value.normalize():f}", quantity.unit) for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2 million people", [("1200000", None)]),
        ("$8bn and US$5 m", [("8000000000", "usd"), ("5000000", "usd")]),
        ("5 million dollars", [("5000000", "usd")]),
        ("£3.5m, 5m away", [("3500000", "gbp"), ("5", "m")]),
        ("96 kilowatts", [("96", "kw")]),
        ("a 25-year-old and a 12 - year - old", [("25", "yr"), ("12", "yr")]),
        ("42% or 10 per cent", [("42", "%"), ("10", "%")]),
        ("6½ sacks", [("6.5", None)]),
        ("two hundred and fifty thousand", [("250000", None)]),
        ("two thousand five hundred", [("2500", None)]),
        ("half a million, a dozen, twenty-five", [("500000", None), ("12", None), ("25", None)]),
        ("1.5 to 2 million tonnes", [("1500000", "t"), ("2000000", "t")]),
        ("five-10 km", [("5", "km"), ("10", "km")]),
        ("first, 3rd, twenty-first", [("1", "th"), ("3", "th"), ("21", "th")]),
        ("5:30 p.m. or 17:30", [("1050", "clock"), ("1050", "clock")]),
        ("12am, 10 a.m.", [("0", "clock"), ("600", "clock")]),
        ("at -5°C, 20 degrees Celsius", [("-5", "°c"), ("20", "°c")]),
        ("won 24-10", [("24", None), ("10", None)]),
        ("COVID-19", [("19", None)]),
        ("one mile", [("1", "mi")]),
        ("one of them, v1.2.3, A320, the 1990s", []),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["about 300", "nearly 300", "more than 300", "over 300", "300+", "some 300", "~300"]
)
def test_a_hedged_number_is_approximate(text: str) -> None:
    assert [(quantity.value, quantity.approximate) for quantity in quantities(text)] == [(Decimal(300), True)]


def test_a_bare_number_is_exact_and_stands_where_it_is_written() -> None:
    text = "It weighs 1,300 kg."
    (quantity,) = quantities(text)
    assert (quantity.span.of(text), quantity.value, quantity.approximate) == (
        "1,300 kg",
        Decimal(1300),
        False,
    )


@given(st.integers(0, 10**12))
def test_every_whole_number_survives_its_commas(number: int) -> None:
    assert [quantity.value for quantity in quantities(f"There are {number:,} of them")] == [number]


@given(st.text(alphabet=st.sampled_from("0123456789-.,½%$ mkbn oneatwo hundred half:p"), max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    spans = [quantity.span for quantity in quantities(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
