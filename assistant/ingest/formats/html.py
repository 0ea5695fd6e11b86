"""A saved web page: the article without the page around it, and what the page states about it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import TypeAlias

import lxml.etree
import lxml.html

from assistant.ingest.article import Block, Draft
from assistant.ingest.chrome import without_chrome
from assistant.ingest.decode import decode
from assistant.ingest.formats.html_article import (
    article_element,
    headline,
    located,
    opening,
    strip_furniture,
    without_link_lists,
)
from assistant.ingest.formats.html_metadata import stated, stated_body
from assistant.ingest.formats.raised import raised
from assistant.ingest.formats.text import prose
from assistant.ingest.formats.unseen import drop_unseen
from assistant.ingest.metadata import Metadata

DEEPEST = 150
LONGEST_FOR_TREE = 32 * 1024 * 1024
NEARLY_NOTHING = 0.25
"""A page that shows less than this share of the text in its JSON-LD shows a teaser, or waits for its script."""
FROM_JSON_LD = "the page itself shows next to nothing, the text in its JSON-LD was taken"

_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|table|article|section|html)\b[^<>]*>", re.I)

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_BREAKS = re.compile(
    r"p|div|section|article|aside|header|footer|main|address|li|t[rdh]|h[1-6r]|blockquote|pre|d[td]|table|caption|[uo]l|figure"
    r"|figcaption|summary|center"
)
_HEADING = re.compile("h[1-6]")
Attributes: TypeAlias = Sequence[tuple[str, str | None]]


def read(data: bytes) -> Iterator[Draft]:
    """One article. Where the page states no address, the one that its saver wrote at its head is taken."""
    charset = _CHARSET.search(data[:4096])
    text, warning = decode(data, declared=charset[1].decode("ascii") if charset else None)
    saved = _SAVED.search(text[:2000])
    draft = page(text, url=saved[1] if saved else None)
    warnings = tuple(w for w in (warning, *draft.warnings) if w)
    yield Draft(draft.blocks, draft.metadata, warnings=warnings, framed=True)


def page(text: str, *, url: str | None = None) -> Draft:
    """The article of a page already decoded."""
    tree = _tree(text)
    if tree is None:
        metadata = Metadata()
        metadata.offer("saved page", "url", url)
        return Draft(
            flat(text),
            metadata,
            warnings=("the page's structure could not be read, its plain text was taken",),
        )
    metadata, told = stated(tree, url), either(stated_body(tree))
    titles = [title for title in (metadata.title, tree.findtext("head/title")) if title]
    drop_unseen(tree)
    blocks = without_chrome(_article(tree, titles))
    if _letters(blocks) < NEARLY_NOTHING * _letters(told):
        return Draft(told, metadata, warnings=(FROM_JSON_LD,))
    return Draft(blocks or flat(text), metadata)


def _letters(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _article(tree: lxml.html.HtmlElement, titles: Sequence[str]) -> list[Block]:
    head = headline(tree, titles)
    title = "" if head is None else " ".join(block.text for block in flat(_source(head)))
    prose = located(tree, _paragraphs(tree))
    strip_furniture(tree, prose)
    found = article_element(tree, prose)
    parts = [*opening(head, found), found if found is not None else tree.find("body")]
    blocks = flat("".join(_source(without_link_lists(part)) for part in parts))
    if title and not any(block.text == title for block in blocks[:8]):
        blocks.insert(0, Block(title, 1))
    return blocks


def _source(element: lxml.html.HtmlElement) -> str:
    return str(lxml.html.tostring(element, encoding="unicode", with_tail=False))


def _tree(text: str) -> lxml.html.HtmlElement | None:
    if len(text) > LONGEST_FOR_TREE:
        return None
    # A declared encoding no longer holds for decoded text, and lxml refuses one.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None
    # libxml2 gives up on deep nesting and keeps what it has: nothing, or the first few words.
    return tree if tree.find("body") is not None and not _too_deep(tree) and _all_there(tree, text) else None


def _too_deep(tree: lxml.html.HtmlElement) -> bool:
    """Nobody nests so deep, and work on each element's contents would grow with the square of the depth."""
    depth = 0
    for event, _ in lxml.etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def _all_there(tree: lxml.html.HtmlElement, text: str) -> bool:
    return text.count("<") < 2000 or sum(1 for _ in tree.iter()) * 20 > text.count("<")


