import pytest

from assistant.answering.agreement import facts
from assistant.answering.bindings import exchanged_names, exchanged_quantities, supplanted_names


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
        # One person, by her full name and by her last.
        (
            "Mara Lund praised the report that Lund wrote.",
            "Lund praised the report that Mara Lund wrote.",
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
        ("The second ferry sank.", "The first ferry sank, and the second one followed.", []),
        ("Ninety goats and 40 cows came.", "The ferry took 40 cows and 90 goats.", []),
    ],
)
def test_a_number_of_something_else_is_told_by_the_words_beside_it(
    claim: str, quote: str, exchanged: list[tuple[str, str]]
) -> None:
    assert exchanged_quantities(facts(claim), facts(quote)) == exchanged
