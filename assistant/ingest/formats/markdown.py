"""Markdown as prose: markup off, words kept. Headings stay as lines, links become their text, images go, tables become rows."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from assistant.ingest.article import Block, Draft
from assistant.ingest.chrome import without_chrome
from assistant.ingest.decode import decode
from assistant.ingest.formats.front_matter import front_matter
from assistant.ingest.formats.raised import raised
from assistant.ingest.formats.unseen import hides
from assistant.ingest.lines import unwrap
from assistant.ingest.metadata import Metadata

LONGEST_SEARCHED = 2000

_HIDDEN = re.compile(
    r"<([a-z][a-z0-9]{0,20})\s(?=[^<>\n]{0,500}?(?:(?<=\s)hidden(?=[\s=>/])|\bstyle\s*=\s*(?:\"([^\"\n]{1,500})\"|'([^'\n]{1,500})')))[^<>\n]{1,1000}>(?:(?!<\1\b).){0,2000}?</\1\s*>",
    re.I | re.S,
)
_CLOSED = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*\S.*$")
_QUOTE = re.compile(r"^(?:[ \t]{0,3}>[ \t]?)+")


def _raised(marked: re.Match[str]) -> str:
    return raised(marked["text"], linked="<a" in marked[0].lower())


_INLINE: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"!\[\[[^\[\]\n]{0,300}\]\]|!\[[^\[\]\n]{0,1000}\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^\]\n]{0,200}\])?"), ""),
    (re.compile(r"\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\]"), r"\1"),
    (re.compile(r"\[\^[^\[\]\s]{1,60}\]:?"), ""),
    (re.compile(r"\[([^\[\]\n]{1,1000})\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^\]\n]{0,200}\])"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>"), r"\1"),
    (re.compile(r"<br\s*/?>", re.I), " "),
    (re.compile(r"<sup>(?:<a\s[^<>\n]{0,500}>)?(?P<text>[^<>\n]{1,40})(?:</a>)?</sup>", re.I), _raised),
    (re.compile(r"(?<=[\w)])\^(?P<text>[+\-−–]?\d{1,4})\^"), _raised),
    (re.compile(r"</?[A-Za-z][\w-]{0,30}(?:\s[^<>\n]{0,2000})?/?>"), ""),
    (re.compile(r"(?<![\\*])(\*\*\*|\*\*|\*)(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*\\])\1(?!\*)"), r"\2"),
    (re.compile(r"(?<![\\*])(\*\*\*|\*\*|\*)(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*\\])\1(?!\*)"), r"\2"),
    (re.compile(r"(?<![\\\w])(___|__|_)(?=[^\s_])([^\n]{1,2000}?)(?<=[^\s\\])\1(?!\w)"), r"\2"),
    (re.compile(r"~~(?=\S)([^~\n]{1,2000})~~"), r"\1"),
    (re.compile(r"==(?=\S)([^=\n]{1,2000})=="), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)  # fmt: skip
_MARKED = re.compile(r"[\[\]*_<>&\\~=^]")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(.{1,2000}?)(?<!`)\1(?!`)")


def read(data: bytes) -> Iterator[Draft]:
    """One article of the file's prose."""
    text, warning = decode(data)
    stated = front_matter(text)
    blocks = prose(stated.body)
    _offer_title(stated.metadata, blocks)
    yield Draft(
        without_chrome(blocks), stated.metadata, warnings=tuple(w for w in (warning, stated.warning) if w)
    )


def prose(text: str) -> list[Block]:
    """Markdown as blocks. Lines of one paragraph are joined, as a renderer would show them."""
    reader = _Reader()
    seen = _HIDDEN.sub(_shown, _without_closed(text.replace("\r\n", "\n").replace("\r", "\n")))
    for line in seen.split("\n"):
        reader.feed(line.expandtabs(4))
    reader.close()
    return reader.blocks


def _shown(element: re.Match[str]) -> str:
    """An element of HTML as it is, or nothing where its own attributes hide it."""
    style = element[2] or element[3]
    return element[0] if style and not hides(style) else ""


