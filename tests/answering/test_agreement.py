import pytest

from assistant.answering.agreement import (
    contradicted,
    disagreements,
    facts,
    missing_quantities,
    other_time,
    same_time,
)


def disagreeing(claim: str, quote: str) -> list[str]:
    return disagreements(facts(claim), facts(quote))


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("It delivers 42 kW.", "The plant delivers 42 kilowatts."),
        ("About 300 people came.", "There were 308 people."),
        ("1.2 million live there.", "It has 1,234,567 inhabitants."),
        ("Three died.", "The death toll was 3."),
        ("It opened in May 2019.", "The opening was on 5 May 2019."),
        ("It opened on May 5.", "It opened on 5 May 2019."),
        ("Built in 1616.", "Painted 1616–17."),
        ("Angela Merkel spoke.", "Then Merkel spoke."),
        ("It was the first of its kind.", "Nothing like it existed."),
        ("It costs $5 million.", "It costs 5 million dollars."),
        ("2. Wash your hands.", "You should wash your hands."),
        ("The plant does not store waste.", "No waste is stored: the plant cannot store waste."),
        ("Not only rain fell.", "Rain fell."),
        (
            "By saving early you avoid paying costly insurance.",
            "By saving early you don't have to pay costly insurance.",
        ),
        ("It is not like they have no options to sell.", "They have options to sell."),
        ("The board refused to pay the bill.", "The board did not pay the bill."),
        ("Many did not farm since the soil was poor.", "Since the soil was poor, many did not farm."),
        ("A 401(k) is taxed.", "A 401k is taxed."),
        ("He left the USA.", "He left the United States."),
        ("The World Health Organization warned.", "The WHO warned."),
        ("The Libyan war began.", "The war in Libya began."),
    ],
)
def test_the_same_facts_in_other_words_agree(claim: str, quote: str) -> None:
    assert disagreeing(claim, quote) == []


@pytest.mark.parametrize(
    ("claim", "quote", "point"),
    [
        ("It delivers 96 kilowatts.", "It delivers 42 kilowatts.", "96 kilowatts"),
        ("It delivers 42 megawatts.", "It delivers 42 kilowatts.", "42 megawatts"),
        ("It costs $5 billion.", "It costs $5 million.", "$5 billion"),
        ("Exactly 300 people came.", "There were 308 people.", "300"),
        ("It rose by 5 percentage points.", "It rose by 5 %.", "5 percentage points"),
        ("It opened in June 2019.", "It opened on 5 May 2019.", "June 2019"),
        ("It opened on 5 May 2019.", "It opened in May 2019.", "5 May 2019"),
        ("It opened in 2018.", "It opened in 2019.", "2018"),
        ("They met Angela Merkel.", "They met Emmanuel Macron.", "Angela Merkel"),
        ("They met Angela Merkel.", "They met Angela Davis.", "Angela Merkel"),
        ("They went to Iran.", "They went to Iraq.", "Iran"),
        ("They went to Austria.", "They went to Australia.", "Austria"),
        ("It was the third album.", "It was the second album.", "third"),
        ("The plant stores waste.", "The plant does not store waste.", "store"),
        ("He never signed it.", "He signed it.", "sign"),
    ],
)
def test_a_fact_that_differs_is_named(claim: str, quote: str, point: str) -> None:
    assert any(point in remark for remark in disagreeing(claim, quote))


def test_another_number_contradicts_and_none_at_all_does_not() -> None:
    claim = facts("It delivers 96 kilowatts.")
    assert contradicted(claim, facts("It delivers 42 kilowatts."))
    assert not contradicted(claim, facts("It delivers power."))


def test_another_date_contradicts_and_none_at_all_does_not() -> None:
    claim = facts("It opened in 2018.")
    assert contradicted(claim, facts("It opened in 2019."))
    assert not contradicted(claim, facts("It opened."))


def test_a_percentage_beside_a_count_that_is_lacking_contradicts_nothing() -> None:
    assert not contradicted(facts("It sold 528,000 copies."), facts("Sales then fell by 76 %."))


def test_the_other_two_are_named_and_not_counted() -> None:
    claim = facts("Powell was named, the other two being Hardwick and Lipman.")
    assert missing_quantities(claim, facts("Powell, Hardwick and Lipman were named.")) == []
    assert missing_quantities(facts("These two options cost little."), facts("They cost little.")) == []
    assert len(missing_quantities(facts("The two options cost little."), facts("They cost little."))) == 1


@pytest.mark.parametrize(
    ("one", "another", "same", "other"),
    [
        ("in 1871", "on 3 May 1871", True, False),
        ("in 1871", "in 1902", False, True),
        ("in May 1871", "in June 1871", False, True),
        ("on 3 May", "on 3 May 1871", True, False),
        ("on 3 May", "on 4 May 1871", False, True),
        ("on 3 May", "on 4 May", False, True),
        # Nobody knows of which year the day is.
        ("on 3 May", "in 1871", False, False),
        ("on 3 May", "in winter 1871", False, False),
        ("in the 1870s", "in 1871", True, False),
        ("in the 1870s", "in 1880", False, True),
    ],
)
def test_two_times_are_the_same_or_others_or_neither_is_told(
    one: str, another: str, same: bool, other: bool
) -> None:
    for first, second in ((one, another), (another, one)):
        (mine,), (theirs,) = facts(first).dates, facts(second).dates
        assert (same_time(mine, theirs), other_time(mine, theirs)) == (same, other)
