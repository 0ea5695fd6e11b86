"""What is evaluated is what the product is, but for the size of its chunks."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answering.contrast import TokenReader
from assistant.index.embedder import EndpointEmbedder, LocalEmbedder, StaticEmbedder
from assistant.types import Embedder, WordEmbedder
from eval.subject import shorter


@pytest.mark.parametrize(
    "embedder",
    [LocalEmbedder(), StaticEmbedder(), EndpointEmbedder(lambda texts: [[1.0, 0.0] for _ in texts], "two")],
    ids=lambda embedder: embedder.name,
)
def test_an_embedder_that_asks_for_shorter_chunks_is_the_same_otherwise(embedder: Embedder) -> None:
    longest = embedder.max_tokens
    short = shorter(embedder, 100)
    assert (short.max_tokens, embedder.max_tokens) == (100, longest)
    assert (short.name, short.fingerprint, short.dimensions) == (
        embedder.name,
        embedder.fingerprint,
        embedder.dimensions,
    )
    for skill in (WordEmbedder, TokenReader):
        assert isinstance(short, skill) == isinstance(embedder, skill)
    np.testing.assert_array_equal(
        short.embed_query("The bridge fell."), embedder.embed_query("The bridge fell.")
    )
