"""Scanned pages: skipped with what to do about it, and read with tesseract once that is asked for."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from assistant import Corpus
from assistant.errors import DocumentError, UsageError
from assistant.ingest.article import SCANNED
from assistant.ingest.ocr import NOTE, Ocr
from assistant.ingest.parse import parse
from assistant.ingest.parser import Parser
from assistant.types import FileOutcome
from tests.conftest import REQUIRE_ALL
from tests.hashing_embedder import HashingEmbedder
from tests.ingest import made

LINES = ["The lighthouse was lit in 1887.", "Its lamp is seen for 24 miles."]


@pytest.fixture(scope="module")
def scan() -> bytes:
    """A PDF that holds nothing but the picture of a page."""
    with pypdfium2.PdfDocument(made.pdf([LINES])) as document:
        picture = document[0].render(scale=3).to_pil()
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=216)
    return out.getvalue()


@pytest.fixture(scope="module")
def tesseract() -> str:
    found = shutil.which("tesseract")
    if found is None:
        if REQUIRE_ALL:
            pytest.fail("REQUIRE_ALL=1 and there is no tesseract; install Debian's package tesseract-ocr")
        pytest.skip("NO TESSERACT: scanned pages are not tested")
    return found


@pytest.fixture
def corpus_folder(tmp_path: Path, scan: bytes) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(scan)
    (folder / "plain.txt").write_text("The harbour has two piers.")
    return folder


def test_a_scan_is_skipped_with_the_command_that_reads_it_and_read_once_that_is_run(
    corpus_folder: Path, tesseract: str
) -> None:
    index = corpus_folder.with_name("index")
    with Corpus.open(corpus_folder, index=index, embedder=HashingEmbedder()) as corpus:
        report = corpus.sync()
        assert [(p.location, p.reason) for p in report.problems] == [("scan.pdf", SCANNED)]
    with Corpus.open(corpus_folder, index=index, embedder=HashingEmbedder(), ocr="eng") as corpus:
        assert corpus.sync().added == 1
        (scan,) = [d for d in corpus.documents() if d.locations == ("scan.pdf",)]
        assert [line for line in LINES if line not in scan.text.replace("\n", " ")] == []
        assert corpus.status()["warnings"] == [FileOutcome("scan.pdf", "warning", NOTE)]
        assert corpus.sync().unchanged == 2


def test_scanned_pages_among_others_are_counted_and_told(scan: bytes) -> None:
    mixed = pypdf.PdfWriter()
    for part in (made.pdf([["The harbour has two piers."], []]), scan, scan):
        mixed.append(io.BytesIO(part))
    out = io.BytesIO()
    mixed.write(out)
    (article,) = parse(out.getvalue(), "mixed.pdf").articles
    assert article.text == "The harbour has two piers."
    (warning,) = article.warnings
    assert warning.startswith("2 of 4 pages are pictures and were not read; ")


STORY = ["A boat came in.", "Nobody saw it.", "Rain fell.", "Lamps were lit.", "Then somebody knocked.",
         "Dogs barked.", "A door opened.", "Two men went out.", "They came back wet."]  # fmt: skip


def test_a_picture_on_the_cover_is_nothing_to_tell(scan: bytes) -> None:
    book = pypdf.PdfWriter()
    for part in (scan, made.pdf([[line] for line in STORY])):
        book.append(io.BytesIO(part))
    out = io.BytesIO()
    book.write(out)
    assert parse(out.getvalue(), "book.pdf").articles[0].warnings == ()


def test_a_language_that_tesseract_lacks_fails_that_file_and_says_so(scan: bytes, tesseract: str) -> None:
    with Parser(ocr=Ocr(tesseract, "tlh")) as parser, pytest.raises(DocumentError, match="tesseract failed"):
        parser.parse(scan, "scan.pdf")


def test_asking_for_scans_without_tesseract_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="tesseract is not installed"):
        Corpus.open(tmp_path, index=tmp_path.with_name("index"), ocr="eng")


def test_a_parser_that_may_run_tesseract_may_run_nothing_else(tmp_path: Path) -> None:
    """Another program under the allowed one's name is another path."""
    with Parser(ocr=Ocr(str(tmp_path / "no-such-program"), "eng")) as parser, pytest.raises(DocumentError):
        parser.parse(made.pdf([[]]), "empty.pdf")
