"""What a web page states about its article: JSON-LD, Open Graph and other meta elements, `<time>`, and its own address; and the text of it in JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import lxml.html

from assistant.ingest.formats.html_article import headline
from assistant.ingest.metadata import Metadata

ARTICLE = re.compile(
    r"(?:News|Blog|Scholarly|Tech|Report|Opinion|Review|Analysis|Satirical|Liveblog)?\w*(?:Article|Posting|Report)$"
)
DEEPEST = 40

META = (
    ("Open Graph", "og:title", "title"),
    ("Open Graph", "article:author", "author"),
    ("Open Graph", "og:site_name", "publisher"),
    ("Open Graph", "article:published_time", "published"),
    ("Open Graph", "og:url", "url"),
    ("Open Graph", "og:locale", "language"),
    ("citation tags", "citation_title", "title"),
    ("citation tags", "citation_author", "author"),
    ("citation tags", "citation_journal_title", "publisher"),
    ("citation tags", "citation_publication_date", "published"),
    ("Dublin Core", "dc.title", "title"),
    ("Dublin Core", "dc.creator", "author"),
    ("Dublin Core", "dc.publisher", "publisher"),
    ("Dublin Core", "dc.date.issued", "published"),
    ("Dublin Core", "dcterms.created", "published"),
    ("meta", "parsely-title", "title"),
    ("meta", "parsely-author", "author"),
    ("meta", "parsely-pub-date", "published"),
    ("meta", "author", "author"),
    ("meta", "byl", "author"),
    ("meta", "publish-date", "published"),
    ("meta", "pubdate", "published"),
    ("meta", "date", "published"),
    ("meta", "application-name", "publisher"),
)


def stated(tree: lxml.html.HtmlElement, url: str | None = None) -> Metadata:
    """Everything the page states. `url` is where it was fetched from."""
    metadata = Metadata()
    title = tree.findtext(".//head/title") or ""
    for article in _linked_data(tree):
        _offer_article(metadata, article, title)
    named = _named(tree)
    for place, name, field in META:
        for value in named.get(name, ()):
            metadata.offer(place, field, value)
    _offer_elements(metadata, tree, title)
    metadata.offer("saved page", "url", url)
    metadata.offer_url()
    return metadata


def stated_body(tree: lxml.html.HtmlElement) -> str:
    """The article's text as the page's JSON-LD gives it to machines, the longest of several; empty where it gives none."""
    bodies = (article.get("articleBody") for article in _linked_data(tree))
    return max((body.strip() for body in bodies if isinstance(body, str)), key=len, default="")


def _offer_article(metadata: Metadata, article: Mapping[str, object], title: str) -> None:
    page = article.get("mainEntityOfPage")
    main = page.get("@id") if isinstance(page, Mapping) else page
    fields = {
        "title": _called(article, title),
        "author": article.get("author"),
        "publisher": article.get("publisher"),
        "published": article.get("datePublished"),
        "url": article.get("url") or main,
        "language": article.get("inLanguage"),
    }
    for field, value in fields.items():
        metadata.offer("JSON-LD", field, value)


def _called(article: Mapping[str, object], title: str) -> object:
    """Its headline or its name, whichever the page's title repeats: an encyclopedia writes its description into the headline."""
    stated = [
        value for key in ("headline", "name") if isinstance(value := article.get(key), str) and value.strip()
    ]
    return next(
        (value for value in stated if value.strip().casefold() in title.casefold()), next(iter(stated), None)
    )


def _linked_data(tree: lxml.html.HtmlElement) -> Iterator[Mapping[str, object]]:
    """The articles described in the page's JSON-LD, in order."""
    for script in tree.iter("script"):
        if script.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            try:
                content = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            yield from _articles(content, 0)


def _articles(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _articles(item, depth + 1)
    elif isinstance(value, Mapping):
        kinds = value.get("@type")
        if any(ARTICLE.match(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield value
        for key in ("@graph", "mainEntity"):
            yield from _articles(value.get(key), depth + 1)


def _named(tree: lxml.html.HtmlElement) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and element.get("content"):
            named.setdefault(name.strip().lower(), []).append(element.get("content"))
    return named


def _offer_elements(metadata: Metadata, tree: lxml.html.HtmlElement, title: str) -> None:
    heading = headline(tree, [title])
    headings = tree.xpath("//h1") if not title.strip() else []
    if heading is not None or len(headings) == 1:
        metadata.offer("headline", "title", (headings[0] if heading is None else heading).text_content())
    metadata.offer("<title>", "title", title)
    for mark in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        metadata.offer(
            "microdata", "published", mark.get("datetime") or mark.get("content") or mark.text_content()
        )
    _offer_time(metadata, tree)
    for link in tree.xpath("//link[@rel='canonical']/@href"):
        metadata.offer("canonical link", "url", link)
    for link in tree.xpath("//a[contains(concat(' ', @rel, ' '), ' author ')] | //*[@itemprop='author']"):
        metadata.offer("byline", "author", link.text_content())
    metadata.offer(
        "<html lang>", "language", tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    )


def _offer_time(metadata: Metadata, tree: lxml.html.HtmlElement) -> None:
    """A `<time>` counts when it is the article's own: the only one, or the first in the article's header."""
    within = tree.xpath(
        "//article//header//time | //article//time[not(ancestor::aside or ancestor::footer)] | //main//time"
    )
    times = within or tree.xpath("//time")
    days = {element.get("datetime") or element.text_content() for element in times}
    if within or len(days) == 1:
        metadata.offer("<time>", "published", times[0].get("datetime") or times[0].text_content())
