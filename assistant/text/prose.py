"""Telling what a text says from what only frames it: headings, links, references, tables."""

from __future__ import annotations

import re

_URL = re.compile(r"(?:https?://|www\.|doi:)\S+", re.IGNORECASE)
_MOSTLY = 0.35
"""The share of its characters from which on links are what a sentence is about."""
_REFERENCES = re.compile(
    r"\W*(?:\d+\W+)?(?:references?|bibliography|works cited|sources|further reading|external links|see also|quellen(?:verzeichnis)?"
    r"|literatur(?:verzeichnis)?|einzelnachweise|références|bibliographie|referencias|bibliografía|riferimenti|bronnen)\W*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\W*(?:references?|sources?|quellen?|références|referencias)\s*:\s*(?:https?://|www\.|\[?\d+\])"
    r"|\W*\d{0,3}\W*(?:\^|\w+,\s(?:\w\.\s?)+).{0,300}(?:\b(?:retrieved|accessed|isbn|doi|pp?\.\s?\d)|\bet al\b)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\s*(?:#{1,6}\s|\*\*[^*]+\*\*\Z)")
_ENDS = re.compile(r"[.!?…。！？؟।:;][\"'”’»)\[\]*_\d]*\Z")
_ITEM = re.compile(r"\s*(?:[-*+•‣▪◦–—]|\d{1,3}[.)]|[a-zA-Z][.)])\s")
_LONGEST_HEADING = 12
_CELL = " | "


def is_row(line: str) -> bool:
    """Whether a line is the row of a table."""
    return _CELL in line or line.startswith("|")


def is_table_head(line: str, above: str) -> bool:
    """Whether a row names the columns of the rows below it; `above` is the line over it."""
    return is_row(line) and not is_row(above) and not any(map(str.isdigit, line))


def is_heading(line: str) -> bool:
    """Whether a sentence that has its line for itself is a heading: marked as one, or short and without an end."""
    if _MARKED.match(line):
        return True
    bare = not (_ENDS.search(line) or _ITEM.match(line) or ": " in line or is_row(line))
    return bare and len(line.split()) <= _LONGEST_HEADING


def opens_references(line: str) -> bool:
    """Whether a line is the heading over a list of references."""
    return bool(_REFERENCES.fullmatch(line))


def is_reference(text: str) -> bool:
    """Whether a sentence is a link, or the entry of a list of references."""
    linked = sum(len(match[0]) for match in _URL.finditer(text))
    return linked > _MOSTLY * len(text) or bool(_REFERENCE.match(text))
