"""What must agree between a sentence and the quote that backs it: numbers with their units, dates, names and negations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from assistant.text.aliases import Said
from assistant.text.dates import YEARLESS, DateMention, dates
from assistant.text.names import Name, names
from assistant.text.quantities import Quantity, quantities
from assistant.text.spans import Span
from assistant.text.terms import Term, placed_terms

NEGATION = re.compile(
    r"\b(?:(?<!or )(?<!if )not(?! only| just| necessarily| always| all| every| entirely)|no(?![,.])|never|none|nobody|nothing|neither|nor|without|cannot|hardly|barely|kein\w*|nicht|nie|ohne|pas|jamais|sans|nunca|sin|non|mai|senza|não|nem|niet|geen)\b|n['’]t\b",
    re.IGNORECASE,
)
# What denies without saying "not": the same thing may be said with and without a negation.
_DENIAL = re.compile(
    r"\b(?:avoid|fail|refus|den[iy]|lack|prevent|prohibit|reject|unable|forbid|forbad|stop|instead of|rather than|unless|except)\w*",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[,;:.!?()–—]|\b(?:but|because|since|although|though|while|when|where|if|unless|until|and|or|only|just|merely)\b",
    re.IGNORECASE,
)
_SCOPE, _REACH = 2, 6
"""Content words after a negation that it surely turns round, and that it may."""
# The number of a list item, American pension plans, "#1".
_NO_AMOUNT = re.compile(r"\A\s*(?:[-*•]\s*)?\d{1,3}[.)]\s|\b40[13]\s?\(?[bk]\)?|#\d+")
_SAME_UNIT = (
    {"gbp", "pound", "lb"},
    {"usd", "aud", "cad", "hkd"},
    {"h", "clock"},
    {"°", "°c", "°f"},
)
_OTHER = re.compile(r"\b(?:other|these|those) \Z", re.IGNORECASE)
_ROUNDING = Decimal("0.05")
_BESIDE = 2
"""Content terms on each side of a number that say what it is a number of."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states that can be held against another text. `terms` are its content terms, stemmed, in order."""

    text: str
    terms: tuple[Term, ...]
    vocabulary: frozenset[str]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    names: tuple[Name, ...]
    negated: frozenset[str]
    """The terms that a negation surely turns round."""
    doubtful: frozenset[str]
    """Those that it may turn round, these among them: whether it does is not sure."""


@lru_cache(maxsize=16384)
def facts(text: str, languages: tuple[str, ...] = ("en",)) -> Facts:
    """Reads a sentence, or a few that stand together."""
    terms = tuple(placed_terms(text, languages))
    mentions = tuple(dates(text))
    elsewhere = [mention.span for mention in mentions]
    elsewhere += [Span(*match.span()) for match in _NO_AMOUNT.finditer(text)]
    return Facts(
        text,
        terms,
        frozenset(term.text for term in terms),
        tuple(q for q in quantities(text) if not any(q.span.overlaps(span) for span in elsewhere)),
        mentions,
        tuple(names(text)),
        *_negated(text, terms),
    )


def _negated(text: str, terms: Sequence[Term]) -> tuple[frozenset[str], frozenset[str]]:
    """The terms that are surely turned round, and those that may be: behind a negation, as far as its clause goes."""
    scopes = [_scope(cue.end(), text, terms) for cue in NEGATION.finditer(text)]
    denied = {term for cue in _DENIAL.finditer(text) for term in _scope(cue.end(), text, terms)}
    surely: set[str] = set()
    for scope in scopes:
        # Two negations of one thing may undo each other.
        others = [term for other in scopes if other is not scope for term in other]
        surely |= set(scope[:_SCOPE]) - denied - set(others)
    return frozenset(surely), frozenset(term for scope in scopes for term in scope) | denied


def _scope(start: int, text: str, terms: Sequence[Term]) -> list[str]:
    end = _CLAUSE_END.search(text, start)
    limit = end.start() if end else len(text)
    return [term.text for term in terms if start <= term.span.start < limit][:_REACH]


def disagreements(claim: Facts, quote: Facts) -> list[str]:
    """Every point of `claim` that `quote` does not bear out, in words; empty where all agree."""
    return [
        *(f"{q.span.of(claim.text)!r} is not in the quote" for q in missing_quantities(claim, quote)),
        *(f"{d.span.of(claim.text)!r} is not in the quote" for d in missing_dates(claim, quote)),
        *(f"{name!r} is not in the quote" for name in missing_names(claim, quote)),
        *(f"{word!r} is negated on one side only" for word in turned_round(claim, quote)),
    ]


# --- numbers ----------------------------------------------------------------------------------------------------------


def missing_quantities(claim: Facts, quote: Facts) -> list[Quantity]:
    """The numbers of `claim` that `quote` does not state with the same unit; "the other two" are named and not counted."""
    ordinals = any(q.unit == "th" for q in quote.quantities)
    told = [q for q in claim.quantities if not _OTHER.search(claim.text, 0, q.span.start)]
    return [q for q in told if not _is_idle(q, ordinals) and not _stated(q, quote)]


def _is_idle(quantity: Quantity, ordinals: bool) -> bool:
    """ "first", "a single", and ranks where the quote ranks nothing: words more often than counts."""
    return (quantity.value == 1 and quantity.unit in (None, "th")) or (quantity.unit == "th" and not ordinals)


def _stated(wanted: Quantity, quote: Facts) -> bool:
    if any(same_amount(wanted, q) and same_unit(wanted, q) for q in quote.quantities):
        return True
    # A number may be read as a year on one side and as a count on the other.
    return wanted.unit is None and any(wanted.value in (m.first.year, m.last.year) for m in quote.dates)


