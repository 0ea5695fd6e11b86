"""What a file really is: its first bytes decide, its name only chooses among kinds of text. A name that lies is said so."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from assistant.ingest.article import Skipped

TEXT_NAMES = {
    "": "text", ".txt": "text", ".text": "text", ".rst": "text", ".adoc": "text", ".org": "text",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown", ".mdx": "markdown", ".qmd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".xht": "html", ".shtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv", ".eml": "eml", ".mbox": "mbox",
}  # fmt: skip
"""Kinds that only the name tells apart."""

BINARY_NAMES = {".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".epub": "epub", ".rtf": "rtf", ".zip": "zip"}
"""Names that promise one binary kind."""

FOREIGN = (
    (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"), (b"BM", "an image"), (b"II*\0", "an image"), (b"MM\0*", "an image"),
    (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"\xca\xfe\xba\xbe", "a program"), (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as .docx"), (b"ID3", "audio"), (b"OggS", "audio"), (b"fLaC", "audio"),
    (b"wOFF", "a font"), (b"wOF2", "a font"), (b"\0\1\0\0", "a font"), (b"OTTO", "a font"), (b"%!PS", "PostScript"),
)  # fmt: skip

_WORD = re.compile(r"word/document\d*\.xml")
_MAILBOX = re.compile(rb"From \S+@\S+ [^\n]{10,80}\n(?:[\w-]+: )")
_PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html[\s>])",
    re.I | re.S,
)


def kind(data: bytes, name: str) -> str:
    """The format to read `data` with.

    Raises:
        Skipped: it is empty, no format of articles, or not what its name says.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if not data.strip(b"\0 \t\r\n\x0b\x0c\xef\xbb\xbf\xfe\xff"):
        raise Skipped("empty")
    found = _binary(data, suffix) or _textual(data, suffix)
    promised = BINARY_NAMES.get(suffix)
    if promised and found != promised:
        raise Skipped(f"named {suffix} but its content is {_said(found)}")
    if found in BINARY_NAMES.values() and suffix in TEXT_NAMES and suffix:
        raise Skipped(f"named {suffix} but its content is {_said(found)}")
    return found


def _binary(data: bytes, suffix: str) -> str | None:
    if b"%PDF-" in data[:1024] and not _PAGE.match(data):
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, suffix)
    if data[4:8] == b"ftyp":
        raise Skipped("a video, not text")
    for magic, what in FOREIGN:
        if data.startswith(magic) and not (
            magic.isalpha() and data[:512].isascii() and b"\0" not in data[:512]
        ):
            raise Skipped(f"{what}, not text" if ";" not in what else what)
    return None


def _zipped(data: bytes, suffix: str) -> str:
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return BINARY_NAMES.get(suffix, "zip")  # damaged: its own format says how
    names = set(container.namelist())
    if any(_WORD.fullmatch(name) for name in names):
        return "docx"
    if "META-INF/container.xml" in names:
        return "epub"
    if {"content.xml", "META-INF/manifest.xml"} <= names:
        return "odt"
    if names & {"xl/workbook.xml", "ppt/presentation.xml"}:
        raise Skipped("a spreadsheet or presentation, not an article")
    return "zip"


def _textual(data: bytes, suffix: str) -> str:
    if _PAGE.match(data[:4096]):
        return "html"
    if suffix in ("", ".txt") and _MAILBOX.match(data[:4096]):
        return "mbox"
    if suffix not in TEXT_NAMES:
        if suffix in BINARY_NAMES:
            return "text"
        raise Skipped(f"{suffix} is not a format of articles")
    return TEXT_NAMES[suffix]


def _said(found: str) -> str:
    return {
        "text": "plain text",
        "html": "HTML",
        "pdf": "PDF",
        "docx": "Word",
        "zip": "a zip archive",
        "rtf": "RTF",
    }.get(found, found)
