from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.dates import YEARLESS, dates

TODAY = date(2024, 5, 15)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last", "grain"),
    [
        ("on 28 September 2023", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("on the 28th of September, 2023", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("Sept. 28, 2023", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("September 28 , 2023", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("2023-09-28T12:00:00", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("9/28/2023", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("28.09.2023", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("am 28. September 2023", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("el 28 de septiembre de 2023", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("它于2023年9月28日坠毁", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("2023년 9월 28일에", date(2023, 9, 28), date(2023, 9, 28), "day"),
        ("2023年9月に", date(2023, 9, 1), date(2023, 9, 30), "month"),
        ("谁获得了2023年诺贝尔奖", date(2023, 1, 1), date(2023, 12, 31), "year"),
        ("它于9月28日坠毁", date(4, 9, 28), date(4, 9, 28), "yearless day"),
        ("le 1er août 2023", date(2023, 8, 1), date(2023, 8, 1), "day"),
        ("in February 2024", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("in 2013", date(2013, 1, 1), date(2013, 12, 31), "year"),
        ("the 1990s", date(1990, 1, 1), date(1999, 12, 31), "decade"),
        ("the '80s", date(1980, 1, 1), date(1989, 12, 31), "decade"),
        ("the 19th century", date(1801, 1, 1), date(1900, 12, 31), "century"),
        ("the twentieth century", date(1901, 1, 1), date(2000, 12, 31), "century"),
        ("Q3 2023", date(2023, 7, 1), date(2023, 9, 30), "season"),
        ("winter 2020", date(2020, 12, 1), date(2021, 2, 28), "season"),
        ("during 1990–95", date(1990, 1, 1), date(1995, 12, 31), "years"),
        ("on March 3", date(YEARLESS, 3, 3), date(YEARLESS, 3, 3), "yearless day"),
        ("in May", date(YEARLESS, 5, 1), date(YEARLESS, 5, 31), "yearless month"),
        ("on February 29", date(YEARLESS, 2, 29), date(YEARLESS, 2, 29), "yearless day"),
    ],
)
def test_a_time_is_read_to_its_first_and_last_day(text: str, first: date, last: date, grain: str) -> None:
    assert [(mention.first, mention.last, mention.grain) for mention in dates(text)] == [(first, last, grain)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("yesterday", date(2024, 5, 14), date(2024, 5, 14)),
        ("this week", date(2024, 5, 13), date(2024, 5, 19)),
        ("last month", date(2024, 4, 1), date(2024, 4, 30)),
        ("last year", date(2023, 1, 1), date(2023, 12, 31)),
        ("3 days ago", date(2024, 5, 12), date(2024, 5, 12)),
        ("two months ago", date(2024, 3, 1), date(2024, 3, 31)),
        ("last Wednesday", date(2024, 5, 8), date(2024, 5, 8)),
        ("the past two weeks", date(2024, 5, 1), date(2024, 5, 15)),
        ("on May 20", date(2023, 5, 20), date(2023, 5, 20)),
        ("on February 29", date(2024, 2, 29), date(2024, 2, 29)),
        ("in December", date(2023, 12, 1), date(2023, 12, 31)),
    ],
)
def test_relative_times_count_from_today(text: str, first: date, last: date) -> None:
    assert [(mention.first, mention.last) for mention in dates(text, today=TODAY)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "it may rain",
        "they march on",
        "$1999",
        "1,990 cars",
        "1800 metres",
        "2000 people",
    ],
)
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert dates(text) == []


def test_a_day_that_no_calendar_has_leaves_the_rest_of_the_date() -> None:
    assert [(mention.first, mention.grain) for mention in dates("31 February 2023")] == [
        (date(2023, 2, 1), "month")
    ]


def test_the_full_stop_of_a_sentence_is_no_part_of_its_date() -> None:
    text = "It was built on 3 Jan. 1871. It burnt down on 3 May."
    assert [mention.span.of(text) for mention in dates(text)] == ["3 Jan. 1871", "3 May"]


def test_mentions_stand_in_order_at_their_own_places() -> None:
    text = "From März 2020 to 5 May 2021, İstanbul grew; see 2013."
    assert [mention.span.of(text) for mention in dates(text)] == ["März 2020", "5 May 2021", "2013"]


@given(st.text(alphabet=st.sampled_from("0123456789-/. ,'smay1st Q3of"), max_size=60))
def test_no_text_breaks_the_reading_and_no_mention_is_backwards(text: str) -> None:
    assert all(mention.first <= mention.last for mention in dates(text, today=TODAY))
