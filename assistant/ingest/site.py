"""What a site prints on all its pages: lines that stand in many of its articles belong to none of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from assistant.ingest.article import Article

FEWEST = 3
"""A line must stand in at least so many articles of a site,"""
SHARE = 0.3
"""and in at least this share of them."""
LONGEST = 300
LEAST_KEPT = 0.7
"""Articles that share more than the rest are versions of one another, and no site's furniture."""


def without_repeats(articles: Sequence[Article]) -> list[Article]:
    """The articles in order, each without the lines that its site repeats. Headings stay: "Results" may head them all.

    An article that would lose much (`LEAST_KEPT`) is left as it is.
    """
    sites: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        sites[_site(article)].append(article)
    repeated = {site: _repeated(found) for site, found in sites.items()}
    return [_without(article, repeated[_site(article)]) for article in articles]


def _site(article: Article) -> str:
    return (urlsplit(article.url).hostname if article.url else None) or article.publisher or ""


def _repeated(articles: Sequence[Article]) -> frozenset[str]:
    lines = Counter(
        line for article in articles for line in set(article.text.split("\n")) if 0 < len(line) <= LONGEST
    )
    most = max(FEWEST, SHARE * len(articles))
    headings = {
        (section.heading or "").rpartition(" › ")[2] for article in articles for section in article.sections
    }
    titles = {article.title for article in articles}
    return frozenset(line for line, times in lines.items() if times >= most and line not in headings | titles)


def _without(article: Article, repeated: frozenset[str]) -> Article:
    kept: list[str] = []
    moved: list[tuple[int, int]] = [
        (0, 0)
    ]  # from this offset of the old text on, so many characters are gone
    at = gone = 0
    for line in article.text.split("\n"):
        follows_gap = not line and (not kept or not kept[-1])
        if line in repeated or (repeated and follows_gap):
            gone += len(line) + 1
            moved.append((at + len(line) + 1, gone))
        else:
            kept.append(line)
        at += len(line) + 1
    text = "\n".join(kept).rstrip("\n")
    if len(text) == len(article.text) or len(text) < LEAST_KEPT * len(article.text):
        return article
    sections = tuple(
        s._replace(start=_moved(s.start, moved, text), end=_moved(s.end, moved, text))
        for s in article.sections
    )
    return replace(article, text=text, sections=tuple(s for s in sections if s.start < s.end))


def _moved(offset: int, moved: Sequence[tuple[int, int]], text: str) -> int:
    gone = next(gone for start, gone in reversed(moved) if start <= offset)
    return min(offset - gone, len(text))
