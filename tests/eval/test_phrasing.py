"""Questions are worded as somebody might ask them; a statement that makes no such question makes none."""

from __future__ import annotations

import pytest

from assistant.types import Document
from eval import phrasing
from eval.facts import facts


def fact(text: str, form: str):
    found = facts(Document("d", 1, text, "T", ("t.txt",)))
    return next(one for one in found if one.form == form)


def test_somebody_whom_the_article_calls_he_or_she_is_asked_for_by_who():
    told = "Ruth Calloway designed the famous bridge over the river Alder."
    assert phrasing.who(fact(f"{told} She was thirty.", "who")).startswith("Who designed the famous")
    assert phrasing.who(fact(f"{told} It is blue.", "who")).startswith("Who or what designed")


@pytest.mark.parametrize(
    "text",
    [
        "The Lindisfarne Brothers are a folk-rock group. Lindisfarne Brothers are a folk-rock group with a strong connection.",
        "Ruth Calloway said the bridge would never freeze in winter.",
        "Alder's Night Ferries carried a great many bicycles across the river.",
    ],
)
def test_what_a_name_merely_is_and_what_is_somebody_elses_is_not_asked_for(text):
    assert phrasing.who(fact(text, "who")) is None


def test_a_word_that_only_opens_a_sentence_is_no_name():
    told = "Students thronged to the town of Linz to hear the bridge builder."
    assert not [one for one in facts(Document("d", 1, told, "T", ("t.txt",))) if one.form == "who"]


def test_a_date_at_the_end_belongs_to_what_a_name_did_once():
    left = fact("Ruth Calloway left the town of Linz for good in May 1934.", "when")
    assert (left.answer, phrasing.when(left)) == (
        "May 1934",
        "When did Ruth Calloway leave the town of Linz for good?",
    )
    joined = "Ruth Calloway left the town of Linz and died at Harrow in May 1934."
    assert not [one for one in facts(Document("d", 1, joined, "T", ("t.txt",))) if one.form == "when"]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("More than 1,200 people attended the opening of the bridge at Harrow.", "How many people attended the opening of the bridge at Harrow?"),
        ("The Marigold crossed the river Alder with room for 45 passengers on deck.", None),
        ("Harrow Valley had 310 farms before the great flood of the river.", "How many farms did Harrow Valley have before the great flood of the river?"),
    ],
)  # fmt: skip
def test_a_figure_is_asked_for_by_how_many_or_not_at_all(text, question):
    assert phrasing.how_many(fact(text, "figure")) == question


def test_a_figure_is_a_number_without_its_comma_and_no_price():
    assert (
        fact("Nearly 51,000 followers, and counting, read the Harrow Gazette today.", "figure").answer
        == "51,000"
    )
    with pytest.raises(StopIteration):
        fact("The Harrow Gazette costs readers a total of $549 dollars for a year.", "figure")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("In 2012, Harrow was hit by a storm from the northern sea.", "When was Harrow hit by a storm from the northern sea?"),
        ("In 1934, Calloway left the town of Linz with her.", None),
        ("In 1934, Ruth Calloway left the town of Linz for good.", "When did Ruth Calloway leave the town of Linz for good?"),
        ("In 1934, Ruth Calloway visited the town of Linz again.", "When was it that Ruth Calloway visited the town of Linz again?"),
        ("In 2014, the group proclaimed the Free State of Harrow.", None),
    ],
)  # fmt: skip
def test_a_date_is_asked_for_with_the_verb_turned_around_where_that_is_safe(text, question):
    found = [one for one in facts(Document("d", 1, text, "T", ("t.txt",))) if one.form == "when"]
    assert [asked for one in found if (asked := phrasing.when(one))] == ([question] if question else [])


def test_they_goes_with_verbs_of_any_number_and_never_beside_the_name_itself():
    assert phrasing.when_of(fact("In 2012, Harrow was hit by a storm from the sea.", "when"), "they") is None
    assert (
        phrasing.when_of(fact("In 2012, Harrow lost the bridge near Harrow Beach.", "when"), "they") is None
    )
    left = fact("In 1934, Ruth Calloway left the town of Linz for good.", "when")
    assert phrasing.when_of(left, "they") == "When did they leave the town of Linz for good?"
