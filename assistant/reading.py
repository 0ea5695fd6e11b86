"""Texts as an embedder reads them: a vector of each, and what its words mean where the embedder keeps these apart."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Embedder, Reading, WordEmbedder


def read(embedder: Embedder, texts: Sequence[str]) -> list[Reading]:
    """The texts as the embedder reads them; without words where it keeps none apart."""
    if isinstance(embedder, WordEmbedder):
        return embedder.read(texts)
    return [Reading(vector) for vector in embedder.embed(texts)]


def read_question(embedder: Embedder, text: str) -> Reading:
    """The same for one question."""
    if isinstance(embedder, WordEmbedder):
        return embedder.read([text])[0]
    return Reading(embedder.embed_query(text))
