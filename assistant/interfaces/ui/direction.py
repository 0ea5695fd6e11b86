"""Which way text runs, so that what stands beside it keeps its place."""

from __future__ import annotations

from typing import Literal
from unicodedata import bidirectional

_LEFT, _RIGHT = ("L",), ("R", "AL")
_ISOLATE, _END = "\u2068", "\u2069"


def direction(text: str) -> Literal["ltr", "rtl"]:
    """That of the first letter which has one, as browsers tell it for `dir="auto"`."""
    strong = (bidirectional(character) for character in text)
    first = next((kind for kind in strong if kind in _LEFT + _RIGHT), "L")
    return "rtl" if first in _RIGHT else "ltr"


def beside(*facts: str | None) -> str:
    """Facts of one line, those left out that are empty; one that runs from right to left does not reorder the others."""
    return " · ".join(_isolated(fact) for fact in facts if fact)


def _isolated(fact: str) -> str:
    leftward = any(bidirectional(character) in _RIGHT for character in fact)
    return f"{_ISOLATE}{fact}{_END}" if leftward else fact
