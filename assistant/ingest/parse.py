"""Bytes to articles: which format reads them, and how each article inside a file ended. Pure; `Parser` runs it in a capped child."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import NamedTuple, TypeAlias

from assistant.errors import DocumentError
from assistant.ingest.article import Article, Draft, Member, Skipped, compose
from assistant.ingest.sniff import kind
from assistant.text.normalise import visible
from assistant.types import FileOutcome

Reader: TypeAlias = Callable[[bytes], Iterator[Draft | Member | FileOutcome]]

FORMATS: Mapping[str, str] = {
    "text": "text.read",
    "markdown": "markdown.read",
    "html": "html.read",
    "pdf": "pdf.read",
    "docx": "docx.read",
    "odt": "odt.read",
    "epub": "epub.read",
    "rtf": "rtf.read",
    "jsonl": "rows.jsonl",
    "json": "rows.json_file",
    "csv": "rows.csv_file",
    "eml": "mail.eml",
    "mbox": "mail.mbox",
    "zip": "archive.read",
}
"""Module and function in `formats` for each kind, imported when the first such file comes: a folder of text needs no PDF library."""

DEEPEST = 3
"""Files inside files inside files, and no further."""

Found: TypeAlias = Article | FileOutcome


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
        DocumentError: it holds one that cannot be read. The message does not repeat the name.
    """
    found = list(_found(data, name, "", 0))
    articles = tuple(replace(one, part=visible(one.part)) for one in found if isinstance(one, Article))
    problems = tuple(
        replace(one, location=visible(one.location), reason=visible(one.reason))
        for one in found
        if isinstance(one, FileOutcome)
    )
    if not articles and len(problems) == 1 and not problems[0].location:
        raise Skipped(problems[0].reason)
    return Parsed(articles, problems)


def _found(data: bytes, name: str, inside: str, depth: int) -> Iterator[Found]:
    """Everything in one file; `inside` is its own place in the file that was given, empty for that file itself."""
    module, function = FORMATS[kind(data, name)].split(".")
    read: Reader = getattr(import_module(f"assistant.ingest.formats.{module}"), function)
    for item in read(data):
        if isinstance(item, Member):
            yield from _member(item, _joined(inside, item.part), depth + 1)
        elif isinstance(item, FileOutcome):
            yield replace(item, location=_joined(inside, item.location))
        else:
            yield _composed(replace(item, part=_joined(inside, item.part)), name)


def _member(member: Member, place: str, depth: int) -> Iterator[Found]:
    try:
        if depth > DEEPEST:
            raise DocumentError(f"It lies more than {DEEPEST} archives deep")
        yield from _found(member.data, member.name, place, depth)
    except Skipped as skipped:
        yield FileOutcome(place, "skipped", skipped.reason)
    except DocumentError as error:
        yield FileOutcome(place, "failed", str(error))


def _composed(draft: Draft, name: str) -> Found:
    try:
        return compose(draft, name)
    except Skipped as skipped:
        return FileOutcome(draft.part, "skipped", skipped.reason)


def _joined(inside: str, part: str) -> str:
    return f"{inside}/{part}" if inside and part else inside or part
