"""What a reader should know of an answer as a whole, in words that every interface shares."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.types import Answer, Ending

_UNFINISHED: Mapping[Ending, str] = {
    "length": "The answer stops here because it reached its longest length. Raise the answer length in the settings.",
    "cut": "The model stopped in the middle of the answer. Ask again to get the rest.",
    "cancelled": "Stopped. What was written until then is above.",
}


def remarks(answer: Answer) -> tuple[str, ...]:
    """All that is to be said of the whole answer, in sentences: what it lacks, its note, why it breaks off."""
    return tuple(filter(None, (missing(answer), answer.note, unfinished(answer))))


def unfinished(answer: Answer) -> str:
    """Why the text is no whole answer; empty where it is one."""
    return _UNFINISHED.get(answer.ending, "")


def missing(answer: Answer) -> str:
    """What the articles do not hold, where neither text nor question say it already."""
    said = all(part in answer.text or part in answer.question for part in answer.missing.split("; "))
    return "" if said else f"Missing: {answer.missing}"
