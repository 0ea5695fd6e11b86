"""What a question states and its passages do not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.candidates import Asked
from assistant.answering.gaps import Gaps, gaps
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


def found(question: str, *texts: str, told: tuple[int, ...] = (1,)) -> Gaps:
    passages = [passage(number, text) for number, text in enumerate(texts, start=1)]
    return gaps(Asked.read(question, EvenWeights()), told, passages)


@pytest.mark.parametrize(
    ("question", "strange", "unstated"),
    [
        ("Which ship brought down the Key Bridge?", 0.0, 0.0),
        ("Did the Ever Given bring down the Key Bridge?", 0.5, 0.0),
        ("Did the Titanic bring down the Key Bridge?", 0.5, 1.0),
        ("Did the ship lose power 17 times?", 1.0, 1.0),
        ("What did The Herald report on March 28, 2024?", 0.0, 0.0),
        ("Which bridge fell in Baltimore?", 0.0, 0.0),
        ("What does Ada Marsh say of the ship?", 0.0, 0.0),
        ("Does HarbourLog name the ship?", 0.0, 0.0),
        ("Why do ships lose power?", 0.0, 0.0),
    ],
)
def test_the_share_of_names_numbers_and_dates_that_the_passage_lacks_and_whether_all_lack_one(
    question, strange, unstated
):
    told = found(question, FELL, LEFT)
    assert (told.strange, told.unstated) == (strange, unstated)


def test_what_one_of_the_passages_that_answer_states_is_not_strange():
    question = "Did the Ever Given bring down the Key Bridge?"
    assert found(question, FELL, LEFT, told=(1, 2)).strange == 0.0
    assert found(question, FELL, LEFT, told=(2,)).strange == 0.5
