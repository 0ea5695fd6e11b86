"""One face over words, meaning and the catalog, for readers while somebody writes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import CorpusError, IndexDamaged, IndexMismatch, IndexMissing
from assistant.index import builds, schema, store
from assistant.index.catalog import Catalog
from assistant.index.fingerprint import fingerprint
from assistant.index.store import Index
from assistant.index.writer import Change, Writer
from assistant.text.terms import terms
from assistant.types import Filters
from tests.hashing_embedder import HashingEmbedder

LINES = [
    f"entry {number} is about {subject}" for number, subject in enumerate(["ships", "trains", "planes"] * 20)
]


@pytest.fixture
def index(
    folder: Path, writer: Writer, embedder: HashingEmbedder, put: Callable[..., None]
) -> Iterator[Index]:
    put(
        writer, "a", "\n".join(LINES[:40]), publisher="Harbour News", published=date(2024, 5, 1), author="Ada"
    )
    put(writer, "b", "\n".join(LINES[40:]), publisher="Rail Post", published=date(2025, 1, 31), language="de")
    put(writer, "c", "nothing to see", title="Undated")
    writer.settle()
    writer.close()
    with Index.open(folder, embedder, splitter="1") as opened:
        yield opened


@pytest.fixture
def through_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every index were too large to compare all vectors."""
    monkeypatch.setattr(store, "SMALL", 0)


def test_an_index_that_was_never_built_says_how_to_build_it(folder: Path, embedder: HashingEmbedder) -> None:
    with pytest.raises(IndexMissing, match="assistant index"):
        Index.open(folder, embedder, splitter="1")


@pytest.mark.parametrize(
    ("made", "splitter", "part"), [("other", "1", "embedder"), ("hashing-1", "2", "splitter")]
)
def test_an_index_made_in_another_way_is_refused(
    index: Index, folder: Path, made: str, splitter: str, part: str
) -> None:
    with pytest.raises(IndexMismatch, match=f"built with {part} .* --rebuild"):
        Index.open(folder, HashingEmbedder(made), splitter=splitter)


def test_a_vector_of_another_length_is_refused(index: Index) -> None:
    with pytest.raises(IndexMismatch, match="32 numbers"):
        index.dense(np.ones(32, np.float32), 3)


