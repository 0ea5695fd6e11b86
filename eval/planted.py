"""Planted errors: sentences that people wrote about passages, and the same sentences with one thing made wrong."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.answering.agreement import facts, same_time
from assistant.answering.claims import is_claim
from assistant.text.sentences import sentences
from eval.sets.source import Source

KINDS = (
    "number",
    "date",
    "unit",
    "name",
    "negation",
    "attribution",
    "exchanged number",
    "addition",
    "exchanged date",
)
_SHORTEST = 6
"""Content terms below which a sentence says too little to be spoiled."""
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b(?= \d|,? \d{{4}})")
_NUMBER = re.compile(r"(?<![\w.,-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w-]|[.,]\d)")
_ITEM = re.compile(r"\d{1,3}[.)]\s")
"""The number of a list's item, which claims nothing."""
_UNITS = (
    ("million", "billion"), ("billion", "million"), ("thousand", "million"), ("percent", "million"), ("%", " million"),
    ("miles", "kilometres"), ("km", "miles"), ("kilometers", "miles"), ("meters", "feet"), ("metres", "feet"), ("feet", "metres"),
    ("days", "weeks"), ("weeks", "months"), ("months", "years"), ("years", "days"), ("hours", "days"), ("minutes", "hours"),
    ("dollars", "euros"), ("degrees", "percent"), ("tons", "pounds"), ("pounds", "tons"),
)  # fmt: skip
_NEGATED = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|should|does|did|do) (not )?(?=\w)"
)
_ADDITIONS = (
    " and cost far more than anybody had planned", ", which nobody had foreseen", ", making it the first of its kind",
    ", although few people knew of it", ", after a long dispute between neighbours", ", which critics called a mistake",
    ", and won several prizes for it", ", because no other way was left", ", and has been copied widely since",
    ", so the owners had to borrow money", ", which doctors advise against", " and was closed again soon after",
    ", with the help of volunteers", ", and most of them live nearby", ", which led to protests in the streets",
    " and is popular with tourists",
)  # fmt: skip
"""Clauses as language models add them, which could be said of many things."""


class Claim(NamedTuple):
    """A sentence and the passages it is about. `kind` is what was made wrong in it, empty if it is as people wrote it."""

    text: str
    passages: tuple[str, ...]
    group: str
    kind: str = ""
    titles: tuple[str, ...] = ()
    """Of the passages' articles, where they have any."""


def pool(name: str, source: Source) -> Iterator[Claim]:
    """What people wrote about the articles of a set: answers, or claims that they judged; judged wrong ones are of kind "judged"."""
    articles = {article.path: article for article in source.articles}
    for case in source.cases:
        if case.evidence and (case.supported is not None or case.answers):
            about = [articles[path] for path in dict.fromkeys(e.document for e in case.evidence)]
            passages, titles = zip(*((article.text, article.title) for article in about), strict=True)
            text = case.question if case.supported is not None else case.answers[0]
            kind = "judged" if case.supported is False else ""
            if case.supported is None:
                yield from claims(text, passages, f"{name} {case.cluster}", titles)
            else:
                yield Claim(text, passages, f"{name} {case.cluster}", kind, titles)


def halves(found: Iterable[Claim]) -> tuple[list[Claim], list[Claim]]:
    """The claims for development and those held out, by a hash of their group, so that neither order nor other claims matter.

    Groups that share an article go together, by the first of their names: no article is in both halves.
    """
    everything = sorted(found, key=lambda claim: claim.group)
    leader = {claim.group: claim.group for claim in everything}
    of: dict[str, str] = {}
    for claim in everything:
        for passage in claim.passages:
            first, second = sorted(
                (_root(of.setdefault(passage, claim.group), leader), _root(claim.group, leader))
            )
            leader[second] = first
    parts: tuple[list[Claim], list[Claim]] = ([], [])
    for claim in everything:
        parts[hashlib.sha256(_root(claim.group, leader).encode()).digest()[0] % 2].append(claim)
    return parts


def _root(group: str, leader: Mapping[str, str]) -> str:
    while leader[group] != group:
        group = leader[group]
    return group


def claims(text: str, passages: Sequence[str], group: str, titles: Sequence[str] = ()) -> Iterator[Claim]:
    """The sentences of a text about `passages` that say enough and are not copied from them."""
    known = [_plain(passage) for passage in passages]
    for span in sentences(text):
        sentence = span.of(text)
        says_enough = len(facts(sentence).terms) >= _SHORTEST and is_claim(sentence, ("en",))
        if says_enough and not any(_plain(sentence) in passage for passage in known):
            yield Claim(sentence, tuple(passages), group, titles=tuple(titles))


def spoiled(claim: Claim, seed: int = 0) -> Iterator[Claim]:
    """The claim with one error of each kind that can be planted in it; none is true of the passages by its words alone."""
    drawn = random.Random(f"{seed} {claim.text}")
    for kind in KINDS:
        text = _PLANT[kind](claim, drawn)
        if text and text != claim.text:
            yield claim._replace(text=text, kind=kind)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _number(claim: Claim, drawn: random.Random) -> str:
    """Another number in place of one that is no year and stands in the passages."""
    said = {match[1] for passage in claim.passages for match in _NUMBER.finditer(passage)}
    item = _ITEM.match(claim.text)
    found = [
        m
        for m in _NUMBER.finditer(claim.text, item.end() if item else 0)
        if m[1] in said and not _YEAR.fullmatch(m[1])
    ]
    if not found:
        return ""
    match = drawn.choice(found)
    value = float(match[1].replace(",", ""))
    values = (value * factor + 1 for factor in (1.4, 1.7, 2.3, 3.1))
    other = next((v for v in values if not {f"{v:,.0f}", f"{v:.0f}", f"{v:.1f}"} & said), None)
    if other is None:
        return ""
    shown = f"{other:,.0f}" if "," in match[1] else f"{other:.1f}" if "." in match[1] else f"{other:.0f}"
    return _put(claim.text, match.span(1), shown)


