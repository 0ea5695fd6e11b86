"""The adapters of the public sets, on small files in the form of the originals, and sets found by name or path."""

from __future__ import annotations

import json

import pytest

from assistant.errors import UsageError
from eval import sets
from eval.dataset import Evidence
from eval.sets import chunking, clapnq, mtrag, multihop_rag, squad, summedits, two_wiki, wice
from eval.sets.source import Article, slug


def lines(path, *records):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")


def test_squad_asks_for_the_paragraph_and_groups_by_page(tmp_path):
    qas = [{"id": "1", "question": "Who?", "answers": [{"text": "Ada", "answer_start": 0}, {"text": "Ada", "answer_start": 0}]}, {"id": "2", "question": "When?", "answers": [], "is_impossible": True}]  # fmt: skip
    data = {"data": [{"title": "Ada_Lovelace", "paragraphs": [{"context": "Ada wrote.", "qas": qas}]}]}
    (tmp_path / "dev.json").write_text(json.dumps(data), encoding="utf-8")
    source = squad.read(tmp_path)
    assert source.articles[0].title == "Ada Lovelace"
    assert source.cases[0].answers == ("Ada",)
    assert source.cases[0].evidence == (Evidence(source.articles[0].path),)
    assert source.cases[1].unanswerable
    assert {case.cluster for case in source.cases} == {"Ada Lovelace"}


def test_chunking_groups_questions_by_region_of_its_long_texts(tmp_path):
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "wiki.md").write_text("A long text.", encoding="utf-8")
    references = json.dumps([{"content": "A long", "start_index": 41_000, "end_index": 41_006}]).replace(
        '"', '""'
    )
    (tmp_path / "questions_df.csv").write_text(
        f'question,references,corpus_id\nWhat?,"{references}",wiki\n', encoding="utf-8"
    )
    source = chunking.read(tmp_path)
    assert source.chunk_tokens == 200
    assert source.cases[0].evidence == (Evidence("wiki.txt", "A long"),)
    assert source.cases[0].cluster == "wiki 2"


def test_mtrag_keeps_the_conversation_and_leaves_small_talk_out(tmp_path):
    lines(tmp_path / "passages.jsonl", {"id": "p1", "text": "\nFirst.", "collection": "govt"})
    history = [{"role": "user", "text": "Hello?"}, {"role": "agent", "text": "Yes."}]
    task = {
        "id": "c1<::>2",
        "history": history,
        "question": "And?",
        "answerability": ["ANSWERABLE"],
        "reference": "So.",
        "context_ids": ["p1"],
    }
    small_talk = {**task, "id": "c1<::>3", "answerability": ["CONVERSATIONAL"], "context_ids": []}
    lines(tmp_path / "tasks.jsonl", task, small_talk)
    source = mtrag.read(tmp_path)
    (case,) = source.cases
    assert [(turn.question, turn.answer) for turn in case.history] == [("Hello?", "Yes.")]
    assert case.evidence[0].document.startswith("govt/")
    assert case.cluster == "c1"


def test_clapnq_has_an_unanswerable_half(tmp_path):
    lines(
        tmp_path / "passages.jsonl",
        {"id": "p1", "title": "T", "text": "Text."},
        {"id": "p2", "title": "U", "text": "Text."},
    )
    yes = {
        "id": "1",
        "question": "q",
        "answerable": True,
        "passage_ids": ["p1"],
        "outputs": [{"answer": "Long."}],
    }
    no = {"id": "2", "question": "r", "answerable": False, "passage_ids": ["p2"], "outputs": [{"answer": ""}]}
    lines(tmp_path / "questions.jsonl", yes, no)
    answerable, unanswerable = clapnq.read(tmp_path).cases
    assert answerable.answers == ("Long.",)
    assert unanswerable.unanswerable
    assert not unanswerable.evidence


def test_two_wiki_names_its_evidence_by_title(tmp_path):
    lines(tmp_path / "passages.jsonl", {"title": "A/B", "text": "One."}, {"title": "C", "text": "Two."})
    lines(
        tmp_path / "questions.jsonl",
        {"id": "1", "type": "comparison", "question": "?", "answer": "C", "gold_titles": ["A/B", "C"]},
    )
    source = two_wiki.read(tmp_path)
    assert [e.document for e in source.cases[0].evidence] == [article.path for article in source.articles]
    assert all(article.path.count("/") == 1 for article in source.articles)


def multihop_files(folder):
    article = {
        "title": "T",
        "author": "A",
        "source": "The Verge",
        "published_at": "2023-09-28T12:00:00+00:00",
        "url": "u1",
        "body": "A fact.",
    }
    lines(folder / "articles.jsonl", article, article)
    query = {
        "query": "Who?",
        "answer": "Sam",
        "question_type": "inference_query",
        "evidence_list": [{"url": "u1", "fact": "A fact."}],
    }
    elsewhere = {**query, "evidence_list": [{"url": "gone", "fact": "x"}]}
    lines(folder / "queries.jsonl", query, elsewhere)
    lines(
        folder / "null_queries.jsonl",
        {
            "query": "What?",
            "answer": "Insufficient information.",
            "question_type": "null_query",
            "evidence_list": [],
        },
    )


