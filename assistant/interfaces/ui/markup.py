"""The neutraliser: an answer's text becomes markup that can load nothing, run nothing and lead nowhere unasked.

Markdown without HTML, images, references or bare addresses; a link is one only to an address that the passages'
own metadata names. Sentence marks and citation markers are put in afterwards, between tags and never inside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from assistant.interfaces.ui.html import Html, join, text
from assistant.text.normalise import normalise

LONGEST = 40_000
"""Characters of an answer that are rendered; what an endpoint may send beyond is cut with a note."""

Marker = Callable[[int, int | None], Html]
"""Renders citation `[n]` inside sentence number s, or outside of any (None)."""

# Sentence ends travel through Markdown as rare brackets: punctuation, so that emphasis beside them still closes.
_OPEN, _CLOSE = "⸨", "⸩"
_MARK = re.compile(f"{_OPEN}(\\d*){_CLOSE}")
_TAG = re.compile(r"(<[^>]*>)")
# With the word before and the stop behind, so that a number does not begin a line alone, away from what it backs.
_CITATION = re.compile(r"([^\s\[\]&;]{1,24})?[ \t]?\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]([.,:!?]?)")
_BLOCK_PREFIX = re.compile(r"(?:[ \t]*(?:[-*+>|]|#{1,6}|\d{1,9}[.)])(?=\s))*[ \t]*")
_EMPHASIS = "*_~"
# What opens a fence, rules a table or parts sections is read as that only while it stands alone.
_LAYOUT = re.compile(r"\s*(?:```|~~~|[-:|\s*_]+\Z)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence of the text, `start` to `end`, to be wrapped as `opening`…`</span>` with `after` behind it."""

    start: int
    end: int
    opening: Html
    after: Html


def to_html(
    answer: str,
    *,
    links: Collection[str] = (),
    stretches: Sequence[Stretch] = (),
    marker: Marker | None = None,
) -> Html:
    """Markup of an answer, whole or still streaming; the same function serves page, history and export."""
    cut = answer[:LONGEST]
    marked = normalise(_with_marks(cut, [s for s in stretches if s.end <= len(cut)]))
    rendered = _parser(frozenset(filter(_is_web, links))).render(marked)
    note = Html("<p class=note>The rest of this answer is too long to show.</p>")
    body = _Weaver(stretches, marker).weave(rendered)
    return join([body, note if len(answer) > LONGEST else None])


def safe_link(url: str | None) -> str | None:
    """`url` where it is an ordinary web address, else None."""
    return url if url and _is_web(url) else None


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


@lru_cache(maxsize=64)
def _parser(links: frozenset[str]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(
        ["table", "strikethrough"]
    )
    parser.disable(["image", "html_inline", "html_block", "reference", "autolink", "entity"])
    allowed = links | {parser.normalizeLink(link) for link in links}
    parser.validateLink = lambda url: url in allowed  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("heading_open", lambda *_: '<p class="heading">')
    parser.add_render_rule("heading_close", lambda *_: "</p>")
    parser.add_render_rule("paragraph_open", _paragraph_open)
    parser.add_render_rule("fence", _fence)
    # A wide table scrolls by itself, from the keyboard too.
    parser.add_render_rule("table_open", lambda *_: '<table tabindex="0">')
    return parser


def _link_open(_: Any, tokens: Sequence[Any], i: int, *rest: Any) -> str:
    href = text(str(tokens[i].attrGet("href")))
    return f'<a href="{href}" target="_blank" rel="noopener noreferrer">'


def _paragraph_open(_: Any, tokens: Sequence[Any], i: int, *rest: Any) -> str:
    return "" if tokens[i].hidden else '<p dir="auto">'


def _fence(_: Any, tokens: Sequence[Any], i: int, *rest: Any) -> str:
    # The language of a fence is left out: it would choose a renderer, and some renderers load things.
    return f'<pre tabindex="0"><code>{text(tokens[i].content)}</code></pre>\n'


def _with_marks(answer: str, stretches: Iterable[Stretch]) -> str:
    answer = answer.replace(_OPEN, "(").replace(_CLOSE, ")")
    marks: list[tuple[int, str]] = []
    for number, stretch in enumerate(stretches):
        if _LAYOUT.match(answer, stretch.start, stretch.end):
            continue
        marks.append((_opening_place(answer, stretch), f"{_OPEN}{number}{_CLOSE}"))
        marks.append((_closing_place(answer, stretch), f"{_OPEN}{_CLOSE}"))
    pieces, at = [], 0
    for place, mark in marks:
        place = max(place, at)
        pieces += [answer[at:place], mark]
        at = place
    return "".join([*pieces, answer[at:]])


def _opening_place(answer: str, stretch: Stretch) -> int:
    """Behind list marks and heading marks, before emphasis: there a mark does not change how Markdown reads the line."""
    start = stretch.start
    if start == 0 or answer[start - 1] == "\n":
        prefix = _BLOCK_PREFIX.match(answer, start, stretch.end)
        start = prefix.end() if prefix else start
    while start > 0 and answer[start - 1] in _EMPHASIS:
        start -= 1
    return start


def _closing_place(answer: str, stretch: Stretch) -> int:
    end = stretch.start + len(answer[stretch.start : stretch.end].rstrip(" \n\t|"))
    while end < len(answer) and answer[end] in _EMPHASIS:
        end += 1
    return end


class _Weaver:
    """Puts sentences and citations into rendered Markdown. Only text between tags is touched."""

    def __init__(self, stretches: Sequence[Stretch], marker: Marker | None) -> None:
        self._stretches = stretches
        self._marker = marker
        self._sentence: int | None = None
        self._code = 0

    def weave(self, rendered: str) -> Html:
        return join(Html(piece) for part in _TAG.split(rendered) for piece in self._part(part))

    def _part(self, part: str) -> Iterable[str]:
        if part.startswith("<"):
            self._code += part.startswith(("<code", "<pre")) - part.startswith(("</code", "</pre"))
            yield part
            return
        at = 0
        for mark in _MARK.finditer(part):
            yield self._run(part[at : mark.start()])
            yield self._cross(mark[1])
            at = mark.end()
        yield self._run(part[at:])

    def _cross(self, number: str) -> str:
        """Enters sentence `number`, or leaves the one it is in."""
        left = self._sentence
        self._sentence = int(number) if number else None
        return self._stretches[left].after if left is not None and not number else ""

    def _run(self, run: str) -> str:
        if not run:
            return ""
        woven = run if self._code or self._marker is None else _CITATION.sub(self._markers, run)
        if self._sentence is None or not run.strip() or not self._stretches[self._sentence].opening:
            return woven
        return f"{self._stretches[self._sentence].opening}{woven}</span>"

    def _markers(self, match: re.Match[str]) -> str:
        assert self._marker is not None
        buttons = "".join(
            self._marker(int(number), self._sentence) for number in re.findall(r"\d+", match[2])
        )
        run = f"{match[1] or ''}{buttons}{match[3]}"
        return f'<span class="keep">{run}</span>' if buttons else run