def _date(claim: Claim, drawn: random.Random) -> str:
    """Another year or month."""
    everything = " ".join(claim.passages)
    years = [m for m in _YEAR.finditer(claim.text) if m[1] in everything]
    months = [m for m in _MONTH.finditer(claim.text) if m[1] in everything]
    if not years and not months:
        return ""
    match = drawn.choice([*years, *months])
    if match[1] in _MONTHS:
        return _put(
            claim.text, match.span(1), drawn.choice([m for m in _MONTHS if m not in everything] or [""])
        )
    near = [str(int(match[1]) + step) for step in (-7, -3, -2, 2, 3, 5)]
    return _put(
        claim.text,
        match.span(1),
        drawn.choice([year for year in near if year not in everything] or [match[1]]),
    )


def _unit(claim: Claim, drawn: random.Random) -> str:
    found = [
        (match.span(1), other)
        for unit, other in _UNITS
        for match in re.finditer(rf"(?<=\d)\s?({re.escape(unit)})(?!\w)", claim.text)
        if any(re.search(rf"\d\s?{re.escape(unit)}", passage) for passage in claim.passages)
    ]
    return _put(claim.text, *drawn.choice(found)) if found else ""


def _name(claim: Claim, drawn: random.Random) -> str:
    """A name of the passages in place of another one."""
    own = [
        name for name in facts(claim.text).names if any(name.text in passage for passage in claim.passages)
    ]
    words = set(_plain(claim.text).split())
    others = {name.text for passage in claim.passages for name in facts(passage).names}
    others = {other for other in others if not words & set(_plain(other).split()) and len(other) > 2}
    if not own or not others:
        return ""
    name = drawn.choice(own)
    alike = sorted(others, key=lambda other: (abs(other.count(" ") - name.text.count(" ")), other))
    return _put(claim.text, name.span, drawn.choice(alike[:5]))


def _negation(claim: Claim, drawn: random.Random) -> str:
    match = _NEGATED.search(claim.text)
    if not match:
        return ""
    return _put(claim.text, match.span(), f"{match[1]} " if match[2] else f"{match[1]} not ")


def _attribution(claim: Claim, drawn: random.Random) -> str:
    """Two names of the sentence in each other's place."""
    own = facts(claim.text).names
    if len(own) < 2 or facts(claim.text).text.count(own[0].text) > 1:
        return ""
    first, last = own[0], own[-1]
    between = claim.text[first.span.end : last.span.start]
    if first.text == last.text or re.fullmatch(r",? ?(?:and|or|&)? ?", between):
        return ""
    return claim.text[: first.span.start] + last.text + between + first.text + claim.text[last.span.end :]


def _exchanged(claim: Claim, drawn: random.Random) -> str:
    """A number of the passages, with the same unit and not in the sentence, in place of one that they have too."""
    own = facts(claim.text).quantities
    given = [(q, q.span.of(passage)) for passage in claim.passages for q in facts(passage).quantities]
    known = {q.value for q in own} | {1}
    stated = {(q.value, q.unit) for q, _ in given}
    found = [
        (mine.span, text)
        for mine in own
        if (mine.value, mine.unit) in stated and mine.unit != "th" and mine.value != 1
        for other, text in given
        if other.unit == mine.unit and other.value not in known
    ]
    return _put(claim.text, *drawn.choice(found)) if found else ""


def _addition(claim: Claim, drawn: random.Random) -> str:
    """The sentence with a clause more, of which the passages have no word."""
    said = facts("\n\n".join(claim.passages)).vocabulary
    found = [clause for clause in _ADDITIONS if not facts(clause).vocabulary & said]
    return claim.text.rstrip(" .") + drawn.choice(found) + "." if found else ""


def _exchanged_date(claim: Claim, drawn: random.Random) -> str:
    """A date of the passages, as exact as the sentence's and not in it, in place of one that they have too."""
    own = facts(claim.text).dates
    given = [(d, d.span.of(passage)) for passage in claim.passages for d in facts(passage).dates]
    found = [
        (mine.span, text)
        for mine in own
        if any(same_time(mine, other) for other, _ in given)
        for other, text in given
        if other.grain == mine.grain and not any(same_time(other, one) for one in own)
    ]
    return _put(claim.text, *drawn.choice(found)) if found else ""


def _put(text: str, span: tuple[int, int], other: str) -> str:
    return text[: span[0]] + other + text[span[1] :] if other else ""


_PLANT: dict[str, Callable[[Claim, random.Random], str]] = {
    "number": _number, "date": _date, "unit": _unit, "name": _name, "negation": _negation, "attribution": _attribution,
    "exchanged number": _exchanged, "addition": _addition, "exchanged date": _exchanged_date,
}  # fmt: skip
