"""The static embedder with words, so that corpora of any size are searched with all that the default embedder lets a search do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.index.embedder import StaticEmbedder
from assistant.text.terms import content_words
from assistant.types import Reading, Vector


class WordedEmbedder(StaticEmbedder):
    """A word means the same wherever it stands; there are as many of them in a text as for MiniLM, and they take as much room."""

    def __init__(self) -> None:
        self._known: dict[str, Vector] = {}

    @property
    def fingerprint(self) -> str:
        return f"{super().fingerprint}-worded"

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [self._reading(text, vector) for text, vector in zip(texts, self.embed(texts), strict=True)]

    def _reading(self, text: str, vector: Vector) -> Reading:
        words = tuple(word.casefold() for word, _ in content_words(text))
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        # Of MiniLM's length, for its size is what takes time.
        self._known |= zip(
            new, np.pad(self.embed(new), ((0, 0), (0, 384 - self.dimensions)), "wrap"), strict=True
        )
        return (
            Reading(vector, words, np.stack([self._known[word] for word in words]))
            if words
            else Reading(vector)
        )
