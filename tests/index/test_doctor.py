"""Whatever part of an index is harmed, the doctor names it, mends it, and finds nothing the second time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.corpus import Corpus
from assistant.index.builds import current
from assistant.index.writer import Writer
from tests.hashing_embedder import HashingEmbedder

Harm = Callable[[Writer], object]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("rover", "bread", "salt"):
        text = " ".join(f"{name} sentence {number} says something new." for number in range(30))
        (folder / f"{name}.md").write_text(f"# {name}\n\n{text}\n")
    corpus = Corpus.open(folder, index=tmp_path / "index", embedder=HashingEmbedder())
    corpus.sync()
    return corpus


def sql(statement: str) -> Harm:
    def harm(writer: Writer) -> None:
        with writer.catalog.writing() as db:
            db.execute(statement)

    return harm


@pytest.mark.parametrize(
    ("part", "harm"),
    [
        ("documents", sql("UPDATE chunks SET text = 'nonsense' WHERE ordinal = 1")),
        ("documents", sql("UPDATE chunks SET start = start + 1 WHERE row = 1")),
        ("documents", sql("DELETE FROM vectors WHERE number = 2")),
        ("documents", sql("DELETE FROM members WHERE file = 'bread.md'")),
        ("lexical", sql("DELETE FROM lexical WHERE rowid = 2")),
        ("lexical", sql("INSERT INTO lexical (rowid, context, body) VALUES (999, 'ghost', 'ghost')")),
        ("lexical", sql("UPDATE lexical_data SET block = zeroblob(9) WHERE id > 10")),
        ("vectors", lambda writer: writer.vectors.delete([sorted(writer.catalog.chunk_ids())[0]])),
        ("vectors", lambda writer: writer.vectors.upsert(["ghost"], HashingEmbedder().embed(["ghost"]))),
        (
            "vectors",
            lambda writer: writer.vectors.upsert(
                [sorted(writer.catalog.chunk_ids())[0]], HashingEmbedder().embed(["something else"])
            ),
        ),
        ("catalog", lambda writer: (writer.build / "catalog.sqlite3").write_bytes(b"not a database" * 999)),
    ],
)
def test_harm_is_named_and_mended(corpus: Corpus, part: str, harm: Harm) -> None:
    wanted = sorted((d.title, d.text, len(corpus.index.chunks_of(d.id))) for d in corpus.documents())
    corpus.close()
    with Writer.open(corpus.index_folder, None) as writer:
        harm(writer)
    assert part in {finding.part for finding in corpus.doctor()}
    assert corpus.doctor() == []
    assert sorted((d.title, d.text, len(corpus.index.chunks_of(d.id))) for d in corpus.documents()) == wanted


def test_a_sound_index_has_nothing_to_mend(corpus: Corpus) -> None:
    generation = corpus.index.generation
    assert corpus.doctor() == []
    assert corpus.index.generation == generation


def test_damaged_vectors_are_made_anew_without_embedding(corpus: Corpus) -> None:
    assert isinstance(corpus.embedder, HashingEmbedder)
    embedded = len(corpus.embedder.embedded)
    build = current(corpus.index_folder)
    assert build is not None
    (build / "chroma-1" / "chroma.sqlite3").write_bytes(b"not a database" * 99)
    assert [finding.part for finding in corpus.doctor()] == ["vectors"]
    assert len(corpus.embedder.embedded) == embedded


def test_files_that_changed_since_are_synced(corpus: Corpus) -> None:
    (corpus.folder / "salt.md").unlink()
    (finding,) = corpus.doctor()
    assert finding.part == "files"
    assert len(corpus.documents()) == 2
