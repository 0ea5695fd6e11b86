"""A sentence is near to the words of a question that it means, whether it repeats them or not."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from assistant.answering.candidates import Asked, Candidate, candidates
from assistant.answering.nearness import ANOTHER, Nearness, in_context, nearness
from assistant.index.embedder import LocalEmbedder, StaticEmbedder
from assistant.reading import read, read_question
from assistant.types import Passage, Why

TEXT = "The ship Dali brought down the Key Bridge. It had lost power twice. The mayor spoke in the evening."
FELL, LOST, SPOKE = range(3)


class EvenWeights:
    def weights(self, terms):
        return dict.fromkeys(terms, 1.0)


def near(question: str, embedder) -> Nearness:
    asked, found = sentences(question)
    readings = read(embedder, [c.text for c in found])
    return nearness(asked, read_question(embedder, question), [c.terms for c in found], readings)


def sentences(question: str) -> tuple[Asked, list[Candidate]]:
    asked = Asked.read(question, EvenWeights())
    passage = Passage(1, "p", "d", 1, "A report", TEXT, 0, len(TEXT), Why(1, 1.0))
    return asked, candidates([passage], asked)


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
    told = Nearness(np.array([0.0, 1.0, 3.0]), np.array([[0.1], [0.5], [0.9]]), np.ones(3, bool))
    assert told.average == pytest.approx([0.8])


def test_a_word_that_the_corpus_does_not_have_may_still_be_the_weakest(minilm):
    weights = {"ship": 1.0, "power": 1.0, "telephon": 0.0}
    asked = Asked.read("Has the ship a telephone?", SimpleNamespace(weights=lambda _: weights))
    found = sentences(asked.text)[1]
    for embedder in (minilm, StaticEmbedder()):
        told = nearness(
            asked,
            read_question(embedder, asked.text),
            [c.terms for c in found],
            read(embedder, [c.text for c in found]),
        )
        assert told.weights[told.tells].tolist() == [1.0, 0.0]
        assert told.weakest([FELL, LOST, SPOKE]) == told.near[told.weights == 0].max() < 0.7


def test_where_no_word_weighs_all_is_met():
    told = Nearness(np.zeros(1), np.array([[0.1, 0.2]]), np.zeros(1, bool))
    assert told.average == pytest.approx([1.0, 1.0])
    assert told.weakest([0, 1]) == 1.0


def test_where_the_embedder_keeps_no_words_apart_a_word_is_the_same_or_another():
    told = near("Which bridge did the ship bring down?", StaticEmbedder())
    assert set(told.near.flat) == {np.float32(ANOTHER), 1.0}
    assert told.average.argmax() == FELL


def test_in_its_context_a_sentence_is_as_near_as_the_one_before_it(minilm):
    for embedder in (minilm, StaticEmbedder()):
        asked, found = sentences("What did the Key Bridge do?")
        alone, behind = near(asked.text, embedder), in_context(asked, found, embedder)
        assert behind.average[LOST] > alone.average[LOST]
        assert behind.average[SPOKE] < behind.average[LOST]


def test_in_its_context_a_sentence_need_not_repeat_the_title_of_its_article(minilm):
    for embedder in (minilm, StaticEmbedder()):
        asked, found = sentences("Which report did the mayor write?")
        report = list(embedder_words(embedder, asked)).index("report")
        assert in_context(asked, found, embedder).near[report].tolist() == [1.0, 1.0, 1.0]


def embedder_words(embedder, asked: Asked) -> tuple[str, ...]:
    return read_question(embedder, asked.text).words or asked.order


def test_a_word_that_is_left_out_tells_nothing(minilm):
    for embedder in (minilm, StaticEmbedder()):
        asked, found = sentences("Did the mayor lose power?")
        told = in_context(asked, found, embedder, without=frozenset(["mayor"]))
        assert told.average[LOST] > in_context(asked, found, embedder).average[LOST]
        assert np.count_nonzero(told.weights) == 2


def test_sentences_together_are_as_near_to_each_word_as_the_nearer_of_them():
    told = Nearness(np.array([1.0, 3.0]), np.array([[0.9, 0.1], [0.2, 0.8]]), np.ones(2, bool))
    assert told.together([0, 1]) == pytest.approx((0.9 + 3 * 0.8) / 4)
