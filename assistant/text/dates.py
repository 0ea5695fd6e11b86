"""The days, months, years, decades and centuries that a text speaks of."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from assistant.text.normalise import unaccented
from assistant.text.spans import Span

Grain = Literal[
    "day", "week", "month", "season", "year", "years", "decade", "century", "yearless day", "yearless month"
]

YEARLESS = 4
"""The year, a leap year, that stands in a mention whose year nobody said."""


class DateMention(NamedTuple):
    """A stretch of text that names a time from `first` to `last`, both inclusive.

    A mention without a year has a "yearless" grain and the year `YEARLESS`.
    """

    span: Span
    first: date
    last: date
    grain: Grain


_Period = tuple[date, date, Grain]
_Reader = Callable[[re.Match[str], date | None], _Period | None]

_MONTH_NAMES = (
    "january jan januar janvier enero ene gennaio janeiro januari",
    "february feb febr februar fevrier febrero febbraio fevereiro februari",
    "march mar marz mars marzo marco maart",
    "april apr avril abril abr aprile",
    "may mai mayo maggio maio mei",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug aout agosto augustus",
    "september sep sept septembre septiembre settembre setembro",
    "october oct okt oktober octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dez dezember decembre diciembre dicembre dezembro dic",
)


def _numbered(words: str, start: int = 1) -> dict[str, int]:
    return {word: number for number, word in enumerate(words.split(), start)}


_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAYS = _numbered("monday tuesday wednesday thursday friday saturday sunday", 0)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SMALL = {"a": 1, **_numbered("one two three four five six seven eight nine ten eleven twelve")}
_ORDINALS = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
)
_DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}

_MONTH = r"(?P<month>(?:{})\b\.?)".format("|".join(sorted(_MONTHS, key=len, reverse=True)))
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)(?![\d%]|[.,]\d)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|º)?\b"
_OF = r"(?:of|de|del)\s+"
_COUNT = rf"(?P<count>\d\d?\d?|{'|'.join(_SMALL)})"
_THINGS = (
    r"(?!\s?-?(?:people|persons?|men|women|soldiers|troops|years?|days|hours|minutes|seconds|students|employees|workers"
    r"|votes|copies|units|dollars|euros|pounds|acres|calories|feet|ft|mi|miles|met(?:er|re)s?|km|kg|tons?|tonnes|[a-z]?[wm]h?)\b)"
)


def dates(text: str, *, today: date | None = None) -> list[DateMention]:
    """Every time that `text` names, in order of place, none inside another.

    With `today`, "yesterday", "last month" or "3 weeks ago" are read too, and a day or month without a year is the latest one that
    is not in the future; without it such words are left alone and yearless mentions say so by their grain. Years from 1000 to 2099.
    """
    plain = _same_length(text)
    found: list[DateMention] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(plain):
            # The full stop of "3 May." may end a sentence, that of "3 Jan." says nothing.
            span = Span(match.start(), match.start() + len(match[0].rstrip(".")))
            period = None if any(span.overlaps(other.span) for other in found) else reader(match, today)
            if period:
                found.append(DateMention(span, *period))
    return sorted(found)


def _same_length(text: str) -> str:
    """Casefolded and without accents, with every character still in its place."""
    if text.isascii():
        return text.lower()
    return "".join(folded if len(folded := unaccented(character)) == 1 else character for character in text)


def _whole_day(day: date) -> _Period:
    return day, day, "day"


def _whole_month(year: int, month: int) -> _Period:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def _whole_years(first: int, last: int, grain: Grain) -> _Period:
    return date(first, 1, 1), date(last, 12, 31), grain


def _numeric(match: re.Match[str], today: date | None) -> _Period | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    # 28.09.2023 is day first; 9/28/2023 month first, unless only the other order is a date.
    orders = [(b, a), (a, b)] if match["mark"] != "/" else [(a, b), (b, a)]
    return next(
        (_whole_day(date(year, m, d)) for m, d in orders if m <= 12 and d <= monthrange(year, m)[1]), None
    )


def _iso(match: re.Match[str], today: date | None) -> _Period | None:
    year, month, day = int(match["year"]), int(match["m"]), int(match["d"])
    valid = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return _whole_day(date(year, month, day)) if valid else None


def _eastern(match: re.Match[str], today: date | None) -> _Period | None:
    year, month, day = (int(match[part]) if match[part] else 0 for part in ("year", "m", "d"))
    if not month:
        return _whole_years(year, year, "year")
    if month > 12 or day > monthrange(year or YEARLESS, month)[1]:
        return None
    if not year:
        same = date(YEARLESS, month, day)
        return _whole_day(_latest(month, day, today)) if today else (same, same, "yearless day")
    return _whole_day(date(year, month, day)) if day else _whole_month(year, month)


def _named_day(match: re.Match[str], today: date | None) -> _Period | None:
    month, day = _MONTHS[match["month"].rstrip(".")], int(match["day"])
    if match["year"]:
        year = int(match["year"])
        return _whole_day(date(year, month, day)) if day <= monthrange(year, month)[1] else None
    if day > monthrange(YEARLESS, month)[1]:
        return None
    return (
        _whole_day(_latest(month, day, today))
        if today
        else (date(YEARLESS, month, day), date(YEARLESS, month, day), "yearless day")
    )


def _latest(month: int, day: int, today: date) -> date:
    years = range(today.year, today.year - 9, -1)
    return next(
        past for y in years if day <= monthrange(y, month)[1] and (past := date(y, month, day)) <= today
    )


def _named_month(match: re.Match[str], today: date | None) -> _Period:
    return _whole_month(int(match["year"]), _MONTHS[match["month"].rstrip(".")])


def _bare_month(match: re.Match[str], today: date | None) -> _Period:
    month = _MONTHS[match["month"].rstrip(".")]
    if today:
        return _whole_month(today.year - (month > today.month), month)
    first, last, _ = _whole_month(YEARLESS, month)
    return first, last, "yearless month"


def _quarter(match: re.Match[str], today: date | None) -> _Period:
    number = int(match["q"]) if match["q"] else _ORDINALS[match["word"]]
    year = int(match["year"])
    return date(year, 3 * number - 2, 1), _whole_month(year, 3 * number)[1], "season"


def _season(match: re.Match[str], today: date | None) -> _Period:
    year, month = int(match["year"]), _SEASONS[match["season"]]
    last = _whole_month(year + 1, 2) if month == 12 else _whole_month(year, month + 2)
    return date(year, month, 1), last[1], "season"


def _decade(match: re.Match[str], today: date | None) -> _Period:
    tens = int(match["decade"])
    first = tens if tens > 99 else 1900 + tens
    return _whole_years(first, first + 9, "decade")


def _century(match: re.Match[str], today: date | None) -> _Period | None:
    number = int(match["n"] or _ORDINALS.get(match["word"], 0))
    return _whole_years(100 * number - 99, 100 * number, "century") if 0 < number <= 21 else None


def _year(match: re.Match[str], today: date | None) -> _Period:
    return _whole_years(int(match["year"]), int(match["year"]), "year")


def _short_year(match: re.Match[str], today: date | None) -> _Period | None:
    first, last = int(match["from"]), int(match["from"][:2] + match["short"])
    return _whole_years(first, last, "years") if last > first else None


def _relative_day(match: re.Match[str], today: date | None) -> _Period | None:
    shift = {"today": 0, "yesterday": -1, "tomorrow": 1}[match[0]]
    return _whole_day(today + timedelta(days=shift)) if today else None


def _last_weekday(match: re.Match[str], today: date | None) -> _Period | None:
    if not today:
        return None
    return _whole_day(today - timedelta(days=(today.weekday() - _WEEKDAYS[match["weekday"]]) % 7 or 7))


def _this_or_last(match: re.Match[str], today: date | None) -> _Period | None:
    if not today:
        return None
    back = 0 if match["which"] in ("this", "current") else 1
    if match["unit"] == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6), "week"
    if match["unit"] == "year":
        return _whole_years(today.year - back, today.year - back, "year")
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return _whole_month(year, month + 1)


def _past_stretch(match: re.Match[str], today: date | None) -> _Period | None:
    """ "The last 3 weeks": everything from then until today."""
    if not today:
        return None
    days = _small(match["count"]) * _DAYS_IN[match["unit"]]
    return (
        today - timedelta(days=min(days, today.toordinal() - 1)),
        today,
        "week" if match["unit"] == "week" else "month",
    )


def _ago(match: re.Match[str], today: date | None) -> _Period | None:
    if not today:
        return None
    count, unit = _small(match["count"]), match["unit"]
    if unit == "year":
        return _whole_years(today.year - count, today.year - count, "year")
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
        return _whole_month(year, month + 1)
    return _whole_day(today - timedelta(days=count * _DAYS_IN[unit]))


def _small(word: str) -> int:
    return int(word) if word.isdigit() else _SMALL[word]


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,$£€¥#])(?:{expression})(?!\w)")


# Chinese, Japanese and Korean put no blank around a date, and name year, month and day behind their numbers.
_EASTERN_DAY = r"0*(?P<m>[1-9]\d?)\s?[月월]\s?0*(?P<d>[1-9]\d?)\s?[日号號일]"
_EASTERN_YEAR = r"(?<!\d)(?P<year>[12]\d{3})\s?[年년]"
# Alternatives of one width each, as a look-behind wants them. A month alone may be a verb or a name ("may", "march").
_IN = r"(?:(?<=\b(?:in|by|of)\s)|(?<=\b(?:last|this|late|next|from)\s)|(?<=\b(?:since|until|early|after)\s)|(?<=\b(?:during|before)\s))"
_FULL_MONTH = r"(?P<month>{})".format("|".join(names.split()[0] for names in _MONTH_NAMES))
# The longer reading comes first; what it took is not read again.
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_pattern(r"(?P<year>[12]\d{3})-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?:t[\d:.]+z?)?"), _iso),
    (_pattern(r"(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<year>[12]\d{3})"), _numeric),
    (re.compile(rf"{_EASTERN_YEAR}\s?{_EASTERN_DAY}"), _eastern),
    (re.compile(rf"{_EASTERN_YEAR}(?:\s?0*(?P<m>[1-9]\d?)\s?[月월])?(?P<d>)"), _eastern),
    (re.compile(rf"(?P<year>)(?<!\d){_EASTERN_DAY}"), _eastern),
    (_pattern(rf"{_DAY}\.?\s*(?:{_OF})?{_MONTH}(?:\s*,?\s*(?:{_OF})?{_YEAR})?"), _named_day),
    (_pattern(rf"{_MONTH}\s*{_DAY}(?!\s*(?:%|:\d))(?:\s*,?\s*{_YEAR})?"), _named_day),
    (_pattern(rf"{_MONTH}\s*,?\s*(?:{_OF})?{_YEAR}"), _named_month),
    (
        _pattern(rf"(?:q(?P<q>[1-4])|(?P<word>first|second|third|fourth) quarter)\s*(?:of\s*)?,?\s*{_YEAR}"),
        _quarter,
    ),
    (_pattern(rf"(?P<season>spring|summer|autumn|fall|winter)\s*(?:of\s*)?,?\s*{_YEAR}"), _season),
    (_pattern(r"'?(?P<decade>1\d\d0|20\d0|[2-9]0)\s?'?s"), _decade),
    (_pattern(r"(?:(?P<n>\d{1,2})(?:st|nd|rd|th)|(?P<word>[a-z-]+))[\s-]+century(?!\s*b\.?c)"), _century),
    (_pattern(r"(?P<from>1\d{3}|20\d\d)\s?[-–—/]\s?(?P<short>\d\d)(?![-\w]|[.,]\d)"), _short_year),
    (_pattern(rf"(?P<year>1[5-9]\d\d|20\d\d)(?![\d%]|[.,]\d){_THINGS}"), _year),
    (_pattern(rf"{_IN}{_YEAR}{_THINGS}"), _year),
    (_pattern(rf"{_IN}(?:mid-)?{_FULL_MONTH}"), _bare_month),
    (_pattern(r"today|yesterday|tomorrow"), _relative_day),
    (_pattern(rf"last (?P<weekday>{'|'.join(_WEEKDAYS)})"), _last_weekday),
    (_pattern(r"(?P<which>this|current|last|previous) (?P<unit>week|month|year)"), _this_or_last),
    (_pattern(rf"(?:last|past|previous) {_COUNT} (?P<unit>day|week|month|year)s?"), _past_stretch),
    (_pattern(rf"{_COUNT} (?P<unit>day|week|month|year)s? ago"), _ago),
)
