"""What a page holds and never shows: text hidden there could only be meant for a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html

_NEVER_SHOWN = (
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio", "video"),
    *("select", "button", "input", "textarea"),
)  # fmt: skip
_END = r"\s*(?:!important\s*)?(?:;|$)"
_NOT_DISPLAYED = (
    rf"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\.0+)?(?:px|pt|r?em|%)?{_END}"
)
_OUT_OF_SIGHT = (
    r"(?:left|right|top|text-indent|margin-left)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|r?em|pt|%)?"
    r"|clip\s*:\s*rect\(\s*(?:[01](?:px)?[\s,]*){4}\)|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    rf"|(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?:px)?{_END}(?=.*overflow\s*:\s*hidden)|overflow\s*:\s*hidden(?=.*(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?:px)?{_END})"
)
_HIDING = re.compile(f"{_NOT_DISPLAYED}|{_OUT_OF_SIGHT}", re.IGNORECASE | re.DOTALL)
# What a style sheet fades in or paints white may stand on a dark ground; what an element's own style does seldom does.
_INVISIBLE = re.compile(
    rf"opacity\s*:\s*0(?:\.0+)?{_END}|(?<!-)color\s*:\s*(?:#fff(?:f|fff)?\b|#ffffffff\b|white\b|transparent\b|rgba?\(\s*255[\s,]+255[\s,]+255\b)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,4000})\}")
_SIMPLE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)?([.#])([\w-]{1,80})")
_MOST_RULES = 20_000
_MOST_HIDDEN = 0.5
"""Share of a page's text from which on a rule hides the page until a script shows it, and not something in it."""


def drop_unseen(tree: lxml.html.HtmlElement) -> None:
    """Takes out of a page what its reader never sees."""
    unseen = list(_hidden_by_sheets(tree))
    unseen += tree.iter(*_NEVER_SHOWN)
    unseen += [e for e in tree.xpath("//*[@style]") if hides(e.get("style", ""))]
    unseen += tree.xpath("//*[@hidden] | //blockquote[contains(@class, 'twitter-tweet')]")
    for element in unseen:
        if element.getparent() is not None and element.tag not in ("body", "html"):
            element.drop_tree()


def hides(style: str) -> bool:
    """Whether an element's own style keeps it from being seen."""
    return bool(_HIDING.search(style) or _INVISIBLE.search(style))


def _hidden_by_sheets(tree: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """The elements that the page's own style sheets hide by one class or id, whatever is done to them later."""
    selectors = {name for sheet in tree.iter("style") for name in _hiding_selectors(sheet.text or "")}
    if not selectors:
        return
    whole = len(tree.text_content())
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        names = {("#", element.get("id", "")), *((".", name) for name in element.get("class", "").split())}
        own = {(tag, sign, name) for sign, name in names for tag in ("", element.tag)}
        if own & selectors and len(element.text_content()) < _MOST_HIDDEN * whole:
            yield element


def _hiding_selectors(sheet: str) -> Iterator[tuple[str, str, str]]:
    """Element, "." or "#", and name of each plain selector whose rule hides; rules for some media only do not count."""
    for number, rule in enumerate(_RULE.finditer(_without_blocks(_COMMENT.sub("", sheet)))):
        if number > _MOST_RULES:
            return
        if _HIDING.search(rule[2]):
            for selector in rule[1].split(","):
                if plain := _SIMPLE.fullmatch(selector.strip()):
                    yield (plain[1] or "").lower(), plain[2], plain[3]


def _without_blocks(sheet: str) -> str:
    """The sheet without its @media and other blocks."""
    kept, at = [], 0
    while (start := sheet.find("@", at)) >= 0:
        kept.append(sheet[at:start])
        at = _end(sheet, start)
    return "".join([*kept, sheet[at:]])


def _end(sheet: str, start: int) -> int:
    """Where the at-rule that begins at `start` ends: at its semicolon, or at the brace that closes its block."""
    depth = 0
    for place in re.finditer(r"[{};]", sheet[start:]):
        depth += {"{": 1, "}": -1}.get(place[0], 0)
        if depth <= 0:
            return start + place.end()
    return len(sheet)
