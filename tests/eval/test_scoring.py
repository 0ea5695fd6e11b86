"""Which scores apply to which question, and when an answer counts as right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.types import Document
from eval.dataset import Case, Dataset, Evidence
from eval.evidence import Atlas
from eval.scoring import failed, score

TEXT = "The bridge opened in 1931. The ferry burned in 1930."
ATLAS = Atlas([Document("d", 1, TEXT, "T", ("a.txt",))])
BRIDGE, FERRY = "The bridge opened in 1931.", "The ferry burned in 1930."
CASE = Case("q-1", "When?", ("1931",), (Evidence("a.txt", BRIDGE),), "single")
SET = Dataset("small", (CASE,), Path())


def trace(text: str, *quotes: str, refused: bool = False, extractive: bool = True):
    """The trace of an answer that cites `quotes`, all verbatim, from one passage of the whole text."""
    citations = [
        {"passage": 1, "start": TEXT.index(q), "end": TEXT.index(q) + len(q), "score": 1.0, "quote": q}
        for q in quotes
    ]
    sentence = {"text": text, "verdict": "supported" if quotes else "unsupported", "citations": citations}
    answer = {"text": text, "refused": refused, "extractive": extractive, "sentences": [] if refused else [sentence], "passages": [{"number": 1}]}  # fmt: skip
    return {"answer": answer, "passages": [["a.txt", 0, len(TEXT)]], "verbatim": [True] * len(quotes)}


def test_where_the_gold_stands_is_told_by_likelihood_and_as_the_sentences_are_shown():
    found = trace(f"{FERRY} {BRIDGE}", FERRY)
    line = found["answer"]["sentences"][0]
    likely = {"passage": 1, "start": TEXT.index(BRIDGE), "end": len(TEXT), "score": 1.0, "quote": BRIDGE}
    unlikely = line["citations"][0] | {"score": 0.5}
    found["answer"]["sentences"] = [
        line | {"text": FERRY, "citations": [unlikely]},
        line | {"text": BRIDGE, "citations": [likely]},
    ]
    scored = score(SET, CASE, found, ATLAS)
    assert [scored[f"contains in {n}"] for n in (1, 2, 3)] == [1.0, 1.0, 1.0]
    assert [scored[f"shown in {n}"] for n in (1, 2, 3)] == [0.0, 1.0, 1.0]
    refused = score(SET, CASE, trace(BRIDGE, BRIDGE, refused=True), ATLAS)
    assert refused["contains in 3"] == refused["shown in 3"] == 0.0


def test_an_answer_that_holds_the_gold_and_cites_the_evidence_scores_full():
    found = score(SET, CASE, trace(f"{BRIDGE} [1]", BRIDGE), ATLAS)
    names = (
        "correct",
        "answered correctly",
        "contains",
        "contains in 1",
        "citation precision",
        "citation recall",
        "quotes verbatim",
    )
    assert {name: found[name] for name in names} == dict.fromkeys(names, 1.0)
    assert found["false refusals"] == found["unknown markers"] == 0.0
    assert "refusal recall" not in found


def test_citing_something_else_costs_precision_and_recall():
    found = score(SET, CASE, trace(f"It was 1931. {FERRY}", FERRY), ATLAS)
    assert (found["citation precision"], found["citation recall"], found["correct"]) == (0.0, 0.0, 1.0)


def test_refusing_an_answerable_question_is_wrong_whatever_the_words():
    found = score(SET, CASE, trace("1931 is not answered.", refused=True), ATLAS)
    assert (found["correct"], found["false refusals"], found["refusal precision"]) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize("refused", [True, False])
def test_an_unanswerable_question_is_right_if_it_is_refused(refused):
    case = Case("q-2", "Who?", unanswerable=True)
    found = score(SET, case, trace("Something.", refused=refused), ATLAS)
    assert found["correct"] == found["refusal recall"] == float(refused)
    assert ("refusal precision" in found) == refused
    assert "answered correctly" not in found


def test_a_marker_without_a_passage_is_seen():
    assert score(SET, CASE, trace("In 1931 [7].", BRIDGE), ATLAS)["unknown markers"] == 1.0


def test_an_extract_answers_a_choice_by_quoting_all_it_rests_on():
    choice = replace(
        CASE, answers=("before",), evidence=(Evidence("a.txt", BRIDGE), Evidence("a.txt", FERRY))
    )
    assert score(SET, choice, trace(TEXT, BRIDGE, FERRY), ATLAS)["correct"] == 1.0
    assert score(SET, choice, trace(BRIDGE, BRIDGE), ATLAS)["correct"] == 0.0
    assert score(SET, choice, trace(BRIDGE, BRIDGE, FERRY, extractive=False), ATLAS)["correct"] == 0.0


def test_where_answers_are_paragraphs_quoting_the_evidence_is_right():
    long = replace(SET, long_answers=True)
    case = replace(CASE, answers=("A whole paragraph about the bridge.",))
    assert score(long, case, trace(BRIDGE, BRIDGE), ATLAS)["correct"] == 1.0
    assert score(long, case, trace(FERRY, FERRY), ATLAS)["correct"] == 0.0


@pytest.mark.parametrize(
    ("supported", "verdict", "right"),
    [(True, "supported", 1.0), (True, "partly", 0.0), (False, "partly", 1.0), (False, "supported", 0.0)],
)
def test_a_claim_is_right_if_it_is_judged_as_people_judged_it(supported, verdict, right):
    case = replace(CASE, answers=(), supported=supported)
    told = {
        "answer": {"sentences": [{"verdict": verdict}, {"verdict": "not a claim"}]},
        "support": [0.7, 0.4],
    }
    found = score(SET, case, told, ATLAS)
    assert found["correct"] == right
    assert found["support"] == 0.4
    assert found["supported found" if supported else "unsupported marked"] == right


def test_an_error_is_a_wrong_answer():
    assert failed() == {"failed": 1.0, "correct": 0.0}
