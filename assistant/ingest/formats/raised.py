"""Numbers set above the line: taken as they are, 10⁶ would be read as 106, and 38 with the mark of note 1 as 381."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\s*[+\-−–]?\d{1,4}(?:[,–-]\s?\d{1,4})*\s*")
_ABOVE = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


def raised(text: str, *, linked: bool = False) -> str:
    """`text`, which is set above the line: a number, or several, in characters that stand there, or nothing of one that leads to a note."""
    if not _NUMBER.fullmatch(text):
        return text
    return "" if linked else text.translate(_ABOVE)
