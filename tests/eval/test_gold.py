"""The gold questions of the sample corpus: every quote stands word for word in the article as it is read."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from assistant.ingest.parse import parse

ROOT = Path(__file__).parents[2]
QUESTIONS = [json.loads(line) for line in (ROOT / "eval/gold/sample.jsonl").read_text("utf-8").splitlines()]
ANSWERABLE = [question for question in QUESTIONS if not question["unanswerable"]]
FIELDS = {"id", "question", "answers", "evidence", "type", "history", "filters", "unanswerable"}


@cache
def text_of(document: str) -> str:
    path = ROOT / "corpus" / document
    return parse(path.read_bytes(), path.name).articles[0].text


def thread(question: dict[str, object]) -> str:
    return str(question["id"]).rsplit("-", 1)[0]


def test_there_are_at_least_a_hundred_and_fifty_questions_and_no_id_twice():
    ids = [question["id"] for question in QUESTIONS]
    assert len(ids) >= 150
    assert len(set(ids)) == len(ids)


def test_every_question_has_exactly_the_fields_of_a_case():
    assert {frozenset(question) for question in QUESTIONS} == {frozenset(FIELDS)}


def test_no_question_is_asked_twice_in_the_same_conversation():
    asked = Counter((question["question"], json.dumps(question["history"])) for question in QUESTIONS)
    assert [question for question, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_the_evidence_of_a_question_stands_in_its_article(question):
    assert question["answers"]
    assert question["evidence"]
    for item in question["evidence"]:
        assert item["quote"] in text_of(item["document"])


def test_an_unanswerable_question_has_neither_answers_nor_evidence():
    for question in QUESTIONS:
        assert question["unanswerable"] == (question["type"] == "unanswerable")
        assert question["unanswerable"] == (not question["answers"] and not question["evidence"])


def test_a_follow_up_has_a_history_and_nothing_else_has():
    for question in QUESTIONS:
        assert bool(question["history"]) == (question["type"] == "follow-up"), question["id"]


def test_two_article_questions_draw_on_two_articles():
    for question in QUESTIONS:
        if question["type"] == "two-article":
            assert len({item["document"] for item in question["evidence"]}) == 2, question["id"]


def test_every_type_of_question_is_asked_often_enough_to_be_reported():
    counts = Counter(question["type"] for question in QUESTIONS)
    assert set(counts) == {
        "single",
        "two-article",
        "time",
        "comparison",
        "follow-up",
        "correction",
        "unanswerable",
    }
    assert min(counts.values()) >= 15


def test_every_thread_of_the_corpus_is_asked_about():
    threads = {path.name for path in (ROOT / "corpus").iterdir() if path.is_dir()}
    assert {thread(question) for question in QUESTIONS} == threads
