"""PDF text, page by page, without running heads: pdfium reads it, pypdf where pdfium cannot."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.errors import DocumentError
from assistant.ingest.article import Block, Draft, Skipped
from assistant.ingest.lines import ITEM, unwrap
from assistant.ingest.metadata import Metadata

MOST_PAGES = 5000

_MACHINE_TITLE = re.compile(
    r"untitled|microsoft \w+ - .*|.*\.(?:docx?|odt|rtf|tex|dvi|indd|qxd|pdf|html?)|(?:https?|file):.*", re.I
)
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’)\]]*$")
_PAGE_NUMBER = re.compile(r"\W*(?:page )?\d{1,5}(?: (?:of|/) \d{1,5})?\W*", re.I)
_BROKEN_WORD = re.compile("[\ufffe\x02]\\s*$")


def read(data: bytes) -> Iterator[Draft]:
    """One article whose blocks know their pages.

    Raises:
        Skipped: no page has text.
        DocumentError: it is encrypted or broken.
    """
    metadata = Metadata()
    try:
        pages, count = _pdfium(data, metadata)
    except _Unreadable:
        pages, count = _pypdf(data, metadata)
    blocks = list(_flow(_without_running_heads(pages)))
    if not blocks:
        raise Skipped("no text layer (scanned pages are not read)")
    warnings = (f"only the first {MOST_PAGES} of {count} pages were read",) if count > MOST_PAGES else ()
    yield Draft(blocks, metadata, warnings=warnings)


class _Unreadable(Exception):
    """Pdfium cannot open or read the file."""


def _pdfium(data: bytes, metadata: Metadata) -> tuple[list[list[str]], int]:
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


def _page_lines(page: object) -> list[str]:
    text = page.get_textpage().get_text_range()  # type: ignore[attr-defined]
    page.close()  # type: ignore[attr-defined]
    return [
        _BROKEN_WORD.sub("-", line).rstrip()
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]


def _pypdf(data: bytes, metadata: Metadata) -> tuple[list[list[str]], int]:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("The PDF is encrypted", "Save it without a password")
        _offer_info(metadata, {key.lstrip("/"): str(value) for key, value in (reader.metadata or {}).items()})
        count = len(reader.pages)
        return [reader.pages[n].extract_text().split("\n") for n in range(min(count, MOST_PAGES))], count
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


def _without_running_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Drops page numbers, and lines that stand at the head or foot of most pages, numbers aside."""
    shown = [[line for line in lines if line.strip()] for lines in pages]
    edges = Counter(key for lines in shown for key in {_key(line) for line in (*lines[:2], *lines[-2:])})
    often = {key for key, times in edges.items() if times >= 3 and times >= 0.4 * len(shown)}
    return [_peeled(_peeled(lines, often)[::-1], often)[::-1] for lines in shown]


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split())).casefold()


def _peeled(lines: list[str], often: set[str]) -> list[str]:
    """The lines after up to two running heads, or after a page number."""
    at = 0
    while at < min(2, len(lines)) and (_key(lines[at]) in often or _PAGE_NUMBER.fullmatch(lines[at].strip())):
        at += 1
    return lines[at:]


def _flow(pages: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Paragraphs over all pages; one that goes on over a page break is two blocks glued by a space."""
    widths = sorted(len(line) for lines in pages for line in lines)
    margin = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    goes_on = False
    for number, lines in enumerate(pages, 1):
        for index, paragraph in enumerate(_paragraphs(lines, margin)):
            text = unwrap(paragraph)
            glued = goes_on and index == 0 and not ITEM.match(text)
            yield Block(text, page=number, glue=" " if glued else "\n\n")
            goes_on = not _ends(paragraph[-1], margin)


def _paragraphs(lines: Sequence[str], margin: int) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (_ends(paragraph[-1], margin) or ITEM.match(line)):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _ends(line: str, margin: int) -> bool:
    """A paragraph's last line stops short of the margin, and short of it well enough if no sentence ends there."""
    width = len(line.strip())
    return width < 0.55 * margin or (width < 0.88 * margin and bool(_SENTENCE_END.search(line.strip())))
