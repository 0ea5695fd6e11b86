"""Questions are asked once each, in any number of threads, and a run that was stopped goes on where it was."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice
from threading import Barrier

import pytest

from assistant.errors import CorpusError, UsageError
from eval import rows, tasks
from eval.diagnosis import UNKNOWN, wrong
from eval.rows import Row
from eval.runner import ROWS, Cache, Runner, task_for


def counting(task):
    """The task, and the ids it was really called for."""
    asked: list[str] = []

    def counted(subject, case):
        asked.append(case.id)
        return task(subject, case)

    return counted, asked


def test_every_question_becomes_one_row_in_the_order_of_the_set(subject, tmp_path):
    found = list(Runner(subject, tasks.retrieve, jobs=4).run(tmp_path))
    written = rows.load(tmp_path / ROWS)
    assert [row.id for row in written] == [case.id for case in subject.dataset.cases]
    assert sorted(found, key=lambda row: row.id) == sorted(written, key=lambda row: row.id)


def test_retrieval_finds_the_evidence_and_scores_lost_evidence_as_not_found(subject):
    found = {row.id: row for row in Runner(subject, tasks.retrieve).rows(subject.dataset.cases)}
    assert found["bridge-1"].metrics["hit@5"] == 1.0
    assert found["bridge-1"].metrics["passages chars_recall"] == 1.0
    assert found["gone-1"].metrics["recall@20"] == 0.0
    assert found["bees-2"].metrics == {}


def test_answers_are_scored_with_their_citations(subject):
    found = {row.id: row for row in Runner(subject, tasks.ask).rows(subject.dataset.cases)}
    captain = found["ferry-1"]
    assert captain.metrics["correct"] == captain.metrics["contains"] == 1.0
    assert captain.metrics["quotes verbatim"] == 1.0
    assert captain.metrics["citation recall"] == 1.0
    assert found["gone-1"].metrics["correct"] == 0.0
    assert found["bees-2"].metrics["correct"] == found["bees-2"].metrics["refusal recall"]


def test_a_run_is_not_overwritten_by_accident(subject, tmp_path):
    runner = Runner(subject, tasks.retrieve)
    list(runner.run(tmp_path))
    with pytest.raises(UsageError, match="--resume"):
        list(runner.run(tmp_path))


def test_a_stopped_run_goes_on_with_the_questions_that_are_left(subject, tmp_path):
    list(islice(Runner(subject, tasks.retrieve).run(tmp_path), 2))
    with (tmp_path / ROWS).open("a", encoding="utf-8") as file:
        file.write('{"id": "cut off in the mid')
    task, asked = counting(tasks.retrieve)
    found = list(Runner(subject, task).run(tmp_path, resume=True))
    assert asked == [case.id for case in subject.dataset.cases[2:]]
    assert len(found) == len(rows.load(tmp_path / ROWS)) == len(subject.dataset.cases)


def test_an_error_counts_as_wrong_and_can_be_tried_again(subject, tmp_path):
    def failing(subject, case):
        if case.id == "bridge-2":
            raise CorpusError("The disk is gone", "Put it back")
        return tasks.ask(subject, case)

    first = {row.id: row for row in Runner(subject, failing).run(tmp_path)}
    assert first["bridge-2"].error == "The disk is gone. Put it back"
    assert first["bridge-2"].metrics == {"failed": 1.0, "correct": 0.0}
    task, asked = counting(tasks.ask)
    second = {row.id: row for row in Runner(subject, task).run(tmp_path, retry_errors=True)}
    assert asked == ["bridge-2"]
    assert not second["bridge-2"].error


def test_questions_in_flight_when_a_run_is_stopped_are_kept(subject, tmp_path):
    both = Barrier(2)
    first, second = subject.dataset.cases[:2]

    def together(subject, case):
        if case in (first, second):
            both.wait(10)
        if case == second:
            time.sleep(0.3)
        return tasks.ask(subject, case)

    running = Runner(subject, together, jobs=2).run(tmp_path)
    next(running)
    running.close()  # what an interrupt does: the row of `second` is never handed out
    assert {first.id, second.id} <= {row.id for row in rows.load(tmp_path / ROWS)}


def test_the_cause_of_a_wrong_answer_is_kept_with_it_and_not_looked_for_twice(subject, tmp_path):
    cache = Cache(tmp_path / "cache")
    found = list(Runner(subject, tasks.ask, cache, diagnose=True).run(tmp_path / "one"))
    assert [bool(row.cause) for row in found] == [wrong(row) for row in found]
    unasked = replace(subject, assistant=None)
    again = Runner(unasked, tasks.ask, cache, diagnose=True).run(tmp_path / "one", resume=True)
    assert sorted(again, key=lambda row: row.id) == sorted(found, key=lambda row: row.id)


def test_a_cause_that_an_error_hid_is_looked_for_again(subject, tmp_path):
    done = list(Runner(subject, tasks.ask, diagnose=True).run(tmp_path))
    for cause in ("", UNKNOWN):
        Runner(subject, tasks.ask).rewrite(tmp_path, [replace(row, cause=cause) for row in done])
        again = {row.id: row for row in Runner(subject, tasks.ask, diagnose=True).run(tmp_path, resume=True)}
        assert again["gone-1"].cause == "not in the corpus"
        assert rows.load(tmp_path / ROWS) == list(again.values())


def test_a_run_goes_on_only_with_its_own_questions(subject, tmp_path):
    list(Runner(subject, tasks.retrieve).run(tmp_path))
    before = (tmp_path / ROWS).read_text("utf-8")
    fewer = replace(subject, dataset=subject.dataset.subset(limit=2))
    with pytest.raises(UsageError, match="other questions"):
        list(Runner(fewer, tasks.retrieve).run(tmp_path, resume=True))
    assert (tmp_path / ROWS).read_text("utf-8") == before


def test_what_was_asked_before_is_taken_from_the_cache(subject, tmp_path):
    cache = Cache(tmp_path / "cache")
    before = list(Runner(subject, tasks.retrieve, cache).rows(subject.dataset.cases))
    task, asked = counting(tasks.retrieve)
    task.__name__ = "retrieve"
    assert list(Runner(subject, task, cache).rows(subject.dataset.cases)) == before
    assert asked == []
    changed = replace(subject.dataset.cases[0], question="Whose design was the Alder Bridge?")
    list(Runner(subject, task, cache).rows([changed]))
    assert asked == ["bridge-1"]


def test_scoring_again_from_the_rows_gives_the_same_scores(subject, tmp_path):
    runner = Runner(subject, tasks.ask)
    list(runner.run(tmp_path))
    cases = {case.id: case for case in subject.dataset.cases}
    for row in rows.load(tmp_path / ROWS):
        assert runner.scored(replace(row, metrics={}), cases[row.id]) == row


def test_a_damaged_line_is_named(tmp_path):
    good = rows.dump(Row("a", "", "a", "?", {}))
    (tmp_path / ROWS).write_text(good + "broken\n" + good, encoding="utf-8")
    with pytest.raises(UsageError, match="line 2"):
        rows.load(tmp_path / ROWS)


def test_claims_are_checked_and_questions_asked(subject):
    claims = replace(subject.dataset, cases=tuple(replace(c, supported=True) for c in subject.dataset.cases))
    assert task_for(subject.dataset, retrieval_only=True) is tasks.retrieve
    assert task_for(subject.dataset, retrieval_only=False) is tasks.ask
    assert task_for(claims, retrieval_only=False) is tasks.check


def test_a_true_claim_is_supported_and_a_false_number_is_not(subject):
    evidence = subject.dataset.cases[1].evidence
    base = replace(subject.dataset.cases[1], answers=(), evidence=evidence)
    true = replace(base, id="t", question="The bridge carries 18,000 vehicles a day.", supported=True)
    false = replace(base, id="f", question="The bridge carries 81,000 vehicles a day.", supported=False)
    found = {row.id: row.metrics for row in Runner(subject, tasks.check).rows([true, false])}
    assert found["t"]["correct"] == found["t"]["supported found"] == 1.0
    assert found["f"]["correct"] == found["f"]["unsupported marked"] == 1.0
