"""Plain text, with front matter if it has any."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.ingest.article import Block, Draft
from assistant.ingest.chrome import without_chrome
from assistant.ingest.decode import decode
from assistant.ingest.formats.front_matter import front_matter
from assistant.ingest.lines import paragraphs


def read(data: bytes) -> Iterator[Draft]:
    """One article of paragraphs."""
    text, warning = decode(data)
    stated = front_matter(text)
    warnings = tuple(said for said in (warning, stated.warning) if said)
    yield Draft(prose(stated.body), stated.metadata, warnings=warnings)


def prose(text: str) -> list[Block]:
    """Plain text as blocks, without the page chrome that was copied with it."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    return without_chrome([Block(paragraph) for paragraph in paragraphs(unix)])
