"""A plain sentence is taken apart into subject, verb, rest and date; one that leans on its neighbours is refused with the reason."""

from __future__ import annotations

import pytest

from eval.clauses import NotPlain, base, past, taken_apart

KNOWN = frozenset(["Ruth Calloway", "Alder Bridge", "Harrow", "Linz", "Harrow Gazette"])


def apart(sentence: str, before: str = "", **stands_for: str):
    return taken_apart(sentence, KNOWN, before, stands_for)


@pytest.mark.parametrize(
    ("sentence", "subject", "verb", "rest", "date"),
    [
        ("On Tuesday, 4 May 1931, the Alder Bridge opened to traffic.", "the Alder Bridge", "opened", "to traffic", "4 May 1931"),
        ("Ruth Calloway left Linz in May 1934, with three sisters.", "Ruth Calloway", "left", "Linz", "May 1934"),
        ("Ruth Calloway had left Linz in May 1934 and never wrote.", "Ruth Calloway", "left", "Linz", "May 1934"),
        ("Ruth Calloway, who was thirty, designed a bridge at Linz.", "Ruth Calloway", "designed", "a bridge at Linz", ""),
        ("The Harrow Gazette said on 4 May that Linz was flooded.", "the Harrow Gazette", "said", "that Linz was flooded", "4 May"),
        ("The Alder Bridge (1931) carries 310 carts a day; it is old.", "the Alder Bridge", "carries", "310 carts a day", ""),
        ("She left Linz at 7:05 p.m. on 4 May 1934.", "she", "left", "Linz", "4 May 1934"),
    ],
)  # fmt: skip
def test_the_first_clause_is_kept_without_date_aside_and_second_verb(sentence, subject, verb, rest, date):
    clause = apart(sentence)
    assert (clause.subject, clause.verb, clause.rest, clause.date) == (subject, verb, rest, date)


def test_a_short_name_is_read_as_the_full_one_it_stands_for():
    assert apart("Calloway left Linz for good.", Calloway="Ruth Calloway").subject == "Ruth Calloway"


@pytest.mark.parametrize(
    ("sentence", "before", "reason"),
    [
        ("Ruth Calloway rejected that law of Linz.", "", "points at another sentence"),
        ("Ruth Calloway spoke of the same thing in Linz.", "", "points at another sentence"),
        (
            "Ruth Calloway gave tea to the old miller.",
            "An old miller lived there.",
            "points at another sentence",
        ),
        ("Ruth Calloway wrote a short letter in May 1934.", "", "says too little"),
        ("Ruth Calloway was a bridge builder from Linz.", "", "has no clear subject and verb"),
        ("Students thronged to the town of Linz.", "", "is about nothing that has a name"),
        (
            "Ruth Calloway asked when Linz fell in May 1934.",
            "",
            "its date may belong to something else in it",
        ),
    ],
)
def test_what_is_not_plain_is_refused_with_the_reason(sentence, before, reason):
    with pytest.raises(NotPlain, match=reason):
        apart(sentence, before)


def test_that_joins_what_was_said_and_does_not_point():
    assert apart("Ruth Calloway said that law prevails in Linz.").rest == "that law prevails in Linz"


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        ("left", "leave"),
        ("approved", "approve"),
        ("admitted", "admit"),
        ("carried", "carry"),
        ("said", "say"),
    ],
)
def test_a_past_tense_has_the_base_form_that_follows_did(form, plain):
    assert past(form)
    assert base(form) == plain
