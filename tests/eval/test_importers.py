"""Questions from elsewhere become a set that can be run by its path."""

from __future__ import annotations

import json

import pytest

from assistant.errors import UsageError
from assistant.types import Turn
from eval import sets
from eval.dataset import Case, Evidence, dumped
from eval.importers import bring


def test_a_table_of_questions_with_a_corpus_of_its_own(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(
        "Query,Answer,File,Quote\nWho?,Ada|Lovelace,a.md,Ada did.\nWhere?,,,\n", encoding="utf-8"
    )
    (tmp_path / "articles").mkdir()
    bring("csv", table, tmp_path / "out", corpus=tmp_path / "articles")
    found = sets.dataset(str(tmp_path / "out"))
    assert found.articles == tmp_path / "articles"
    first, second = found.cases
    assert (first.answers, first.evidence) == (("Ada", "Lovelace"), (Evidence("a.md", "Ada did."),))
    assert second.unanswerable


def test_a_beir_folder_keeps_the_positive_judgements_of_the_test_split(tmp_path):
    beir = tmp_path / "beir"
    (beir / "qrels").mkdir(parents=True)
    documents = [
        {"_id": "d1", "title": "One", "text": "First."},
        {"_id": "d2", "title": "", "text": "Second."},
    ]
    (beir / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    queries = [{"_id": "q1", "text": "What?"}, {"_id": "q2", "text": "Not judged"}]
    (beir / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (beir / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td2\t1\nq1\td1\t0\n", encoding="utf-8"
    )
    (beir / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\nq2\td1\t1\n", encoding="utf-8")
    found = bring("beir", beir, tmp_path / "out")
    (case,) = found.cases
    assert (found.articles / case.evidence[0].document).read_text("utf-8") == "Second.\n"
    assert found.headline[0] == "ndcg@10"


def test_answers_marked_as_not_helpful_become_cases_the_latest_word_on_each(tmp_path):
    passages = [
        {"number": 1, "location": "a.md", "text": "Ada."},
        {"number": 2, "location": "b.md", "text": "Bob."},
    ]
    answer = {"sentences": [{"citations": [{"passage": 2}]}]}
    record = {
        "id": "x1",
        "question": "Who?",
        "history": [{"question": "Who fell?", "answer": "Ada.", "passage_ids": []}],
        "passages": passages,
        "answer": answer,
        "note": "wrong person",
        "made": "2026-01-01",
    }
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in (record, {**record, "note": "still"})), encoding="utf-8")
    (case,) = bring("feedback", file, tmp_path / "out", corpus=tmp_path).cases
    assert case.evidence == (Evidence("b.md", "Bob."),)
    assert case.history == (Turn("Who fell?", "Ada."),)
    assert case.type == "feedback"


def test_own_jsonl_comes_through_as_it_is(tmp_path):
    case = Case("a-1", "Who?", ("Ada",), (Evidence("a.md", "Ada did."),))
    file = tmp_path / "cases.jsonl"
    file.write_text(dumped([case]), encoding="utf-8")
    assert bring("jsonl", file, tmp_path / "out", corpus=tmp_path).cases == (case,)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("xml", "", "no importer for 'xml'"),
        ("csv", "a,b\n1,2\n", "no column of questions"),
        ("jsonl", '{"id": "a", "question": "?"}', "brings no articles"),
    ],
)
def test_what_cannot_be_imported_is_told(tmp_path, kind, text, said):
    file = tmp_path / "file"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        bring(kind, file, tmp_path / "out")


def test_rows_that_are_left_out_or_taken_for_something_are_told(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("question,answer\nWho?,Ada\n,Bob\nWhen?,\n", encoding="utf-8")
    notes: list[str] = []
    found = bring("csv", table, tmp_path / "out", corpus=tmp_path, tell=notes.append)
    assert [case.unanswerable for case in found.cases] == [False, True]
    assert notes == [
        "Rows without a question, left out: 1",
        "Questions without an answer and a document, taken as unanswerable: 1",
    ]


@pytest.mark.parametrize(
    ("corpus", "said"),
    [
        ('{"_id": "d1", "title": "T"}', "does not look like beir: it has no 'text'"),
        ('{"_id": "d1", "text": "T"}\n{"_id', "corpus.jsonl, line 2, is not JSON"),
    ],
)
def test_a_broken_line_of_a_folder_is_named(tmp_path, corpus, said):
    (tmp_path / "corpus.jsonl").write_text(corpus, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        bring("beir", tmp_path, tmp_path / "out")
