"""Test sets made from articles: answers are spans, questions find their evidence, and the same seed gives the same set."""

from __future__ import annotations

import pytest

from assistant import settings
from assistant.types import Document
from eval.dataset import Evidence
from eval.facts import facts, names, sentences
from eval.generate import KINDS, comparison, factual, follow_up, generate, two_article, unanswerable
from eval.sets.source import Article, Source
from eval.subject import opened


def known(*texts: str):
    documents = [Document(f"d{i}", 1, text, f"T{i}", (f"{i}.txt",)) for i, text in enumerate(texts)]
    return [fact for document in documents for fact in facts(document)]


CALLOWAY = "Ruth Calloway designed the famous bridge over the river Alder near Harrow."
RETIRED = "In May 1934, Ruth Calloway retired to the town of Linz with her three sisters."
OPENED = "On 4 May 1931, the Alder Bridge opened to traffic between Harrow and Linz."


@pytest.mark.parametrize(
    ("text", "form", "answer"),
    [
        (CALLOWAY, "who", "Ruth Calloway"),
        (OPENED, "when", "4 May 1931"),
        ("The bridge over the Alder carries 18,000 vehicles on an ordinary day.", "figure", "18,000"),
    ],
)
def test_a_plain_statement_becomes_a_fact_with_its_answer(text, form, answer):
    (fact,) = known(text)
    assert (fact.form, fact.answer, fact.quote) == (form, answer, text)
    assert answer in fact.quote


@pytest.mark.parametrize(
    "text",
    [
        "He designed the famous bridge over the river Alder near Harrow.",
        "Did Ruth Calloway design the famous bridge over the river Alder?",
        "Ruth Calloway designed it.",
        "The bridge carries 18,000 vehicles and 900 bicycles on an ordinary day.",
        "At 10:15 the last train from Harrow left the station for the town of Linz.",
    ],
)
def test_what_dangles_is_short_or_has_two_figures_is_left_alone(text):
    assert known(text) == []


def test_sentences_end_at_stops_but_not_at_abbreviations_and_times():
    text = "Dr. Brandl left at 5 p.m. Eastern time. He took No. 7.\n\nA heading\n\nIt rained."
    assert list(sentences(text)) == [
        "Dr. Brandl left at 5 p.m. Eastern time.",
        "He took No. 7.",
        "A heading",
        "It rained.",
    ]


def test_names_are_runs_of_capitals_that_do_not_merely_open_a_sentence():
    assert names("In spring the old mill was sold by Ruth Calloway of Linz") == ["Ruth Calloway of Linz"]
    assert names("Most of the bees died") == []


def test_a_factual_question_asks_for_the_subject():
    (case,) = factual(known(CALLOWAY))
    assert case.question == "Who or what designed the famous bridge over the river Alder near Harrow?"
    assert case.answers == ("Ruth Calloway",)
    assert case.evidence == (Evidence("0.txt", CALLOWAY),)


RETIRES = "In May 1934, Ruth Calloway retired to the town of Linz after forty years of work."


def test_a_two_article_question_describes_the_name_by_the_other_article():
    (case,) = two_article(known(CALLOWAY, RETIRES))
    assert "Ruth Calloway" not in case.question
    assert "the one that designed the famous bridge" in case.question
    assert {evidence.document for evidence in case.evidence} == {"0.txt", "1.txt"}
    assert case.answers == ("May 1934",)


def test_a_follow_up_names_nobody_but_its_history_does():
    case = next(follow_up(known(CALLOWAY, RETIRES)))
    assert case.question == "And when was it that they retired to the town of Linz after forty years of work?"
    assert "Ruth Calloway" in case.history[0].question


def test_a_comparison_is_won_by_the_earlier_year():
    case = next(comparison(known(OPENED, RETIRES)))
    assert case.answers[0].startswith("the Alder Bridge opened")


def test_an_unanswerable_question_swaps_a_name_and_has_no_answer():
    (case,) = unanswerable(known(RETIRES, "Josef Brandl steered the ferry Marigold across the river Alder."))
    assert case.question.startswith("When was it that Josef Brandl retired to the town")
    assert case.unanswerable
    assert not case.evidence


@pytest.fixture
def subject(tmp_path, work):
    texts = (CALLOWAY, RETIRES, OPENED, "In 1987, Harrow Valley was flooded by the river Alder.")
    articles = [Article(f"{n}.txt", text, f"Article {n}") for n, text in enumerate(texts)]
    dataset = Source(articles, (), ()).write("told", tmp_path / "told")
    values = settings.load(environ={"ASSISTANT_CONFIG": str(work / "none.toml")}).values
    with opened(dataset, values, tmp_path) as found:
        yield found


def test_the_same_seed_gives_the_same_questions_each_found_in_its_article(subject):
    found = generate(subject, 12, seed=3)
    assert found == generate(subject, 12, seed=3)
    assert {"factual", "date"} <= {case.type for case in found}
    assert {case.type for case in found} <= set(KINDS)
    for case in found:
        assert all(subject.atlas.gold(case).pieces)
        for answer in case.answers:
            assert any(answer in evidence.quote for evidence in case.evidence)
