"""A real embedder that costs nothing: hashed bags of words. It remembers what it was asked to embed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from assistant.text.stopwords import STOP_WORDS
from assistant.types import Reading, Vector


class HashingEmbedder:
    name = "hashed words"
    dimensions = 64
    max_tokens = 60
    flights = 1

    def __init__(self, fingerprint: str = "hashing-1") -> None:
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vector:
        self.embedded += texts
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vector:
        counts = np.full(self.dimensions, 0.01, np.float32)
        for word in text.casefold().split():
            counts[zlib.crc32(word.strip(".,;:!?").encode()) % self.dimensions] += 1
        return counts / np.float32(np.linalg.norm(counts))


class WordHashingEmbedder(HashingEmbedder):
    """It also tells the words of a text: each means the same wherever it stands, and nothing like any other."""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [self._reading(text, vector) for text, vector in zip(texts, self.embed(texts), strict=True)]

    def _reading(self, text: str, vector: Vector) -> Reading:
        words = tuple(word.strip(".,;:!?") for word in text.casefold().split())
        telling = tuple(word for word in words if word and word not in STOP_WORDS["en"])
        if not telling:
            return Reading(vector)
        rows = [np.random.default_rng(zlib.crc32(word.encode())).standard_normal(384) for word in telling]
        meanings = np.asarray(rows, np.float32)
        return Reading(vector, telling, meanings / np.linalg.norm(meanings, axis=1, keepdims=True))
