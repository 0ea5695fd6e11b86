from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from assistant.corpus import Corpus
from assistant.errors import CorpusError, IndexMissing, UsageError
from assistant.index.writer import Writer
from assistant.types import FileOutcome
from tests.hashing_embedder import HashingEmbedder, WordHashingEmbedder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "My Articles"
    folder.mkdir()
    (folder / "rover.md").write_text("# Rover\n\nCuriosity landed on Mars in August 2012.")
    (folder / "bread.md").write_text("# Bread\n\nBread rises because yeast makes gas.")
    return folder


@pytest.fixture
def corpus(folder: Path) -> Corpus:
    return Corpus.open(folder, embedder=WordHashingEmbedder())


def test_a_corpus_is_opened_synced_and_read(corpus: Corpus) -> None:
    events = list(corpus.syncing())
    assert events[-1].report is not None
    assert events[-1].report.added == 2
    assert [document.title for document in corpus.documents()] == ["Bread", "Rover"]
    rover = corpus.documents()[1]
    assert corpus.document(rover.id) == rover
    assert rover.locations == ("rover.md",)
    assert [outcome.state for outcome in corpus.outcomes()] == ["added", "added"]
    corpus.close()


def test_before_the_first_sync_there_is_nothing_to_read(corpus: Corpus) -> None:
    assert corpus.status()["state"] == "not indexed yet"
    with pytest.raises(IndexMissing, match="assistant index"):
        corpus.documents()


def test_an_open_corpus_sees_what_its_sync_changed(corpus: Corpus, folder: Path) -> None:
    corpus.sync()
    assert len(corpus.documents()) == 2
    (folder / "salt.md").write_text("# Salt\n\nSalt is a mineral.")
    corpus.sync()
    assert len(corpus.documents()) == 3


def test_nothing_is_done_until_the_sync_is_iterated_and_stopping_keeps_what_was_committed(
    corpus: Corpus,
) -> None:
    events = corpus.syncing()
    assert corpus.status()["state"] == "not indexed yet"
    next(events)
    events.close()
    assert corpus.sync().added == 2


def test_the_index_never_lies_inside_the_corpus(folder: Path) -> None:
    with pytest.raises(UsageError, match="inside the corpus"):
        Corpus.open(folder, index=folder / ".index")


def test_a_corpus_that_may_only_be_read_is_indexed_all_the_same(corpus: Corpus, folder: Path) -> None:
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    before = sorted(os.listdir(folder))
    try:
        assert corpus.sync().added == 2
    finally:
        folder.chmod(stat.S_IRWXU)
    assert sorted(os.listdir(folder)) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no-such-folder"):
        Corpus.open(tmp_path / "no-such-folder")


def test_one_file_is_a_corpus_too(folder: Path) -> None:
    with Corpus.open(folder / "rover.md", embedder=HashingEmbedder()) as corpus:
        assert corpus.sync().added == 1
        assert corpus.documents()[0].locations == ("rover.md",)


def test_removed_documents_stay_out_until_they_change_or_are_asked_for(corpus: Corpus, folder: Path) -> None:
    corpus.sync()
    bread = corpus.documents()[0]
    assert corpus.remove([bread.id, "unknown"]) == [bread.id]
    report = corpus.sync()
    assert (report.unchanged, report.skipped) == (1, 1)
    assert report.problems[0].reason == "removed on request"
    assert [document.title for document in corpus.documents()] == ["Rover"]
    corpus.sync(rebuild=True)
    assert [document.title for document in corpus.documents()] == ["Rover"]
    assert corpus.sync(retry_failed=True).added == 1


