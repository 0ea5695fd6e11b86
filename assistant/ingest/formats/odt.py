"""OpenDocument text: headings by outline level, lists, tables, text boxes, notes.

Deleted and hidden text, comments, tables of contents and what stands at the head and foot of pages stay out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.etree

from assistant.errors import DocumentError
from assistant.ingest.article import Block, Draft
from assistant.ingest.formats import xml, zipped
from assistant.ingest.formats.notes import note
from assistant.ingest.formats.raised import raised
from assistant.ingest.metadata import Metadata

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
BOX = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"

_UNSEEN = frozenset(
    {
        f"{TEXT}tracked-changes",
        f"{OFFICE}annotation",
        f"{TEXT}note",
        f"{OFFICE}forms",
        f"{TEXT}hidden-text",
        *(
            f"{TEXT}{kind}"
            for kind in (
                "table-of-content",
                "alphabetical-index",
                "illustration-index",
                "table-index",
                "object-index",
                "user-index",
            )
        ),
        f"{SVG}title",
        f"{SVG}desc",
    }
)
_LOOK = f"{STYLE}text-properties"
_ABOVE = re.compile(r"super|[1-9]\d*%")
_BLANKS = frozenset({f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"})


def read(data: bytes) -> Iterator[Draft]:
    """One article.

    Raises:
        DocumentError: it is damaged, encrypted or has no text part.
    """
    container = zipped.opened(data)
    names = container.namelist()
    if "content.xml" not in names:
        raise DocumentError("The document has no text part")
    content = xml.parsed(container.read("content.xml"))
    _apply_styles(content)
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    metadata = Metadata()
    if "meta.xml" in names:
        meta = xml.parsed(container.read("meta.xml"))
        metadata.offer("document properties", "title", meta.findtext(f".//{DC}title"))
        metadata.offer(
            "document properties",
            "author",
            meta.findtext(f".//{META}initial-creator") or meta.findtext(f".//{DC}creator"),
        )
        metadata.offer("document properties", "language", meta.findtext(f".//{DC}language"))
    yield Draft([] if body is None else list(_blocks(body)), metadata)


def _apply_styles(content: lxml.etree._Element) -> None:
    """Takes out what is hidden, and raises numbers that are set above the line."""
    styles = {style.get(f"{STYLE}name"): style.find(_LOOK) for style in content.iter(f"{STYLE}style")}
    for element in content.iter(f"{TEXT}span", f"{TEXT}p", f"{TEXT}h", f"{TEXT}section"):
        look = styles.get(element.get(f"{TEXT}style-name"))
        if "none" in (element.get(f"{TEXT}display"), look is not None and look.get(f"{TEXT}display")):
            element.clear(keep_tail=True)
        elif look is not None and len(element) == 0 and _ABOVE.match(look.get(f"{STYLE}text-position", "")):
            element.text = raised(element.text or "")


def _blocks(parent: lxml.etree._Element) -> Iterator[Block]:
    for element in parent:
        if element.tag == f"{TEXT}h":
            level = element.get(f"{TEXT}outline-level", "1")
            yield Block(_text(element), int(level) if level.isdigit() else 1)
            yield from _notes(element)
        elif element.tag == f"{TEXT}p":
            title = element.get(f"{TEXT}style-name") == "Title"
            yield Block(_text(element, boxed=False), 1 if title else 0)
            yield from _notes(element)
            for box in _boxes(element):
                yield from _blocks(box)
        elif element.tag == f"{TEXT}list":
            yield from _items(element)
            yield from _notes(element)
        elif element.tag == f"{TABLE}table":
            yield from _rows(element)
            yield from _notes(element)
        elif element.tag not in _UNSEEN:
            yield from _blocks(element)


def _notes(element: lxml.etree._Element) -> Iterator[Block]:
    """The notes called for below an element, under the numbers that the document shows."""
    for child in element:
        if child.tag == f"{TEXT}note":
            body = child.find(f"{TEXT}note-body")
            number = (child.findtext(f"{TEXT}note-citation") or "").strip()
            yield from note(number or "*", "" if body is None else _text(body))
        elif child.tag not in _UNSEEN and child.tag != BOX:
            yield from _notes(child)


def _boxes(element: lxml.etree._Element) -> Iterator[lxml.etree._Element]:
    """Frames of text anchored in a paragraph, a picture's caption most often."""
    for child in element:
        if child.tag == BOX:
            yield child
        else:
            yield from _boxes(child)


def _items(parent: lxml.etree._Element) -> Iterator[Block]:
    for index, item in enumerate(parent.iter(f"{TEXT}list-header", f"{TEXT}list-item")):
        text = " ".join(_text(paragraph) for paragraph in item.iterchildren(f"{TEXT}p", f"{TEXT}h"))
        yield Block(f"- {text}" if text else "", glue="\n" if index else "\n\n")


def _rows(table: lxml.etree._Element) -> Iterator[Block]:
    for index, row in enumerate(_own_rows(table)):
        cells = [_text(cell) for cell in row.iterchildren(f"{TABLE}table-cell")]
        yield Block(" | ".join(cells) if any(cells) else "", glue="\n" if index else "\n\n")


def _own_rows(parent: lxml.etree._Element) -> Iterator[lxml.etree._Element]:
    """The rows of a table without those of a table inside of it."""
    for child in parent:
        if child.tag == f"{TABLE}table-row":
            yield child
        else:
            yield from _own_rows(child)


def _text(element: lxml.etree._Element, *, boxed: bool = True) -> str:
    return " ".join("".join(_strings(element, boxed)).split())


def _strings(element: lxml.etree._Element, boxed: bool) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in _BLANKS or child.tag == f"{TEXT}p":
            yield " "
        if child.tag not in _UNSEEN and (boxed or child.tag != BOX):
            yield from _strings(child, boxed)
        yield child.tail or ""
