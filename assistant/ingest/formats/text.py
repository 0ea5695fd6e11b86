"""Plain text, with front matter if it has any; headings as wikis write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.ingest.article import Block, Draft
from assistant.ingest.chrome import without_chrome
from assistant.ingest.decode import decode
from assistant.ingest.formats.front_matter import front_matter
from assistant.ingest.lines import paragraphs

_HEADING = re.compile(r"((?:= ?){1,6})(?P<text>[^=\s](?:[^=]*[^=\s])?)(?: ?=){1,6}")
"""A line between as many signs before as after, as in `== History ==`; corpora of wiki text have blanks between the signs."""


def read(data: bytes) -> Iterator[Draft]:
    """One article of paragraphs."""
    text, warning = decode(data)
    stated = front_matter(text)
    warnings = tuple(said for said in (warning, stated.warning) if said)
    yield Draft(prose(stated.body), stated.metadata, warnings=warnings)


def prose(text: str) -> list[Block]:
    """Plain text as blocks, without the page chrome that was copied with it."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    return without_chrome([_block(paragraph) for paragraph in paragraphs(unix)])


def _block(paragraph: str) -> Block:
    heading = _HEADING.fullmatch(paragraph)
    if heading and paragraph.count("=") == 2 * heading[1].count("="):
        return Block(heading["text"], level=heading[1].count("="))
    return Block(paragraph)
