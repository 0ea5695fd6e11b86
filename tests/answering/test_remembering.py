from __future__ import annotations

import numpy as np

from assistant.answering.remembering import remembering
from assistant.types import Vector, WordEmbedder
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


def test_a_text_that_was_read_is_not_embedded_again() -> None:
    inner = WordHashingEmbedder()
    embedder = remembering(inner)
    embedder.read([ONE])
    found = embedder.embed([OTHER, ONE])
    assert inner.embedded == [ONE, OTHER]
    np.testing.assert_array_equal(found, HashingEmbedder().embed([OTHER, ONE]))


def test_no_question_is_embedded_twice() -> None:
    class Counted(HashingEmbedder):
        def embed_query(self, text: str) -> Vector:
            self.embedded.append(text)
            return super().embed_query(text)

    inner = Counted()
    embedder = remembering(inner)
    np.testing.assert_array_equal(embedder.embed_query(ONE), embedder.embed_query(ONE))
    assert inner.embedded == [ONE]


def test_an_embedder_that_keeps_no_words_apart_does_not_seem_to() -> None:
    assert not isinstance(remembering(HashingEmbedder()), WordEmbedder)
