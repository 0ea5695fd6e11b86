"""What a question states and its passages do not, and the word of it that nothing in their best sentences means."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.candidates import Asked, candidates
from assistant.answering.gaps import ANOTHER, Gaps, gaps
from assistant.index.embedder import LocalEmbedder, StaticEmbedder
from assistant.types import Passage, Why

FELL = "The ship Dali brought down the Key Bridge. It had lost power twice."
LEFT = "The Ever Given left the canal in 2021."


class EvenWeights:
    def weights(self, terms):
        return dict.fromkeys(terms, 1.0)


def passage(number: int, text: str) -> Passage:
    return Passage(
        number,
        f"p{number}",
        f"d{number}",
        1,
        "A report from Baltimore",
        text,
        0,
        len(text),
        Why(number, 1.0),
        publisher="The Herald",
        author="Ada Marsh",
        url="https://harbourlog.example/dali",
        published=date(2024, 3, 28),
    )


def found(question: str, *texts: str, embedder=None) -> Gaps:
    passages = [passage(number, text) for number, text in enumerate(texts, start=1)]
    asked = Asked.read(question, EvenWeights())
    return gaps(asked, candidates(passages, asked), passages, embedder)


@pytest.mark.parametrize(
    ("question", "strange", "unstated"),
    [
        ("Which ship brought down the Key Bridge?", 0.0, 0.0),
        ("Did the Ever Given bring down the Key Bridge?", 0.5, 0.0),
        ("Did the Titanic bring down the Key Bridge?", 0.5, 0.5),
        ("Did the ship lose power 17 times?", 1.0, 1.0),
        ("What did The Herald report on March 28, 2024?", 0.0, 0.0),
        ("Which bridge fell in Baltimore?", 0.0, 0.0),
        ("What does Ada Marsh say of the ship?", 0.0, 0.0),
        ("Does HarbourLog name the ship?", 0.0, 0.0),
        ("Why do ships lose power?", 0.0, 0.0),
    ],
)
def test_the_share_of_names_numbers_and_dates_that_the_best_passage_and_all_passages_lack(
    question, strange, unstated
):
    told = found(question, FELL, LEFT)
    assert (told.strange, told.unstated) == (strange, unstated)


def test_the_word_that_the_best_sentence_does_not_mean_is_far_from_it():
    embedder = LocalEmbedder()
    near = found("How often did the ship lose power?", FELL, embedder=embedder)
    far = found("How often did the violin lose power?", FELL, embedder=embedder)
    assert far.weakest_of_best < near.weakest_of_best <= near.words_of_best <= 1.0
    assert far.weakest < near.weakest
    assert far.words_of_best < near.words_of_best


def test_where_the_embedder_keeps_no_words_apart_a_word_is_the_same_or_another():
    told = found("How often did the ship lose power?", FELL, embedder=StaticEmbedder())
    assert told.weakest == pytest.approx(ANOTHER)
    assert ANOTHER < told.words_of_best < 1.0
    assert found("Which ship brought down the bridge?", FELL, embedder=StaticEmbedder())[2:] == pytest.approx(
        (1.0,) * 4
    )
