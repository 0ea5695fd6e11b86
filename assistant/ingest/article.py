"""One article as read from a file: blocks of text and what the document states about itself, composed into final text.

Every format hands over `Block`s in reading order; `compose` alone joins and normalises them, so offsets are exact whatever
the format was. In `Article.text` a newline always ends a paragraph, heading, list item or table row: lines are never wrapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from assistant.ingest.byline import HEAD, offer_byline
from assistant.ingest.metadata import Metadata
from assistant.text.language import language
from assistant.text.normalise import normalise

LONGEST_TITLE_LINE = 150


READ_SCANS = "scanned pages are read with: assistant index --ocr eng"
"""Ends what is told of a PDF whose pictures wait for it: the file is read again once scanned pages are to be."""
SCANNED = f"no text layer; its {READ_SCANS}"


class Skipped(Exception):
    """A file that holds no article, through no fault of its own: `reason` says why, in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Section(NamedTuple):
    """A stretch of `Article.text` under one heading on one page. `heading` is the path below the title ("Methods › Sampling")."""

    start: int
    end: int
    heading: str | None = None
    page: int | None = None

    @property
    def label(self) -> str | None:
        return f"p. {self.page}" if self.page else self.heading


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading (`level` from 1), list item or row as a format read it, before normalisation.

    `glue` is what joins it to the block before: a blank line, a line break (items and rows), or a space (a paragraph that
    goes on across a page break). `page` counts from 1. `label` names a block that is a place of its own below its heading, a note.
    """

    text: str
    level: int = 0
    page: int | None = None
    glue: Literal["\n\n", "\n", " "] = "\n\n"
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format makes of one article: blocks and stated metadata, not yet composed.

    `part` names the article inside its file ("17" for a row, "letters/3.html" for a member), empty for a file of one article.
    `framed` is an article that was cut out of a page, letter or row, around which its site may have printed lines of its own.
    """

    blocks: Sequence[Block]
    metadata: Metadata
    part: str = ""
    warnings: tuple[str, ...] = ()
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file, still to be parsed; `part` is its path in there."""

    data: bytes
    name: str
    part: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article ready to be split. Offsets of `sections` are into `text`, which is normalised and final.

    `provenance` says for each known field where it came from; a field nobody stated is None and absent there. `part` is
    where the article stands inside a file of several, else empty; `framed` as of its draft. `warnings` are for the person, in words.
    """

    text: str
    title: str
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    warnings: tuple[str, ...] = ()
    part: str = ""
    framed: bool = False


def compose(draft: Draft, name: str) -> Article:
    """Joins and normalises the blocks, and settles title and language.

    Raises:
        Skipped: no text is left.
    """
    blocks = _normalised(draft.blocks)
    if not any(block.text for block in blocks):
        raise Skipped("empty")
    metadata = draft.metadata
    offer_byline(metadata, [block.text for block in blocks[1:] if not block.level][:HEAD])
    title, title_from = _title(blocks, metadata, f"{PurePosixPath(name).stem} {draft.part}")
    text, starts = _join(blocks)
    spoken, spoken_from = _language(text, metadata)
    provenance = (
        dict(metadata.provenance) | {"title": title_from} | ({"language": spoken_from} if spoken else {})
    )
    return Article(
        text=text,
        title=title,
        publisher=metadata.publisher,
        author=metadata.author,
        published=metadata.published,
        url=metadata.url,
        language=spoken,
        provenance=provenance,
        sections=_sections(blocks, starts, len(text), title),
        warnings=draft.warnings,
        part=draft.part,
        framed=draft.framed,
    )


def _normalised(blocks: Iterable[Block]) -> list[Block]:
    clean = [replace(block, text=normalise(block.text).strip()) for block in blocks]
    return [block for block in clean if block.text]


def _join(blocks: Sequence[Block]) -> tuple[str, list[int]]:
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for block in blocks:
        glue = block.glue if parts else ""
        starts.append(length + len(glue))
        parts += (glue, block.text)
        length += len(glue) + len(block.text)
    return "".join(parts), starts


def _title(blocks: Sequence[Block], metadata: Metadata, name: str) -> tuple[str, str]:
    """The stated title; else the first heading, a short first line, or the file's name."""
    if metadata.title:
        return metadata.title, metadata.provenance["title"]
    heading = next((block.text for block in blocks if block.level), "")
    if heading:
        return " ".join(heading.split()), "first heading"
    first = blocks[0].text.split("\n", 1)[0]
    if len(first) <= LONGEST_TITLE_LINE:
        return first, "first line"
    return " ".join(normalise(name).replace("_", " ").split()) or "Untitled", "file name"


def _language(text: str, metadata: Metadata) -> tuple[str | None, str]:
    """What the text itself shows beats what a page template declares; a declaration is used where the text is too short to tell."""
    found = language(text)
    if found and found != metadata.language:
        return found, "text"
    return metadata.language, metadata.provenance.get("language", "")


def _sections(blocks: Sequence[Block], starts: Sequence[int], length: int, title: str) -> tuple[Section, ...]:
    path: list[tuple[int, str]] = []
    opened: list[Section] = []
    tops = [block for block in blocks if block.level == 1]
    masthead = tops[0] if len(tops) == 1 else None
    for block, start in zip(blocks, starts, strict=True):
        if block.level:
            heading = " ".join(block.text.split())
            path = [(level, text) for level, text in path if level < block.level]
            path += [(block.level, heading)] if block is not masthead and heading != title else []
        named = [text for _, text in path] + ([block.label] if block.label else [])
        label = " › ".join(named) or None
        if not opened or (opened[-1].heading, opened[-1].page) != (label, block.page):
            opened.append(Section(start, length, label, block.page))
    ends = [section.start for section in opened[1:]] + [length]
    closed = tuple(s._replace(end=end) for s, end in zip(opened, ends, strict=True))
    return closed if any(section.label for section in closed) else ()
