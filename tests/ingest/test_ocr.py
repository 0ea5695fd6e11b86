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
from assistant.ingest import ocr
from assistant.ingest.article import READ_SCANS, SCANNED
from assistant.ingest.ocr import NOTE, Ocr
from assistant.ingest.parse import parse
from assistant.ingest.parser import Parser
from assistant.types import FileOutcome
from tests.conftest import REQUIRE_ALL
from tests.hashing_embedder import HashingEmbedder
from tests.ingest import made

LINES = ["The lighthouse was lit in 1887.", "Its lamp is seen for 24 miles."]

STORY = ["A boat came in.", "Nobody saw it.", "Rain fell.", "Lamps were lit.", "Then somebody knocked.",
         "Dogs barked.", "A door opened.", "Two men went out.", "They came back wet."]  # fmt: skip


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
        assert corpus.status()["warnings"] == [FileOutcome("scan.pdf", "warning", f"page 1 of 1: {NOTE}")]
        assert corpus.sync().unchanged == 2


def bound(*parts: bytes) -> bytes:
    """The pages of several PDFs as one."""
    writer = pypdf.PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def numbered(scan: bytes, number: str) -> bytes:
    """The scan with its page number as text."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(scan))
    writer.pages[0].merge_page(pypdf.PdfReader(io.BytesIO(made.pdf([[number]]))).pages[0])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_scanned_pages_among_others_are_named(scan: bytes) -> None:
    mixed = bound(made.pdf([["The harbour has two piers."], []]), scan, scan, made.pdf([["Boats."]]), scan)
    (article,) = parse(mixed, "mixed.pdf").articles
    assert article.text == "The harbour has two piers.\n\nBoats."
    assert article.warnings == (f"no text layer on pages 3-4, 6 of 6; {READ_SCANS}",)


def test_a_scan_that_has_its_page_number_as_text_is_a_scan_all_the_same(scan: bytes) -> None:
    mixed = bound(made.pdf([["The harbour has two piers."]]), numbered(scan, "- 2 -"))
    assert parse(mixed, "mixed.pdf").articles[0].warnings == (f"no text layer on page 2 of 2; {READ_SCANS}",)


def test_of_very_many_scanned_pages_the_first_stretches_are_named(scan: bytes) -> None:
    pages = [part for line in [*STORY, "They sat.", "It rained."] for part in (scan, made.pdf([[line]]))]
    (article,) = parse(bound(*pages), "mixed.pdf").articles
    assert article.warnings == (
        f"no text layer on pages 3, 5, 7, 9, 11, 13, 15, 17 and 2 more of 22; {READ_SCANS}",
    )


def test_scanned_pages_among_others_are_read_in_their_places_once_that_is_asked_for(
    tmp_path: Path, scan: bytes, tesseract: str
) -> None:
    folder, index = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    mixed = bound(made.pdf([["The harbour has two piers."]]), scan, made.pdf([["Boats lie there."]]))
    (folder / "mixed.pdf").write_bytes(mixed)
    (folder / "same.pdf").write_bytes(mixed)
    (folder / "packed.zip").write_bytes(made.zipped({"scan.pdf": scan, "a.txt": b"A boat came in."}))
    with Corpus.open(folder, index=index, embedder=HashingEmbedder()) as corpus:
        assert corpus.sync().warned == 2
        assert corpus.sync().unchanged == 2
    with Corpus.open(folder, index=index, embedder=HashingEmbedder(), ocr="eng") as corpus:
        report = corpus.sync()
        assert (report.skipped, report.failed) == (0, 0)
        (read,) = [d for d in corpus.documents() if "mixed.pdf" in d.locations]
        assert read.locations == ("mixed.pdf", "same.pdf")
        assert " ".join(read.text.split()) == " ".join(
            ["The harbour has two piers.", *LINES, "Boats lie there."]
        )
        assert {w.reason for w in report.warnings} == {f"page 2 of 3: {NOTE}", f"page 1 of 1: {NOTE}"}
        assert corpus.sync().unchanged == 3


def test_a_scanned_page_makes_no_headings_of_the_others(
    scan: bytes, tesseract: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "allowed", Ocr(tesseract, "eng"))
    mixed = bound(made.pdf([["The harbour has two piers."]]), scan, scan)
    assert [section.heading for section in parse(mixed, "mixed.pdf").articles[0].sections] == [None] * 3


def test_of_more_scanned_pages_than_are_read_that_is_told(
    scan: bytes, tesseract: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "allowed", Ocr(tesseract, "eng"))
    monkeypatch.setattr(ocr, "MOST_PAGES", 1)
    (article,) = parse(bound(scan, scan), "scan.pdf").articles
    assert " ".join(article.text.split()) == " ".join(LINES)
    assert article.warnings == (
        "only the first 1 of 2 scanned pages were read; split the file to have all of it",
        f"page 1 of 2: {NOTE}",
    )


def test_a_picture_on_the_cover_is_nothing_to_tell(scan: bytes) -> None:
    assert parse(bound(scan, made.pdf([[line] for line in STORY])), "book.pdf").articles[0].warnings == ()


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
