from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import Corpus
from assistant.corpus import fetched
from assistant.errors import AssistantError, IndexLocked
from assistant.index.embedder import StaticEmbedder
from assistant.index.lock import WriteLock
from assistant.ingest.fetch import Fetcher
from assistant.interfaces.cli import app

ARTICLE = "# The lighthouse\n\nThe lighthouse at Cape Wrath was built in 1828 by Robert Stevenson.\n"


@pytest.fixture
def articles(indexed: Callable[..., Corpus], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one article; its index lies where the command line looks for one."""
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "fast")
    with indexed(tmp_path, {"lighthouse.md": ARTICLE}) as corpus:
        shutil.move(corpus.index_folder, Corpus.open(corpus.folder).index_folder)
        return corpus.folder


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def test_the_doctor_finds_a_whole_index_well_and_mends_a_broken_one(articles: Path) -> None:
    assert "All is well" in run("doctor", "--corpus", articles)
    (articles / "lighthouse.md").write_text(ARTICLE.replace("1828", "1829"), encoding="utf-8")
    assert "synced" in run("doctor", "--corpus", articles)


def test_a_backup_is_one_file_and_answers_again_when_restored(articles: Path, tmp_path: Path) -> None:
    file = tmp_path / "index.backup"
    run("backup", file, "--corpus", articles)
    place = Corpus.open(articles).index_folder
    shutil.rmtree(place)
    run("restore", file, "--corpus", articles)
    assert "1828" in run("ask", "Who built the lighthouse at Cape Wrath?", "--corpus", articles)


def test_after_a_purge_the_bytes_of_a_deleted_article_are_gone_from_the_disk(articles: Path) -> None:
    (articles / "other.md").write_text("# Other\n\nAnother article about harbours.\n", encoding="utf-8")
    run("index", articles)
    (articles / "lighthouse.md").unlink()
    run("index", articles)
    run("purge", "--corpus", articles)
    place = Corpus.open(articles).index_folder
    left = [path for path in place.rglob("*") if path.is_file() and b"Robert Stevenson" in path.read_bytes()]
    assert left == []


def test_a_watched_folder_is_synced_when_it_changes(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ingest.watch.INTERVAL", 0.05)
    stop = threading.Event()
    with Corpus.open(articles, embedder=StaticEmbedder()) as corpus:
        reports = corpus.watch(stop)
        assert next(reports).unchanged == 1
        (articles / "new.md").write_text("# New\n\nA new article about tides.\n", encoding="utf-8")
        assert next(reports).added == 1
        stop.set()
        assert list(reports) == []


def test_an_empty_folder_can_be_watched_and_what_hinders_a_sync_for_a_while_is_told_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.ingest.watch.INTERVAL", 0.05)
    monkeypatch.setattr("assistant.ingest.watch.TRIED_AGAIN", 0.01)
    folder, stop, told = tmp_path / "bare", threading.Event(), list[str]()
    folder.mkdir()
    with Corpus.open(folder, index=tmp_path / "index", embedder=StaticEmbedder()) as corpus:
        lock = WriteLock(corpus.index_folder / "lock")

        def hindered(error: AssistantError) -> None:
            told.append(error.message)
            lock.release()

        reports = corpus.watch(stop, hindered=hindered)
        assert next(reports).added == 0
        (folder / "new.md").write_text("# New\n\nA new article about tides.\n", encoding="utf-8")
        lock.acquire()
        assert next(reports).added == 1
        assert [message.split(" by ")[0] for message in told] == [
            f"The index in {corpus.index_folder} is being written"
        ]
        reports.close()
        with lock.acquire(), pytest.raises(IndexLocked):
            next(corpus.watch(stop))


def test_an_address_that_is_not_public_is_refused_and_named(tmp_path: Path) -> None:
    output = run("fetch", "http://127.0.0.1:1/page", "--into", tmp_path, code=3)
    assert "failed http://127.0.0.1:1/page" in output


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    page = "<html><head><title>Tides</title></head><body><article><p>Tides follow the Moon.</p></article></body></html>"
    (folder / "tides.html").write_text(page, encoding="utf-8")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_fetched_page_becomes_an_article_that_keeps_its_address(site: str, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    port = int(site.rpartition(":")[2])
    (outcome,) = fetched(
        [f"{site}/tides.html"], folder, fetcher=Fetcher(ports=[port], networks=["127.0.0.0/8"])
    )
    assert outcome.state == "added"
    with Corpus.open(folder, index=tmp_path / "index", embedder=StaticEmbedder()) as corpus:
        corpus.sync()
        (document,) = corpus.documents()
    assert document.url == f"{site}/tides.html"
    assert "Tides follow the Moon." in document.text
