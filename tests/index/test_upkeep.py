from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.corpus import Corpus
from assistant.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexReadOnly, UsageError
from assistant.index import builds, schema
from tests.hashing_embedder import HashingEmbedder, WordHashingEmbedder

SECRET = "Zanzibarquark"


def article(name: str) -> str:
    text = " ".join(f"{name} sentence {number} says something new." for number in range(30))
    return f"# {name}\n\n{text}\n"


@pytest.fixture
def corpus(indexed: Callable[..., Corpus], tmp_path: Path) -> Corpus:
    articles = {f"{name}.md": article(name) for name in ("rover", "bread", SECRET)}
    return indexed(tmp_path, articles, WordHashingEmbedder)


@pytest.fixture
def bare(tmp_path: Path) -> Corpus:
    """One that is not indexed yet."""
    (tmp_path / "bare").mkdir()
    return Corpus.open(tmp_path / "bare", index=tmp_path / "none", embedder=WordHashingEmbedder())


def on_disk(folder: Path, words: str) -> list[Path]:
    """Files in which these bytes occur, as they are written or in small letters."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and words.lower().encode() in path.read_bytes().lower()
    ]


def words_of(corpus: Corpus) -> dict[str, bytes]:
    index = corpus.index
    return index.words_of([chunk.id for d in index.documents() for chunk in index.chunks_of(d.id)])


def test_purge_wipes_deleted_words_and_vectors_off_the_disk(corpus: Corpus) -> None:
    secrets = [
        chunk for d in corpus.documents() if d.title == SECRET for chunk in corpus.index.chunks_of(d.id)
    ]
    numbers = [
        vector.tobytes() for vector in corpus.index.vectors_of([chunk.id for chunk in secrets]).values()
    ]
    # The first words of each text: what takes more than a page of the file lies in pieces.
    words = [packed[:64] for packed in corpus.index.words_of([chunk.id for chunk in secrets]).values()]
    assert len(words) == len(secrets)
    (corpus.folder / f"{SECRET}.md").unlink()
    corpus.sync()
    assert on_disk(corpus.index_folder, SECRET)
    corpus.purge()
    assert on_disk(corpus.index_folder, SECRET) == []
    stored = b"".join(path.read_bytes() for path in corpus.index_folder.rglob("*") if path.is_file())
    assert not any(
        number in stored or secret.id.encode() in stored for number in numbers for secret in secrets
    )
    assert not any(packed in stored for packed in words)
    assert len(corpus.documents()) == 2
    assert corpus.sync().embedded == 0
    assert corpus.doctor() == []


def test_a_rebuild_that_was_broken_off_is_told_and_goes_with_a_purge_or_a_removal(corpus: Corpus) -> None:
    assert "rebuild" not in corpus.status()
    secret = next(document.id for document in corpus.documents() if document.title == SECRET)
    for give_up in (lambda: corpus.remove([secret]), corpus.purge):
        events = corpus.syncing(rebuild=True)
        next(events)
        events.close()
        assert corpus.status()["rebuild"].startswith("under way, or broken off: go on with: ")
        give_up()
        assert "rebuild" not in corpus.status()


def test_a_backup_is_one_file_and_brings_everything_back_without_embedding(
    corpus: Corpus, tmp_path: Path
) -> None:
    documents, words = corpus.documents(), words_of(corpus)
    assert words
    corpus.backup(tmp_path / "copy.backup")
    (corpus.folder / "rover.md").write_text("# Another\n\nSomething else altogether.")
    corpus.sync()
    assert isinstance(corpus.embedder, HashingEmbedder)
    embedded = len(corpus.embedder.embedded)
    corpus.restore(tmp_path / "copy.backup")
    assert corpus.documents() == documents
    elsewhere = Corpus.open(corpus.folder, index=tmp_path / "elsewhere", embedder=corpus.embedder)
    elsewhere.restore(tmp_path / "copy.backup")
    assert elsewhere.documents() == documents
    assert words_of(corpus) == words_of(elsewhere) == words
    assert len(corpus.embedder.embedded) == embedded
    assert (elsewhere.sync().changed, elsewhere.doctor()) == (1, [])


def test_a_backup_overwrites_nothing_and_needs_an_index(bare: Corpus, corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        bare.backup(tmp_path / "copy.backup")
    (tmp_path / "precious").write_text("do not touch")
    with pytest.raises(UsageError, match="exists already"):
        corpus.backup(tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "do not touch"
    with pytest.raises(UsageError, match=r"Cannot write .*/nowhere/copy\.backup: No such file or directory"):
        corpus.backup(tmp_path / "nowhere" / "copy.backup")


@pytest.mark.parametrize("content", [b"", b"not a database" * 400])
def test_what_is_no_backup_is_refused_and_the_index_stays(
    corpus: Corpus, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"/bad is not a sound backup: (?!.*build-)"):
        corpus.restore(tmp_path / "bad")
    with pytest.raises(UsageError, match="There is no file"):
        corpus.restore(tmp_path / "absent")
    with pytest.raises(UsageError, match="is a folder"):
        corpus.restore(tmp_path)
    assert len(corpus.documents()) == 3
    assert corpus.sync().unchanged == 3


@pytest.mark.parametrize("harm", ["cut", "garbled"])
def test_a_damaged_backup_is_refused_and_the_index_stays(corpus: Corpus, tmp_path: Path, harm: str) -> None:
    corpus.backup(tmp_path / "copy.backup")
    whole = (tmp_path / "copy.backup").read_bytes()
    half = len(whole) // 2
    bad = whole[:half] if harm == "cut" else whole[:half] + b"\xff" * 8192 + whole[half + 8192 :]
    (tmp_path / "bad.backup").write_bytes(bad)
    with pytest.raises(IndexDamaged, match=r"bad\.backup is not a sound backup"):
        corpus.restore(tmp_path / "bad.backup")
    assert corpus.sync().unchanged == 3
    assert len(builds.builds(corpus.index_folder)) == 1


def test_a_backup_that_could_not_be_used_is_refused_and_the_index_stays(
    corpus: Corpus, tmp_path: Path
) -> None:
    corpus.backup(tmp_path / "copy.backup")
    assert isinstance(corpus.embedder, HashingEmbedder)
    corpus.embedder.fingerprint = "hashing-2"
    with pytest.raises(IndexMismatch, match=r"copy\.backup was built with embedder .* with --embedder"):
        corpus.restore(tmp_path / "copy.backup")
    corpus.embedder.fingerprint = "hashing-1"
    with sqlite3.connect(tmp_path / "copy.backup") as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    with pytest.raises(IndexMismatch, match=r"copy\.backup was made by a newer release"):
        corpus.restore(tmp_path / "copy.backup")
    assert corpus.sync().unchanged == 3


def test_where_nothing_is_indexed_the_articles_and_the_command_are_named(bare: Corpus) -> None:
    for asked in (bare.purge, bare.doctor, bare.documents, lambda: bare.backup(Path("copy"))):
        with pytest.raises(IndexMissing, match=f"{bare.folder} are not indexed yet.*assistant index "):
            asked()


def test_an_index_folder_that_cannot_be_one_is_named(bare: Corpus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with Corpus.open(bare.folder, index=place, embedder=HashingEmbedder()) as other:
            with pytest.raises(IndexReadOnly, match=f"The index folder {place} cannot be made: "):
                other.sync()
            assert other.status()["state"] == "not indexed yet"
