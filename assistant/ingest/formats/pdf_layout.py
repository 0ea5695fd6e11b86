"""From a PDF's lines to its paragraphs and headings: a PDF knows only where ink lies, so gaps, widths and sizes must tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from assistant.ingest.article import Block
from assistant.ingest.lines import ITEM, unwrap

LARGER = 1.12
"""A line so many times the body's size is a heading."""
LONGEST_HEADING = 200
MOST_LEVELS = 3

WIDE_GAP = 1.35
SHORT, SHORT_AFTER_SENTENCE = 0.55, 0.88
"""Shares of the usual width: a line below the first ends its paragraph, below the second if a sentence ends there too."""

_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’)\]]*$")
_NOTE = re.compile(r"[⁰¹²³⁴-⁹]{1,3}(?:\s|[^\W\d_]{2})")
_PAGE_NUMBER = re.compile(r"\W*(?:page )?\d{1,5}(?: (?:of|/) \d{1,5})?\W*", re.I)
_PRINTED_FOOT = re.compile(r"(?:https?|file)://\S+ \d{1,4}/\d{1,4}")
_PRINTED_HEAD = re.compile(r"\d{1,4}\D{1,3}\d{1,2}\D{1,3}\d{1,4}\D{1,12}\d{1,2}[:.]\d{2}\b.*")
"""What Chromium prints on every page: the address, cut to the width, and the number of the page; the moment and the title."""


class Line(NamedTuple):
    """A line of text. `size` is its type size, `y` its foot (upward), `left` and `right` its ends, all in points.

    Where a reader tells no places, sizes are 0, `y` counts lines down and the ends count characters: all rules still hold.
    """

    text: str
    size: float
    y: float
    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left


def placeless(texts: Sequence[str]) -> list[Line]:
    """Lines of which only the text is known."""
    return [
        Line(text.strip(), 0.0, float(-at), 0.0, float(len(text.strip())))
        for at, text in enumerate(texts)
        if text.strip()
    ]


def blocks(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """The blocks of all pages, without running heads and page numbers."""
    return list(_flow(_without_running_heads(pages)))


def silent(pages: Sequence[Sequence[Line]]) -> list[int]:
    """The numbers, from 0, of the pages on which there is nothing, or nothing but running heads and page numbers."""
    return [number for number, lines in enumerate(_without_running_heads(pages)) if not lines]


class _Shape:
    """What is usual in this document: size of the body, width of its lines, distance between them, sizes of its headings."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        lines = [line for page in pages for line in page]
        letters: Counter[float] = Counter()
        for line in lines:
            letters[round(line.size, 1)] += len(line.text)
        self.size = letters.most_common(1)[0][0]
        body = [line for line in lines if abs(line.size - self.size) < 0.5]
        widths = sorted(line.width for line in body)
        self.width = widths[int(0.9 * (len(widths) - 1))]
        gaps = [a.y - b.y for page in pages for a, b in pairwise(page) if a.size == b.size and a.y > b.y]
        self.gap = median(gaps) if gaps else 1.0
        headings = {round(line.size) for line in lines if self.is_heading(line)}
        self.levels = {
            size: min(level, MOST_LEVELS) for level, size in enumerate(sorted(headings, reverse=True), 1)
        }

    def is_heading(self, line: Line) -> bool:
        return line.size > LARGER * self.size and len(line.text) <= LONGEST_HEADING

    def level(self, line: Line) -> int:
        return self.levels[round(line.size)] if self.is_heading(line) else 0

    def ends(self, line: Line) -> bool:
        """Whether the line stops short of the margin in the way a paragraph's last line does."""
        ended = bool(_SENTENCE_END.search(line.text))
        return line.width < SHORT * self.width or (ended and line.width < SHORT_AFTER_SENTENCE * self.width)

    def parts(self, before: Line, line: Line) -> bool:
        """Whether a new block begins between two lines of a page."""
        gap = before.y - line.y
        if abs(before.size - line.size) > 0.08 * max(before.size, line.size):
            return True
        if self.is_heading(line):
            return gap > 2 * max(line.size, self.gap)
        if gap <= 0:  # up again: the next column
            return self.ends(before)
        begins = ITEM.match(line.text) or _NOTE.match(line.text)
        return gap > WIDE_GAP * self.gap or self.ends(before) or bool(begins)


def _flow(pages: Sequence[Sequence[Line]]) -> Iterator[Block]:
    """Blocks over all pages; a paragraph that goes on over a page break is two blocks glued by a space."""
    # Lines whose places are known measure otherwise than those of which only the text is.
    placed = {
        True: [page for page in pages if _placed(page)],
        False: [page for page in pages if not _placed(page)],
    }
    shapes = {known: _Shape(some) for known, some in placed.items() if any(some)}
    open_ended = False
    for number, lines in enumerate(pages, 1):
        if not lines:
            open_ended = False
            continue
        shape = shapes[_placed(lines)]
        for group in _groups(lines, shape):
            first, last = group[0], group[-1]
            text, level = unwrap([line.text for line in group]), shape.level(first)
            glued = open_ended and first is lines[0] and not level and not ITEM.match(text)
            yield Block(text, level, number, " " if glued else "\n\n")
            open_ended = not shape.ends(last) and not shape.level(last)


def _placed(page: Sequence[Line]) -> bool:
    return bool(page and page[0].size)


def _groups(lines: Sequence[Line], shape: _Shape) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and shape.parts(group[-1], line):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Drops page numbers, what a browser printed around a page, and lines that stand at the head or foot of most pages, numbers aside."""
    pages = [_without_print(page) for page in pages]
    edges = Counter(key for page in pages for key in {_key(line) for line in (*page[:2], *page[-2:])})
    often = {key for key, times in edges.items() if times >= 3 and times >= 0.4 * len(pages)}
    return [_peeled(_peeled(list(page), often)[::-1], often)[::-1] for page in pages]


def _without_print(page: Sequence[Line]) -> list[Line]:
    """Only where the foot is there; a moment alone may head a report. Either may come first or last."""
    edges = (*page[:2], *page[-2:])
    if not any(_PRINTED_FOOT.fullmatch(line.text) for line in edges):
        return list(page)
    printed = {
        line for line in edges if any(form.fullmatch(line.text) for form in (_PRINTED_FOOT, _PRINTED_HEAD))
    }
    return [line for line in page if line not in printed]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "0", " ".join(line.text.split())).casefold()


def _peeled(lines: list[Line], often: set[str]) -> list[Line]:
    """The lines after up to two running heads or page numbers."""
    at = 0
    while at < min(2, len(lines)) and (_key(lines[at]) in often or _PAGE_NUMBER.fullmatch(lines[at].text)):
        at += 1
    return lines[at:]
