"""Citation markers as models write them: "[1, 2]", "[1-3]", "【1】", "(1)", "[Source 2: …]", "according to passage 2"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from assistant.text.spans import Span

LONGEST_RANGE = 20
"""Numbers that one "[1-99]" may stand for."""

_WORD = r"(?:passages?|sources?|documents?|docs?|articles?|references?|refs?\.?|cit(?:e|ation)s?|no\.?|id|p(?=\s?\d)|#)\s*:?"
_NUMBER = rf"(?:{_WORD}\s*)?\[?\^?\d{{1,4}}"
_AND = r"(?:and|und|et|y|to|&|[-–—,;])"
_LIST = rf"{_NUMBER}(?:\s{{0,3}}{_AND}\s{{0,3}}{_NUMBER}){{0,30}}"
# What models add inside: a source mark, the title of the passage, a page; never the minutes of "[12:30]".
_TAIL = r"(?:\s*(?::\d+)?†[^\]】\n]{0,80}|\s*:\s*[^\W\d][^\]】\n]{0,120}|\s*,\s*pp?\.\s*\d+|\.)?"
# In CJK brackets, doubled, escaped, raised, as a link; one that an answer breaks off in has no end.
_BRACKETED = (
    rf"[^\S\n]?(?:<sup>)?\^?(?:\\?\[|[【［〔]){{1,2}}\s*\^?(?P<numbers>{_LIST}){_TAIL}\^?\s*"
    r"(?:(?:\\?\]|[】］〕]){1,2}(?:\([^()\s]*\))?(?:</sup>)?|\Z)"
)
_ONE = re.compile(_BRACKETED, re.IGNORECASE)
_UNNAMED = _BRACKETED.replace("?P<numbers>", "?:")
_SEVERAL = rf"{_UNNAMED}(?:\s{{0,3}}(?:[,;&]|and|und|et|y|or)\s{{0,3}}{_UNNAMED}){{0,30}}"
_BRACKETS = re.compile(
    rf"[^\S\n]?\((?:see|cf\.|from|per|sources?:?)?\s*{_SEVERAL}\s*\)|{_SEVERAL}|[^\S\n]?[\[【]\Z",
    re.IGNORECASE,
)
# Round brackets also hold asides and counts: only at the end of a clause do they cite, or where they name a passage.
_ROUND = re.compile(
    r"(?<=[\w\"”’'%)\]】.])\s\((?P<numbers>\d{1,2}(?:\s*,\s*\d{1,2})*)\)(?=\s*(?:[.,;!?]|[\[(【]\d|\n|\Z))"
    rf"|\s?\((?:see\s+|cf\.\s+)?(?:passages?|sources?|documents?)\s*:?\s*(?P<named>{_LIST})\)",
    re.IGNORECASE,
)
# Where a marker is a part of the sentence, something stands in its place: "According to [2], …", "Passage 2 says …".
_SPOKEN = re.compile(
    r"(?:\bthe\s+)?\b(?:passages?|sources?)\s+(?P<numbers>\d{1,2}(?:(?:,\s\d{1,2}){0,9},?\s(?:and|und|et|y)\s\d{1,2}|\s?[-–]\s?\d{1,2})?)(?![\w.,]?\d)",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(r"(?:\bthe\s+)?\b(?:passages?|sources?|articles?|documents?)\Z", re.IGNORECASE)
_GOVERNED = (
    (
        re.compile(
            r"\b(?:according to|as (?:\w+ ){1,2}(?:in|by)|per|based on)\Z|(?:\A|[.!?\n]\s*)(?:in|from)\Z",
            re.IGNORECASE,
        ),
        ("the passage", "the passages"),
    ),
    (re.compile(r"\b(?:laut|gemäß)\Z", re.IGNORECASE), ("Artikel", "Artikeln")),
    (re.compile(r"\b(?:selon|d['’]après)\Z", re.IGNORECASE), ("l'article", "les articles")),
    (re.compile(r"\bsegún\Z", re.IGNORECASE), ("el artículo", "los artículos")),
)
_SOURCES = re.compile(
    rf"[*_#\s]*(?:sources?|references?|citations?|passages?(?: cited| used)?|quellen|références|fuentes)[*_\s]*:?[*_\s]*(?:{_SEVERAL})?[\s.]*",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"\s{{0,3}}(?:[-*•]|\d+\.)?{_UNNAMED}.*", re.IGNORECASE)
_REFERENCE = re.compile(r"\[\d+\]:\s+<?(?:https?://|www\.).*")
_NUMBER_OR_RANGE = re.compile(r"(\d+)(?:\s*(?:[-–—]|to)\s*(\d+))?")


class Marker(NamedTuple):
    """A citation marker as it was written, with the numbers that it names, in order.

    `instead` is what the sentence needs in its place, where it is one of the sentence's words.
    """

    span: Span
    numbers: tuple[int, ...]
    instead: str = ""


def markers(text: str, known: Collection[int] = ()) -> list[Marker]:
    """Every citation marker in `text`, in order; the span takes in the blank before it. A list of sources at the end is one, of no number.

    Numbers without square brackets count only where all of them are `known`: "equation (7)" is no citation.
    """
    end = _end_of_answer(text)
    found = [Marker(Span(end, len(text)), ())] if end < len(text) else []
    found += [_bracketed(text, match) for match in _BRACKETS.finditer(text)]
    for match in _ROUND.finditer(text):
        numbers = tuple(_numbers([match["numbers"] or match["named"]]))
        if set(numbers) <= set(known):
            found.append(Marker(Span(*match.span()), numbers))
    for match in _SPOKEN.finditer(text):
        numbers = tuple(_numbers([match["numbers"]]))
        if set(numbers) <= set(known):
            found.append(Marker(Span(*match.span()), numbers, _passages(match[0], numbers)))
    return list(_apart(found))


def _end_of_answer(text: str) -> int:
    """Where a list of sources begins, with the line that heads it; the text's end where there is none."""
    end = at = len(text)
    while at > 0:
        start = text.rfind("\n", 0, at) + 1
        line = text[start:at]
        if start and _SOURCES.fullmatch(line):
            return len(text[:start].rstrip())
        if start and _REFERENCE.fullmatch(line):
            end = len(text[:start].rstrip())
        elif line.strip() and not _SOURCE.fullmatch(line):
            break
        at = start - 1
    return end


