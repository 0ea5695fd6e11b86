from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Corpus
from assistant.errors import AssistantError, UsageError
from assistant.index.embedder import StaticEmbedder
from assistant.interfaces import collection as module
from assistant.interfaces.collection import Collection
from assistant.interfaces.ui.shelf import listing
from assistant.interfaces.ui.update import Update, adding, moving
from assistant.settings import Values
from assistant.state.database import Database
from assistant.state.preferences import Preferences

LIGHT = "# The lighthouse\n\nThe grey lighthouse of Skagen was built in 1858 and is 46 metres high."
FAST = Values(embedder="fast")


@pytest.fixture
def shared(tmp_path: Path) -> Preferences:
    return Preferences(Database(tmp_path / "state.sqlite3"))


@pytest.fixture
def opened() -> list[Values]:
    return []


@pytest.fixture
def corpus(indexed: Callable[..., Corpus], tmp_path: Path) -> Iterator[Corpus]:
    with indexed(tmp_path, {"light.md": LIGHT}) as made:
        yield made


@pytest.fixture
def collection(
    corpus: Corpus, shared: Preferences, opened: list[Values], monkeypatch: pytest.MonkeyPatch
) -> Collection:
    monkeypatch.setattr(module, "TOLD", 0.0)
    return Collection(corpus, FAST, shared, opened.append)


def test_from_an_empty_folder_that_was_named_one_may_move_on_and_what_was_named_holds_no_more(
    shared: Preferences, opened: list[Values], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TOLD", 0.0)
    bare, other = tmp_path / "bare", tmp_path / "other"
    bare.mkdir()
    other.mkdir()
    (other / "light.md").write_text(LIGHT, encoding="utf-8")
    given = Values(corpus=bare, index=tmp_path / "index", embedder="fast")
    with Corpus.open(bare, index=tmp_path / "index", embedder=StaticEmbedder()) as corpus:
        list(corpus.syncing(empty=True))
        collection = Collection(corpus, given, shared, opened.append)
        assert collection.may_move
        assert last(moving(collection, {"corpus": str(other)}))["reopening"]
        while not opened:
            pass
        assert opened == [FAST]
        (bare / "light.md").write_text(LIGHT, encoding="utf-8")
        corpus.sync()
        assert not collection.may_move
        with pytest.raises(UsageError, match="named where the assistant was started"):
            last(moving(collection, {"corpus": str(other)}))


def last(states: Iterator[dict[str, Any]]) -> dict[str, Any]:
    *_, found = states
    return found


def test_what_is_added_is_indexed_and_what_holds_no_article_is_taken_away_again(
    collection: Collection, corpus: Corpus
) -> None:
    kept = [
        collection.keep("deep/pier.md", b"# The pier\n\nIt was built in 1902."),
        collection.keep("x.bin", b"\0\1"),
    ]
    state = last(adding(collection, kept, []))
    assert (state["report"]["added"], state["report"]["unchanged"]) == (1, 1)
    assert [problem["location"] for problem in state["report"]["problems"]] == ["added/x.bin"]
    assert {document.title for document in corpus.documents()} == {"The lighthouse", "The pier"}
    assert not (corpus.folder / "added" / "x.bin").exists()
    assert all(outcome.location != "added/x.bin" for outcome in corpus.outcomes())


def test_what_was_guessed_of_what_was_added_is_told_and_the_file_stays(
    collection: Collection, corpus: Corpus
) -> None:
    (corpus.folder / "old.txt").write_bytes("Vor langer Zeit gewährt.".encode("cp1252"))
    corpus.sync()
    state = last(adding(collection, [collection.keep("menu.txt", "Crème brûlée.".encode("cp1252"))], []))
    assert [warning["location"] for warning in state["report"]["warnings"]] == ["added/menu.txt"]
    assert (state["report"]["warned"], state["report"]["failed"]) == (1, 0)
    assert (corpus.folder / "added" / "menu.txt").exists()
    assert [warning["location"] for warning in listing(collection)["warnings"]] == [
        "added/menu.txt",
        "old.txt",
    ]


def test_an_address_beyond_the_public_network_is_refused_with_its_reason(collection: Collection) -> None:
    state = last(adding(collection, [], ["http://127.0.0.1:1/secret"]))
    assert [problem["state"] for problem in state["report"]["problems"]] == ["failed"]


@pytest.mark.parametrize(
    "name", ["../out.md", "/etc/x/../y", ".hidden", "a/.b/c.md", "", "a\0b", "n" * 200, "a/" * 20 + "b"]
)
def test_a_name_that_leads_elsewhere_or_hides_is_refused(collection: Collection, name: str) -> None:
    with pytest.raises(UsageError):
        collection.keep(name, b"x")


def test_a_file_is_not_replaced_and_a_full_disk_takes_none(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection.keep("a.md", b"one")
    with pytest.raises(AssistantError, match="already"):
        collection.keep("a.md", b"two")
    monkeypatch.setattr(module, "ROOM_LEFT", 2**60)
    with pytest.raises(UsageError, match="disk is nearly full"):
        collection.keep("b.md", b"one")


def test_a_folder_that_cannot_be_written_to_is_told_and_takes_nothing(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.os, "access", lambda *_: False)
    assert "cannot be written to" in collection.closed
    with pytest.raises(UsageError, match="cannot be written to"):
        collection.keep("a.md", b"x")


def test_another_folder_is_indexed_and_then_opened(
    collection: Collection, shared: Preferences, opened: list[Values], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(AssistantError):
        last(moving(collection, {"corpus": str(other)}))
    assert shared.all() == {}
    (other / "light.md").write_text(LIGHT, encoding="utf-8")
    assert last(moving(collection, {"corpus": str(other)}))["reopening"]
    assert shared.all() == {"corpus": str(other)}


def test_a_folder_without_an_article_is_not_opened(
    collection: Collection, shared: Preferences, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.bin").write_bytes(b"\0\1")
    assert not last(moving(collection, {"corpus": str(other)}))["reopening"]
    assert shared.all() == {}


def test_work_is_done_one_after_the_other_and_an_error_is_told() -> None:
    update, seen = Update(), []

    def work(name: str) -> Iterator[dict[str, Any]]:
        seen.append(name)
        yield {"stage": name}
        if name == "bad":
            raise UsageError("no", "try")

    update.start(lambda: work("one"))
    update.start(lambda: work("bad"))
    while update.state["running"]:
        pass
    assert seen == ["one", "bad"]
    assert update.state == {"running": False, "error": "no", "hint": "try"}
