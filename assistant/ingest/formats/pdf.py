"""PDF text, page by page, without running heads: pdfium reads it, pypdf where pdfium cannot."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from assistant.errors import DocumentError
from assistant.ingest import ocr
from assistant.ingest.article import SCANNED, Draft, Skipped
from assistant.ingest.formats import pdf_layout
from assistant.ingest.formats.pdf_layout import Line, placeless
from assistant.ingest.formats.pdf_lines import page_lines
from assistant.ingest.metadata import Metadata

MOST_PAGES = 5000
MANY_PICTURES = 0.1
"""Above this share of the pages, those that are nothing but a picture are more than a cover."""

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
        pages, count, pictures = _pdfium(data, metadata)
    except _Unreadable:
        pages, count, pictures = _pypdf(data, metadata)
    blocks, most, notes = pdf_layout.blocks(pages), MOST_PAGES, list[str]()
    if not blocks and ocr.allowed:
        blocks = pdf_layout.blocks([placeless(lines) for lines in ocr.allowed.pages(data)])
        most, notes = ocr.MOST_PAGES, [ocr.NOTE]
    if not blocks:
        raise Skipped("no text on its scanned pages" if ocr.allowed else SCANNED)
    if count > most:
        notes.append(f"only the first {most} of {count} pages were read; split the file to have all of it")
    if any(pages) and pictures > MANY_PICTURES * len(pages):
        notes.append(
            f"{pictures} of {count} pages are pictures and were not read; give them a text layer, with OCRmyPDF for example"
        )
    yield Draft(blocks, metadata, warnings=tuple(notes))


class _Unreadable(Exception):
    """Pdfium cannot open or read the file."""


class _Pages(NamedTuple):
    """The lines of the pages that were read, how many pages there are, and how many of those read are a picture without text."""

    lines: list[list[Line]]
    total: int
    pictures: int


def _pdfium(data: bytes, metadata: Metadata) -> _Pages:
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
        read = [page_lines(document[number]) for number in range(min(count, MOST_PAGES))]
        silent = (document[number] for number, lines in enumerate(read) if not lines)
        return _Pages(read, count, sum(map(_has_picture, silent)))
    except pypdfium2.PdfiumError as error:
        raise _Unreadable from error
    finally:
        document.close()


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw

    found = any(page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,)))
    page.close()
    return found


def _pypdf(data: bytes, metadata: Metadata) -> _Pages:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("The PDF is encrypted", "Save it without a password")
        _offer_info(metadata, {key.lstrip("/"): str(value) for key, value in (reader.metadata or {}).items()})
        count = len(reader.pages)
        read = [placeless(reader.pages[n].extract_text().split("\n")) for n in range(min(count, MOST_PAGES))]
        return _Pages(read, count, 0)
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
