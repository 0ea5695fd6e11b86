"""The line under a headline that says who wrote an article and when: read only where nothing else states it, and only if it is nothing but that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.metadata import MONTH, Metadata

HEAD = 6
"""A byline stands within the first so many paragraphs."""
LONGEST = 120
MOST_WORDS = 7

_DAY = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)? {MONTH},? \d{{4}}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}".replace(
        "?P<month>", "?:"
    ),
    re.I,
)
_LATER = re.compile(r"\b(?:updated|modified|revised|corrected|accessed|retrieved|expires|due)\b", re.I)
_AROUND = re.compile(
    r"\b(?:(?:first )?published|posted|on|at|by|date|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)\.?|\d{1,2}[:.]\d{2}(?::\d{2})?|[ap]\.?m\.?|utc|gmt|[ecmp][ds]?t|bst|cest)(?![\w-])",
    re.I,
)
_NAME = r"[A-ZÀ-Þ][\w.'’-]*(?: (?:de|da|van|von|der|den|bin|al|el|la|le|[A-ZÀ-Þ][\w.'’-]*)){0,4}"
_AUTHOR = re.compile(rf"[Bb][Yy]:? ({_NAME}(?:(?:, | and | & |, and ){_NAME}){{0,4}})(?= ?[|,•·–—-] ?|$)")


def offer_byline(metadata: Metadata, paragraphs: Sequence[str]) -> None:
    """Takes author and day from the first paragraphs after the title, where they are unknown."""
    for text in paragraphs:
        line = " ".join(text.split())
        if len(line) <= LONGEST:
            author = _AUTHOR.match(line)
            metadata.offer("byline", "author", author[1] if author and _bare(line[author.end() :]) else None)
            metadata.offer("byline", "published", _day(line))


def _day(line: str) -> str | None:
    """The day of a line that is a date, with at most names around it. "Updated" says nothing about when it appeared."""
    days = _DAY.findall(line)
    said_first = line.lower().startswith(("published", "first published", "posted")) and not _LATER.match(
        line
    )
    if not days or ((len(days) > 1 or _LATER.search(line)) and not said_first):
        return None
    return days[0] if said_first or _bare(line) else None


def _bare(line: str) -> bool:
    """Whether nothing but names is left beside dates and the words that go with them."""
    rest = re.findall(r"[^\W_][\w.'’&-]*", _AROUND.sub(" ", _DAY.sub(" ", line)))
    return len(rest) <= MOST_WORDS and all(
        word[0].isupper() or word in ("of", "the", "and", "for", "min", "read") or word.isdigit()
        for word in rest
    )
