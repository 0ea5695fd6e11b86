"""What words mean where they stand: kept small, and told apart."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.index.embedder import LocalEmbedder
from assistant.index.words import EVERY, VERSION, likeness, pack
from tests.hashing_embedder import WordHashingEmbedder

RIVER = "The boat was tied to the bank of the river."
MONEY = "He took a loan from the bank to buy a flat."
TEXTS = (
    "A ship lay at anchor near the shore.",
    "Interest on a mortgage is paid each month.",
    "Curiosity is a rover that landed on Mars in August 2012.",
    "Bread rises because yeast makes gas.",
)


@pytest.fixture(scope="module")
def minilm() -> LocalEmbedder:
    return LocalEmbedder()


def meaning(embedder: LocalEmbedder, text: str, word: str) -> np.ndarray:
    reading = embedder.read([text])[0]
    return reading.meanings[reading.words.index(word)]


def test_a_word_takes_thirty_two_bytes(minilm: LocalEmbedder) -> None:
    reading = minilm.read([RIVER])[0]
    assert reading.words == ("boat", "tied", "bank", "river")
    assert len(pack(reading.meanings)) == len(VERSION) + len(reading.words) * minilm.dimensions // EVERY // 2


def test_what_is_kept_tells_words_apart_as_all_of_it_does(minilm: LocalEmbedder) -> None:
    readings = minilm.read([RIVER, MONEY, *TEXTS])
    packed = [pack(reading.meanings) for reading in readings]
    kept = np.array([likeness(r.meanings, [1.0] * len(r.words), packed).sum(axis=1) for r in readings])
    whole = np.array(
        [[float((r.meanings @ s.meanings.T).max(axis=1).mean()) for s in readings] for r in readings]
    )
    assert np.corrcoef(kept.ravel(), whole.ravel())[0, 1] > 0.97
    assert kept.argmax(axis=1).tolist() == list(range(len(readings)))


def test_a_word_means_what_its_sentence_makes_of_it(minilm: LocalEmbedder) -> None:
    bank = meaning(minilm, "They sat on the bank and watched the water.", "bank")
    assert bank @ meaning(minilm, RIVER, "bank") > bank @ meaning(minilm, MONEY, "bank")


def test_the_words_that_tell_more_count_for_more() -> None:
    embedder = WordHashingEmbedder()
    asked = embedder.read(["red ferry"])[0]
    packed = [pack(reading.meanings) for reading in embedder.read(["a red house", "a slow ferry"])]
    assert asked.words == ("red", "ferry")
    even, red, ferry = (
        likeness(asked.meanings, weights, packed).sum(axis=1)
        for weights in ((1.0, 1.0), (5.0, 1.0), (1.0, 5.0))
    )
    assert even[0] == pytest.approx(even[1], abs=0.4)
    assert red[0] > even[0] > ferry[0]
    assert red[1] < even[1] < ferry[1]


@pytest.mark.parametrize(
    "packed",
    [None, b"", VERSION, b"\x00" + bytes(32)],
    ids=["never read", "nothing", "no telling word", "packed by another release"],
)
def test_of_a_text_whose_words_are_not_known_nothing_is_said(packed: bytes | None) -> None:
    asked = WordHashingEmbedder().read(["ferry"])[0]
    unknown, known = likeness(asked.meanings, (1.0,), [packed, pack(asked.meanings)])
    assert np.isnan(unknown).all()
    assert known == pytest.approx([1], abs=0.02)


def test_a_question_without_a_telling_word_is_like_nothing() -> None:
    embedder = WordHashingEmbedder()
    held = pack(embedder.read(["ferry"])[0].meanings)
    assert likeness(embedder.read(["the of"])[0].meanings, (), [held]).shape == (1, 0)
    assert np.isnan(likeness(embedder.read(["ferry"])[0].meanings, (0.0,), [held])).all()
