"""Text in which no renderer of Markdown or HTML finds a link, an image, an address or an element, whoever wrote it."""

from __future__ import annotations

import re

# "](" and "]:" make Markdown's links, images and definitions, "<x" an element, "://" and "www." a bare address.
_ACTIVE = re.compile(r"(?<=\])[(:]|<(?=[A-Za-z/!?])|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_LOOKALIKE = {"(": "（", ":": "：", "<": "‹", ".": "．"}
_AHEAD, _BEHIND = 2, 4
"""How many characters after and before a character decide whether it is active."""


def inert(text: str) -> str:
    """`text` of the same length, readable as it was: a character that would make it more than text is replaced by one that looks like it."""
    return _ACTIVE.sub(lambda match: _LOOKALIKE[match[0]], text)


class Inert:
    """`inert` for text that comes in pieces; what depends on the next piece waits for it."""

    def __init__(self) -> None:
        self._before = self._held = ""

    def feed(self, piece: str) -> str:
        self._held += piece
        return self._given(max(0, len(self._held) - _AHEAD))

    def rest(self) -> str:
        return self._given(len(self._held))

    def _given(self, count: int) -> str:
        given = inert(self._before + self._held)[len(self._before) :][:count]
        self._before = (self._before + self._held[:count])[-_BEHIND:]
        self._held = self._held[count:]
        return given
