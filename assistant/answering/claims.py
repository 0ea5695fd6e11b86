"""Which sentences of an answer claim something about the world: not its talk, nor its headings."""

from __future__ import annotations

import re

from assistant.answering.agreement import Facts, facts
from assistant.answering.lacking import stated

_TALK = re.compile(
    r"\W*(?:(?:sure|certainly|of course|yes|no|thanks?|thank you|hello|hi|sorry|unfortunately|in summary|overall|note)\b[\s,.!]*\Z"
    r"|(?:here (?:is|are)|below (?:is|are)|i hope|let me know|feel free|please (?:let|note|see|refer)|if you (?:have|need|would like|want)"
    r"|i (?:am|'m|can|could|cannot|can't|do not|don't|did not|would|will)\b|based on (?:the|these) (?:passages?|articles?|sources?)\W*\Z))",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:say|note|add|confirm|conclude|think|believe|know|see|find|infer|tell you|mention) that\s+\w|\bi would say\b",
    re.IGNORECASE,
)
"""Talk that leads up to a statement: "I can confirm that …"."""
_HEADING = re.compile(r"\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?|\|[-:|\s]+\|?|[-*_]{3,})\Z")
_SENTENCE_END = re.compile(r"[.!。！]\W*\Z")


def is_claim(text: str, languages: tuple[str, ...]) -> bool:
    """Whether the sentence says something about the world that a passage could back."""
    if not stated(text) or text.rstrip("*_ ").endswith(("?", ":")):
        return False
    said = facts(text, languages)
    if _HEADING.match(text) and not _is_stated_in_a_heading(text, said):
        return False
    return not is_talk(text, said) and (len(said.terms) > 1 or bool(said.quantities or said.dates))


def is_talk(text: str, said: Facts) -> bool:
    """Whether the sentence speaks to the reader; where it has a number or a date, or leads up to a statement, it states something too."""
    return bool(_TALK.match(text)) and not (said.quantities or said.dates or _SAYING.search(text))


def _is_stated_in_a_heading(text: str, said: Facts) -> bool:
    """Whether what looks like a heading is a statement in bold: it ends as a sentence does, or gives a day or a measure."""
    measured = any(quantity.unit not in (None, "th") for quantity in said.quantities)
    return bool(_SENTENCE_END.search(text)) or measured or any(day.grain == "day" for day in said.dates)
