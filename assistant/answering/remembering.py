"""An embedder that embeds no text twice: one text is read for several questions, and held against others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from assistant.types import Embedder, Reading, Vector, WordEmbedder


@dataclass
class Remembering:
    """`inner`, asked only for what it was not asked for before."""

    inner: Embedder
    known: dict[str, Vector] = field(default_factory=dict)
    asked: dict[str, Vector] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def fingerprint(self) -> str:
        return self.inner.fingerprint

    @property
    def dimensions(self) -> int:
        return self.inner.dimensions

    @property
    def max_tokens(self) -> int:
        return self.inner.max_tokens

    @property
    def flights(self) -> int:
        return self.inner.flights

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.inner.count_tokens(texts)

    def embed(self, texts: Sequence[str]) -> Vector:
        missing = [text for text in dict.fromkeys(texts) if text not in self.known]
        if missing:
            self.known.update(zip(missing, self.inner.embed(missing), strict=True))
        return np.stack([self.known[text] for text in texts])

    def embed_query(self, text: str) -> Vector:
        if text not in self.asked:
            self.asked[text] = self.inner.embed_query(text)
        return self.asked[text]


@dataclass
class RememberingWords(Remembering):
    """The same for an embedder that keeps words apart: a text that was read has its vector."""

    read_before: dict[str, Reading] = field(default_factory=dict)

    def embed(self, texts: Sequence[str]) -> Vector:
        return np.stack([reading.vector for reading in self.read(texts)])

    def read(self, texts: Sequence[str]) -> list[Reading]:
        inner = cast(WordEmbedder, self.inner)
        missing = [text for text in dict.fromkeys(texts) if text not in self.read_before]
        if missing:
            self.read_before.update(zip(missing, inner.read(missing), strict=True))
        return [self.read_before[text] for text in texts]


def remembering(embedder: Embedder) -> Remembering:
    """`embedder`, remembering what it embeds and, where it keeps words apart, what it reads."""
    return RememberingWords(embedder) if isinstance(embedder, WordEmbedder) else Remembering(embedder)