def test_multihop_leaves_out_what_nobody_could_answer_and_keeps_repeated_articles(tmp_path):
    multihop_files(tmp_path)
    source = multihop_rag.read(tmp_path)
    assert len(source.articles) == 2
    assert source.articles[0].published == "2023-09-28"
    assert [case.unanswerable for case in source.cases] == [False, True]
    assert source.cases[0].evidence == (Evidence(source.articles[0].path, "A fact."),)


def test_multihop_questions_whose_articles_are_not_there_can_be_asked_all_the_same(tmp_path):
    multihop_files(tmp_path)
    assert multihop_rag.unmatched(tmp_path) == ()
    known, other = ({"query": q, "evidence_list": [{"url": "gone"}]} for q in ("Who?", "Which one?"))
    lines(tmp_path / "gold_evidence_queries.jsonl", known, other, other)
    (case,) = multihop_rag.unmatched(tmp_path)
    assert (case.question, case.cluster) == ("Which one?", "gone")


def test_wice_claims_carry_the_sentences_that_support_them(tmp_path):
    page = ["(meta data) TITLE: A page", "One.", "Two."]
    yes = {
        "label": "supported",
        "supporting_sentences": [[0, 2]],
        "claim": "c",
        "evidence": page,
        "meta": {"id": "1"},
    }
    no = {**yes, "label": "not_supported", "supporting_sentences": [[]], "meta": {"id": "2"}}
    lines(tmp_path / "dev.jsonl", yes, no)
    source = wice.read(tmp_path)
    assert source.articles[0].title == "A page"
    assert source.cases[0].evidence == (Evidence(source.articles[0].path, "Two."),)
    assert [case.supported for case in source.cases] == [True, False]


def test_summedits_shares_an_article_among_its_summaries(tmp_path):
    record = {"id": "1", "doc": "News.", "summary": "s", "label": 1, "edit_types": []}
    lines(
        tmp_path / "news_dev.jsonl", record, {**record, "id": "2", "label": 0, "edit_types": ["antonym_swap"]}
    )
    source = summedits.read(tmp_path)
    assert len(source.articles) == 1
    assert [(case.type, case.supported) for case in source.cases] == [
        ("consistent", True),
        ("antonym_swap", False),
    ]


def test_a_set_is_written_once_and_found_again_by_its_folder(tmp_path):
    multihop_files(tmp_path / "data" / "multihop-rag")
    first = sets.dataset("multihop-rag", data=tmp_path / "data", work=tmp_path / "work")
    article = next((tmp_path / "work" / "multihop-rag" / "articles").glob("*.txt"))
    assert 'title: "T"' in article.read_text("utf-8")
    article.write_text("changed by hand", encoding="utf-8")
    assert sets.dataset("multihop-rag", data=tmp_path / "data", work=tmp_path / "work") == first
    assert article.read_text("utf-8") == "changed by hand"
    assert sets.dataset(str(tmp_path / "work" / "multihop-rag")) == first


def test_the_sample_is_always_there():
    found = sets.dataset("sample")
    assert len(found.cases) >= 150
    assert (found.articles / found.cases[0].evidence[0].document).is_file()


@pytest.mark.parametrize(
    ("name", "said"), [("nothing", "no set called 'nothing'"), ("xquad", "not part of this package")]
)
def test_a_set_that_is_not_there_is_told_with_what_to_do(name, said, monkeypatch):
    monkeypatch.delenv(sets.DATA_VARIABLE, raising=False)
    with pytest.raises(UsageError, match=said):
        sets.dataset(name)


def test_missing_files_of_a_set_are_named(tmp_path):
    with pytest.raises(UsageError, match="There is no folder"):
        sets.dataset("clapnq", data=tmp_path, work=tmp_path)
    (tmp_path / "clapnq").mkdir()
    with pytest.raises(UsageError, match="passages"):
        sets.dataset("clapnq", data=tmp_path, work=tmp_path)


def test_front_matter_survives_any_title():
    file = Article("a.txt", "Text.", 'He said: "no" # – #1', publisher="A: B").file()
    assert file.startswith('---\ntitle: "He said: \\"no\\" # – #1"\npublisher: "A: B"\n---\n')
    assert Article("a.txt", "Text.").file() == "Text.\n"


def test_file_names_are_short_unique_and_safe():
    assert slug("../../etc/passwd: The Story", 7) == "00007-etc-passwd-the-story.txt"
    assert slug("???", 8) == "00008.txt"
    assert len(slug("word " * 100, 9)) <= 80
