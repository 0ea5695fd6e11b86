from __future__ import annotations

import numpy as np

from assistant.answering.remembering import remembering
from assistant.types import WordEmbedder
from tests.hashing_embedder import HashingEmbedder, WordHashingEmbedder

ONE, OTHER = "The bridge fell.", "A ship hit it."


def test_no_text_is_embedded_twice_and_each_vector_stands_at_its_place() -> None:
    inner = HashingEmbedder()
    embedder = remembering(inner)
    embedder.embed([ONE, ONE])
    found = embedder.embed([OTHER, ONE])
    assert inner.embedded == [ONE, OTHER]
    np.testing.assert_array_equal(found, HashingEmbedder().embed([OTHER, ONE]))


def test_no_text_is_read_twice_where_words_are_kept_apart() -> None:
    inner = WordHashingEmbedder()
    embedder = remembering(inner)
    assert isinstance(embedder, WordEmbedder)
    embedder.read([ONE])
    told = [reading.words for reading in embedder.read([OTHER, ONE, OTHER])]
    assert inner.embedded == [ONE, OTHER]
    assert told == [reading.words for reading in WordHashingEmbedder().read([OTHER, ONE, OTHER])]


def test_an_embedder_that_keeps_no_words_apart_does_not_seem_to() -> None:
    assert not isinstance(remembering(HashingEmbedder()), WordEmbedder)
