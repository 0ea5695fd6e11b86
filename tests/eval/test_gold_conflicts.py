"""The gold questions about conflicts: every quote stands in its article, and the numbers are made of what was shown and what is due."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from assistant.ingest.parse import parse
from assistant.types import Answer, Conflict, Query
from eval.conflicts import KINDS, Case, Outcome, halves, load, measured, noted
from eval.dataset import Case as Question
from eval.dataset import Evidence

CORPUS = Path(__file__).parents[2] / "corpus"
CASES = load()
ANSWER = Answer("?", Query("?", "?"), "", (), ())


@cache
def text_of(document: str) -> str:
    path = CORPUS / document
    return parse(path.read_bytes(), path.name).articles[0].text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_quote_stands_in_its_article(case: Case):
    assert case.evidence
    for document, quote in case.evidence:
        assert quote in text_of(document)


@pytest.mark.parametrize(("held_out", "fewest"), [(False, 20), (True, 10)])
def test_there_are_enough_of_each_kind_and_of_lookalikes_in_view_and_held_out(held_out, fewest):
    cases = [case for case in CASES if case.held_out == held_out]
    counts = Counter(kind for case in cases for kind in case.kinds or ("none",))
    assert set(counts) == {*KINDS, "none"}
    assert min(counts.values()) >= fewest


def test_every_question_is_asked_once():
    assert len({case.id for case in CASES}) == len({case.question for case in CASES}) == len(CASES)


def test_a_correction_and_a_disagreement_have_two_sides():
    for case in CASES:
        assert len(case.evidence) >= 2 or not {"correction", "disagreement"} & set(case.kinds), case.id


def test_recall_counts_what_is_due_and_precision_what_is_shown():
    due = Case("a", "?", ("correction",), (("x/a.md", ""),))
    alike = Case("b", "?", (), (("y/b.md", ""),))
    shown = (Conflict("correction", (1, 2), ""),)
    told = measured([Outcome(due, shown), Outcome(alike, shown)])
    assert told["correction: recall"].value == 1.0
    assert told["correction: precision"].value == 0.5
    assert told["lookalikes left alone"].value == 0.0


def test_what_is_held_out_is_told_apart_from_what_was_in_view():
    seen = Case("a", "?", ("premise",), (("x/a.md", ""),))
    held = Case("b", "?", ("premise",), (("y/b.md", ""),), held_out=True)
    told = halves([Outcome(seen, (Conflict("premise", (1,), ""),)), Outcome(held, ())])
    assert told["premise: recall"].value == 1.0
    assert told["held out, premise: recall"].value == 0.0


def test_a_note_with_an_ordinary_question_counts_as_false():
    cases = [Question(id=f"q-{n}", question="?", evidence=(Evidence(f"{n}.md"),)) for n in range(4)]
    note = Conflict("premise", (1,), "")
    answers = [replace(ANSWER, conflicts=(note,) if n == 0 else ()) for n in range(4)]
    told = noted("some", cases, answers)
    assert (told["some: a note"].value, told["some: a note"].n) == (0.25, 4)
    assert set(told) == {"some: a note", "some: premise"}
    assert told["some: a note"].low < 0.25 < told["some: a note"].high
