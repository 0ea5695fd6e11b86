"""A conversation to take away: Markdown, a page that needs nothing else, or JSON, each with quotes, dates and addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.interfaces.remarks import remarks
from assistant.interfaces.ui.html import Html, element, join
from assistant.interfaces.ui.passages import byline, original_link
from assistant.interfaces.ui.rendering import checked, draft
from assistant.state.conversations import Conversation
from assistant.state.exchange import Exchange
from assistant.types import Passage, Sentence, to_json

_STYLE = (Path(__file__).parent / "static" / "export.css").read_text(encoding="utf-8")
# What Markdown would take for markup in a title, a quote or a question, and what its viewers would make links of unasked.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!&@]|:(?=//)|(?<=\bwww)\.)")


@dataclass(frozen=True, slots=True)
class Source:
    """A passage and the quotes taken from it, in the answer's order."""

    passage: Passage
    quotes: tuple[str, ...]

    @property
    def link(self) -> str | None:
        return original_link(self.passage.url, self.quotes[0])


def sources(exchange: Exchange) -> list[Source]:
    """What the answer quotes, by passage number."""
    answer = exchange.answer
    if answer is None:
        return []
    return [Source(p, quotes) for p in exchange.passages if (quotes := answer.quotes_from(p.number))]


def as_json(conversation: Conversation, exchanges: Sequence[Exchange]) -> str:
    """The whole of it: every answer and failure field for field, and `sources` with their links."""
    body = {
        "title": conversation.title,
        "updated": conversation.updated.isoformat(),
        "turns": [
            {
                "question": exchange.question,
                "state": exchange.state,
                "answer": to_json(exchange.answer),
                "failed": to_json(exchange.failed),
                "sources": [
                    {"passage": source.passage.number, "quotes": list(source.quotes), "link": source.link}
                    for source in sources(exchange)
                ],
            }
            for exchange in exchanges
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def as_markdown(conversation: Conversation, exchanges: Sequence[Exchange]) -> str:
    turns = "\n\n".join(_markdown_turn(exchange) for exchange in exchanges)
    return f"# {_plain(conversation.title)}\n\n{turns}\n"


def as_html(conversation: Conversation, exchanges: Sequence[Exchange]) -> str:
    """One file that loads nothing, not even its style."""
    head = join(
        [
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", http_equiv="Content-Security-Policy", content="default-src 'none'; style-src 'unsafe-inline'"),
            element("title", conversation.title),
            element("style", Html(_STYLE)),
        ]
    )  # fmt: skip
    body = join([element("h1", conversation.title), *(_html_turn(exchange) for exchange in exchanges)])
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def file_name(conversation: Conversation, kind: str) -> str:
    """ASCII letters, digits and hyphens, so that every system and every header takes it."""
    slug = re.sub(r"[^a-z0-9]+", "-", conversation.title.lower()).strip("-")[:60] or "conversation"
    return f"{slug}.{kind}"


def _markdown_turn(exchange: Exchange) -> str:
    blocks = [f"## {_plain(exchange.question)}", _markdown_answer(exchange)]
    for source in sources(exchange):
        facts = byline(source.passage)
        blocks.append(
            f"**[{source.passage.number}] {_plain(source.passage.title)}**{f' · {_plain(facts)}' if facts else ''}"
        )
        blocks += [f"> {_plain(' '.join(quote.split()))}" for quote in source.quotes]
        if source.link:
            blocks.append(f"<{source.link}>")
    return "\n\n".join(blocks)


def _markdown_answer(exchange: Exchange) -> str:
    if exchange.failed is not None:
        return f"*No answer: {_plain(exchange.failed.error)}*"
    answer = exchange.answer
    assert answer is not None
    doubts = [f"*{s.verdict}: “{_plain(s.text)}” ({_plain(s.reason)})*" for s in _doubtful(exchange)]
    label = ["*Extracts from the articles, word for word*"] if answer.extractive else []
    conflicts = [f"*{_plain(note)}*" for note in _notes(exchange)]
    return "\n\n".join([*label, _plain(answer.text), *doubts, *conflicts])


def _html_turn(exchange: Exchange) -> Html:
    failed = (
        element("p", f"No answer: {exchange.failed.error}", class_="failure") if exchange.failed else None
    )
    text = checked(exchange.answer) if exchange.answer else draft(exchange)
    return element(
        "section",
        element("h2", exchange.question, dir="auto"),
        failed,
        element("div", text, class_="words"),
        *(_html_doubt(sentence.verdict, sentence.text, sentence.reason) for sentence in _doubtful(exchange)),
        *(element("p", note, class_="doubt") for note in _notes(exchange)),
        element("ol", *(_html_source(source) for source in sources(exchange)), class_="sources"),
    )


def _notes(exchange: Exchange) -> list[str]:
    """What the articles say against each other, or against the question, and what is to be known of the answer as a whole."""
    if exchange.answer is None:
        return []
    return [*(conflict.note for conflict in exchange.answer.conflicts), *remarks(exchange.answer)]


def _doubtful(exchange: Exchange) -> list[Sentence]:
    sentences = exchange.answer.sentences if exchange.answer else ()
    return [sentence for sentence in sentences if sentence.verdict in ("partly", "unsupported")]


def _html_doubt(verdict: str, sentence: str, reason: str) -> Html:
    return element("p", f"{verdict}: “{sentence}” {reason}", class_="doubt")


def _html_source(source: Source) -> Html:
    title = (
        element("a", source.passage.title, href=source.link, rel="noopener noreferrer")
        if source.link
        else source.passage.title
    )
    return element(
        "li",
        title,
        element("span", f" {byline(source.passage)}", class_="byline"),
        *(element("blockquote", quote, dir="auto") for quote in source.quotes),
        value=source.passage.number,
    )


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
