"""Articles say who somebody is, before the name or behind it, and what a name is the name of."""

from __future__ import annotations

import pytest

from eval.introductions import abbreviations, are_names, introduced, kinds


@pytest.mark.parametrize(
    ("sentence", "name", "described", "indefinite"),
    [
        ("It was Ann Reed, the head of the Harrow Mint, who spoke.", "Ann Reed", "the head of the Harrow Mint", ""),
        ("It was Ann Reed, a chemist at Linz, who spoke.", "Ann Reed", "the chemist at Linz", "a chemist at Linz"),
        ("It was Ann Reed, a winner of the Linz Cup, who spoke.", "Ann Reed", "the winner of the Linz Cup", "a winner of the Linz Cup"),
        ("Harrow's mill director, Ann Reed, spoke.", "Ann Reed", "Harrow's mill director", ""),
        ("HMB chair Ann Reed spoke of the mill.", "Ann Reed", "the HMB chair", ""),
    ],
)  # fmt: skip
def test_somebody_is_introduced_by_an_office_or_a_trade(sentence, name, described, indefinite):
    (one,) = introduced("t.txt", sentence)
    assert (one.name, one.described, one.indefinite) == (name, described, indefinite)
    assert one.tells


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Reed, a tall woman in grey, spoke.",
        "His director Ann Reed spoke.",
        "Ann Reed, her chief, spoke.",
        "It was former Harrow mill director Ann Reed who spoke.",
        "The prize went to 2013 Harrow winner Ann Reed again.",
    ],
)
def test_what_could_be_said_of_many_introduces_nobody(sentence):
    assert [one for one in introduced("t.txt", sentence) if one.tells] == []


def test_a_name_has_its_kind_beside_it_or_in_itself():
    found = kinds(
        "The old container ship Marigold sank. XRISM, a telescope for X-rays, flew.", ["Alder Bridge"]
    )
    assert found == {"Marigold": "old container ship", "XRISM": "telescope", "Alder Bridge": "bridge"}


def test_initials_that_fit_are_short_for_the_name():
    assert list(abbreviations("The Harrow Mint Board (HMB) met the Linz Tea Room (ABC).")) == [
        ("Harrow Mint Board", "HMB")
    ]


def test_titles_alone_say_too_little():
    assert are_names("the head of the Harrow Mint")
    assert not are_names("the CEO and co-founder")
