"""Plain statements become facts with the answer as a span; whatever is not plain is left alone."""

from __future__ import annotations

import pytest

from assistant.types import Document
from eval.facts import read

ELSEWHERE = "It was Ruth Calloway, of the Harrow Gazette, who saw the Alder Bridge, the ferry Marigold and Harrow Valley."
"""Names that stand inside a sentence: a capital that only opens one makes no name."""


def told(text: str):
    document = Document("d", 1, f"{text}\n\n{ELSEWHERE}", "T", ("t.txt",))
    return read(document).facts


@pytest.mark.parametrize(
    ("text", "asks", "answer"),
    [
        ("Ruth Calloway designed the famous bridge over the river Alder near Harrow.", "Who", "Ruth Calloway"),
        ("On 4 May 1931, the Alder Bridge opened to traffic between Harrow and Linz.", "When", "4 May 1931"),
        ("Ruth Calloway left the town of Linz for good in May 1934.", "When", "May 1934"),
        ("Ruth Calloway left Linz on 4 May 1934 with three of the sisters.", "When", "4 May 1934"),
        ("Nearly 1,200 people attended the opening of the bridge at Harrow.", "How many people", "1,200"),
        ("Ruth Calloway paid 45,000 dollars for the old mill at Linz.", "How much", "45,000 dollars"),
        ("Harrow Valley had 310 farms before the great flood of Linz.", "How many farms", "310"),
        ("Ruth Calloway was born to a poor family in Linz.", "Where", "Linz"),
    ],
)  # fmt: skip
def test_a_plain_statement_becomes_a_fact_with_its_answer(text, asks, answer):
    found = {fact.asks: fact for fact in told(f"{text} There was rain in the valley.")}
    assert found[asks].answer == answer
    assert found[asks].quote == text


@pytest.mark.parametrize(
    "text",
    [
        "He designed the famous bridge over the river Alder near Harrow.",
        "Did Ruth Calloway design the famous bridge over the river Alder?",
        "Ruth Calloway designed this famous bridge over the river Alder for us.",
        "Students thronged to the town of Linz to hear the bridge builder.",
        "Ruth Calloway said the bridge would never freeze in winter or in spring.",
        "Ruth Calloway left the town of Linz and died at Harrow in May 1934.",
        "In 1934, Calloway left the town of Linz with her.",
        "In 2014, the group proclaimed an end of the toll.",
        "In 2019 the Alder Bridge was a failed crossing that nobody used.",
        "The Harrow Gazette costs readers a total of $549 dollars for a year.",
    ],
)
def test_what_dangles_opens_a_sentence_or_has_two_verbs_is_left_alone(text):
    assert told(text) == []


def test_a_name_that_the_article_calls_he_or_she_or_introduces_is_a_person():
    asked = "Ruth Calloway designed the famous bridge over the river Alder near Harrow."
    assert [fact.person for fact in told(f"{asked} She was thirty.")] == [True]
    assert [fact.person for fact in told(f"{asked} It is blue.")] == [False]
    (drawn, introduced) = told(f"{asked} Ruth Calloway, a bridge engineer from Linz, was thirty.")
    assert drawn.person
    assert (introduced.asks, introduced.answer) == ("Who", "Ruth Calloway")


def test_an_introduction_says_who_somebody_is_in_words_that_can_stand_for_the_name():
    document = Document(
        "d", 1, "The prize went to Ruth Calloway, a bridge engineer from Linz.", "T", ("t.txt",)
    )
    (one,) = read(document).introductions
    assert (one.name, one.described) == ("Ruth Calloway", "the bridge engineer from Linz")


def test_what_initials_stand_for_is_asked_for():
    (fact,) = [
        one for one in told("Ruth Calloway led the Harrow Bridge Company (HBC).") if one.asks == "What"
    ]
    assert (fact.asks, fact.verb, fact.rest, fact.answer) == (
        "What",
        "does HBC",
        "stand for",
        "Harrow Bridge Company",
    )


def test_a_sentence_that_says_he_or_she_is_told_of_the_name_before_it():
    found = told("Ruth Calloway left Harrow with three sisters. She was born in Linz on 4 May 1901.")
    born = [fact for fact in found if fact.asks == "When"]
    assert [fact.subject for fact in born] == ["she", "Ruth Calloway"]
    assert [fact.follows for fact in born] == ["Ruth Calloway left Harrow with three sisters.", ""]
    assert {fact.about for fact in born} == {"Ruth Calloway"}


def test_the_reasons_why_sentences_are_left_alone_are_counted():
    document = Document(
        "d", 1, "Students thronged to the town of Linz in winter. It was cold.", "T", ("t.txt",)
    )
    assert read(document).left == {
        "is about nothing that has a name": 1,
        "is no sentence of a useful length": 1,
    }
