import pytest

from assistant.answering.agreement import (
    contradicted,
    disagreements,
    exchanged_names,
    exchanged_quantities,
    facts,
    missing_quantities,
    supplanted_names,
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


@pytest.mark.parametrize(
    ("claim", "quote", "found"),
    [
        (
            "Emmanuel Macron signed the treaty in Paris.",
            "Angela Merkel signed the treaty in Paris.",
            [("Emmanuel Macron", "Angela Merkel")],
        ),
        ("The rebels took Tripoli in August.", "The rebels took Misrata in May.", [("Tripoli", "Misrata")]),
        # Only left out, named in another form, or other names elsewhere.
        ("Emmanuel Macron signed the treaty.", "He signed the treaty in Paris.", []),
        ("The Libyan war began in May.", "The war in Libya began when Gaddafi fled.", []),
        ("Tripoli fell in August.", "Misrata was besieged; it fell later.", []),
    ],
)
def test_another_name_in_the_same_place_supplants_one(
    claim: str, quote: str, found: list[tuple[str, str]]
) -> None:
    assert supplanted_names(facts(claim), facts(quote)) == found


@pytest.mark.parametrize(
    ("claim", "quote", "exchanged"),
    [
        ("Paris was besieged by Henry while Rome slept.", "Henry besieged Paris.", []),
        (
            "Mara Lund praised the report that Olaf Berg wrote.",
            "Olaf Berg praised the report that Mara Lund wrote.",
            [("Mara Lund", "Olaf Berg"), ("Olaf Berg", "Mara Lund")],
        ),
        (
            "Mara Lund said so, as did Olaf Berg.",
            "Olaf Berg said so, as did Mara Lund.",
            [("Mara Lund", "Olaf Berg")],
        ),
        (
            "Mara Lund praised the report that Olaf Berg wrote.",
            "The report that Olaf Berg wrote was praised by Mara Lund.",
            [],
        ),
        ("Mara Lund praised the report.", "Olaf Berg praised the report.", []),
        (
            "It rained in Oslo in 1996, and in Bergen in 1998.",
            "It rained in Bergen in 1996, and in Oslo in 1998.",
            [("Oslo", "Bergen")],
        ),
    ],
)
def test_two_names_of_a_sentence_are_told_when_they_have_changed_places(
    claim: str, quote: str, exchanged: list[tuple[str, str]]
) -> None:
    assert exchanged_names(facts(claim), facts(quote)) == exchanged


@pytest.mark.parametrize(
    ("claim", "quote", "exchanged"),
    [
        ("The ferry took 90 cows.", "The ferry took 40 cows and 90 goats.", [("90", "40")]),
        ("The ferry took 40 cows.", "The ferry took 40 cows and 90 goats.", []),
        ("The ferry took 90 animals.", "There were 40 cows and 90 goats.", []),
        ("The yield touched 0.5%.", "The yield touched 0.7%, above the ceiling of 0.5%.", [("0.5%", "0.7%")]),
        ("Ninety goats and 40 cows came.", "The ferry took 40 cows and 90 goats.", []),
    ],
)
def test_a_number_of_something_else_is_told_by_the_words_beside_it(
    claim: str, quote: str, exchanged: list[tuple[str, str]]
) -> None:
    assert exchanged_quantities(facts(claim), facts(quote)) == exchanged


def test_the_other_two_are_named_and_not_counted() -> None:
    claim = facts("Powell was named, the other two being Hardwick and Lipman.")
    assert missing_quantities(claim, facts("Powell, Hardwick and Lipman were named.")) == []
