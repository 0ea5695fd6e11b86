"""PDF text, page by page, without running heads: pdfium reads it, pypdf where pdfium cannot."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from assistant.errors import DocumentError
from assistant.ingest import ocr
from assistant.ingest.article import READ_SCANS, SCANNED, Draft, Skipped
from assistant.ingest.formats import pdf_layout
from assistant.ingest.formats.pdf_layout import Line, placeless
from assistant.ingest.formats.pdf_lines import page_lines
from assistant.ingest.metadata import Metadata

MOST_PAGES = 5000
LEAST_WITH_COVER = 10
"""Of so many pages the first and the last may be nothing but a picture, and nothing is missed."""
MOST_NAMED = 8
"""Stretches of pages that are named."""
SPLIT_IT = "split the file to have all of it"

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
        found = _pdfium(data, metadata)
    except _Unreadable:
        found = _pypdf(data, metadata)
    if not found.lines:
        raise Skipped("it has no pages")
    scans = _scans(found)
    if ocr.allowed:
        looked_at = scans[: ocr.MOST_PAGES]
        for number, lines in zip(looked_at, ocr.allowed.pages(data, looked_at), strict=True):
            found.lines[number] = placeless(lines)
    blocks = pdf_layout.blocks(found.lines)
    if not blocks:
        raise Skipped("no text on its scanned pages" if ocr.allowed else SCANNED)
    yield Draft(blocks, metadata, warnings=tuple(_warnings(found, scans)))


def _scans(found: _Pages) -> list[int]:
    """The pages, from 0, that hold a picture and no text; all of them where no page has text."""
    silent = pdf_layout.silent(found.lines)
    return silent if len(silent) == len(found.lines) else [page for page in silent if page in found.pictures]


def _warnings(found: _Pages, scans: Sequence[int]) -> Iterator[str]:
    """What of the PDF was not read, or may be wrong."""
    count = found.total
    if count > MOST_PAGES:
        yield f"only the first {MOST_PAGES} of {count} pages were read; {SPLIT_IT}"
    if not ocr.allowed:
        unread = [page for page in scans if count < LEAST_WITH_COVER or 0 < page < count - 1]
        if unread:
            yield f"no text layer on {_named(unread)} of {count}; {READ_SCANS}"
        return
    if len(scans) > ocr.MOST_PAGES:
        yield f"only the first {ocr.MOST_PAGES} of {len(scans)} scanned pages were read; {SPLIT_IT}"
    read_by_ocr = [page for page in scans[: ocr.MOST_PAGES] if found.lines[page]]
    if read_by_ocr:
        yield f"{_named(read_by_ocr)} of {count}: {ocr.NOTE}"


def _named(pages: Sequence[int]) -> str:
    """Page numbers, counted from 0, as a reader counts them: "pages 3, 5-7"."""
    stretches: list[list[int]] = []
    for page in pages:
        if stretches and stretches[-1][-1] == page - 1:
            stretches[-1].append(page)
        else:
            stretches.append([page])
    named = [f"{s[0] + 1}" if len(s) == 1 else f"{s[0] + 1}-{s[-1] + 1}" for s in stretches]
    more = sum(map(len, stretches[MOST_NAMED:]))
    return f"page{'s' * (len(pages) > 1)} {', '.join(named[:MOST_NAMED])}" + (
        f" and {more} more" if more else ""
    )


class _Unreadable(Exception):
    """Pdfium cannot open or read the file."""


class _Pages(NamedTuple):
    """The lines of the pages that were read, how many pages there are, and which of those that were read hold a picture and no
    text but running heads; none where that cannot be told."""

    lines: list[list[Line]]
    total: int
    pictures: frozenset[int] = frozenset()


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
        pictures = (number for number in pdf_layout.silent(read) if _has_picture(document[number]))
        return _Pages(read, count, frozenset(pictures))
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
        return _Pages(read, count)
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
