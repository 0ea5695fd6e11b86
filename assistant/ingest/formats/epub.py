"""EPUB books: the chapters of the spine in order, as one article with their headings as sections."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

import lxml.etree

from assistant.errors import DocumentError
from assistant.ingest.article import Draft
from assistant.ingest.decode import decode
from assistant.ingest.formats import xml, zipped
from assistant.ingest.formats.html import Attributes, Flat
from assistant.ingest.formats.unseen import hides
from assistant.ingest.metadata import Metadata

CONTAINER = "META-INF/container.xml"
RIGHTS = "META-INF/encryption.xml"
DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"

_FURNITURE = frozenset({"toc", "landmarks", "page-list", "pagebreak", "loi", "lot"})
_NOTES = frozenset({"footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes", "note"})
_EMPTY = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)

LONGEST_ENTRY = 200
"""Letters of a line in a table of contents; where there is a longer one, it is more than that."""

FIELDS = (("title", "title"), ("author", "creator"), ("publisher", "publisher"), ("language", "language"))


def read(data: bytes) -> Iterator[Draft]:
    """One article, the whole book.

    Raises:
        DocumentError: it is damaged, or protected against copying.
    """
    container = zipped.opened(data)
    package_path = _package_path(container)
    package = xml.parsed(_member(container, package_path))
    folder = posixpath.dirname(package_path)
    blocks, listing = [], _contents(package, folder)
    for chapter in _chapters(package, folder):
        found = _Chapter().read(decode(_member(container, chapter)).text)
        if chapter not in listing or any(len(block.text) > LONGEST_ENTRY for block in found):
            blocks += found
    if not blocks and RIGHTS in container.namelist():
        raise DocumentError("The book is protected against copying")
    yield Draft(blocks, _stated(package))


def _package_path(container: zipfile.ZipFile) -> str:
    root = xml.parsed(_member(container, CONTAINER)).find(".//{*}rootfile")
    if root is None:
        raise DocumentError("The book does not say where its contents are")
    return str(root.get("full-path", ""))


def _member(container: zipfile.ZipFile, name: str) -> bytes:
    try:
        return container.read(name)
    except KeyError as error:
        raise DocumentError(f"The book lacks its part {name!r}") from error


def _chapters(package: lxml.etree._Element, folder: str) -> Iterator[str]:
    """Those out of the line of reading, too: notes and answers lie there."""
    items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
    for reference in package.iter(f"{OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and "html" in item.get("media-type", ""):
            yield _place(folder, item)


def _contents(package: lxml.etree._Element, folder: str) -> set[str]:
    """What the package calls its table of contents; in some books that is the whole text."""
    navigation = [item for item in package.iter(f"{OPF}item") if "nav" in item.get("properties", "").split()]
    guided = [reference for reference in package.iter(f"{OPF}reference") if reference.get("type") == "toc"]
    return {_place(folder, element) for element in (*navigation, *guided)}


def _place(folder: str, element: lxml.etree._Element) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(element.get("href", ""))))


class _Chapter(Flat):
    """A chapter without lists of contents, the page numbers of the printed book and what its author hides."""

    def is_unseen(self, tag: str, attrs: Attributes) -> bool:
        stated = dict(attrs)
        kinds = _kinds(attrs)
        hidden = "hidden" in stated or hides(stated.get("style") or "")
        # Notes are hidden where readers show them beside the text.
        return (
            super().is_unseen(tag, attrs)
            or tag == "nav"
            or (tag not in _EMPTY and bool(kinds & _FURNITURE or (hidden and not kinds & _NOTES)))
        )

    def is_above(self, tag: str, attrs: Attributes) -> bool:
        return super().is_above(tag, attrs) or "noteref" in _kinds(attrs)


def _kinds(attrs: Attributes) -> set[str]:
    """What an element is by its `epub:type` or its role."""
    stated = " ".join(value or "" for name, value in attrs if name in ("epub:type", "role"))
    return {kind.removeprefix("doc-") for kind in stated.split()}


def _stated(package: lxml.etree._Element) -> Metadata:
    metadata = Metadata()
    for field, name in FIELDS:
        values = [element.text for element in package.iter(DC + name) if element.text]
        metadata.offer("EPUB metadata", field, values if field == "author" else next(iter(values), None))
    for element in package.iter(f"{DC}date"):
        if element.get(f"{OPF}event") in (None, "publication"):
            metadata.offer("EPUB metadata", "published", element.text)
    return metadata
