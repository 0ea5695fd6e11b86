"""Where on a page the article is: trafilatura names its paragraphs, the element that holds them gives everything between them.

Trafilatura is careful about what is an article and careless with what lies inside one: it drops headings, short lists and the
headline. So its paragraphs only point, and the text is taken from the page, without what the page's own markup calls furniture.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import TypeAlias

import lxml.html

Element: TypeAlias = lxml.html.HtmlElement

SHORTEST_PROSE = 50
"""Below so many letters a paragraph is as often a label or a link as prose."""
ENOUGH = 0.8
"""The article is the smallest element that holds this share of the prose."""
MOSTLY_LINKS = MOSTLY_PROSE = 0.6

_FURNITURE = frozenset(
    {"nav", "navbar", "navbox", "navigation", "breadcrumb", "breadcrumbs", "sidebar", "sidenav", "topbar", "topnav", "menu", "masthead", "colophon",
     "footer", "foot", "comments", "comment", "commentlist", "respond", "disqus", "share", "sharing", "sharedaddy", "sharebar", "social", "related",
     "relatedposts", "jp", "recommended", "recommendations", "recirculation", "newsletter", "subscribe", "subscription", "signup", "cookie",
     "cookies", "cookiebar", "consent", "gdpr", "advert", "advertisement", "ad", "ads", "sponsored", "promo", "promoted", "paywall", "popup",
     "modal", "widget", "pagination", "pager", "tags", "tagcloud", "catlinks", "categories", "sitenotice", "sitesub", "jumpbox",
     "postprofile", "byline", "bio", "trending", "popular", "meta", "toolbar", "skip", "login", "screenreader", "outbrain", "taboola", "pullout"}
)  # fmt: skip
_PHRASES = re.compile(
    r"(?:entry|post|article)[-_]?(?:meta|footer|tags|actions|navigation|links)|author[-_]?(?:card|box|bio|info)|most[-_]?(?:read|viewed|popular)"
    r"|(?:you|u)[-_]may[-_](?:also[-_])?like|read[-_]?(?:more|next)|more[-_](?:from|stories|posts)|back[-_]to[-_]top|screen[-_]reader"
    r"|single[-_]share|action[-_]?(?:bar|s)|edit[-_]?section|print[-_]?only|no[-_]?print|subscribe[-_]prompt|portable[-_]archive",
    re.I,
)
_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
    }
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_PROSE = ("p", "li", "blockquote", "pre", "td", "dd", "div", "section")


def strip_furniture(tree: Element) -> None:
    """Takes out what the page's own names call navigation, comments, forms and the like; never the element around the article."""
    total = sum(len(text) for _, text in _paragraphs(tree)) or 1
    for element in list(tree.iter(lxml.html.etree.Element)):
        if (
            element.getparent() is None
            or element.tag in ("html", "body", "main", "article")
            or not _is_furniture(element)
        ):
            continue
        held = sum(len(text) for _, text in _paragraphs(element))
        named = element.tag in ("nav", "aside", "form", "menu") or "comment" in _named(element)
        if held <= total * (0.9 if named else 0.4) and not (
            element.tag == "header" and element.find(".//h1") is not None
        ):
            element.drop_tree()


def article_element(tree: Element, paragraphs: set[str]) -> Element | None:
    """The smallest element with nearly all the prose that trafilatura kept (`paragraphs`), or with nearly all there is if it kept none."""
    prose = [
        (element, text)
        for element, text in _paragraphs(tree)
        if len(text) - _linked(element) >= SHORTEST_PROSE
    ]
    kept = [(element, text) for element, text in prose if text in paragraphs] or prose
    if not kept:
        return None
    weight: dict[Element, int] = {}
    for element, _ in kept:
        for holder in (element, *element.iterancestors()):
            weight[holder] = weight.get(holder, 0) + _letters(element)
    most = max(weight.values())
    enough = [holder for holder, held in weight.items() if held >= ENOUGH * most]
    deepest = max(enough, key=lambda holder: sum(1 for _ in holder.iterancestors()))
    return _with_standfirst(deepest, weight)


def _with_standfirst(found: Element, weight: dict[Element, int]) -> Element:
    """A wider element, where what it adds is prose again: a standfirst or a last part that stands apart."""
    best = found
    for wider in found.iterancestors():
        prose = weight[wider] - weight[best]
        if prose and prose >= MOSTLY_PROSE * (_letters(wider) - _letters(best)):
            best = wider
    return best


def without_link_lists(element: Element) -> Element:
    """A copy without the lists and lines that are only links: menus that no name gives away."""
    found = copy.deepcopy(element)
    for part in list(found.iter("ul", "ol", "p", "div", "dl", "section")):
        if part is found or part.getparent() is None:
            continue
        links = len(list(part.iter("a")))
        if links >= 2 and _linked(part) > MOSTLY_LINKS * _letters(part):
            part.drop_tree()
    return found


def headline(tree: Element) -> str:
    """The `<h1>` that the page's title repeats; another one names the site."""
    title = " ".join(tree.findtext("head/title", "").split()).casefold()
    headings = (" ".join(heading.text_content().split()) for heading in tree.iter("h1"))
    return next((heading for heading in headings if heading and heading.casefold() in title), "")


def _paragraphs(element: Element) -> Iterator[tuple[Element, str]]:
    """Elements that hold running text themselves rather than in blocks inside them, with that text."""
    for part in element.iter(*_PROSE):
        if not any(child.tag in (*_PROSE, "ul", "ol", "table", "h1", "h2", "h3") for child in part):
            text = " ".join(part.text_content().split())
            if text:
                yield part, text


def _is_furniture(element: Element) -> bool:
    if element.tag in ("nav", "aside", "footer", "form", "menu", "dialog") or element.get("role") in _ROLES:
        return True
    if element.tag == "header":
        return bool(element.getparent().tag == "body")
    return (
        "comment" in _named(element)
        or bool(_named(element) & _FURNITURE)
        or bool(_PHRASES.search(_names(element)))
    )


def _names(element: Element) -> str:
    return f"{element.get('id', '')} {element.get('class', '')}"


def _named(element: Element) -> set[str]:
    return {word.lower() for word in _WORDS.findall(_names(element))}


def _linked(element: Element) -> int:
    return sum(_letters(link) for link in element.iter("a"))


def _letters(element: Element) -> int:
    return len("".join(element.text_content().split()))
