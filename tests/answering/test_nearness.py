"""A sentence is near to the words of a question that it means, whether it repeats them or not."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answering.candidates import Asked, candidates
from assistant.answering.nearness import ANOTHER, Nearness, nearness
from assistant.index.embedder import LocalEmbedder, StaticEmbedder
from assistant.reading import read, read_question
from assistant.types import Passage, Why

TEXT = "The ship Dali brought down the Key Bridge. It had lost power twice. The mayor spoke in the evening."
FELL, LOST, SPOKE = range(3)


class EvenWeights:
    def weights(self, terms):
        return dict.fromkeys(terms, 1.0)


def near(question: str, embedder) -> Nearness:
    asked = Asked.read(question, EvenWeights())
    passage = Passage(1, "p", "d", 1, "A report", TEXT, 0, len(TEXT), Why(1, 1.0))
    found = candidates([passage], asked)
    return nearness(asked, read_question(embedder, question), found, read(embedder, [c.text for c in found]))


@pytest.fixture(scope="module")
def minilm() -> LocalEmbedder:
    return LocalEmbedder(1)


def test_the_sentence_that_means_the_question_is_nearest(minilm):
    assert near("How often did electricity fail?", minilm).average.argmax() == LOST
    assert near("Which vessel hit the Key Bridge?", minilm).average.argmax() == FELL


def test_a_word_that_no_sentence_means_is_the_weakest(minilm):
    power, violin = near("Who lost power?", minilm), near("Who lost a violin?", minilm)
    assert violin.weakest([FELL, LOST, SPOKE]) < power.weakest([FELL, LOST, SPOKE])


def test_more_sentences_come_nearer_to_the_weakest_word(minilm):
    both = near("Did the mayor speak of the power?", minilm)
    assert max(both.weakest([LOST]), both.weakest([SPOKE])) < both.weakest([LOST, SPOKE])


def test_a_word_that_the_corpus_does_not_have_weighs_nothing():
    told = Nearness(np.array([0.0, 1.0, 3.0]), np.array([[0.1], [0.5], [0.9]]))
    assert told.average == pytest.approx([0.8])
    assert told.weakest([0]) == 0.5


def test_where_no_word_weighs_all_is_met():
    told = Nearness(np.zeros(1), np.array([[0.1, 0.2]]))
    assert told.average == pytest.approx([1.0, 1.0])
    assert told.weakest([0, 1]) == 1.0


def test_where_the_embedder_keeps_no_words_apart_a_word_is_the_same_or_another():
    told = near("Which bridge did the ship bring down?", StaticEmbedder())
    assert set(told.near.flat) == {np.float32(ANOTHER), 1.0}
    assert told.average.argmax() == FELL
