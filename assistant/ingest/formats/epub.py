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
from assistant.ingest.formats.html import flat
from assistant.ingest.metadata import Metadata

CONTAINER = "META-INF/container.xml"
RIGHTS = "META-INF/encryption.xml"
DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"

FIELDS = (("title", "title"), ("author", "creator"), ("publisher", "publisher"), ("language", "language"))


def read(data: bytes) -> Iterator[Draft]:
    """One article, the whole book.

    Raises:
        DocumentError: it is damaged, or protected against copying.
    """
    container = zipped.opened(data)
    package_path = _package_path(container)
    package = xml.parsed(_member(container, package_path))
    blocks = []
    for chapter in _chapters(package, posixpath.dirname(package_path)):
        blocks += flat(decode(_member(container, chapter)).text)
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
    items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
    for reference in package.iter(f"{OPF}itemref"):
        item = items.get(reference.get("idref"))
        shown = (
            item is not None
            and reference.get("linear") != "no"
            and "nav" not in item.get("properties", "").split()
        )
        if item is not None and shown and "html" in item.get("media-type", ""):
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _stated(package: lxml.etree._Element) -> Metadata:
    metadata = Metadata()
    for field, name in FIELDS:
        values = [element.text for element in package.iter(DC + name) if element.text]
        metadata.offer("EPUB metadata", field, values if field == "author" else next(iter(values), None))
    for element in package.iter(f"{DC}date"):
        if element.get(f"{OPF}event") in (None, "publication"):
            metadata.offer("EPUB metadata", "published", element.text)
    return metadata
