import pytest

from assistant.answering.agreement import facts
from assistant.answering.bindings import exchanged_names, exchanged_values, overruled, supplanted_names


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
        ("The mill was built in 1902.", "It was built in 1871 and burnt in 1902.", [("1902", "1871")]),
        (
            "On Monday it opened on 3 May, in rain.",
            "It opened on 4 May and burnt on 3 May.",
            [("3 May", "4 May")],
        ),
        ("The mill was built in 1902.", "It was built in May 1902 and sold in 1911.", []),
        ("It was built from 1871 to 1902.", "It was built in 1871 and burnt in 1902.", []),
    ],
)
def test_a_number_or_date_of_something_else_is_told_by_the_words_beside_it(
    claim: str, quote: str, exchanged: list[tuple[str, str]]
) -> None:
    assert exchanged_values(facts(claim), facts(quote)) == exchanged


MILL = (
    "The mill of Lund was built in 1871 by two brothers.",
    "It burnt down in 1902 and 3 men were hurt.",
    "The new mill was opened on 3 May 1911.",
)


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("In 1902 the mill of Lund was built.", ("1902", "1871", 0)),
        ("In 1871 it burnt down.", ("1871", "1902", 1)),
        ("After it burnt down in 1902, 2 men were hurt.", ("2", "3", 1)),
        ("In 1902 the new mill was opened.", ("1902", "3 May 1911", 2)),
        # What nothing else says better, or stands beside its own word, or is only said otherwise.
        ("In 1902 the mill of Lund burnt down.", None),
        ("The mill burnt down in 1902.", None),
        ("In May 1911 the new mill was opened.", None),
        ("In the 1870s the mill of Lund was built.", None),
        ("In 1902 Mill of Lund Limited burnt down.", None),
        ("In 1902 it rained.", None),
    ],
)
def test_another_number_or_date_where_all_else_is_said_overrules_one(
    claim: str, found: tuple[str, str, int] | None
) -> None:
    assert overruled(facts(claim), [facts(line) for line in MILL]) == found


@pytest.mark.parametrize(
    ("claim", "lines"),
    [
        # In its place, whatever another line says more.
        (
            "The single was released on 17 May 2001.",
            ("It was released on 17 May 2001 at home.", "Abroad the single was released on 18 June 2002."),
        ),
        # A name alone says nothing of anybody.
        ("In 1902 Olaf Berg", ("Olaf Berg was born in 1840.", "He retired in 1902.")),
        # The line's own year is the sentence's own too.
        (
            "In 1902 the mill built in 1871 was shut.",
            ("The mill was built in 1871 and shut later.", "In 1902 there was a fire."),
        ),
        # Another unit, or of a year that nobody knows.
        ("In spring 90 cows were brought to Lund.", ("In spring cows were brought to Lund, 40 km away.",)),
        ("On 3 May the mill was opened.", ("The mill was opened in 1911.", "It rained on 3 May.")),
    ],
)
def test_nothing_overrules_what_may_be_as_it_is_said(claim: str, lines: tuple[str, ...]) -> None:
    assert overruled(facts(claim), [facts(line) for line in lines]) is None


def test_a_weight_is_no_year() -> None:
    line = facts("The bell of the mill weighs 1802 kg and was cast in 1902.")
    assert overruled(facts("The bell of the mill weighs 1902 kg."), [line]) == ("1902 kg", "1802 kg", 0)