def _without_closed(text: str) -> str:
    """Comments, scripts and styles taken out, each up to its end; one that never ends is left, for searching on would take for ever."""
    for opening, closing in _CLOSED:
        kept: list[str] = []
        at = 0
        while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start)) >= 0:
            kept.append(text[at:start])
            at = end + len(closing)
        text = "".join([*kept, text[at:]])
    return text


class _Reader:
    """Reads line by line; `open` holds the lines of the paragraph or item that has not ended yet, `last` what ended before it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: list[str] = []
        self.kind = self.last = "paragraph"
        self.fence = ""
        self.in_table = False

    def feed(self, line: str) -> None:
        if self.fence:
            self._code(line)
            return
        line = _QUOTE.sub("", line)
        if marks := _FENCE.match(line):
            self.close()
            self.fence, self.last = marks[1], "paragraph"
        elif heading := _HEADING.match(line):
            self._heading(heading[2] or "", len(heading[1]))
        elif self.open and self.kind == "paragraph" and (mark := _UNDERLINE.match(line)):
            title, self.open = " ".join(self.open), []
            self._heading(title, 1 if "=" in mark[1] else 2)
        elif _RULE.match(line) or _DEFINITION.match(line):
            self.close()
        else:
            self._prose(line)

    def _prose(self, line: str) -> None:
        if not line.strip():
            self.close()
            self.in_table = False
        elif _DELIMITER.match(line) and (self.in_table or (self.open and "|" in self.open[-1])):
            header, self.open = " ".join(self.open), []
            self._row(header)
        elif self.in_table or line.lstrip().startswith("|"):
            self._row(line)
        elif item := _ITEM.match(line):
            self.close()
            mark = item[0].split()[0]
            self.kind, self.open = "item", [f"{mark if mark[0].isdigit() else '-'} {line[item.end() :]}"]
        else:
            self.open.append(line)

    def _heading(self, text: str, level: int) -> None:
        self.close()
        self._emit(inline(text), "heading", level)

    def _row(self, line: str) -> None:
        self.close()
        self.in_table = True
        cells = [inline(cell).strip() for cell in line.strip().strip("|").split("|")]
        self._emit(" | ".join(cells) if any(cells) else "", "row")

    def _code(self, line: str) -> None:
        if line.strip().startswith(self.fence) and not line.strip().strip(self.fence[0]):
            self.fence = ""
        else:
            self._emit(line if line.strip() else "", "code")

    def close(self) -> None:
        """Ends the open paragraph or item."""
        self._emit(" ".join(inline(unwrap(self.open)).split()), self.kind)
        self.open, self.kind = [], "paragraph"

    def _emit(self, text: str, kind: str, level: int = 0) -> None:
        if text:
            together = kind == self.last and kind in ("item", "row", "code")
            self.blocks.append(Block(text, level, glue="\n" if together else "\n\n"))
            self.last = kind


def inline(text: str) -> str:
    """One paragraph's markup taken off. What stands between backticks is kept letter for letter."""
    return "".join(_unmarked(window) for window in _windows(text)).strip()


def _windows(text: str) -> Iterator[str]:
    """The text in stretches that end with a sentence or a word: markup never closed would be sought for ever in a long line."""
    at = 0
    while len(text) - at > LONGEST_SEARCHED:
        last = at + LONGEST_SEARCHED
        stops = (text.rfind(stop, at + LONGEST_SEARCHED // 2, last) for stop in (". ", " "))
        end = next((stop + 1 for stop in stops if stop >= 0), last)
        yield text[at:end]
        at = end
    yield text[at:]


def _unmarked(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for code in _CODE.finditer(text):
        pieces += (_plain(text[done : code.start()]), code[2].strip())
        done = code.end()
    return "".join([*pieces, _plain(text[done:])])


def _plain(text: str) -> str:
    if not _MARKED.search(text):
        return text
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return html.unescape(text)


def _offer_title(metadata: Metadata, blocks: list[Block]) -> None:
    top = next((block.text for block in blocks if block.level == 1), None)
    metadata.offer("first heading", "title", top)
