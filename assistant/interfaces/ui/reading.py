"""The text of an article as it is read: headings, paragraphs, and tables where lines are rows; the cited stretches marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.interfaces.ui.html import Html, element, join, text
from assistant.text.prose import is_heading
from assistant.text.spans import Span

BETWEEN = " | "
"""What stands between the cells of a row in the text of an article."""
_GAP = re.compile(r"\n\s*\n")
_LINE = re.compile(r"[^\n]+")


def blocks(body: str, spans: Sequence[Span], *, window: Span | None = None, base: int = 0) -> Iterator[Html]:
    """The blocks of `body`, or of a window of it.

    Args:
        spans: the stretches to mark, offsets into `body`; each becomes one or more `<mark>`, which tell their place
            counted from `base`.
    """
    for paragraph in _paragraphs(body, window or Span(0, len(body))):
        lines = [Span(*found.span()) for found in _LINE.finditer(body, paragraph.start, paragraph.end)]
        for cells, group in groupby(lines, lambda line: line.of(body).count(BETWEEN) + 1):
            rows = list(group)
            if cells > 1 and len(rows) > 1:
                yield _table(body, rows, spans, base)
            else:
                yield _paragraph(body, Span(rows[0].start, rows[-1].end), spans, base)


def highlighted(body: str, spans: Sequence[Span], *, base: int = 0) -> Html:
    """`body` with `spans` (offsets into it, may overlap) marked; each mark tells its place, counted from `base`."""
    pieces: list[str] = []
    at = 0
    for span in merged(spans):
        mark = element("mark", span.of(body), data_start=base + span.start, data_end=base + span.end)
        pieces += [text(body[at : span.start]), mark]
        at = span.end
    return join([*pieces, text(body[at:])])


def merged(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, overlapping ones made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        elif span.end > span.start:
            result.append(span)
    return result


def _paragraph(body: str, place: Span, spans: Sequence[Span], base: int) -> Html:
    """A line by itself that ends no sentence is a heading; it is no element of its own, for a card shows it out of its outline."""
    heads = "\n" not in place.of(body) and is_heading(place.of(body))
    return element("p", _marked(body, place, spans, base), dir="auto", class_="heading" if heads else None)


def _table(body: str, rows: Sequence[Span], spans: Sequence[Span], base: int) -> Html:
    """Wide tables scroll by themselves. A first row without a figure above rows that have some is their head."""
    figures = [any(c.isdigit() for c in row.of(body)) for row in rows]
    head = "th" if any(figures) and not figures[0] else "td"
    made = [
        element("tr", *(element(head if i == 0 else "td", _marked(body, cell, spans, base), dir="auto") for cell in _cells(body, row)))
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return element("div", element("table", *made), class_="rows", tabindex="0")


def _cells(body: str, row: Span) -> Iterator[Span]:
    at = row.start
    for cell in row.of(body).split(BETWEEN):
        yield Span(at, at + len(cell))
        at += len(cell) + len(BETWEEN)


def _marked(body: str, place: Span, spans: Sequence[Span], base: int) -> Html:
    inside = [
        Span(max(span.start, place.start) - place.start, min(span.end, place.end) - place.start)
        for span in spans
        if span.start < place.end and span.end > place.start
    ]
    return highlighted(place.of(body), inside, base=base + place.start)


def _paragraphs(body: str, window: Span) -> Iterator[Span]:
    at = window.start
    for gap in _GAP.finditer(body, window.start, window.end):
        if gap.start() > at:
            yield Span(at, gap.start())
        at = gap.end()
    if window.end > at:
        yield Span(at, window.end)
