"""An article opened at its quotes: the whole text as paragraphs, the cited stretches marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.interfaces.ui.html import Html, element, join
from assistant.interfaces.ui.passages import highlighted, merged, original_link
from assistant.interfaces.ui.why import day
from assistant.text.spans import Span
from assistant.types import Document

LONGEST = 300_000
"""Characters of an article that are shown; of a longer one, the part around the first quote."""

_GAP = re.compile(r"\n\s*\n")


def article(document: Document, spans: Sequence[Span]) -> Html:
    """`spans` are offsets into the document's text; each becomes one or more `<mark>`, which tell their place in it."""
    window = _window(len(document.text), spans)
    shown = list(_paragraphs(document.text, window, merged(spans)))
    cut = (window.start > 0) or (window.end < len(document.text))
    note = element("p", "This article is very long; the part around the quote is shown.", class_="note")
    return join([note if cut else None, *shown])


def facts(document: Document) -> dict[str, str | None]:
    """What the head of an open article says, as text."""
    return {
        "title": document.title,
        "byline": " · ".join(f for f in (document.publisher, document.author, day(document.published)) if f),
        "location": ", ".join(document.locations),
        "link": original_link(document.url),
        "language": document.language,
    }


def _window(length: int, spans: Sequence[Span]) -> Span:
    if length <= LONGEST:
        return Span(0, length)
    start = max(0, min(spans).start - LONGEST // 2) if spans else 0
    return Span(start, min(length, start + LONGEST))


def _paragraphs(text: str, window: Span, spans: Sequence[Span]) -> Iterator[Html]:
    for paragraph in _pieces(text, window):
        inside = [
            Span(max(s.start, paragraph.start) - paragraph.start, min(s.end, paragraph.end) - paragraph.start)
            for s in spans
            if s.start < paragraph.end and s.end > paragraph.start
        ]
        yield element("p", highlighted(paragraph.of(text), inside, base=paragraph.start), dir="auto")


def _pieces(text: str, window: Span) -> Iterator[Span]:
    at = window.start
    for gap in _GAP.finditer(text, window.start, window.end):
        if gap.start() > at:
            yield Span(at, gap.start())
        at = gap.end()
    if window.end > at:
        yield Span(at, window.end)
