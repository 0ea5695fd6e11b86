"""What kind of thing a question asks for, and how well a sentence offers one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from assistant.text.dates import dates
from assistant.text.names import names
from assistant.text.quantities import Quantity, quantities
from assistant.text.stopwords import STOP_WORDS, listed
from assistant.text.terms import terms

Kind = Literal["number", "date", "name"]

_MEASURES = (
    r"temperature|speed|velocity|distance|height|altitude|depth|width|diameter|weight|mass|age|duration"
)
_TIME_OF_DAY = r"\b(?:what|which) (?:exact )?(?:time of (?:the )?day|hour|moment)\b|\bat (?:what|which) (?:exact )?time\b"
_PATTERNS: tuple[tuple[Kind | None, str], ...] = (
    (
        "number",
        _TIME_OF_DAY + rf"|\b(?:what|which) (?:\w+ )?(?:{_MEASURES})\b|"
        r"\bhow (?:many|much|long|old|far|tall|high|large|big|often|fast|wide|deep|heavy)\b"
        r"|\b(?:what|which) (?:percent|percentage|number|proportion|fraction|amount|share|population|sum|figure)\b"
        rf"|\bwhat (?:is|was|were|are) the (?:\w+ )?(?:{_MEASURES}|population|number|cost|price|size|length|height|weight|rate|percentage|total)\b"
        r"|\bwhat (?:did|does|do|will|would) .{1,80}\b(?:cost|weigh|pay|spend)\b"
        r"|\bwie\s?(?:viele?|lange|alt|hoch|groß|weit)\b|\bcombien\b|\bcu[aá]nt[oa]s?\b|\bquant[ioea]\b|\bhoeveel\b",
    ),
    (
        "date",
        r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)s?\b"
        r"|\bwann\b|\bquand\b|\bcu[aá]ndo\b|\bquando\b|\bwanneer\b",
    ),
    (
        "name",
        r"\bwho(?:se|m)?\b|\bwhere\b|\b(?:what|which) (?:country|city|state|place|location|continent|region|town|county)\b"
        r"|\bwer\b|\bwen\b|\bwo\b|\bqui\b|\boù\b|\bqui[eé]n(?:es)?\b|\bd[oó]nde\b|\bchi\b|\bdove\b|\bquem\b|\bonde\b|\bwie is\b|\bwaar\b",
    ),
    # "Which port was it leaving when …" and "Was it there when …" ask for no time.
    (
        None,
        r"\b(?:what|which|why|how)\b|\A(?:and |so |but )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b",
    ),
)
_ASKS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)


_MONEY = listed("usd eur gbp pound jpy cny inr rub chf aud cad hkd cent")
_TIME = listed("ms s min h d wk mo yr decade century")
_LENGTH = listed("km m cm mm mi yd ft inch")
_MASS = listed("kg g mg t lb oz")
_UNITS: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = tuple(
    (units, re.compile(pattern, re.IGNORECASE))
    for units, pattern in (
        (frozenset({"clock"}), _TIME_OF_DAY),
        (
            frozenset({"°c", "°f", "°", "k"}),
            r"\b(?:what|which) (?:(?:is|was) the )?(?:\w+ )?temperature\b|\bhow (?:hot|cold|warm)\b",
        ),
        (frozenset({"%", "points"}), r"\bpercent(?:age)?\b|\bper cent\b"),
        (_TIME, r"\bhow (?:long|old)\b|\b(?:what|which) (?:\w+ )?(?:age|duration)\b|\bwie\s?(?:lange|alt)\b"),
        (
            _LENGTH,
            r"\bhow (?:far|tall|high|wide|deep)\b|\b(?:what|which) (?:\w+ )?(?:distance|height|altitude|depth|width|diameter)\b|\bwie\s?(?:hoch|weit)\b",
        ),
        (frozenset({"mph", "km/h"}), r"\bhow fast\b|\b(?:what|which) (?:\w+ )?(?:speed|velocity)\b"),
        (_MASS, r"\bhow heavy\b|\bweigh(?:s|ed|t)?\b"),
        (
            _MONEY,
            r"\b(?:costs?|prices?|pay|paid|spen[dt]|worth|money|fees?|tolls?|fines?|fined|earn(?:ed|s)?|compensation|budget|revenue|invest(?:ed|s|ments?)?)\b",
        ),
    )
)
_COUNTED = re.compile(
    r"\bhow (many|much) (?:of (?:the |its |their )?|more |other |different |new )?([^\W\d_]+(?: [^\W\d_]+){0,2})",
    re.IGNORECASE,
)
_REACH = 30
"""How many characters behind a number may lie between it and what it counts."""
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|will|would|should)"
_ASKING = r"(?:which|whose|what|who|whom|where|when|why|how)"
_YES_OR_NO = re.compile(rf"(?:(?:(?!\b{_ASKING}\b).)*, )?{_AUXILIARY}\b", re.IGNORECASE | re.DOTALL)
_FIRST_ASKED = re.compile(rf"\b{_ASKING}\b", re.IGNORECASE)
_OF_A_KIND = re.compile(
    rf"(?:which|whose|what (?!{_AUXILIARY}\b)(?:[\w'-]+ ){{1,4}}?{_AUXILIARY})\b", re.IGNORECASE
)
_UNNAMED = frozenset({None, "th", "clock"})
"""Units that measure nothing."""


class Wanted(NamedTuple):
    """What would answer a question: a thing of `kind`, if a number then in one of `units`, or one that counts one of the terms `counted`.

    Both are empty where the question does not tell.
    """

    kind: Kind
    units: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()


def expected(question: str) -> Kind | None:
    """The kind of thing that answers `question`; None where its words do not tell."""
    asked = [
        (found.start(), place)
        for place, (_, pattern) in enumerate(_ASKS)
        if (found := pattern.search(question))
    ]
    return _ASKS[min(asked)[1]][0] if asked else None


def is_yes_or_no(question: str) -> bool:
    """Whether `question` asks whether something is so: it opens as those do, or its main clause does."""
    return bool(_YES_OR_NO.match(question))


def asks_for_one(question: str) -> bool:
    """Whether `question` asks which one of a kind it is: "Which office …", "Under what law did …"."""
    first = _FIRST_ASKED.search(question)
    return bool(first and _OF_A_KIND.match(question, first.start()))


@lru_cache(maxsize=256)
def wanted(question: str) -> Wanted | None:
    """What answers `question`; None where its words do not tell."""
    kind = expected(question)
    if kind != "number":
        return Wanted(kind) if kind else None
    asked = _COUNTED.search(question)
    if asked and (measured := quantities(f"2 {asked[2]}")[0].unit):
        return Wanted(kind, frozenset({measured}))
    if asked and asked[1].lower() == "many":
        return Wanted(kind, counted=frozenset(_run_of_content(asked[2])))
    return Wanted(
        kind, next((units for units, pattern in _UNITS if pattern.search(question)), frozenset[str]())
    )


def _run_of_content(words: str) -> Iterator[str]:
    """The terms of `words` up to the first stop word: "American bridges did" → "american", "bridg"."""
    for word in words.split():
        if word.lower() in STOP_WORDS["en"]:
            return
        yield from terms(word)


def offers(sentence: str, question: str) -> float:
    """How well `sentence` offers what `question` asks for and does not say itself: 1 a fit, 0.5 the kind alone, 0 nothing."""
    want = wanted(question)
    if want is None:
        return 0.0
    if want.kind == "number":
        return max((_fit(sentence, found, want) for found in _new_numbers(sentence, question)), default=0.0)
    if want.kind == "date":
        known = {(mention.first, mention.last) for mention in dates(question)}
        return float(any((mention.first, mention.last) not in known for mention in dates(sentence)))
    return float(bool(_name_words(sentence) - _name_words(question)))


def _new_numbers(sentence: str, question: str) -> list[Quantity]:
    """The numbers of `sentence` that are no part of a date and not in `question`."""
    said = {(q.value, q.unit) for q in quantities(question)}
    days = [mention.span for mention in dates(sentence)]
    return [
        q
        for q in quantities(sentence)
        if (q.value, q.unit) not in said and not any(q.span.overlaps(span) for span in days)
    ]


def _fit(sentence: str, found: Quantity, want: Wanted) -> float:
    if want.units:
        return 1.0 if found.unit in want.units else 0.5
    if want.counted:
        behind = sentence[found.span.end : found.span.end + _REACH]
        return 1.0 if want.counted & set(terms(behind)) else 0.5
    return 0.5 if found.unit in _UNNAMED else 1.0


def _name_words(text: str) -> set[str]:
    return {word for name in names(text) for word in name.text.lower().split()}