def test_chroma_and_the_exact_search_agree(
    index: Index, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = embedder.embed_query("entry about trains")
    exact = index.dense(query, 10)
    monkeypatch.setattr(store, "SMALL", 0)
    approximate = index.dense(query, 10)
    assert index.trouble == ""
    assert [hit.score for hit in approximate] == pytest.approx([hit.score for hit in exact], abs=1e-5)


@pytest.mark.usefixtures("through_chroma")
def test_within_documents_the_search_is_exact(index: Index, embedder: HashingEmbedder) -> None:
    query = embedder.embed_query("entry about planes")
    vectors = index.vectors_of([chunk.id for chunk in index.chunks_of("b")])
    wanted = sorted((float(vector @ query) for vector in vectors.values()), reverse=True)[:7]
    found = index.dense(query, 7, documents=["b"])
    assert [hit.score for hit in found] == pytest.approx(wanted, abs=1e-6)
    assert {chunk.document_id for chunk in index.chunks(hit.id for hit in found).values()} == {"b"}


def test_a_wide_filter_finds_what_a_narrow_one_does(
    index: Index, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.index import exact

    query = embedder.embed_query("entry about ships")
    narrow = index.dense(query, 9, documents=["a", "c", "unknown"])
    monkeypatch.setattr(exact, "NARROW", 0)
    assert index.dense(query, 9, documents=["a", "c", "unknown"]) == narrow
    assert index.dense(query, 9, documents=[]) == []


def test_filters_are_whole_names_without_regard_to_case_and_whole_days(index: Index) -> None:
    assert index.matching(Filters()) is None
    assert index.matching(Filters(publishers=("harbour news", "nobody"))) == {"a"}
    assert index.matching(Filters(publishers=("harbour",))) == frozenset()
    assert index.matching(Filters(authors=("ADA",), languages=("de",))) == frozenset()
    assert index.matching(Filters(after=date(2024, 5, 1), before=date(2025, 1, 31))) == {"a", "b"}
    assert index.matching(Filters(after=date(2024, 5, 2))) == {"b"}
    assert index.matching(Filters(documents=("c", "b.txt"))) == {"b", "c"}


def test_facets_say_what_can_be_filtered_by(index: Index) -> None:
    facets = index.facets()
    assert facets.publishers == ("Harbour News", "Rail Post")
    assert (facets.authors, facets.languages) == (("Ada",), ("de",))
    assert facets.titles["c"] == "Undated"
    assert (facets.earliest, facets.latest) == (date(2024, 5, 1), date(2025, 1, 31))


def test_an_unknown_document_is_an_error_and_unknown_chunks_are_left_out(index: Index) -> None:
    with pytest.raises(CorpusError, match="'zzz'"):
        index.document("zzz")
    assert list(index.chunks(["zzz", f"a-{LINES[1]}", f"a-{LINES[0]}"])) == [f"a-{LINES[1]}", f"a-{LINES[0]}"]


@pytest.mark.usefixtures("through_chroma")
def test_an_open_reader_answers_during_a_sync_and_sees_each_commit(
    index: Index, folder: Path, embedder: HashingEmbedder, put: Callable[..., None]
) -> None:
    query = embedder.embed_query("zeppelins over the harbour")
    before = index.generation
    assert "d-zeppelins over the harbour" not in {hit.id for hit in index.dense(query, 3)}
    with Writer.open(folder, fingerprint(embedder, "1")) as writer:
        put(writer, "d", "zeppelins over the harbour")
        assert index.dense(query, 1)[0].id == "d-zeppelins over the harbour"
        assert index.lexical(terms("zeppelins"), 1)[0].id == "d-zeppelins over the harbour"
        writer.commit(Change(dropped=["a"]))
        writer.settle()
    assert index.dense(query, 1)[0].id == "d-zeppelins over the harbour"
    assert not any(hit.id.startswith("a-") for hit in index.dense(query, 100))
    assert index.generation > before
    assert "a" not in index.facets().titles


@pytest.mark.usefixtures("through_chroma")
def test_what_another_process_writes_is_seen(index: Index, folder: Path, embedder: HashingEmbedder) -> None:
    query = embedder.embed_query("nothing to see")
    assert index.dense(query, 1)[0].id == "c-nothing to see"
    code = (
        "import sys\nfrom pathlib import Path\nfrom assistant.index.writer import Change, Writer\n"
        "with Writer.open(Path(sys.argv[1]), None) as writer:\n"
        "    writer.commit(Change(dropped=['c']))\n    writer.settle()"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, cwd=Path(__file__).parents[2])
    assert index.dense(query, 1)[0].id != "c-nothing to see"
    assert index.trouble == ""


@pytest.mark.usefixtures("through_chroma")
def test_damaged_vectors_cost_no_answer_and_are_made_anew_without_embedding(
    index: Index, folder: Path, embedder: HashingEmbedder
) -> None:
    query = embedder.embed_query("entry about trains")
    sound = index.dense(query, 5)
    build = builds.current(folder)
    assert build is not None
    index.close()
    (build / "chroma-1" / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    asked = len(embedder.embedded)
    with Index.open(folder, embedder, splitter="1") as reader:
        assert [hit.score for hit in reader.dense(query, 5)] == pytest.approx([hit.score for hit in sound])
        assert "cannot be used" in reader.trouble
        with Writer.open(folder, fingerprint(embedder, "1")) as writer:
            assert writer.wants_repair
            writer.settle()
            assert writer.vectors.ids() == writer.catalog.chunk_ids()
        assert [hit.score for hit in reader.dense(query, 5)] == pytest.approx([hit.score for hit in sound])
        assert reader.trouble == ""
    assert len(embedder.embedded) == asked


def test_a_catalog_that_is_none_is_called_damaged(
    index: Index, folder: Path, embedder: HashingEmbedder
) -> None:
    build = builds.current(folder)
    assert build is not None
    index.close()
    for path in build.glob("catalog.sqlite3*"):
        path.write_bytes(b"not a database" * 400)
    with pytest.raises(IndexDamaged, match="assistant doctor --corpus PATH"):
        Index.open(folder, embedder, splitter="1")


@pytest.mark.usefixtures("through_chroma")
def test_many_threads_read_while_one_writes(
    index: Index, folder: Path, embedder: HashingEmbedder, put: Callable[..., None]
) -> None:
    query = embedder.embed_query("entry about trains")
    ended = threading.Event()
    wrong: list[object] = []

    def read() -> None:
        while not ended.is_set():
            try:
                hits = index.dense(query, 5) + index.lexical(terms("trains"), 5)
                if len(hits) != 10 or len(index.chunks(hit.id for hit in hits)) < 5:
                    wrong.append(hits)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    with Writer.open(folder, fingerprint(embedder, "1")) as writer:
        for number in range(5):
            put(writer, f"new-{number}", f"another {number} about trains")
        writer.settle()
    ended.wait(0.2)
    ended.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_reader_follows_to_a_new_build(
    index: Index, folder: Path, embedder: HashingEmbedder, put: Callable[..., None]
) -> None:
    with Writer.open(folder, fingerprint(embedder, "1"), rebuild=True) as writer:
        put(writer, "a", "a new build")
        assert len(index.chunks_of("a")) == 40
        writer.settle()
        writer.publish()
    assert [chunk.text for chunk in index.chunks_of("a")] == ["a new build"]
    with Writer.open(folder, None):
        assert len(builds.builds(folder)) == 1


@pytest.mark.parametrize(
    ("harm", "told"), [("missing", "1 vectors for 2 chunks"), ("wrong", "do not find chunk")]
)
def test_a_build_whose_vectors_do_not_agree_with_its_texts_is_never_put_in_force(
    index: Index, folder: Path, embedder: HashingEmbedder, put: Callable[..., None], harm: str, told: str
) -> None:
    before = builds.current(folder)
    with Writer.open(folder, fingerprint(embedder, "1"), rebuild=True) as writer:
        put(writer, "a", "a new build\nof two lines")
        writer.settle()
        if harm == "missing":
            writer.vectors.delete(["a-of two lines"])
        else:
            writer.vectors.upsert(["a-of two lines"], embedder.embed(["something else altogether"]))
        with pytest.raises(IndexDamaged, match=told):
            writer.publish()
    assert builds.current(folder) == before
    assert len(index.chunks_of("a")) == 40


def test_a_writer_looks_whether_vectors_find_themselves_and_makes_them_anew_where_they_do_not(
    folder: Path, embedder: HashingEmbedder, put: Callable[..., None]
) -> None:
    with Writer.open(folder, fingerprint(embedder, "1")) as writer:
        put(writer, "a", "a first text\nand a second one")
        writer.settle()
        writer.vectors.upsert(["a-a first text"], embedder.embed(["something else altogether"]))
    with Writer.open(folder, None) as writer:
        assert writer.vectors.differing(writer.catalog.vectors(sorted(writer.catalog.chunk_ids()))) == []
        assert ["do not find chunk" in repair for repair in writer.repairs] == [True]


def test_vectors_of_a_deleted_article_that_are_still_there_are_an_error(
    folder: Path, embedder: HashingEmbedder, put: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Writer.open(folder, fingerprint(embedder, "1")) as writer:
        put(writer, "a", "a first text")
        monkeypatch.setattr(writer.vectors, "delete", lambda ids: None)
        with pytest.raises(IndexDamaged, match="1 deleted vectors are still in"):
            writer.commit(Change(dropped=["a"]))


def test_an_index_can_be_copied_whole(
    index: Index, folder: Path, embedder: HashingEmbedder, tmp_path: Path
) -> None:
    index.close()
    shutil.copytree(folder, tmp_path / "copy")
    with Index.open(tmp_path / "copy", embedder, splitter="1") as copy:
        assert copy.counts().chunks == 61


def test_an_index_of_an_older_release_is_brought_up_to_date_when_it_is_read(
    index: Index, folder: Path, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.close()
    steps = (*schema.MIGRATIONS, ("CREATE TABLE shelves (name TEXT)",))
    monkeypatch.setattr("assistant.index.catalog.MIGRATIONS", steps)
    monkeypatch.setattr("assistant.index.catalog.VERSION", len(steps))
    with Index.open(folder, embedder, splitter="1") as reader:
        assert reader.counts().chunks == 61
    build = builds.current(folder)
    assert build is not None
    assert Catalog.open(build).version == len(steps)
