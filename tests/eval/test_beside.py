"""The assistant and LlamaIndex's CitationQueryEngine are asked the same, of the same passages, and scored the same way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant import Assistant
from assistant.answering.models import ScriptedModel
from assistant.errors import EndpointError
from assistant.types import Usage
from eval import beside
from eval.beside import Reply, pairs, says, score
from eval.citation_engine import answered
from eval.dataset import Case

RIGHT = "Ruth Calloway designed the Alder Bridge [1]."


def asked(subject, replies, *ids):
    model = ScriptedModel(replies)
    cases = tuple(case for case in subject.dataset.cases if case.id in ids)
    dataset = replace(subject.dataset, cases=cases)
    return replace(subject, dataset=dataset, assistant=Assistant(subject.corpus, model=model)), model


def test_both_are_shown_the_same_passages_and_asked_the_same_model(subject, tmp_path):
    own, model = asked(subject, [RIGHT, RIGHT], "bridge-1")
    (pair,) = pairs(own, answered, model, tmp_path, passage_tokens=60)
    ours, theirs = ("\n".join(message.content for message in messages) for messages in model.asked)
    assert "Its designer, Ruth Calloway" in ours
    assert "Its designer, Ruth Calloway" in theirs
    assert "Josef Brandl" not in ours + theirs
    assert pair.ours.cited == pair.theirs.cited == (1,)
    assert pair.our_scores["correct"] == pair.their_scores["correct"] == 1.0
    assert pair.their_scores["citation precision"] == pair.their_scores["citation recall"] == 1.0


def test_a_marker_without_a_source_counts_against_its_engine(subject, tmp_path):
    wrong = "Ruth Calloway designed it [1, 7]."
    own, model = asked(subject, [wrong, wrong], "bridge-1")
    (pair,) = pairs(own, answered, model, tmp_path, passage_tokens=60)
    assert pair.theirs.cited == (1, 0)
    assert pair.their_scores["citation precision"] == 0.5
    assert pair.their_scores["unknown markers"] == 1.0
    assert pair.our_scores["unknown markers"] == 0.0


def test_a_run_that_was_stopped_goes_on_where_it_was(subject, tmp_path):
    own, model = asked(subject, [RIGHT, RIGHT, EndpointError("gone", "")], "bridge-1", "bridge-2")
    with pytest.raises(EndpointError):
        list(pairs(own, answered, model, tmp_path, passage_tokens=60))
    own, again = asked(subject, ["18,000 a day [1]."] * 2, "bridge-1", "bridge-2")
    found = list(pairs(own, answered, again, tmp_path, passage_tokens=60))
    assert [pair.id for pair in found] == ["bridge-1", "bridge-2"]
    assert len(again.asked) == 2
    assert beside.load(tmp_path) == found


def test_an_honest_no_is_right_only_where_there_is_no_answer(subject):
    cases = {case.id: case for case in subject.dataset.cases}
    no = Reply("The provided sources do not mention this.", ())
    assert score(subject, cases["bees-2"], (), no)["correct"] == 1.0
    assert score(subject, cases["bridge-1"], (), no)["correct"] == 0.0


def test_a_choice_counts_by_the_first_one_that_is_made():
    case = Case("c", "Did it open before the war?", ("Yes",))
    assert says("Yes, it opened in 1931; no ferry ran then.", case, long_answers=False)
    assert not says("No. Some say yes.", case, long_answers=False)


def test_the_report_names_both_sides_and_what_they_cost(subject, tmp_path):
    own, model = asked(subject, [RIGHT, RIGHT], "bridge-1")
    found = list(pairs(own, answered, model, tmp_path, passage_tokens=60))
    told = beside.report(found, {"set": "small"})
    assert "## CitationQueryEngine" in told
    assert "1.00 calls" in told
    assert found[0].theirs.usage == Usage(calls=1)
