"""PDF text, page by page, without running heads: pdfium reads it, pypdf where pdfium cannot."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from assistant.errors import DocumentError
from assistant.ingest import ocr
from assistant.ingest.article import SCANNED, Draft, Skipped
from assistant.ingest.formats import pdf_layout
from assistant.ingest.formats.pdf_layout import Line, placeless
from assistant.ingest.metadata import Metadata

MOST_PAGES = 5000

_LINE = re.compile(r"[^\r\n\x02\s][^\r\n\x02]*(?:\x02|(?<=\S))")
_MACHINE_TITLE = re.compile(
    r"untitled|microsoft \w+ - .*|.*\.(?:docx?|odt|rtf|tex|dvi|indd|qxd|pdf|html?)|(?:https?|file):.*", re.I
)


def read(data: bytes) -> Iterator[Draft]:
    """One article whose blocks know their pages.

    Raises:
        Skipped: no page has text, and scanned pages are not to be read, or hold none either.
        DocumentError: it is encrypted or broken.
    """
    metadata = Metadata()
    try:
        pages, count = _pdfium(data, metadata)
    except _Unreadable:
        pages, count = _pypdf(data, metadata)
    blocks, most, notes = pdf_layout.blocks(pages), MOST_PAGES, list[str]()
    if not blocks and ocr.allowed:
        blocks = pdf_layout.blocks([placeless(lines) for lines in ocr.allowed.pages(data)])
        most, notes = ocr.MOST_PAGES, [ocr.NOTE]
    if not blocks:
        raise Skipped("no text on its scanned pages" if ocr.allowed else SCANNED)
    if count > most:
        notes.append(f"only the first {most} of {count} pages were read; split the file to have all of it")
    yield Draft(blocks, metadata, warnings=tuple(notes))


class _Unreadable(Exception):
    """Pdfium cannot open or read the file."""


def _pdfium(data: bytes, metadata: Metadata) -> tuple[list[list[Line]], int]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError("The PDF is encrypted", "Save it without a password") from error
        raise _Unreadable from error
    try:
        _offer_info(metadata, document.get_metadata_dict())
        count = len(document)
        return [_page_lines(document[number]) for number in range(min(count, MOST_PAGES))], count
    except pypdfium2.PdfiumError as error:
        raise _Unreadable from error
    finally:
        document.close()


def _page_lines(page: Any) -> list[Line]:
    textpage = page.get_textpage()
    # A word broken at the margin is given as one, with a mark where the hyphen was.
    text = textpage.get_text_range().replace("\ufffe", "\x02")
    placed = len(text) == textpage.count_chars()
    found = list(_LINE.finditer(text))
    lines = (
        [_placed(textpage, line) for line in found]
        if placed
        else placeless([_hyphenated(line[0]) for line in found])
    )
    textpage.close()
    page.close()
    return lines


def _placed(textpage: Any, line: re.Match[str]) -> Line:
    import pypdfium2.raw

    first, last = line.start(), line.end() - 1
    left, foot, _, _ = textpage.get_charbox(first, loose=True)
    _, _, right, _ = textpage.get_charbox(last, loose=True)
    size = pypdfium2.raw.FPDFText_GetFontSize(textpage.raw, first)
    return Line(_hyphenated(line[0]), size, foot, left, right)


def _hyphenated(text: str) -> str:
    return text.replace("\x02", "-")


def _pypdf(data: bytes, metadata: Metadata) -> tuple[list[list[Line]], int]:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("The PDF is encrypted", "Save it without a password")
        _offer_info(metadata, {key.lstrip("/"): str(value) for key, value in (reader.metadata or {}).items()})
        count = len(reader.pages)
        return [
            placeless(reader.pages[n].extract_text().split("\n")) for n in range(min(count, MOST_PAGES))
        ], count
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        NotImplementedError,
    ) as error:
        raise DocumentError(f"The PDF is broken: {error}", "Open it in a viewer and save it again") from error


def _offer_info(metadata: Metadata, info: dict[str, str]) -> None:
    """Title and author. The creation date is when the file was made, not when the article appeared, and stays out."""
    title = (info.get("Title") or "").strip()
    if not _MACHINE_TITLE.fullmatch(title):
        metadata.offer("PDF info", "title", title)
    metadata.offer("PDF info", "author", info.get("Author"))
