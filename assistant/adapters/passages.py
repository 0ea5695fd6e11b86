"""A passage as other libraries carry one: its text, and everything else as plain JSON values beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.types import Passage, Why, from_json, to_json

READABLE = ("title", "publisher", "published", "locator")
"""What a language model should see of a passage's metadata; the rest is for programs."""


def metadata(passage: Passage) -> dict[str, Any]:
    """Every field of `passage` but its text, named as `Passage` names it; `start` and `end` are offsets into the document."""
    fields: dict[str, Any] = to_json(passage)
    del fields["text"]
    return fields


def passages(texts: Sequence[str], metadatas: Sequence[Mapping[str, Any]]) -> tuple[Passage, ...]:
    """The inverse, for anybody's passages: those that did not come from here are numbered by their place, offsets into their own text."""
    pairs = zip(texts, metadatas, strict=True)
    return tuple(_passage(number, text, known) for number, (text, known) in enumerate(pairs, 1))


def _passage(number: int, text: str, known: Mapping[str, Any]) -> Passage:
    if "document_id" in known and "why" in known:
        return from_json(Passage, {**known, "text": text})
    name = str(known.get("title") or known.get("file_name") or f"passage {number}")
    return Passage(
        number, f"given:{number}", f"given:{number}", 1, name, text, 0, len(text), Why(number, 0.0)
    )
