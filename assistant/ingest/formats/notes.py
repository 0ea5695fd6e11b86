"""Footnotes and endnotes of a document: each a paragraph of its own after the one that calls for it, named by its number in `locator`."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.ingest.article import Block
from assistant.text.normalise import normalise

LONGEST_NUMBER = 12


def note(number: str, text: str) -> Iterator[Block]:
    """The block of a note; nothing of an empty one."""
    if text:
        name = f"Note {normalise(number)[:LONGEST_NUMBER].strip()}"
        yield Block(f"{name}: {text}", label=name)
