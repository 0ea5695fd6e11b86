"""Where on a page the article is: trafilatura names its paragraphs, the element that holds them gives everything between them.

Trafilatura is careful about what is an article and careless with what lies inside one: it drops headings, short lists and the
headline. So its paragraphs only point, and the text is taken from the page, without what the page's own markup calls furniture.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

import lxml.html

Element: TypeAlias = lxml.html.HtmlElement
Prose: TypeAlias = Sequence[tuple[Element, str]]
"""Paragraphs, and the elements that hold them."""

SHORTEST_PROSE = 50
"""Below so many letters a paragraph is as often a label or a link as prose."""
ENOUGH = 0.8
"""The article is the smallest element that holds this share of the prose."""
MOST_STRIPPED = 0.2
"""What holds more of the article than this share is not furniture, whatever it is called."""
MOSTLY_LINKS = MOSTLY_PROSE = 0.6

_FURNITURE = frozenset(
    {"nav", "navbar", "navbox", "navigation", "breadcrumb", "breadcrumbs", "sidebar", "sidenav", "topbar", "topnav", "menu", "masthead", "colophon",
     "footer", "foot", "comments", "comment", "commentlist", "respond", "disqus", "share", "sharing", "sharedaddy", "sharebar", "social", "related",
     "relatedposts", "jp", "recommended", "recommendations", "recirculation", "newsletter", "subscribe", "subscription", "signup", "cookie",
     "cookies", "cookiebar", "consent", "gdpr", "advert", "advertisement", "ad", "ads", "sponsored", "promo", "promoted", "paywall", "popup",
     "modal", "widget", "pagination", "pager", "tags", "tagcloud", "catlinks", "categories", "sitenotice", "sitesub", "jumpbox",
     "postprofile", "byline", "bio", "trending", "popular", "meta", "toolbar", "skip", "login", "screenreader", "outbrain", "taboola", "pullout",
     "teaser", "player", "button", "buttons", "btn", "cta", "disclosure", "rating", "ratings", "price", "metrics", "identifiers", "vote", "votes", "votecell", "voting", "signature", "reputation", "permissions", "rights"}
)  # fmt: skip
_PHRASES = re.compile(
    r"(?:entry|post|article)[-_]?(?:meta|footer|tags|actions|navigation|links)|author[-_]?(?:card|box|bio|info)|most[-_]?(?:read|viewed|popular)"
    r"|(?:you|u)[-_]may[-_](?:also[-_])?like|read[-_]?(?:more|next)|more[-_](?:from|stories|posts)|back[-_]to[-_]top|screen[-_]reader"
    r"|single[-_]share|product[-_]?card|info[-_]details|action[-_]?(?:bar|s)|edit[-_]?section|print[-_]?only|no[-_]?print|subscribe[-_]prompt|portable[-_]archive",
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
_MARKED = "//*[@itemprop='articleBody' or @itemprop='text']"
_TOP_HEADINGS = ("h1", "h2", "h3")


def located(tree: Element, paragraphs: Collection[str]) -> Prose:
    """Where trafilatura's paragraphs stand on the page: the elements that run as they do, else the smallest that hold them.

    What the page itself marks as the text of an article, a question or an answer belongs to them.
    """
    running = list(_paragraphs(tree))
    marked = {
        part for holder in tree.xpath(_MARKED) if not _in_furniture(holder) for part in holder.iter(*_PROSE)
    }
    found = [(element, text) for element, text in running if text in paragraphs or element in marked]
    missing = set(paragraphs) - {text for _, text in found}
    holders = _Holders(tree)
    found += [(holders.smallest(text), text) for text in missing if len(text) >= SHORTEST_PROSE]
    return [(element, text) for element, text in found if element is not tree] or running


def _in_furniture(element: Element) -> bool:
    return any(_is_furniture(holder) for holder in (element, *element.iterancestors()))


class _Holders:
    """Which elements hold a stretch of text, blanks aside; each element is read once."""

    def __init__(self, tree: Element) -> None:
        self._tree = tree
        self._texts: dict[Element, str] = {}

    def smallest(self, text: str) -> Element:
        """The smallest element that holds it; the tree itself if none does."""
        wanted = "".join(text.split())
        holder: Element | None = self._tree
        inner = self._tree
        while holder is not None:
            inner = holder
            holder = next((child for child in inner.iterchildren("*") if wanted in self._text(child)), None)
        return inner

    def _text(self, element: Element) -> str:
        if element not in self._texts:
            self._texts[element] = "".join(element.text_content().split())
        return self._texts[element]


def strip_furniture(tree: Element, prose: Prose) -> None:
    """Takes out what the page's own names call navigation, comments, forms and the like, unless much of the article lies in it."""
    weight = _weights(prose)
    total = weight.get(tree, 0)
    chosen: dict[Element, int] = {}
    for element in tree.iter(lxml.html.etree.Element):
        held = weight.get(element, 0)
        if held <= MOST_STRIPPED * total and _is_furniture(element) and not _within(element, chosen):
            chosen[element] = held
    # Where so much of the article is called furniture, the names mean something else on this site.
    misnamed = sum(chosen.values()) > MOST_STRIPPED * total
    for element, held in chosen.items():
        if not (misnamed and held):
            element.drop_tree()


