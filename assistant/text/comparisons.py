"""Questions that compare two things: their sides, each a question of its own, and what they are compared by."""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.text.dates import dates
from assistant.text.quantities import quantities
from assistant.text.questions import Kind

# "Was A found before or after B came", "Was A longer than B", "Does A say this while B says that"
_BETWEEN = re.compile(
    r",?\s+(?:before or after|after or before|while|whereas|compared (?:to|with)|in (?:contrast|comparison) (?:to|with)"
    r"|(?:(?:longer|earlier|later|more|less|\w+er) )?than)\s+",
    re.IGNORECASE,
)
# "Which came first, A or B"
_CHOICE = re.compile(
    r"(?P<asked>.+?)[,:]\s*(?:either\s+)?(?P<one>[^,:]+?),?\s+or\s+(?P<other>[^,]+)", re.IGNORECASE
)
_IN_TIME = re.compile(
    r"before or after|after or before|\b(?:first|earlier|later|sooner|last|recently)\b", re.IGNORECASE
)
_IN_NUMBER = re.compile(
    r"\b(?:more|fewer|less|longer|shorter|heavier|lighter|larger|bigger|smaller|higher|lower|older|younger|taller|nearer|farther)\b",
    re.IGNORECASE,
)
_SHORTEST = 3
"""Words below which a part of a question is no side."""


class Comparison(NamedTuple):
    """The two `sides` as questions, and whether they differ in time ("date"), in a number, or in something else (None)."""

    sides: tuple[str, str]
    kind: Kind | None

    def shows(self, sentence: str) -> bool:
        """Whether `sentence` holds what the sides are compared by."""
        if self.kind == "date":
            return bool(dates(sentence))
        return self.kind == "number" and bool(quantities(sentence))


def comparison(question: str) -> Comparison | None:
    """The question taken apart; None where it does not compare two things that it names."""
    sides = _sides(question.strip().rstrip("?!. "))
    if sides is None:
        return None
    in_number: Kind | None = "number" if _IN_NUMBER.search(question) else None
    return Comparison(sides, "date" if _IN_TIME.search(question) else in_number)


def _sides(asked: str) -> tuple[str, str] | None:
    parts = _BETWEEN.split(asked, maxsplit=1)
    if len(parts) == 2 and min(len(part.split()) for part in parts) >= _SHORTEST:
        return parts[0], parts[1]
    choice = _CHOICE.fullmatch(asked)
    if choice and len(choice["asked"].split()) >= _SHORTEST:
        return f"{choice['asked']} {choice['one']}", f"{choice['asked']} {choice['other']}"
    return None