def _paragraphs(tree: lxml.html.HtmlElement) -> set[str]:
    """What trafilatura takes for the article's paragraphs; empty where it finds no article."""
    import trafilatura

    found = trafilatura.bare_extraction(copy.deepcopy(tree), include_comments=False, with_metadata=False)
    if found is None or isinstance(found, dict) or found.body is None:
        return set()
    return {
        " ".join("".join(element.itertext()).split())
        for element in found.body.iter("p", "quote", "item", "cell", "code")
    }


def either(text: str) -> list[Block]:
    """Text out of data, which may be HTML or plain."""
    return flat(text) if _MARKUP.search(text) else prose(text)


def flat(text: str) -> list[Block]:
    """All of some HTML, whether a page, a part of one or broken, with its headings, items and rows: a feed's text, for example."""
    return Flat().read(text)


class Flat(HTMLParser):
    """Reads without a tree: as deep as a page may nest, this takes linear time and no stack."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.kind = self.last = "p"
        self.unseen, self.depth = "", 0
        self.above: tuple[str, int] | None = None
        self.linked = self.leads = False

    def read(self, text: str) -> list[Block]:
        self.feed(text)
        self.close()
        self.end()
        return self.blocks

    def is_unseen(self, tag: str, attrs: Attributes) -> bool:
        """Whether what the element holds is not read."""
        return tag in ("script", "style", "template", "noscript", "title")

    def is_above(self, tag: str, attrs: Attributes) -> bool:
        """Whether what the element holds stands above the line."""
        return tag == "sup"

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag == self.unseen:
            self.depth += 1
        elif not self.unseen and self.is_unseen(tag, attrs):
            self.unseen, self.depth = tag, 1
        self.linked = self.linked or (tag == "a" and any(name == "href" for name, _ in attrs))
        if self.above is None and self.is_above(tag, attrs):
            self.above, self.leads = (tag, len(self.words)), False
        self.leads = self.leads or self.linked
        if tag == "br":
            self.break_line()
        elif tag in ("td", "th") and self.kind == "tr":
            self.words.append(" | " if self.words else "")
        elif _BREAKS.fullmatch(tag) and not (tag == "p" and self.kind in ("li", "tr") and not self.words):
            self.end()
            self.kind = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unseen:
            self.depth -= 1
            self.unseen = tag if self.depth else ""
        if self.above and tag == self.above[0]:
            _, start = self.above
            self.words[start:] = [raised("".join(self.words[start:]), linked=self.leads)]
            self.above = None
        self.linked = self.linked and tag != "a"
        if _BREAKS.fullmatch(tag) and not (self.kind == "tr" and tag not in ("tr", "table")):
            self.end()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(data)

    def break_line(self) -> None:
        """One break leads to the next line of a paragraph, a second one ends it; headings and rows are one line."""
        if self.kind in ("tr", "pre") or _HEADING.fullmatch(self.kind):
            self.words.append("\n")
            return
        inside = bool("".join(self.words).strip())
        self.end()
        self.kind = "br" if inside else "p"

    def end(self) -> None:
        """Ends the open block."""
        text, kind = "".join(self.words), self.kind
        if kind != "pre":
            text = " ".join(text.split())
        self.words, self.kind, self.above, self.linked = [], "p", None, False
        if text.strip("| \n\t"):
            level = int(kind[1]) if _HEADING.fullmatch(kind) else 0
            together = kind == "br" or (kind == self.last and kind in ("li", "tr"))
            self.blocks.append(
                Block(f"- {text}" if kind == "li" else text, level, glue="\n" if together else "\n\n")
            )
            # A line broken off an item is of it, and the list goes on.
            self.last = self.last if kind == "br" else kind
