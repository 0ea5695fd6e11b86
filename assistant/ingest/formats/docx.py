"""Word documents, from their own XML: paragraphs, headings by style, lists, tables, notes; deleted and hidden text stays out, inserted text is in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping

import lxml.etree

from assistant.errors import DocumentError
from assistant.ingest.article import Block, Draft
from assistant.ingest.formats import xml, zipped
from assistant.ingest.formats.notes import note
from assistant.ingest.metadata import Metadata

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"

_SKIPPED = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}pPr", f"{W}rPr", f"{W}commentReference",
     "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)  # fmt: skip
_HEADING = re.compile(r"heading (\d)", re.I)
DEEPEST = 200


def read(data: bytes) -> Iterator[Draft]:
    """One article.

    Raises:
        DocumentError: it is damaged or has no document in it.
    """
    container = zipped.opened(data)
    if "word/document.xml" not in container.namelist():
        raise DocumentError("The Word document has no text part")
    body = xml.parsed(container.read("word/document.xml")).find(f"{W}body")
    levels = _levels(container.read("word/styles.xml")) if "word/styles.xml" in container.namelist() else {}
    metadata = Metadata()
    if "docProps/core.xml" in container.namelist():
        _offer_core(metadata, xml.parsed(container.read("docProps/core.xml")))
    reader = _Reader(levels, _notes(container))
    blocks = list(reader.blocks(body)) if body is not None else []
    title = next((block.text for block in blocks if block.level == 1), None)
    metadata.offer("first heading", "title", title)
    yield Draft(blocks, metadata)


def _offer_core(metadata: Metadata, core: lxml.etree._Element) -> None:
    """Title and author. The created date is the file's, often its template's, and stays out."""
    metadata.offer("document properties", "title", core.findtext(f"{DC}title"))
    metadata.offer("document properties", "author", core.findtext(f"{DC}creator"))
    metadata.offer("document properties", "language", core.findtext(f"{DC}language"))


LISTED = -1


def _levels(styles: bytes) -> dict[str, int]:
    """Heading level by style id; the title style counts as level 1, list styles as `LISTED`."""
    levels: dict[str, int] = {}
    for style in xml.parsed(styles).iter(f"{W}style"):
        name = style.find(f"{W}name")
        label = name.get(f"{W}val", "") if name is not None else ""
        heading = _HEADING.fullmatch(label)
        if label.lower().startswith("list"):
            levels[style.get(f"{W}styleId", "")] = LISTED
        elif heading or label.lower() == "title":
            levels[style.get(f"{W}styleId", "")] = int(heading[1]) if heading else 1
    return levels


def _notes(container: zipfile.ZipFile) -> dict[tuple[str, str], str]:
    """The texts of footnotes and endnotes by the tag that calls for one and its id."""
    found: dict[tuple[str, str], str] = {}
    for kind in ("footnote", "endnote"):
        if f"word/{kind}s.xml" in container.namelist():
            for element in xml.parsed(container.read(f"word/{kind}s.xml")).iterchildren(f"{W}{kind}"):
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
                item = level == LISTED and bool(text)
                mark = "- " if item else ""
                yield Block(mark + text, max(level, 0), glue="\n" if item and after_item else "\n\n")
                after_item = item
                yield from self._called(element)
            elif element.tag == f"{W}tbl":
                yield from _rows(element)
                yield from self._called(element)
            elif element.tag not in _SKIPPED and depth < DEEPEST:
                yield from self.blocks(element, depth + 1)

    def _called(self, element: lxml.etree._Element) -> Iterator[Block]:
        """The notes that a paragraph or table calls for, each where it is first called for."""
        for calling in _shown(element):
            called = (str(calling.tag), calling.get(f"{W}id", ""))
            if called in self._notes and called not in self._numbers:
                self._numbers[called] = len(self._numbers) + 1
                yield from note(str(self._numbers[called]), self._notes[called])


def _shown(element: lxml.etree._Element) -> Iterator[lxml.etree._Element]:
    """All elements below one that Word shows."""
    for child in element:
        if child.tag not in _SKIPPED and not _is_hidden(child):
            yield child
            yield from _shown(child)


def _paragraph(element: lxml.etree._Element, levels: Mapping[str, int]) -> tuple[str, int]:
    style = element.find(f"{W}pPr/{W}pStyle")
    level = levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
    numbered = not level and element.find(f"{W}pPr/{W}numPr") is not None
    return " ".join("".join(_strings(element)).split()), LISTED if numbered else level


def _is_hidden(run: lxml.etree._Element) -> bool:
    """Whether Word does not show it."""
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "true") not in ("false", "0", "off")


def _rows(table: lxml.etree._Element) -> Iterator[Block]:
    for index, row in enumerate(table.iter(f"{W}tr")):
        cells = [" ".join("".join(_strings(cell)).split()) for cell in row.iter(f"{W}tc")]
        if any(cells):
            yield Block(" | ".join(cells), glue="\n" if index else "\n\n")


def _strings(element: lxml.etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            yield " "
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag not in _SKIPPED and not _is_hidden(child):
            yield from _strings(child)
            yield " " if child.tag == f"{W}p" else ""