def _bracketed(text: str, match: re.Match[str]) -> Marker:
    numbers = tuple(_numbers(one["numbers"] for one in _ONE.finditer(match[0])))
    start, end = match.span()
    if named := _NAMED_BEFORE.search(text, max(0, start - 20), start):
        return Marker(Span(named.start(), end), numbers, _passages(named[0], numbers))
    for before, (one, several) in _GOVERNED:
        if before.search(text, max(0, start - 40), start):
            return Marker(Span(start, end), numbers, f" {one if len(numbers) == 1 else several}")
    return Marker(Span(start, end), numbers)


def _passages(written: str, numbers: Collection[int]) -> str:
    said = "the passage" if len(numbers) == 1 else "the passages"
    return said.capitalize() if written[0].isupper() else said


def _apart(found: Iterable[Marker]) -> Iterator[Marker]:
    """Those that do not lie in another one, which begins before them or at the same place and is longer."""
    end = 0
    for marker in sorted(found, key=lambda one: (one.span.start, -one.span.end)):
        if marker.span.start >= end:
            yield marker
            end = marker.span.end


def _numbers(written: Iterable[str]) -> Iterator[int]:
    seen: set[int] = set()
    for first, last in (pair for text in written for pair in _NUMBER_OR_RANGE.findall(text)):
        start, end = int(first), int(last or first)
        for number in range(start, min(end, start + LONGEST_RANGE - 1) + 1):
            if number not in seen:
                seen.add(number)
                yield number
