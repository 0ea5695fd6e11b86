from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import DiskFull, IndexMismatch, IndexMissing
from assistant.index import schema
from assistant.index.builds import current
from assistant.index.catalog import FILE, Catalog
from assistant.index.changes import WritableCatalog
from assistant.index.records import FileResult, FileState
from assistant.index.writer import Writer
from assistant.types import FileOutcome


def test_what_a_newer_release_made_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    WritableCatalog.open(tmp_path, write=True).close()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    db.close()
    with pytest.raises(IndexMismatch, match=r"newer release.*pip install --upgrade"):
        Catalog.open(tmp_path)


def test_what_an_older_release_made_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = WritableCatalog.open(tmp_path, write=True)
    old.set_meta("corpus", "articles")
    old.close()
    steps = (*schema.MIGRATIONS, ("ALTER TABLE documents ADD COLUMN shelf TEXT",))
    monkeypatch.setattr("assistant.index.catalog.MIGRATIONS", steps)
    monkeypatch.setattr("assistant.index.catalog.VERSION", len(steps))
    new = WritableCatalog.open(tmp_path, write=True)
    assert (new.version, new.meta("corpus")) == (len(steps), "articles")
    with new.database.reading() as db:
        assert "shelf" in [row[1] for row in db.execute("PRAGMA table_info(documents)")]
    new.close()


def test_warnings_that_an_older_release_kept_as_reasons_become_warnings(tmp_path: Path) -> None:
    old = WritableCatalog.open(tmp_path, write=True)
    for location, state, reason in (
        ("a.txt", "added", "encoding not stated, read as cp1252"),
        ("b.txt", "added", "same content as a.txt"),
        ("c.png", "skipped", "an image, not text"),
    ):
        old.put_file(FileResult(FileState(location, 1, 1, 1, "digest", state, reason)))
    with old.writing() as db:
        db.execute("INSERT INTO documents VALUES ('a', 1, '', 1, 'A', NULL, NULL, NULL, NULL, NULL, '{}')")
        db.execute("DROP TABLE barred")
        db.execute("PRAGMA user_version = 4")
        db.execute("INSERT INTO members VALUES ('a.txt', 'a.txt', 'a')")
    old.close()
    with contextlib.closing(WritableCatalog.open(tmp_path, write=True)) as new:
        assert new.outcomes() == [
            FileOutcome("a.txt", "added"),
            FileOutcome("a.txt", "warning", "encoding not stated, read as cp1252"),
            FileOutcome("b.txt", "added", "same content as a.txt"),
            FileOutcome("c.png", "skipped", "an image, not text"),
        ]


def test_there_is_nothing_to_read_where_nothing_was_written(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Catalog.open(tmp_path)


def test_a_full_disk_is_called_one_and_leaves_what_was_committed(
    writer: Writer, put: Callable[..., None], folder: Path
) -> None:
    put(writer, "a", "what was there before")
    with writer.catalog.database.reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull, match="No room left"):
        put(writer, "b", "\n".join(f"line {number} " + "much text " * 50 for number in range(200)))
    build = current(folder)
    assert build is not None
    assert [document.id for document in Catalog.open(build).documents()] == ["a"]


def test_a_writer_that_is_stopped_by_a_full_disk_goes_on_when_there_is_room(
    writer: Writer, put: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(writer, "a", "what was there before")
    monkeypatch.setattr("assistant.index.room.RESERVE", 1 << 60)
    with pytest.raises(DiskFull, match="MB are free"):
        put(writer, "b", "what came after")
    monkeypatch.undo()
    put(writer, "b", "what came after")
    writer.settle()
    assert writer.vectors.ids() == {"a-what was there before", "b-what came after"}
