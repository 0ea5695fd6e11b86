"""The parts of a sentence that say something each: between commas, semicolons and dashes, and on both sides of "and" or "but"."""

from __future__ import annotations

import re

from assistant.text.spans import Span

_BETWEEN = re.compile(
    r"(?:,|;|\s[–—-])\s+(?:(?:and|but|while|whereas|although|though|which)\s+)?|\s(?:and|but|while|whereas)\s+",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s+")
"""The mark of a list's item, which is no part of what it says."""


def clauses(text: str) -> list[Span]:
    """The clauses of one sentence in order, without what joins them; the sentence itself where it has but one."""
    joints = [Span(*match.span()) for match in _BETWEEN.finditer(text)]
    mark = _ITEM.match(text)
    starts, ends = (
        [mark.end() if mark else 0, *(joint.end for joint in joints)],
        [*(joint.start for joint in joints), len(text)],
    )
    return [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
