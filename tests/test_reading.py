from __future__ import annotations

import numpy as np

from assistant.reading import read, read_question
from tests.hashing_embedder import HashingEmbedder, WordHashingEmbedder


def test_an_embedder_that_keeps_no_words_apart_gives_its_vectors_alone() -> None:
    embedder = HashingEmbedder()
    readings = read(embedder, ["one", "two"])
    assert [reading.words for reading in readings] == [(), ()]
    np.testing.assert_array_equal(np.stack([r.vector for r in readings]), embedder.embed(["one", "two"]))
    np.testing.assert_array_equal(read_question(embedder, "one").vector, embedder.embed_query("one"))


def test_an_embedder_that_keeps_words_apart_gives_them_of_texts_and_of_a_question_alike() -> None:
    (text,) = read(WordHashingEmbedder(), ["A red ferry"])
    question = read_question(WordHashingEmbedder(), "A red ferry")
    assert text.words == question.words == ("red", "ferry")
    np.testing.assert_array_equal(text.meanings, question.meanings)
