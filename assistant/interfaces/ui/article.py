"""An article opened at its quotes: its whole text, the cited stretches marked."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.interfaces.ui.direction import beside
from assistant.interfaces.ui.html import Html, element, join
from assistant.interfaces.ui.passages import original_link
from assistant.interfaces.ui.reading import blocks, merged
from assistant.interfaces.ui.why import day
from assistant.text.spans import Span
from assistant.types import Document

LONGEST = 300_000
"""Characters of an article that are shown; of a longer one, the part around the first quote."""


def article(document: Document, spans: Sequence[Span]) -> Html:
    """`spans` are offsets into the document's text; each becomes one or more `<mark>`, which tell their place in it."""
    window = _window(len(document.text), spans)
    shown = blocks(document.text, merged(spans), window=window)
    cut = (window.start > 0) or (window.end < len(document.text))
    note = element("p", "This article is very long; the part around the quote is shown.", class_="note")
    return join([note if cut else None, *shown])


def facts(document: Document) -> dict[str, str | None]:
    """What the head of an open article says, as text."""
    return {
        "title": document.title,
        "byline": beside(document.publisher, document.author, day(document.published)),
        "location": ", ".join(document.locations),
        "link": original_link(document.url),
        "language": document.language,
    }


def _window(length: int, spans: Sequence[Span]) -> Span:
    if length <= LONGEST:
        return Span(0, length)
    start = max(0, min(spans).start - LONGEST // 2) if spans else 0
    return Span(start, min(length, start + LONGEST))
