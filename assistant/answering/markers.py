"""Citation markers as models write them: "[1, 2]", "[1-3]", "【1】", "(1)"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from assistant.text.spans import Span

LONGEST_RANGE = 20
"""Numbers that one "[1-99]" may stand for."""

_LIST = r"\d{1,4}(?:\s*(?:[-–—,;&]|and|to)\s*(?:\[?\^?)\d{1,4})*"
# What models write for [1]: with a word, a caret or a source mark inside, as CJK brackets, or as a link.
_BRACKETED = re.compile(
    rf"[^\S\n]?[\[【]\s*(?:\^|(?:passages?|sources?|documents?|refs?\.?|no\.?)\s*)?(?P<numbers>{_LIST})\s*(?:†[^\]】\n]{{0,80}})?[\]】](?:\([^()\s]*\))?",
    re.IGNORECASE,
)
# Round brackets also hold asides and counts: only at the end of a clause do they cite.
_ROUND = re.compile(
    r"(?<=[\w\"”’'%)\]】.])\s\((?P<numbers>\d{1,2}(?:\s*,\s*\d{1,2})*)\)(?=\s*(?:[.,;!?]|[\[(【]\d|\n|\Z))"
)
_NUMBER_OR_RANGE = re.compile(r"(\d+)(?:\s*(?:[-–—]|to)\s*(\d+))?")


class Marker(NamedTuple):
    """A citation marker as it was written, with the numbers that it names, in order."""

    span: Span
    numbers: tuple[int, ...]


def markers(text: str, known: Collection[int] = ()) -> list[Marker]:
    """Every citation marker in `text`, in order; the span takes in the blank before it.

    Numbers in round brackets count only where all of them are `known`: "equation (7)" is no citation.
    """
    found = [
        Marker(Span(*match.span()), tuple(_numbers(match["numbers"]))) for match in _BRACKETED.finditer(text)
    ]
    for match in _ROUND.finditer(text):
        numbers = tuple(_numbers(match["numbers"]))
        if set(numbers) <= set(known):
            found.append(Marker(Span(*match.span()), numbers))
    return sorted(found)


def _numbers(written: str) -> Iterator[int]:
    seen: set[int] = set()
    for first, last in _NUMBER_OR_RANGE.findall(written):
        start, end = int(first), int(last or first)
        for number in range(start, min(end, start + LONGEST_RANGE - 1) + 1):
            if number not in seen:
                seen.add(number)
                yield number
