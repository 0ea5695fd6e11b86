"""Numbers with their units, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from assistant.text.spans import Span, trimmed


class Quantity(NamedTuple):
    """A number that a text states. `unit` is one name for all spellings ("%", "km", "usd", "th" for an ordinal, "clock" for a
    time of day in minutes since midnight), None where the number merely counts. `approximate`: "about", "nearly", "over"."""

    span: Span
    value: Decimal
    unit: str | None
    approximate: bool


def _spellings(table: str) -> dict[str, str]:
    """From lines "name: spelling, spelling" to spelling → name."""
    rows = (line.split(":") for line in table.strip().splitlines())
    return {spelling.strip(): name.strip() for name, spellings in rows for spelling in spellings.split(",")}


_UNITS = _spellings("""
%: %, percent, per cent, pct, prozent, por ciento
points: percentage points, percentage point
km: km, kms, kilometer, kilometers, kilometre, kilometres
m: m, meter, meters, metre, metres
cm: cm, centimeter, centimeters, centimetre, centimetres
mm: mm, millimeter, millimeters, millimetre, millimetres
mi: mi, mile, miles
yd: yd, yards, yard
ft: ft, foot, feet
inch: inch, inches
km²: km2, km², square kilometers, square kilometres, sq km
m²: m2, m², square meters, square metres, sq m
mi²: square miles, square mile, sq mi
ft²: square feet, square foot, sq ft
acre: acre, acres
ha: hectare, hectares
kg: kg, kgs, kilo, kilos, kilogram, kilograms
g: grams, gram
mg: mg, milligrams, milligram
t: tonnes, tonne, tons, ton, metric tons
lb: lb, lbs
oz: oz, ounces, ounce
l: litre, litres, liter, liters
gal: gallon, gallons
bbl: barrels, barrel
w: watt, watts
kw: kw, kilowatt, kilowatts
mw: mw, megawatt, megawatts
gw: gw, gigawatt, gigawatts
kwh: kwh, kilowatt-hours, kilowatt hours
mwh: mwh, megawatt-hours, megawatt hours
hz: hz, hertz
ghz: ghz
kb: kb, kilobytes
mb: mb, megabytes
gb: gb, gigabytes
tb: tb, terabytes
mph: mph, miles per hour
km/h: km/h, kph, kilometers per hour, kilometres per hour
°c: °c, ° c, degrees celsius, degrees c, celsius, degrees centigrade
°f: °f, ° f, degrees fahrenheit, degrees f, fahrenheit
k: kelvin, kelvins
°: °, degrees, degree
s: seconds, secs, sec
ms: milliseconds, ms
min: minutes, minute, mins, min
h: hours, hour, hrs, hr
d: days, day
wk: weeks, week
mo: months, month
yr: years, year, yrs
decade: decades
century: centuries
usd: dollars, dollar, usd, us dollars, bucks
cent: cents
eur: euros, euro, eur
gbp: pounds sterling, gbp
pound: pounds, pound
jpy: yen, jpy
cny: yuan, renminbi, cny
inr: rupees, inr
rub: roubles, rubles
chf: swiss francs, chf
""")
_SIGNS = _spellings("""
usd: $, us$, usd
aud: a$, au$
cad: c$, ca$
hkd: hk$
gbp: £, gbp
eur: €, eur
jpy: ¥, jpy
inr: ₹, rs., rs, inr
cny: rmb
""")
_SCALES = {
    spelling: Decimal(10) ** int(power)
    for spelling, power in _spellings("""
        2: hundred
        3: thousand, k
        5: lakh
        6: million, mn, mio, m
        7: crore
        9: billion, bn, b
        12: trillion, tn
    """).items()
}


def _numbered(words: str, start: int, step: int = 1) -> dict[str, int]:
    return {word: start + step * i for i, word in enumerate(words.split())}


_ONES = _numbered("one two three four five six seven eight nine", 1)
_TEENS = _numbered("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10)
_TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_WORDS = {"zero": 0, "dozen": 12, **_ONES, **_TEENS, **_TENS}
_ORDINALS = {
    **_numbered(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth", 1
    ),
    **_numbered("fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth", 14),
    "thirtieth": 30,
    "fiftieth": 50,
    "hundredth": 100,
}
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667"}


def _any_of(spellings: Iterable[str]) -> str:
    """The longest spelling wins."""
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))


_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[½¼¾⅓⅔]?|[½¼¾⅓⅔]"
_SMALL = rf"(?:(?:{_any_of(_TENS)})[\s-](?:{_any_of(_ONES)})|{_any_of(_WORDS)})"
_HUNDREDS = rf"(?:(?:{_SMALL}|a)\shundred(?:\s(?:and\s)?{_SMALL})?|{_SMALL})"
_BIG = r"(?:thousand|million|billion|trillion)"
_SPELLED = rf"(?:half\sa|a)\s(?:hundred|dozen|{_BIG})|{_HUNDREDS}(?:\s{_BIG}(?:\s(?:and\s)?{_HUNDREDS})?)*"
_QUANTITY = re.compile(
    rf"(?:(?<![a-z])(?P<sign>{_any_of(_SIGNS)})\s?)?"
    rf"(?:(?P<digits>(?<![\w.])(?<!\d,)(?:(?<=[\s(])[-−])?(?:{_DIGITS}))|(?<!\w)(?P<words>{_SPELLED})(?!\w|-(?:{_any_of(_ORDINALS)})))"
    rf"(?:(?P<ordinal>(?<=\d)(?:st|nd|rd|th))(?!\w)|(?<=\d)(?P<letter>bn|mn|tn|k|\s?[mb])(?!\w)"
    rf"|[\s-]?(?P<scale>hundred|lakh|crore|mio|mn|bn|{_BIG})(?!\w))?"
    rf"(?:(?:\s?-\s?|\s)?(?P<unit>{_any_of(_UNITS)})(?!\w))?(?!\w)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\w.:,])(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!:)(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?|\s?(?P<late>[ap])\.?\s?m\b\.?)(?!\d)",
    re.IGNORECASE,
)
_ORDINAL_WORD = re.compile(
    rf"(?<!\w)(?:(?P<tens>{_any_of(_TENS)})-)?(?P<word>{_any_of(_ORDINALS)})(?!\w)", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.|roughly|nearly|almost|some|over|under|above|below|more than|less than|fewer than"
    r"|at least|at most|up to|close to|circa|ca\.|estimated|as many as|as much as)(?:\s(?:the|a|an))?\s?|[~≈><]\s?)\Z",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:-|–|—|to|or)\s?", re.IGNORECASE)


def quantities(text: str) -> list[Quantity]:
    """Every number in `text` with its unit, in order of place; years and days of the month count as plain numbers.

    "one" that counts nothing measurable is left out: it is nearly always a pronoun. In "5 to 10 km" both ends get the unit and scale.
    """
    clocks = [_clock(match) for match in _CLOCK.finditer(text)]
    found = [_Measured(quantity, Decimal(1)) for quantity in clocks]
    taken = [quantity.span for quantity in clocks]
    for match in _QUANTITY.finditer(text):
        measured = _read(text, match)
        if measured and not any(measured.quantity.span.overlaps(span) for span in taken):
            found.append(measured)
    found += [_Measured(_ordinal_word(match), Decimal(1)) for match in _ORDINAL_WORD.finditer(text)]
    return _with_shared_units(text, sorted(found))


class _Measured(NamedTuple):
    quantity: Quantity
    scale: Decimal


def _read(text: str, match: re.Match[str]) -> _Measured | None:
    sign, unit = (_lower(match[name]) for name in ("sign", "unit"))
    letter = _lower(match["letter"])
    if letter in ("m", "b") and not sign:
        # Only money is counted in "m" and "b"; elsewhere "5m" are metres.
        unit, letter = (_UNITS.get(letter) and letter), None
    name = "th" if match["ordinal"] else _SIGNS.get(sign or "") or _UNITS.get(unit or "")
    number = _digits(match["digits"]) if match["digits"] else _spelled(match["words"])
    if match["words"] and number == 1 and not (name or match["scale"]):
        return None
    scale = _SCALES.get(letter or _lower(match["scale"]) or "", Decimal(1))
    span = trimmed(text, *match.span())
    about = (
        bool(_ABOUT.search(text, max(0, span.start - 24), span.start)) or text[span.end : span.end + 1] == "+"
    )
    return _Measured(Quantity(span, number * scale, name, about), scale)


def _lower(text: str | None) -> str | None:
    return " ".join(text.lower().split()) if text else None


def _digits(text: str) -> Decimal:
    fraction = Decimal(_FRACTIONS.get(text[-1], "0"))
    whole = text.rstrip("".join(_FRACTIONS)).replace(",", "").replace("−", "-")
    return (Decimal(whole) if whole else Decimal(0)) + fraction


def _spelled(text: str) -> Decimal:
    """ "two hundred and fifty thousand": each scale multiplies what has been counted since the last larger one."""
    total, current, one = Decimal(0), Decimal(0), Decimal(1)
    for word in re.split(r"[\s-]+", text.lower()):
        if word == "half":
            current = Decimal("0.5")
        elif word == "hundred":
            current = (current or one) * 100
        elif word == "dozen":
            current = (current or one) * 12
        elif word in _SCALES:
            total, current = total + (current or one) * _SCALES[word], Decimal(0)
        elif word in _WORDS:
            current += _WORDS[word]
    return total + current


def _clock(match: re.Match[str]) -> Quantity:
    half = (match["half"] or match["late"] or "").lower()
    hour = int(match["hour"]) % 12 + 12 * (half == "p") if half else int(match["hour"])
    seconds = 3600 * hour + 60 * int(match["minute"] or 0) + int(match["second"] or 0)
    return Quantity(Span(*match.span()), Decimal(seconds) / 60, "clock", False)


def _ordinal_word(match: re.Match[str]) -> Quantity:
    value = _TENS.get((match["tens"] or "").lower(), 0) + _ORDINALS[match["word"].lower()]
    return Quantity(Span(*match.span()), Decimal(value), "th", False)


def _with_shared_units(text: str, found: list[_Measured]) -> list[Quantity]:
    """In "1.5 to 2 million tonnes" the first number is of millions of tonnes as well."""
    quantities = [measured.quantity for measured in found]
    for i in range(len(found) - 2, -1, -1):
        first, second = quantities[i], quantities[i + 1]
        between = text[first.span.end : second.span.start]
        if first.unit is None and second.unit not in ("th", "clock") and _RANGE.fullmatch(between):
            scale = (
                found[i + 1].scale
                if found[i].scale == 1 and first.value * found[i + 1].scale <= second.value
                else 1
            )
            quantities[i] = first._replace(unit=second.unit, value=first.value * scale)
    return quantities
