"""Test sets made from articles: answers are spans, questions find their evidence, and the same seed gives the same set."""

from __future__ import annotations

import pytest

from assistant import settings
from assistant.types import Document
from eval.dataset import Case, Evidence
from eval.generate import (
    KINDS,
    Taking,
    comparison,
    dates,
    factual,
    follow_up,
    generate,
    two_article,
    unanswerable,
    unfair,
)
from eval.sets.source import Article, Source
from eval.subject import opened
from eval.told import Told

PRIZE = "The prize went to Ruth Calloway, a bridge engineer from Linz."
DESIGNED = "Ruth Calloway designed the famous bridge over the river Alder."
RETIRED = "In May 1934, Ruth Calloway retired to the town of Linz after forty years of work."
OPENED = "On 4 May 1931, the Alder Bridge opened to traffic between Harrow and Linz."
ABOUT_HER = f"{DESIGNED} {RETIRED} Many had heard of Ruth Calloway. She was famous."


def told(*texts: str) -> Told:
    return Told.read([Document(f"d{i}", 1, text, f"T{i}", (f"{i}.txt",)) for i, text in enumerate(texts)])


def test_a_factual_question_asks_for_who_did_it_and_a_date_for_when():
    (asked,) = factual(told(f"{DESIGNED} Nobody knew Ruth Calloway then. She was thirty."))
    assert asked.question == "Who designed the famous bridge over the river Alder?"
    assert asked.answers == ("Ruth Calloway",)
    assert asked.evidence == (Evidence("0.txt", DESIGNED),)
    (asked,) = dates(told(OPENED))
    assert asked.question == "When did the Alder Bridge open to traffic between Harrow and Linz?"


def test_a_two_article_question_describes_the_name_by_the_other_article():
    case = next(two_article(told(ABOUT_HER, PRIZE)))
    assert (
        case.question
        == "When did the bridge engineer from Linz retire to the town of Linz after forty years of work?"
    )
    assert [evidence.document for evidence in case.evidence] == ["0.txt", "1.txt"]
    assert case.answers == ("May 1934",)


def test_a_follow_up_names_nobody_but_its_history_does():
    case = next(follow_up(told(f"{ABOUT_HER} {PRIZE}")))
    assert case.question == "And when did she retire to the town of Linz after forty years of work?"
    assert case.history[0].answer == DESIGNED


def test_a_comparison_is_won_by_the_earlier_year():
    case = next(comparison(told(OPENED, f"{ABOUT_HER} She liked Harrow and the Alder Bridge.")))
    assert case.answers[0].startswith("the Alder Bridge opened")


def test_two_events_of_one_article_are_compared_where_there_are_none_of_two():
    (case,) = comparison(told(f"{OPENED} {ABOUT_HER}"))
    assert case.answers == ("the Alder Bridge opened to traffic between Harrow and Linz",)


def test_events_of_articles_that_have_nothing_in_common_are_not_compared():
    assert not list(comparison(told(OPENED, RETIRED)))


def test_an_unanswerable_question_asks_for_what_no_article_tells_of_a_name():
    asked = {case.question for case in unanswerable(told(f"{ABOUT_HER} {PRIZE}"))}
    assert "Where was Ruth Calloway born?" in asked
    asked = {
        case.question
        for case in unanswerable(told(f"{ABOUT_HER} {PRIZE}", "Ruth Calloway was born in Harrow."))
    }
    assert asked
    assert "Where was Ruth Calloway born?" not in asked


def test_a_name_in_the_middle_of_a_question_is_described_by_another_article_too():
    visited = "In June 1935, the Harrow Gazette sent a letter to Ruth Calloway in Linz."
    asked = [case.question for case in two_article(told(visited, PRIZE))]
    assert asked == ["When did the Harrow Gazette send a letter to the bridge engineer from Linz in Linz?"]


@pytest.fixture
def subject(tmp_path, work):
    texts = (ABOUT_HER, PRIZE, OPENED, "In 1987, the village of Harrow was flooded by the river Alder.")
    articles = [Article(f"{n}.txt", text, f"Article {n}") for n, text in enumerate(texts)]
    dataset = Source(articles, (), ()).write("told", tmp_path / "told")
    values = settings.load(environ={"ASSISTANT_CONFIG": str(work / "none.toml")}).values
    with opened(dataset, values, tmp_path) as found:
        yield found


def test_the_same_seed_gives_the_same_questions_each_found_in_its_article(subject):
    made = generate(subject, 12, seed=3)
    found = made.cases
    assert f"factual: {sum(case.type == 'factual' for case in found)}" in made.told()
    assert found == generate(subject, 12, seed=3).cases
    assert {"factual", "date"} <= {case.type for case in found}
    assert {case.type for case in found} <= set(KINDS)
    for case in found:
        assert all(subject.atlas.gold(case).pieces)
        for answer in case.answers:
            assert any(answer in evidence.quote for evidence in case.evidence)


def test_what_other_kinds_lack_plain_questions_make_up_for(subject):
    kinds = [case.type for case in generate(subject, 6).cases]
    assert len(kinds) == 6
    assert sum(kind in ("factual", "date") for kind in kinds) > 2


def test_what_two_articles_say_is_left_alone():
    found = told(ABOUT_HER, ABOUT_HER)
    assert not found.facts
    assert found.left["says what another article says as well"] > 0


def test_a_question_that_another_article_answers_is_unfair_and_none_is_taken_twice(subject):
    evidence = (Evidence("0.txt", DESIGNED),)
    assert unfair(subject, Case("", "Who designed the bridge?", ("Ruth Calloway",), evidence)) == (
        "another article answers it as well"
    )
    fair = Case("", "Who designed the bridge?", (DESIGNED,), evidence)
    taking = Taking(subject, iter([fair, fair]))
    assert taking.take(2) == 1
    assert taking.rejected == {"its sentence, name or article is asked about already": 1}
