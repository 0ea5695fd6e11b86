"""Word documents, from their own XML: paragraphs, headings by style, lists, tables, text boxes, notes; inserted text is in.

Deleted and hidden text, comments, tables of contents and what Word prints at the head and foot of pages stay out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping

import lxml.etree

from assistant.errors import DocumentError
from assistant.ingest.article import Block, Draft
from assistant.ingest.formats import xml, zipped
from assistant.ingest.formats.notes import note
from assistant.ingest.formats.raised import raised
from assistant.ingest.metadata import Metadata

STRICT, TRANSITIONAL = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"

_SKIPPED = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}pPr", f"{W}rPr", f"{W}commentReference",
     "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)  # fmt: skip
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
BOX = f"{W}txbxContent"
_DOCUMENT = re.compile(r"word/document\d*\.xml")
_HEADING = re.compile(r"heading (\d)", re.I)
DEEPEST = 200


def read(data: bytes) -> Iterator[Draft]:
    """One article.

    Raises:
        DocumentError: it is damaged or has no document in it.
    """
    container = zipped.opened(data)
    document = next((name for name in sorted(container.namelist()) if _DOCUMENT.fullmatch(name)), None)
    if document is None:
        raise DocumentError("The Word document has no text part")
    body = _part(container, document).find(f"{W}body")
    levels = _levels(_part(container, "word/styles.xml")) if "word/styles.xml" in container.namelist() else {}
    metadata = Metadata()
    if "docProps/core.xml" in container.namelist():
        _offer_core(metadata, xml.parsed(container.read("docProps/core.xml")))
    reader = _Reader(levels, _notes(container))
    blocks = list(reader.blocks(body)) if body is not None else []
    title = next((block.text for block in blocks if block.level == 1), None)
    metadata.offer("first heading", "title", title)
    yield Draft(blocks, metadata)


def _part(container: zipfile.ZipFile, name: str) -> lxml.etree._Element:
    """Word can save under the names of the standard, too, which differ from those that it uses itself."""
    return xml.parsed(container.read(name).replace(STRICT, TRANSITIONAL))


def _offer_core(metadata: Metadata, core: lxml.etree._Element) -> None:
    """Title and author. The created date is the file's, often its template's, and stays out."""
    metadata.offer("document properties", "title", core.findtext(f"{DC}title"))
    metadata.offer("document properties", "author", core.findtext(f"{DC}creator"))
    metadata.offer("document properties", "language", core.findtext(f"{DC}language"))


LISTED, CONTENTS = -1, -2


def _levels(styles: lxml.etree._Element) -> dict[str, int]:
    """Heading level by style id; the title style counts as level 1, list styles as `LISTED`, those of contents as `CONTENTS`."""
    levels: dict[str, int] = {}
    for style in styles.iter(f"{W}style"):
        name = style.find(f"{W}name")
        label = name.get(f"{W}val", "") if name is not None else ""
        heading = _HEADING.fullmatch(label)
        if label.lower().startswith("list"):
            levels[style.get(f"{W}styleId", "")] = LISTED
        elif label.lower().startswith("toc "):
            levels[style.get(f"{W}styleId", "")] = CONTENTS
        elif heading or label.lower() == "title":
            levels[style.get(f"{W}styleId", "")] = int(heading[1]) if heading else 1
    return levels


def _notes(container: zipfile.ZipFile) -> dict[tuple[str, str], str]:
    """The texts of footnotes and endnotes by the tag that calls for one and its id."""
    found: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        if f"word/{kind}s.xml" in container.namelist():
            for element in _part(container, f"word/{kind}s.xml").iterchildren(f"{W}{kind}"):
                text = " ".join("".join(_strings(element)).split())
                found[f"{W}{kind}Reference", element.get(f"{W}id", "")] = text
    return found


class _Reader:
    """Reads the body of one document; `notes` are numbered in the order in which it calls for them."""

    def __init__(self, levels: Mapping[str, int], notes: Mapping[tuple[str, str], str]) -> None:
        self._levels = levels
        self._notes = notes
        self._numbers: dict[tuple[str, str], int] = {}

    def blocks(self, parent: lxml.etree._Element, depth: int = 0) -> Iterator[Block]:
        after_item = False
        for element in parent:
            if element.tag == f"{W}p":
                text, level = _paragraph(element, self._levels)
                if level == CONTENTS:
                    continue
                item = level == LISTED and bool(text)
                mark = "- " if item else ""
                yield Block(mark + text, max(level, 0), glue="\n" if item and after_item else "\n\n")
                after_item = item
                yield from self._beside(element, depth)
            elif element.tag == f"{W}tbl":
                yield from _rows(element)
                yield from self._beside(element, depth)
            elif element.tag not in _SKIPPED and not _is_hidden(element) and depth < DEEPEST:
                yield from self.blocks(element, depth + 1)

    def _beside(self, element: lxml.etree._Element, depth: int) -> Iterator[Block]:
        """What stands in the notes and text boxes of a paragraph or table."""
        yield from self._called(element)
        for shown in _shown(element):
            if shown.tag == BOX and depth < DEEPEST:
                yield from self.blocks(shown, depth + 1)

    def _called(self, element: lxml.etree._Element) -> Iterator[Block]:
        """The notes that a paragraph or table calls for, each where it is first called for."""
        for calling in _shown(element):
            called = (str(calling.tag), calling.get(f"{W}id", ""))
            if called in self._notes and called not in self._numbers:
                self._numbers[called] = len(self._numbers) + 1
                yield from note(str(self._numbers[called]), self._notes[called])


def _shown(element: lxml.etree._Element) -> Iterator[lxml.etree._Element]:
    """All elements below one that Word shows, but for those in text boxes."""
    for child in element:
        if child.tag not in _SKIPPED and not _is_hidden(child):
            yield child
            if child.tag != BOX:
                yield from _shown(child)


def _paragraph(element: lxml.etree._Element, levels: Mapping[str, int]) -> tuple[str, int]:
    style = element.find(f"{W}pPr/{W}pStyle")
    level = levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
    numbered = not level and element.find(f"{W}pPr/{W}numPr") is not None
    return " ".join("".join(_strings(element)).split()), LISTED if numbered else level


def _is_hidden(element: lxml.etree._Element) -> bool:
    """Whether Word does not show it, only until somebody has written there, or as a table of contents."""
    vanish = element.find(f"{W}rPr/{W}vanish")
    if vanish is not None and vanish.get(f"{W}val", "true") not in ("false", "0", "off"):
        return True
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    listing = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
    return listing or element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _own(parent: lxml.etree._Element, tag: str) -> Iterator[lxml.etree._Element]:
    """The rows of a table, or the cells of a row, without those of a table inside of it."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED and child.tag != f"{W}tbl":
            yield from _own(child, tag)


def _rows(table: lxml.etree._Element) -> Iterator[Block]:
    shown = (row for row in _own(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None)
    for index, row in enumerate(shown):
        cells = [" ".join("".join(_strings(cell)).split()) for cell in _own(row, f"{W}tc")]
        if any(cells):
            yield Block(" | ".join(cells), glue="\n" if index else "\n\n")


def _is_above(run: lxml.etree._Element) -> bool:
    """Whether it is set above the line."""
    set_ = run.find(f"{W}rPr/{W}vertAlign")
    return set_ is not None and set_.get(f"{W}val") == "superscript" and not _is_hidden(run)


def _strings(element: lxml.etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in (f"{W}t", MATH):
            yield child.text or ""
        elif child.tag == f"{W}r" and _is_above(child):
            yield raised("".join(_strings(child)))
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            yield " "
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag not in _SKIPPED and child.tag != BOX and not _is_hidden(child):
            yield from _strings(child)
            yield " " if child.tag == f"{W}p" else ""
