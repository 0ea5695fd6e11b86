"""What a document states about itself, each field with the place that stated it.

The first place to state a field wins, so formats offer the most trusted place first. Nothing is guessed: a date that names
no day, or could be two days, stays unknown, and neither the file's time nor the clock is ever asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from assistant.text.normalise import normalise, visible

LONGEST = 300

NAMES = {
    "title": ("title", "headline", "name"),
    "author": ("author", "authors", "byline", "by", "creator"),
    "publisher": ("publisher", "source", "site", "site_name", "sitename", "publication", "outlet"),
    "published": ("published", "date", "published_at", "publish_date", "published_date", "publication_date",
                  "pubdate", "datepublished", "date_published", "published_time"),
    "url": ("url", "link", "canonical", "canonical_url", "source_url", "source"),
    "language": ("language", "lang", "inlanguage"),
}  # fmt: skip
"""Keys of front matter, columns and JSON objects that state a field, most telling first. `source` may be a name or an address."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
WRITTEN = (
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH},?\s+(?P<year>\d{{4}})", re.I),
    re.compile(rf"{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.I),
)
_BY = re.compile(
    r"^(?:(?:view |see )?(?:all |more )?(?:posts|articles|stories) |written |posted )?by\s+", re.I
)
_PROGRAMS = frozenset({"python-docx", "apache poi", "un-named", "microsoft office user", "windows user"})
"""What programs state as the author when nobody told them a name. "Admin" or "Unknown" may be how somebody signs."""
ISO = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?=$|[T\s])")
SLASHED = re.compile(r"\s*(?:(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))\b")
IN_PATH = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")


class Metadata:
    """The stated fields, filled by `offer` and `offer_names`; `provenance` maps each known field to its place."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.author: str | None = None
        self.publisher: str | None = None
        self.published: date | None = None
        self.url: str | None = None
        self.language: str | None = None
        self.provenance: dict[str, str] = {}

    def offer(self, place: str, field: str, value: object) -> None:
        """Takes `value` for `field` unless it is already known or says nothing usable."""
        if getattr(self, field) is not None:
            return
        usable = READERS[field](value)
        if usable:
            setattr(self, field, usable)
            self.provenance[field] = place

    def offer_names(self, place: str, stated: Mapping[str, object]) -> None:
        """Takes every field stated under one of its usual names (`NAMES`), whatever their case."""
        folded = {re.sub(r"[\s-]+", "_", str(key).strip().casefold()): value for key, value in stated.items()}
        for field, names in NAMES.items():
            for name in names:
                if name in folded:
                    self.offer(place, field, folded[name])

    def offer_url(self) -> None:
        """Falls back to what the article's own address says: its host as publisher, a day in its path."""
        if not self.url:
            return
        parts = urlsplit(self.url)
        self.offer("URL", "publisher", (parts.hostname or "").removeprefix("www."))
        found = IN_PATH.search(parts.path)
        if found:
            self.offer("URL", "published", "-".join(part.zfill(2) for part in found.groups()))


def day(value: object) -> date | None:
    """The day a date names, as written in its own time zone; None for no day, an impossible one, or one readable two ways.

    1 January 1970 counts as none: it is what software writes for "unknown".
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if not isinstance(value, str):
        return None
    found = _iso(value) or _mail(value) or _written(value) or _slashed(value)
    return None if found == date(1970, 1, 1) else found


def _iso(value: str) -> date | None:
    found = ISO.match(value)
    return _date(*found.groups()) if found else None


def _mail(value: str) -> date | None:
    try:
        return parsedate_to_datetime(value).date() if re.search(r"\d:\d\d", value) else None
    except (ValueError, IndexError, OverflowError):
        return None


def _written(value: str) -> date | None:
    found = next((match for pattern in WRITTEN if (match := pattern.search(value))), None)
    if not found:
        return None
    month = MONTHS.index(found["month"].lower()[:3]) + 1
    return _date(found["year"], month, found["day"])


def _slashed(value: str) -> date | None:
    found = SLASHED.match(value)
    if not found:
        return None
    if found[1]:
        return _date(*found.groups()[:3])
    first, second, year = int(found[4]), int(found[5]), found[6]
    readings = {_date(year, second, first), _date(year, first, second)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _words(value: object) -> str | None:
    if isinstance(value, (bool, Mapping)) or value is None:
        return None
    text = " ".join(normalise(str(value)).split())
    return text[:LONGEST].strip() or None


def _names(value: object) -> str | None:
    """One name or several, as plain strings or as objects with a name."""
    if isinstance(value, Mapping):
        return _names(value.get("name"))
    if isinstance(value, Sequence) and not isinstance(value, str):
        names = [name for item in value[:20] if (name := _names(item))]
        return _words(", ".join(dict.fromkeys(names)))
    name = _words(value)
    return _BY.sub("", name) if name and not _address(name) and name.casefold() not in _PROGRAMS else None


def _address(value: object) -> str | None:
    text = str(value).strip() if isinstance(value, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = (
        parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s\x00-\x1f<>\"]", text)
    )
    return text if usable and len(text) <= 2000 and text == visible(text) else None


def _tongue(value: object) -> str | None:
    found = re.match(r"\s*([A-Za-z]{2})(?:$|[-_\s])", value) if isinstance(value, str) else None
    return found[1].lower() if found else None


READERS = {
    "title": _words,
    "author": _names,
    "publisher": _names,
    "published": day,
    "url": _address,
    "language": _tongue,
}
