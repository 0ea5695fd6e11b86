"""The evidence of one exchange: the strip under the question and the cards of the panel beside it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote as percent

from assistant.interfaces.ui.direction import beside, direction
from assistant.interfaces.ui.html import Html, element, join
from assistant.interfaces.ui.markup import safe_link
from assistant.interfaces.ui.reading import blocks, merged
from assistant.interfaces.ui.why import day, why_in_words
from assistant.state.exchange import Exchange
from assistant.text.spans import Span
from assistant.types import Citation, Passage


def strip(exchange: Exchange) -> Html:
    """One small button per passage, for windows too narrow for the panel."""
    buttons = [
        element(
            "button",
            element("b", str(passage.number)),
            element("span", passage.title),
            element("small", byline(passage)),
            type="button",
            data_do="passage",
            data_passage=passage.number,
            dir=direction(passage.title),
        )
        for passage in exchange.passages
    ]
    return element("div", *buttons, class_="strip") if buttons else Html()


def cards(exchange: Exchange) -> Html:
    """Every passage the answerer saw, the cited quotes marked in it."""
    if not exchange.passages:
        none = "Nothing in these articles comes near this question." if exchange.searched else ""
        return element("p", none, class_="empty") if none else Html()
    found = exchange.answer.quotes if exchange.answer else ()
    return join(_card(p, [c for c in found if c.passage == p.number]) for p in exchange.passages)


def byline(passage: Passage) -> str:
    return beside(passage.publisher, day(passage.published), passage.locator)


def original_link(url: str | None, quote: str = "") -> str | None:
    """The address of the original page, at the quote where the browser can find it; None if it is no web address."""
    link = safe_link(url)
    if link is None or not quote:
        return link
    words = quote.split()
    # A text fragment names the first and last words, so that line breaks between them do not matter.
    ends = [" ".join(words)] if len(words) <= 10 else [" ".join(words[:5]), " ".join(words[-5:])]
    # Hyphens and commas separate the parts of a fragment, so they travel encoded.
    written = ",".join(percent(end, safe="").replace("-", "%2D") for end in ends)
    return f"{link.split('#:~:')[0]}{'' if '#' in link else '#'}:~:text={written}"


def _card(passage: Passage, citations: Sequence[Citation]) -> Html:
    spans = [
        Span(c.start - passage.start, c.end - passage.start)
        for c in citations
        if passage.start <= c.start <= c.end <= passage.end
    ]
    return element(
        "article",
        _card_head(passage),
        element("blockquote", *blocks(passage.text, merged(spans), base=passage.start)),
        _card_foot(passage, citations[0] if citations else None),
        _why(passage),
        class_="card cited" if citations else "card",
        data_passage=passage.number,
        tabindex="-1",
    )


def _card_head(passage: Passage) -> Html:
    title = element("h3", passage.title)
    facts = element("p", byline(passage) or passage.location, class_="byline")
    number = element("span", str(passage.number), class_="number")
    return element("header", number, element("div", title, facts, dir=direction(passage.title)))


def _card_foot(passage: Passage, citation: Citation | None) -> Html:
    at = citation or passage
    link = original_link(passage.url, citation.quote if citation else passage.text)
    opener = element(
        "button", "Open article", type="button", class_="quiet", data_do="open", data_document=passage.document_id,
        data_revision=passage.revision, data_start=at.start, data_end=at.end, data_passage=passage.number,
    )  # fmt: skip
    original = {"href": link, "target": "_blank", "rel": "noopener noreferrer", "class": "quiet"}
    return element("footer", opener, element("a", "Original page", **original) if link else None)


def _why(passage: Passage) -> Html:
    reasons = why_in_words(passage.why)
    if passage.also_in:
        reasons.append(f"Nearly the same text also stands in: {', '.join(passage.also_in)}.")
    items = [element("li", reason) for reason in reasons]
    return element("details", element("summary", "Why this passage"), element("ul", *items), class_="why")
