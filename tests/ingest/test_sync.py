"""The index is what the folder is, whatever was done to the folder: promises 4, 6 and 8 of the design."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import CorpusError, DocumentError, IndexLocked, IndexMismatch
from assistant.index import builds
from assistant.index.catalog import Catalog
from assistant.index.fingerprint import fingerprint
from assistant.index.lexical import Lexical
from assistant.index.writer import Writer
from assistant.ingest import survey
from assistant.ingest.parse import Parsed, parse
from assistant.ingest.sync import Parse, sync
from assistant.text.terms import terms
from assistant.types import Document, FileOutcome, SyncReport
from tests.hashing_embedder import HashingEmbedder, WordHashingEmbedder
from tests.ingest.made import zipped

ROVER = (
    "# Rover\n\nCuriosity landed on Mars in August 2012.\n\n"
    + "It drives over red rocks and measures the air. " * 12
)
BREAD = (
    "# Bread\n\nBread rises because yeast makes gas.\n\n"
    + "Salt slows the yeast down and gives some taste. " * 12
)


class Scene:
    """A folder of articles and its index."""

    def __init__(self, root: Path) -> None:
        self.corpus = root / "articles"
        self.corpus.mkdir()
        self.index = root / "index"
        self.embedder = HashingEmbedder()

    def write(self, name: str, text: str) -> None:
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def sync(self, *, parse: Parse = parse, retry_failed: bool = False, rebuild: bool = False) -> SyncReport:
        self.embedder.embedded.clear()
        with Writer.open(self.index, fingerprint(self.embedder, "1"), rebuild=rebuild) as writer:
            *_, last = sync(
                self.corpus,
                writer,
                self.embedder,
                parse=parse,
                retry=survey.always if retry_failed else survey.never,
            )
        assert last.stage == "done"
        assert last.report is not None
        return last.report

    @property
    def catalog(self) -> Catalog:
        from assistant.index.builds import current

        build = current(self.index)
        assert build is not None
        return Catalog.open(build)

    def documents(self) -> dict[str, Document]:
        """By their first location."""
        return {document.locations[0]: document for document in self.catalog.documents()}

    def words(self) -> dict[str, bytes]:
        """What is kept of the words of each chunk."""
        return self.catalog.words(sorted(self.catalog.chunk_ids()))

    def made_before_words(self) -> None:
        """The index as the release before this one made it."""
        with Writer.open(self.index, None) as writer, writer.catalog.writing() as db:
            db.execute("DROP TABLE words")
            db.execute("DROP TABLE frames")
            db.execute("DROP TABLE barred")
            db.execute("PRAGMA user_version = 2")
        Writer.open(self.index, None).close()

    def vector_ids(self) -> set[str]:
        with Writer.open(self.index, None) as writer:
            return writer.vectors.ids()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    scene = Scene(tmp_path)
    scene.write("rover.md", ROVER)
    scene.write("bread.md", BREAD)
    return scene


def test_every_chunk_is_its_documents_text_at_its_offsets(scene: Scene) -> None:
    report = scene.sync()
    assert (report.added, report.failed, report.skipped) == (2, 0, 0)
    for document in scene.documents().values():
        chunks = scene.catalog.chunks_of(document.id)
        assert len(chunks) > 1
        assert all(document.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    assert scene.vector_ids() == scene.catalog.chunk_ids()


def test_syncing_twice_embeds_nothing_and_writes_nothing(scene: Scene) -> None:
    assert scene.sync().embedded == len(scene.embedder.embedded) > 0
    generation = scene.catalog.generation
    report = scene.sync()
    assert scene.embedder.embedded == []
    assert (report.unchanged, report.added, report.embedded) == (2, 0, 0)
    assert scene.catalog.generation == generation


def test_an_unchanged_sync_imports_neither_llama_index_nor_chroma(scene: Scene) -> None:
    scene.sync()
    code = (
        "import sys\nfrom pathlib import Path\nfrom tests.ingest.test_sync import Scene\n"
        "from assistant.ingest.sync import sync\nfrom assistant.index.writer import Writer\n"
        "from tests.hashing_embedder import HashingEmbedder\n"
        "with Writer.open(Path(sys.argv[2]), None) as writer:\n"
        "    *_, last = sync(Path(sys.argv[1]), writer, HashingEmbedder())\n"
        "print(last.report.unchanged, 'chromadb' in sys.modules, 'llama_index' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(scene.corpus), str(scene.index)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert ran.stdout.split() == ["2", "False", "False"]


def test_an_edit_keeps_the_id_and_embeds_only_what_changed(scene: Scene) -> None:
    scene.sync()
    before = scene.documents()["rover.md"]
    scene.write("rover.md", ROVER + "\n\nIn 2026 it was still driving.")
    report = scene.sync()
    after = scene.documents()["rover.md"]
    assert (after.id, after.revision) == (before.id, 2)
    assert (report.changed, report.unchanged, report.added) == (1, 1, 0)
    assert 0 < len(scene.embedder.embedded) < len(scene.catalog.chunks_of(after.id))
    assert report.reused > 0
    assert scene.vector_ids() == scene.catalog.chunk_ids()


def test_a_file_that_changes_after_it_was_listed_is_indexed_as_it_was_read(scene: Scene) -> None:
    def changing(data: bytes, name: str) -> Parsed:
        if name == "bread.md":
            scene.write("rover.md", ROVER.replace("2012", "2031"))
        return parse(data, name)

    assert scene.sync(parse=changing).added == 2
    assert "August 2031" in scene.documents()["rover.md"].text
    assert scene.sync(parse=_never).unchanged == 2


def test_a_touched_file_is_hashed_once_and_not_read(scene: Scene) -> None:
    scene.sync()
    os.utime(scene.corpus / "rover.md", (1e9, 1e9))
    report = scene.sync(parse=_never)
    assert (report.unchanged, report.changed) == (2, 0)
    assert {state.mtime_ns for state in scene.catalog.files() if state.location == "rover.md"} == {10**18}


def test_an_edit_of_the_same_length_within_the_same_tick_is_seen(scene: Scene) -> None:
    scene.sync()
    path = scene.corpus / "rover.md"
    stamp = path.stat().st_mtime_ns
    scene.write("rover.md", ROVER.replace("2012", "2013"))
    os.utime(path, ns=(stamp, stamp))
    assert scene.sync().changed == 1


def test_a_moved_file_keeps_its_document_and_embeds_nothing(scene: Scene) -> None:
    scene.sync()
    before = scene.documents()["rover.md"].id
    (scene.corpus / "space").mkdir()
    (scene.corpus / "rover.md").rename(scene.corpus / "space" / "rover.md")
    report = scene.sync(parse=_never)
    assert scene.documents()["space/rover.md"].id == before
    assert (report.moved, report.added, report.removed, report.embedded) == (1, 0, 0, 0)


def test_two_files_that_trade_places_trade_documents(scene: Scene) -> None:
    scene.sync()
    before = scene.documents()
    scene.write("rover.md", BREAD)
    scene.write("bread.md", ROVER)
    assert scene.sync(parse=_never).moved == 2
    after = scene.documents()
    assert (after["rover.md"].id, after["bread.md"].id) == (before["bread.md"].id, before["rover.md"].id)


def test_the_same_bytes_under_two_names_are_one_document_in_two_places(scene: Scene) -> None:
    scene.write("copy.md", ROVER)
    report = scene.sync()
    assert report.added == 2
    assert scene.documents()["copy.md"].locations == ("copy.md", "rover.md")
    assert scene.catalog.repeats() == 1
    (scene.corpus / "copy.md").unlink()
    assert scene.sync().moved == 1
    assert scene.documents()["rover.md"].locations == ("rover.md",)


def test_editing_one_of_two_copies_makes_a_second_document(scene: Scene) -> None:
    scene.write("copy.md", ROVER)
    scene.sync()
    shared = scene.documents()["copy.md"].id
    scene.write("copy.md", ROVER.replace("Curiosity", "Perseverance"))
    scene.sync()
    found = scene.documents()
    assert found["rover.md"].id == shared != found["copy.md"].id
    assert found["rover.md"].revision == 1


def test_deleted_is_gone_from_vectors_words_and_documents(scene: Scene) -> None:
    scene.sync()
    gone = {chunk.id for chunk in scene.catalog.chunks_of(scene.documents()["bread.md"].id)}
    (scene.corpus / "bread.md").unlink()
    assert scene.sync().removed == 1
    assert not gone & scene.vector_ids()
    assert Lexical(scene.catalog.database).read_back(terms("yeast")[0]) == 0
    assert set(scene.documents()) == {"rover.md"}
    assert b"yeast" not in b"".join(text.encode() for text in [d.text for d in scene.documents().values()])


def test_a_bad_file_costs_no_other_and_is_not_read_again_until_asked(scene: Scene) -> None:
    scene.write("broken.pdf", "%PDF-1.7 and nothing else")
    scene.write("empty.md", "   ")
    report = scene.sync()
    assert (report.added, report.failed, report.skipped) == (2, 1, 1)
    assert {problem.location: bool(problem.reason) for problem in report.problems} == {
        "broken.pdf": True,
        "empty.md": True,
    }
    assert scene.sync(parse=_never).failed == 1
    assert scene.sync(parse=_always, retry_failed=True).failed == 0
    scene.write("empty.md", "Not empty any more.")
    assert scene.sync().skipped == 0


def test_what_is_no_file_is_skipped_by_name_and_holds_nothing_up(scene: Scene) -> None:
    os.mkfifo(scene.corpus / "pipe.md")
    (scene.corpus / "zero.md").symlink_to("/dev/zero")
    (scene.corpus / "loop").symlink_to(scene.corpus)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(scene.corpus / "socket.md"))
        report = scene.sync()
        assert (report.added, report.skipped, report.failed) == (2, 4, 0)
        assert [problem.location for problem in report.problems] == [
            "loop",
            "pipe.md",
            "socket.md",
            "zero.md",
        ]
        assert all(problem.reason for problem in report.problems)
        assert scene.sync().skipped == 4
    (scene.corpus / "pipe.md").unlink()
    scene.write("pipe.md", BREAD.replace("yeast", "sourdough"))
    assert scene.sync().added == 1


def test_parts_of_a_file_that_hold_no_article_are_named_too(scene: Scene) -> None:
    scene.write("rows.jsonl", '{"title": "Tides", "body": "They rise."}\n{"cut\n{"title": "no text"}\n')
    report = scene.sync()
    assert (report.added, report.failed, report.skipped) == (3, 1, 1)
    assert {problem.location: problem.state for problem in report.problems} == {
        "rows.jsonl#2": "failed",
        "rows.jsonl#3": "skipped",
    }
    scene.write("rows.jsonl", '{"title": "Tides", "body": "They rise."}\n')
    assert scene.sync().problems == ()


GUESSED = "encoding not stated, read as cp1252; save it as UTF-8 if letters look wrong"


def test_what_was_guessed_of_an_article_is_told_until_it_is_mended_and_changes_no_count(scene: Scene) -> None:
    (scene.corpus / "menu.txt").write_bytes("Crème brûlée, nine euros.".encode("cp1252"))
    report = scene.sync()
    assert report.warnings == (FileOutcome("menu.txt", "warning", GUESSED),)
    assert (report.added, report.skipped, report.failed, report.warned, report.problems) == (3, 0, 0, 1, ())
    assert scene.sync(parse=_never).warnings == report.warnings
    scene.write("menu.txt", "Crème brûlée, nine euros.")
    assert (scene.sync().warnings, scene.sync().warned) == ((), 0)


def test_a_warning_names_the_part_of_the_file_that_it_is_about(scene: Scene) -> None:
    (scene.corpus / "old.zip").write_bytes(
        zipped(
            {"a.txt": b"Plain words.", "b/menu.txt": "Crème brûlée.".encode("cp1252"), "c.png": b"\x89PNG"}
        )
    )
    report = scene.sync()
    assert report.warnings == (FileOutcome("old.zip#b/menu.txt", "warning", GUESSED),)
    assert [problem.location for problem in report.problems] == ["old.zip#c.png"]


def test_problems_and_warnings_follow_a_file_to_its_new_name_and_to_its_copies(scene: Scene) -> None:
    archive = zipped({"menu.txt": "Crème brûlée.".encode("cp1252"), "c.png": b"\x89PNG"})
    (scene.corpus / "old.zip").write_bytes(archive)
    (scene.corpus / "same.zip").write_bytes(archive)
    report = scene.sync()
    assert [warning.location for warning in report.warnings] == ["old.zip#menu.txt", "same.zip#menu.txt"]
    (scene.corpus / "same.zip").unlink()
    (scene.corpus / "old.zip").rename(scene.corpus / "new.zip")
    report = scene.sync(parse=_never)
    assert [warning.location for warning in report.warnings] == ["new.zip#menu.txt"]
    assert [problem.location for problem in report.problems] == ["new.zip#c.png"]


def test_a_row_or_a_reason_that_cannot_be_written_down_stops_nothing(scene: Scene) -> None:
    scene.write(
        "rows.jsonl", r'{"title": "T\ud800", "url": "https://a.example/\udfff", "body": "Words \ud800."}'
    )
    scene.write("odd.md", "Other words.")
    report = scene.sync(parse=_complaining)
    assert (report.added, report.failed) == (3, 1)
    assert report.problems[0].reason == "cannot read it"


def test_a_failure_says_what_to_do_about_it(scene: Scene) -> None:
    scene.write("broken.pdf", "%PDF-1.7 and nothing else")
    (problem,) = scene.sync().problems
    assert problem.reason.endswith(". Open it in a viewer and save it again")


def test_a_file_that_breaks_keeps_its_last_version_and_says_so(scene: Scene) -> None:
    scene.sync()
    scene.write("rover.md", ROVER + " More.")
    report = scene.sync(parse=_failing)
    assert report.failed == 1
    assert "still answers" in report.problems[0].reason
    assert "Curiosity" in scene.documents()["rover.md"].text
    scene.write("rover.md", ROVER)
    assert scene.sync().failed == 0


def test_a_file_that_is_no_article_any_more_leaves_the_index(scene: Scene) -> None:
    scene.sync()
    scene.write("rover.md", " ")
    report = scene.sync()
    assert (report.skipped, report.removed) == (1, 1)
    assert set(scene.documents()) == {"bread.md"}


def test_what_lies_in_a_folder_that_cannot_be_listed_is_not_taken_for_deleted(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.write("inner/salt.md", "# Salt\n\nSalt is a mineral.")
    scene.sync()
    real = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "inner":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    report = scene.sync()
    assert (report.removed, report.failed) == (0, 1)
    assert "inner/salt.md" in scene.documents()


def test_articles_inside_one_file_keep_their_ids_when_others_come_between(scene: Scene) -> None:
    rows = ["one about ships", "two about trains", "three about planes"]
    scene.write("rows.txt", "\n".join(rows))
    scene.sync(parse=_rows)
    before = {document.text: document.id for document in scene.catalog.documents()}
    scene.write("rows.txt", "\n".join(["zero about bikes", rows[0], "two about fast trains", rows[2]]))
    report = scene.sync(parse=_rows)
    after = {document.text: document.id for document in scene.catalog.documents()}
    assert after[rows[0]] == before[rows[0]]
    assert after[rows[2]] == before[rows[2]]
    assert after["two about fast trains"] == before[rows[1]]
    assert (report.added, report.changed, report.removed) == (1, 1, 0)


def test_an_index_made_in_another_way_is_refused_with_the_command_to_run(scene: Scene) -> None:
    scene.sync()
    scene.embedder.fingerprint = "hashing-2"
    with pytest.raises(IndexMismatch, match=r"embedder 'hashing-1' instead of 'hashing-2'.*--rebuild"):
        scene.sync()


def test_a_rebuild_embeds_again_only_for_another_embedder_and_keeps_ids(scene: Scene) -> None:
    scene.write("copy.md", ROVER)
    scene.sync()
    before = {document.id: document.revision for document in scene.catalog.documents()}
    assert scene.sync(rebuild=True).embedded == 0
    scene.embedder.fingerprint = "hashing-2"
    report = scene.sync(rebuild=True)
    assert report.embedded == len(set(scene.embedder.embedded)) > 0
    assert report.embedded + report.reused == scene.catalog.counts().chunks
    assert (report.unchanged, report.added, report.changed) == (2, 0, 0)
    assert {document.id: document.revision for document in scene.catalog.documents()} == before
    assert scene.sync().unchanged == 2


def test_a_rebuild_that_is_broken_off_changes_nothing_and_is_gone_on_with(scene: Scene) -> None:
    texts = scene.sync().embedded
    old = scene.catalog.counts()
    scene.embedder.fingerprint = "hashing-2"
    done = broken_off(scene)
    assert scene.catalog.counts() == old
    assert scene.catalog.fingerprint["embedder"] == "hashing-1"
    assert done > 0
    assert scene.sync(rebuild=True).embedded == texts - done
    assert scene.catalog.fingerprint["embedder"] == "hashing-2"


def broken_off(scene: Scene) -> int:
    """A rebuild that ends while it embeds; how many texts it has embedded."""
    scene.embedder.embedded.clear()
    with Writer.open(scene.index, fingerprint(scene.embedder, "1"), rebuild=True) as writer:
        events = sync(scene.corpus, writer, scene.embedder)
        while next(events).stage != "embedding":
            pass
        events.close()
    return len(scene.embedder.embedded)


def test_a_rebuild_after_one_that_is_finished_reads_everything_anew(scene: Scene) -> None:
    scene.sync()
    for _ in range(3):
        read: list[str] = []

        def noting(data: bytes, name: str, read: list[str] = read) -> Parsed:
            read.append(name)
            return parse(data, name)

        assert scene.sync(parse=noting, rebuild=True).embedded == 0
        assert sorted(read) == ["bread.md", "rover.md"]


def test_a_rebuild_that_is_broken_off_outlives_a_sync_in_the_old_way(scene: Scene) -> None:
    texts = scene.sync().embedded
    scene.embedder.fingerprint = "hashing-2"
    done = broken_off(scene)
    scene.embedder.fingerprint = "hashing-1"
    scene.write("salt.md", "# Salt\n\nSalt is a mineral.")
    assert scene.sync().added == 1
    scene.embedder.fingerprint = "hashing-2"
    assert scene.sync(rebuild=True).embedded == texts + 1 - done
    assert set(scene.documents()) == {"bread.md", "rover.md", "salt.md"}


def test_a_rebuild_with_yet_another_embedder_does_not_go_on_with_the_one_that_was_broken_off(
    scene: Scene,
) -> None:
    texts = scene.sync().embedded
    scene.embedder.fingerprint = "hashing-2"
    broken_off(scene)
    scene.embedder.fingerprint = "hashing-3"
    assert scene.sync(rebuild=True).embedded == texts
    assert len(builds.builds(scene.index)) == 2
    scene.sync()
    assert builds.builds(scene.index) == [builds.current(scene.index)]


def test_a_rebuild_that_another_release_began_is_begun_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = scene.sync().embedded
    scene.embedder.fingerprint = "hashing-2"
    with monkeypatch.context() as earlier:
        earlier.setattr("assistant.__version__", "0.0.9")
        broken_off(scene)
    assert scene.sync(rebuild=True).embedded == texts


def test_what_words_mean_is_kept_with_the_vectors_and_goes_with_them(scene: Scene) -> None:
    scene.embedder = WordHashingEmbedder()
    scene.sync()
    before = scene.words()
    assert before.keys() == scene.catalog.chunk_ids()
    (scene.corpus / "bread.md").rename(scene.corpus / "loaf.md")
    scene.sync()
    assert scene.embedder.embedded == []
    assert scene.words() == before
    (scene.corpus / "loaf.md").unlink()
    scene.sync()
    left = scene.words()
    assert left.keys() == scene.catalog.chunk_ids() < before.keys()
    with scene.catalog.database.reading() as db:
        assert db.execute("SELECT count(*) FROM words").fetchone()[0] == len(set(left.values()))


def test_an_index_of_the_release_before_learns_its_words_at_the_next_sync(scene: Scene) -> None:
    scene.embedder = WordHashingEmbedder()
    scene.sync()
    whole, documents = scene.words(), scene.documents()
    scene.made_before_words()
    assert scene.words() == {}
    report = scene.sync()
    assert scene.words() == whole
    assert scene.documents() == documents
    assert (report.unchanged, report.changed, report.embedded) == (2, 0, len(scene.embedder.embedded))
    assert sorted(scene.embedder.embedded) == sorted(set(scene.embedder.embedded))
    assert not scene.catalog.wordless, "or every later sync would open Chroma to look for words"
    assert scene.sync().embedded == 0


def test_learning_words_that_is_broken_off_is_gone_on_with(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.embedder = WordHashingEmbedder()
    scene.sync()
    whole = scene.words()
    scene.made_before_words()
    monkeypatch.setattr("assistant.ingest.sync.LEARNT_AT_ONCE", 1)
    with Writer.open(scene.index, fingerprint(scene.embedder, "1")) as writer:
        syncing = sync(scene.corpus, writer, scene.embedder)
        while not scene.words():
            next(syncing)
        syncing.close()
    assert 0 < len(scene.words()) < len(whole)
    scene.sync()
    assert scene.words() == whole


def test_an_embedder_without_words_has_nothing_to_learn(scene: Scene) -> None:
    scene.sync()
    scene.made_before_words()
    assert scene.sync().embedded == 0
    assert scene.words() == {}


def test_a_rebuild_learns_words_too(scene: Scene) -> None:
    scene.embedder = WordHashingEmbedder()
    scene.sync()
    whole = scene.words()
    scene.made_before_words()
    scene.sync(rebuild=True)
    assert scene.words() == whole
    scene.sync()
    scene.sync(rebuild=True)
    assert scene.embedder.embedded == []


def test_only_one_may_write_and_the_other_is_told_who_does(scene: Scene) -> None:
    with (
        Writer.open(scene.index, fingerprint(scene.embedder, "1")),
        pytest.raises(IndexLocked, match=f"process {os.getpid()} on "),
    ):
        scene.sync()
    assert scene.sync().added == 2


def test_an_empty_folder_is_nothing_to_index_but_an_emptied_one_is_the_truth(
    scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "bare").mkdir()
    bare = Scene(tmp_path / "bare")
    with pytest.raises(CorpusError, match="No articles"):
        bare.sync()
    scene.sync()
    for path in scene.corpus.iterdir():
        path.unlink()
    assert scene.sync().removed == 2
    assert scene.documents() == {}
    assert scene.vector_ids() == set()


def test_a_folder_that_is_gone_deletes_nothing(scene: Scene) -> None:
    scene.sync()
    scene.corpus.rename(scene.corpus.with_name("elsewhere"))
    with pytest.raises(CorpusError):
        scene.sync()
    assert len(scene.documents()) == 2


def _never(data: bytes, name: str) -> Parsed:
    raise AssertionError(f"{name} was read")


def _complaining(data: bytes, name: str) -> Parsed:
    if name == "odd.md":
        raise DocumentError("cannot \udc80read\x07 it")
    return parse(data, name)


def _failing(data: bytes, name: str) -> Parsed:
    raise DocumentError("it is half written")


def _always(data: bytes, name: str) -> Parsed:
    return parse(b"An article after all, named " + name.encode(), "article.txt")


def _rows(data: bytes, name: str) -> Parsed:
    """Articles by the line, for a `.txt`; other files as always."""
    if not name.endswith(".txt"):
        return parse(data, name)
    from dataclasses import replace

    lines = data.decode().split("\n")
    articles = [parse(line.encode(), "row.txt").articles[0] for line in lines]
    return Parsed(
        tuple(replace(a, title=a.text.split()[0], part=str(number)) for number, a in enumerate(articles, 1))
    )