def ferries(folder: Path, *texts: str) -> None:
    rows = [{"title": f"Ferry {n}", "text": text} for n, text in enumerate(texts)]
    (folder / "ferries.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def titles(corpus: Corpus) -> list[str]:
    return [document.title for document in corpus.documents()]


def remove(corpus: Corpus, title: str) -> None:
    corpus.remove([document.id for document in corpus.documents() if document.title == title])


def test_a_removed_row_stays_out_of_a_rebuild_and_of_an_edited_file_until_it_is_edited_itself(
    corpus: Corpus, folder: Path
) -> None:
    ferries(folder, "It runs to Læsø.", "It runs to Anholt.", "It runs to Samsø.")
    corpus.sync()
    remove(corpus, "Ferry 1")
    left_out = [FileOutcome("ferries.jsonl#2", "skipped", "removed on request")]
    assert corpus.status()["problems"] == left_out
    report = corpus.sync(rebuild=True)
    assert (titles(corpus), report.problems) == (["Bread", "Ferry 0", "Ferry 2", "Rover"], tuple(left_out))
    ferries(folder, "It runs to Læsø.", "It runs to Anholt.", "It runs to Samsø and back.")
    assert corpus.sync().changed == 1
    assert "Ferry 1" not in titles(corpus)
    (folder / "ferries.jsonl").rename(folder / "boats.jsonl")
    corpus.sync(rebuild=True)
    assert "Ferry 1" not in titles(corpus)
    (folder / "boats.jsonl").unlink()
    ferries(folder, "It runs to Læsø.", "It runs to Anholt at night.", "It runs to Samsø and back.")
    report = corpus.sync()
    assert ("Ferry 1" in titles(corpus), report.problems) == (True, ())


def test_a_removed_row_comes_back_when_what_was_skipped_is_asked_for(corpus: Corpus, folder: Path) -> None:
    ferries(folder, "It runs to Læsø.", "It runs to Anholt.")
    corpus.sync()
    remove(corpus, "Ferry 1")
    report = corpus.sync(retry_failed=True)
    assert (report.added, report.problems) == (1, ())
    assert corpus.sync(rebuild=True).problems == ()


def test_all_rows_of_a_file_removed_one_by_one_leave_it_skipped(corpus: Corpus, folder: Path) -> None:
    ferries(folder, "It runs to Læsø.", "It runs to Anholt.")
    corpus.sync()
    remove(corpus, "Ferry 1")
    remove(corpus, "Ferry 0")
    corpus.sync(rebuild=True)
    assert titles(corpus) == ["Bread", "Rover"]
    assert FileOutcome("ferries.jsonl", "skipped", "removed on request") in corpus.status()["problems"]


def everything(corpus: Corpus) -> dict[str, list[tuple[object, ...]]]:
    """The whole catalog but for its counters, and the ids in Chroma."""
    with Writer.open(corpus.index_folder, None) as writer, writer.catalog.database.reading() as db:
        tables = {
            name: sorted(map(repr, db.execute(f"SELECT {columns} FROM {name}").fetchall()))
            for name, columns in {
                "documents": "*",
                "texts": "*",
                "files": "location, size, mtime_ns, digest, state, reason",
                "members": "*",
                "problems": "*",
                "chunks": "id, document_id, ordinal, start, end, text, context, locator, vector_key",
                "vectors": "key, vector",
                "words": "packed",
                "twins": "*",
                "frames": "*",
            }.items()
        }
        return tables | {"chroma": sorted(writer.vectors.ids())}


def test_what_was_removed_comes_back_as_it_was_and_nothing_is_embedded_for_it(
    corpus: Corpus, folder: Path
) -> None:
    rows = [
        {"title": f"Ferry {n}", "text": f"Ferry number {n} runs to the island of Læsø."} for n in range(3)
    ]
    (folder / "ferries.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    corpus.sync()
    before = everything(corpus)
    titles = {document.title: document.id for document in corpus.documents()}
    assert isinstance(corpus.embedder, HashingEmbedder)
    corpus.embedder.embedded.clear()
    corpus.remove([titles["Ferry 1"], titles["Rover"]])
    assert {document.title for document in corpus.removed()} == {"Ferry 1", "Rover"}
    assert len(corpus.documents()) == len(titles) - 2
    corpus.sync()
    assert sorted(corpus.bring_back(list(titles.values()))) == sorted([titles["Ferry 1"], titles["Rover"]])
    assert everything(corpus) == before
    assert (corpus.embedder.embedded, corpus.removed()) == ([], [])
    assert corpus.sync().unchanged == len(titles)


def test_a_warning_of_a_removed_article_goes_and_comes_back_with_it(corpus: Corpus, folder: Path) -> None:
    (folder / "menu.txt").write_bytes("Crème brûlée, nine euros.".encode("cp1252"))
    (warning,) = corpus.sync().warnings
    menu = next(document for document in corpus.documents() if document.locations == ("menu.txt",))
    corpus.remove([menu.id])
    assert corpus.status()["warnings"] == []
    corpus.bring_back([menu.id])
    assert corpus.status()["warnings"] == [warning]


def test_what_was_removed_and_then_edited_is_what_the_file_is_now(corpus: Corpus, folder: Path) -> None:
    corpus.sync()
    rover = next(document for document in corpus.documents() if document.title == "Rover")
    corpus.remove([rover.id])
    (folder / "rover.md").write_text("# Rover\n\nThe rover was switched off.", encoding="utf-8")
    corpus.sync()
    assert corpus.bring_back([rover.id]) == []
    texts = [document.text for document in corpus.documents() if document.title == "Rover"]
    assert len(texts) == 1
    assert "switched off" in texts[0]


def test_status_says_what_is_indexed_where_and_what_was_left_out(corpus: Corpus, folder: Path) -> None:
    (folder / "empty.md").write_text("")
    shutil.copy(folder / "rover.md", folder / "again.md")
    corpus.sync()
    status = corpus.status()
    assert (status["documents"], status["files"], status["state"]) == (2, 4, "ready")
    assert status["same_text_elsewhere"] == 1
    assert status["embedder"] == "hashed words"
    assert [problem.location for problem in status["problems"]] == ["empty.md"]
