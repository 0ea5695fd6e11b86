"""Constraints read from questions about a corpus with publishers, authors and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest

from assistant.retrieval.constraints import sides
from assistant.retrieval.retriever import Retriever
from assistant.types import Constraint, Filters, Query


class Case(NamedTuple):
    question: str
    kind: str
    filters: Filters
    prefer: bool


OTTERS = Filters(publishers=("The Courier",))
BOTH = Filters(publishers=("Evening Post", "The Courier"))
MARCH = Filters(after=date(2021, 3, 1), before=date(2021, 3, 31))

CASES = [
    Case("What did The Courier report about otters?", "publisher", OTTERS, False),
    Case("what did the courier say about otters", "publisher", OTTERS, False),
    Case("According to The Courier, how many otters are there?", "publisher", OTTERS, False),
    Case("Do The Courier and the Evening Post agree on the bridge?", "publisher", BOTH, True),
    Case("What did Ida Brandt write about otters?", "author", Filters(authors=("Ida Brandt",)), False),
    Case("Which articles by Ida Brandt are about otters?", "author", Filters(authors=("Ida Brandt",)), False),
    Case("Is Ida Brandt fond of otters?", "author", Filters(authors=("Ida Brandt",)), True),
    Case("In March 2021, what was reported about the bridge?", "date", MARCH, False),
    Case("Why was the bridge closed in March 2021?", "date", MARCH, True),
    Case(
        "Which stories published before 2021-01-01 tell of bread?",
        "date",
        Filters(before=date(2021, 1, 1)),
        False,
    ),
    Case("Is there anything new on the bridge since 2022?", "date", Filters(after=date(2022, 1, 1)), True),
    Case("What is the latest on the bridge?", "latest", Filters(), True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_what_the_question_restricts_itself_to(retriever: Retriever, case: Case) -> None:
    found = retriever.constrained(Query(case.question, case.question))
    assert [(c.kind, c.filters, c.prefer) for c in found.constraints] == [
        (case.kind, case.filters, case.prefer)
    ]


@pytest.mark.parametrize(
    "question",
    [
        "How is rye bread baked?",
        "Did the courier bring the parcel?",
        "What happened in the 1990s?",
        "What was said in May 1745?",
        "Who wrote the song?",
    ],
)
def test_questions_that_restrict_nothing(retriever: Retriever, question: str) -> None:
    found = retriever.constrained(Query(question, question))
    assert (found.constraints, found.dropped) == ((), ())


def test_a_constraint_whose_articles_say_nothing_of_the_question_is_dropped_with_the_reason(
    retriever: Retriever,
) -> None:
    question = "According to Varner Anzeiger, how do otters feed on fish?"
    found = retriever.constrained(Query(question, question))
    assert found.constraints == ()
    assert [(c.label, reason) for c, reason in found.dropped] == [
        ("Varner Anzeiger", "the articles that meet it say nothing of the question")
    ]
    assert retriever.passages(found)


def test_constraints_that_exclude_each_other_do_not_both_hold(retriever: Retriever) -> None:
    question = "In March 2021, what did the Evening Post report about the bridge?"
    found = retriever.constrained(Query(question, question))
    assert len(found.constraints) == len(found.dropped) == 1
    assert retriever.passages(found)


@pytest.mark.parametrize(
    "question",
    [
        "Do the story published by The Courier on 4 March 2021 and that of the Evening Post agree on the bridge?",
        "Does the Evening Post agree with what The Courier wrote on 4 March 2021 on the bridge?",
    ],
)
def test_a_day_stated_for_one_of_two_publishers_leaves_the_other_in(
    retriever: Retriever, files: dict[str, str], question: str
) -> None:
    found = retriever.constrained(Query(question, question))
    day = date(2021, 3, 4)
    assert [(c.kind, c.label, c.filters, c.prefer) for c in found.constraints] == [
        ("publisher", "Evening Post or The Courier", BOTH, True),
        ("date", "The Courier, 4 March 2021", replace(OTTERS, after=day, before=day), True),
    ]
    assert {p.location for p in retriever.passages(found, k=2)} == {"bridge.md", "bridge-reopens.md"}
    courier, post = sides(retriever.index, found)
    assert courier == {files["bridge.md"]}
    assert {files["bridge-reopens.md"], files["bread.md"]} <= post


def test_the_latest_comes_before_the_earlier(retriever: Retriever) -> None:
    passages = retriever.passages("What is the latest on the harbour bridge in Varn?")
    assert passages[0].location == "bridge-reopens.md"


def test_only_what_the_publisher_told_is_searched(retriever: Retriever) -> None:
    passages = retriever.passages("What did the Evening Post report about the harbour bridge?")
    assert {passage.publisher for passage in passages} == {"Evening Post"}
    assert passages[0].why.filters == ("Evening Post",)


def test_relative_days_are_read_when_today_is_known(retriever: Retriever) -> None:
    question = "What was reported last month about otters?"
    found = retriever.constrained(Query(question, question), today=date(2021, 11, 3))
    assert [c.filters for c in found.constraints] == [
        Filters(after=date(2021, 10, 1), before=date(2021, 10, 31))
    ]


def test_a_title_that_is_named_is_preferred_until_it_is_taken_away(
    retriever: Retriever, files: dict[str, str]
) -> None:
    question = "Who performed the song Paper Lanterns?"
    query = retriever.constrained(Query(question, question))
    assert query.constraints == (
        Constraint("title", "Paper Lanterns", Filters(documents=(files["song.md"],)), prefer=True),
    )
    assert retriever.passages(query)[0].why.filters == ("prefers Paper Lanterns",)
    without = retriever.constrained(
        Query(question, question, dropped=((query.constraints[0], "you took it away"),))
    )
    assert without.constraints == ()
    named, unnamed = (
        {hit.chunk.document_id: hit.why for hit in reversed(retriever.ranked(q))} for q in (query, without)
    )
    assert named[files["song.md"]].fused > unnamed[files["song.md"]].fused
    assert named[files["singer.md"]].hop == "Paper Lanterns"
    assert not any(why.hop for why in unnamed.values())