def _within(element: Element, holders: Collection[Element]) -> bool:
    return any(holder in holders for holder in element.iterancestors())


def _weights(prose: Prose) -> dict[Element, int]:
    """The letters of running text in each element, its own and its descendants'."""
    weight: dict[Element, int] = {}
    for element, text in prose:
        for holder in (element, *element.iterancestors()):
            weight[holder] = weight.get(holder, 0) + len(text)
    return weight


def article_element(tree: Element, prose: Prose) -> Element | None:
    """The smallest element with nearly all of the article's prose."""
    kept = [
        (element, text)
        for element, text in prose
        if len(text) - _linked(element) >= SHORTEST_PROSE and tree in element.iterancestors()
    ]
    if not kept:
        return None
    weight = _weights(kept)
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
    for part in list(found.iter("ul", "ol", "p", "div", "dl", "section", "center")):
        if part is found or part.getparent() is None:
            continue
        links = len(list(part.iter("a")))
        if links >= 2 and _linked(part) > MOSTLY_LINKS * _letters(part):
            part.drop_tree()
    return found


def headline(tree: Element, titles: Sequence[str]) -> Element | None:
    """The heading that repeats one of the page's titles. One that leads to the front page names the site."""
    named = [" ".join(title.split()).casefold() for title in titles]
    headings = [heading for heading in tree.iter(*_TOP_HEADINGS) if not _leads_home(heading)]
    texts = {heading: " ".join(heading.text_content().split()).casefold() for heading in headings}
    exact = [heading for heading in headings if texts[heading] in named]
    inside = [
        heading for heading in headings if texts[heading] and any(texts[heading] in title for title in named)
    ]
    first = [heading for heading in inside if heading.tag == "h1"]
    return max(exact or first or inside, key=lambda heading: len(texts[heading]), default=None)


def _leads_home(heading: Element) -> bool:
    links = (urlsplit(link.get("href", "#")) for link in heading.iter("a"))
    return any(link.path == "/" or (link.netloc and not link.path) for link in links)


def opening(head: Element | None, article: Element | None) -> list[Element]:
    """What stands between the headline and the article and belongs to it: standfirst, captions, headings; not dates and names."""
    found: list[Element] = []
    begun = False
    for element in article.getroottree().iter(lxml.html.etree.Element) if article is not None else ():
        if element is article:
            return found
        if begun and _opens(element) and not _within(element, found):
            found.append(element)
        begun = begun or element is head
    return []


def _opens(element: Element) -> bool:
    return element.tag in (*_TOP_HEADINGS, "figcaption") or (
        element.tag in _PROSE and len(_running(element)) - _linked(element) >= SHORTEST_PROSE
    )


def _paragraphs(element: Element) -> Iterator[tuple[Element, str]]:
    """Elements that hold running text themselves rather than in blocks inside them, with that text."""
    for part in element.iter(*_PROSE):
        if text := _running(part):
            yield part, text


def _running(part: Element) -> str:
    if any(child.tag in (*_PROSE, "ul", "ol", "table", "h1", "h2", "h3") for child in part):
        return ""
    return " ".join(part.text_content().split())


def _is_furniture(element: Element) -> bool:
    if element.tag in ("html", "body", "main", "article"):
        return False
    if element.tag in ("nav", "aside", "footer", "form", "menu", "dialog") or element.get("role") in _ROLES:
        return True
    if element.tag == "header":
        return bool(element.getparent().tag == "body" and element.find(".//h1") is None)
    return (
        "comment" in _named(element)
        or bool(_named(element) & _FURNITURE)
        or bool(_PHRASES.search(_names(element)))
    )


def _names(element: Element) -> str:
    # A page builder that calls every paragraph a widget says nothing by it.
    return f"{element.get('id', '')} {element.get('class', '')}".replace("elementor-widget", "")


def _named(element: Element) -> set[str]:
    return {word.lower() for word in _WORDS.findall(_names(element))}


def _linked(element: Element) -> int:
    return sum(_letters(link) for link in element.iter("a"))


def _letters(element: Element) -> int:
    return len("".join(element.text_content().split()))