def same_amount(wanted: Quantity, given: Quantity) -> bool:
    if wanted.value == given.value:
        return True
    close = abs(wanted.value - given.value) <= _ROUNDING * abs(given.value)
    return close and (wanted.approximate or _is_rounded(wanted.value, given.value))


def _is_rounded(rough: Decimal, exact: Decimal) -> bool:
    """Whether `rough` is `exact` to its own, at least two, leading digits: 1.2 million for 1,234,567."""
    digits = len(rough.normalize().as_tuple().digits)
    if digits < 2 or rough == 0 or exact == 0:
        return False
    step = Decimal(10) ** (rough.adjusted() - digits + 1)
    return step > 1 and abs(rough - exact) <= step / 2


def same_unit(wanted: Quantity, given: Quantity) -> bool:
    if wanted.unit == given.unit or wanted.unit is None:
        return True
    return any(wanted.unit in same and given.unit in same for same in _SAME_UNIT)


# --- dates ------------------------------------------------------------------------------------------------------------


def missing_dates(claim: Facts, quote: Facts) -> list[DateMention]:
    """The times of `claim` that `quote` does not name at least as exactly."""
    return [mention for mention in claim.dates if not _named(mention, quote)]


def _named(wanted: DateMention, quote: Facts) -> bool:
    if any(_within(given, wanted) for given in quote.dates):
        return True
    years = {Decimal(wanted.first.year), Decimal(wanted.last.year)}
    return wanted.grain == "year" and bool(years & {q.value for q in quote.quantities})


def same_time(one: DateMention, other: DateMention) -> bool:
    """Whether one of the two lies within the other, as far as they are said."""
    return _within(one, other) or _within(other, one)


def other_time(one: DateMention, other: DateMention) -> bool:
    """Whether nothing can have been at both: 1871 and May 1902, "10 May" and 7 May 2018, but not "10 May" and 2018."""
    yearless = [mention for mention in (one, other) if mention.first.year == YEARLESS]
    if len(yearless) == 1:
        dated = other if yearless[0] is one else one
        days = [
            (mention.first.replace(year=YEARLESS), mention.last.replace(year=YEARLESS))
            for mention in (one, other)
        ]
        return dated.grain in ("day", "month") and not _overlap(*days)
    return not _overlap((one.first, one.last), (other.first, other.last))


def _overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _within(given: DateMention, wanted: DateMention) -> bool:
    if wanted.first.year == YEARLESS or given.first.year == YEARLESS:
        same = _day_and_month(given.first) == _day_and_month(wanted.first)
        return same and (wanted.first.year == YEARLESS or wanted.grain.startswith("yearless"))
    if given.grain == "years" and wanted.grain == "year":
        return wanted.first.year in (given.first.year, given.last.year)
    if wanted.grain == "years":
        return wanted.first.year == given.first.year or wanted.last.year == given.last.year
    return wanted.first <= given.first and given.last <= wanted.last


def _day_and_month(day: date) -> tuple[int, int]:
    return day.month, day.day


def contradicted(claim: Facts, quote: Facts) -> bool:
    """Whether `quote` has another number or date where `claim` has one that it lacks, rather than none at all."""
    stated = {(quantity.value, quantity.unit) for quantity in claim.quantities}
    spare = [quantity for quantity in quote.quantities if (quantity.value, quantity.unit) not in stated]
    lacking = missing_quantities(claim, quote)
    other = any(_compete(mine, theirs) for mine in lacking for theirs in spare)
    return other or bool(missing_dates(claim, quote) and missing_dates(quote, claim))


def _compete(mine: Quantity, theirs: Quantity) -> bool:
    return mine.unit == theirs.unit or mine.value == theirs.value


def year_apart(wanted: DateMention, quote: Facts, line: Facts) -> bool:
    """Whether `quote` and `line` together name the day or month of `wanted` without a year, and its year."""
    together = (*quote.dates, *line.dates)
    named = any(given.first.year == wanted.first.year for given in together)
    return named and any(_completed_by(given, wanted) for given in together if given.first.year == YEARLESS)


def _completed_by(given: DateMention, wanted: DateMention) -> bool:
    """Whether a day or month without a year lies in the day or month `wanted`."""
    if wanted.grain == "month":
        return given.first.month == wanted.first.month
    return wanted.grain == "day" == given.grain.removeprefix("yearless ") and (
        _day_and_month(given.first) == _day_and_month(wanted.first)
    )


def counted_with(quantity: Quantity, claim: Facts) -> frozenset[str]:
    """The content terms beside a number of `claim`: what it counts, and what of."""
    before = [term.text for term in claim.terms if term.span.end <= quantity.span.start][-_BESIDE:]
    behind = [term.text for term in claim.terms if term.span.start >= quantity.span.end][:_BESIDE]
    return frozenset(before + behind)


# --- names and negations ----------------------------------------------------------------------------------------------


def missing_names(claim: Facts, quote: Facts) -> list[str]:
    """The names of `claim` of which no telling word is in `quote`. "Angela Merkel" is borne out by "Merkel"."""
    said = Said(quote.text, quote.vocabulary)
    lacking = [name for name in claim.names if not said.names(name.text)]
    return [name.text for name in lacking if not _is_short_form(name, claim.text)]


def _is_short_form(name: Name, text: str) -> bool:
    """Whether a name only shortens in brackets what stands before them."""
    return (
        name.text.isupper()
        and text[: name.span.start].endswith("(")
        and text[name.span.end :].startswith(")")
    )


def turned_round(claim: Facts, quote: Facts) -> list[str]:
    """The terms that one of the two negates and the other plainly states."""
    denied = claim.negated & quote.vocabulary - quote.doubtful
    upheld = quote.negated & claim.vocabulary - claim.doubtful
    return sorted(denied | upheld)
