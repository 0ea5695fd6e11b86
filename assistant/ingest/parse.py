"""Bytes to articles: which format reads them, and how each article inside a file ended. Pure; `Parser` runs it in a capped child."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import NamedTuple

from assistant.ingest.article import Article, Draft, Skipped, compose
from assistant.ingest.sniff import kind
from assistant.types import FileOutcome

FORMATS: Mapping[str, str] = {
    "text": "assistant.ingest.formats.text",
    "markdown": "assistant.ingest.formats.markdown",
    "html": "assistant.ingest.formats.html",
    "pdf": "assistant.ingest.formats.pdf",
    "docx": "assistant.ingest.formats.docx",
}
"""The module that reads each kind, imported when a file of that kind first comes: a folder of text needs no PDF library."""


class Parsed(NamedTuple):
    """The articles of one file, and the parts of it (rows, members) that held none or could not be read.

    A problem's `location` is the part's name inside the file.
    """

    articles: tuple[Article, ...]
    problems: tuple[FileOutcome, ...] = ()


def parse(data: bytes, name: str) -> Parsed:
    """Reads a file of any known format. `name` is its file name: it chooses among kinds of text, and is the title of last resort.

    Raises:
        Skipped: it holds no article.
        DocumentError: it holds one that cannot be read.
    """
    articles: list[Article] = []
    problems: list[FileOutcome] = []
    for draft in _reader(kind(data, name))(data):
        try:
            articles.append(compose(draft, name))
        except Skipped as skipped:
            problems.append(FileOutcome(draft.part, "skipped", skipped.reason))
    if not articles and len(problems) == 1 and not problems[0].location:
        raise Skipped(problems[0].reason)
    return Parsed(tuple(articles), tuple(problems))


def _reader(found: str) -> Callable[[bytes], Iterator[Draft]]:
    reader: Callable[[bytes], Iterator[Draft]] = import_module(FORMATS[found]).read
    return reader
