from collections.abc import Mapping, Sequence

import pytest

from assistant.answering.extractive import extract
from assistant.index.embedder import LocalEmbedder
from assistant.types import Passage, Why

BRIDGE = (
    "The Nordhafen bridge spans the old harbour. It was designed by the engineer Karla Weiss. "
    "Construction began in 1987 and took four years. She also drew the lamps along its rails. Many people like the view."
)
POOL = "The harbour pool opened in 2003. Swimmers use it from May to September. Is it heated? It holds 1,200 cubic metres of water."


def passage(number: int, text: str, *, start: int = 0) -> Passage:
    return Passage(
        number,
        f"p{number}",
        f"d{number}",
        1,
        "Harbour",
        text,
        start,
        start + len(text),
        Why(number, 1.0 / number),
    )


class Even:
    def weights(self, terms: Sequence[str]) -> Mapping[str, float]:
        return dict.fromkeys(terms, 1.0)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did construction of the bridge begin?", "Construction began in 1987 and took four years."),
        ("How many cubic metres of water does the pool hold?", "It holds 1,200 cubic metres of water."),
        ("When did the harbour pool open?", "The harbour pool opened in 2003."),
        ("Who designed the bridge?", "It was designed by the engineer Karla Weiss."),
    ],
)
def test_the_sentence_that_answers_is_chosen(question: str, sentence: str) -> None:
    found = extract(question, [passage(1, BRIDGE), passage(2, POOL)], weights=Even(), limit=1)
    assert [extracted.text for extracted in found.sentences if not extracted.completes] == [sentence]


def test_meaning_counts_where_no_word_is_shared() -> None:
    shop = "The baker sells rye loaves. The doctor sees patients at noon. The river floods in spring."
    found = extract("What can I eat there?", [passage(1, shop)], embedder=LocalEmbedder(1), limit=1)
    assert found.sentences[0].text == "The baker sells rye loaves."


def test_every_sentence_is_verbatim_at_its_place_in_the_document() -> None:
    documents = {1: "x" * 50 + BRIDGE, 2: POOL}
    found = extract(
        "Who drew the lamps, and when did the pool open?", [passage(1, BRIDGE, start=50), passage(2, POOL)]
    )
    assert len([s for s in found.sentences if not s.completes]) == 3
    assert all(documents[s.passage][s.start : s.end] == s.text for s in found.sentences)


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    found = extract("lamps along the rails", [passage(1, BRIDGE)], limit=1)
    texts = [sentence.text for sentence in found.sentences]
    assert texts == [
        "Construction began in 1987 and took four years.",
        "She also drew the lamps along its rails.",
    ]


def test_sentences_stand_in_reading_order() -> None:
    found = extract("bridge designed construction view", [passage(1, BRIDGE)])
    assert [s.start for s in found.sentences] == sorted(s.start for s in found.sentences)


def test_the_text_carries_a_marker_behind_each_sentence_and_no_foreign_one() -> None:
    noted = passage(1, "The tower is 90 metres tall.[12] It stands\non a hill.")
    found = extract("How tall is the tower on the hill?", [noted])
    assert found.text == "The tower is 90 metres tall. [1] It stands on a hill. [1]"


def test_the_same_sentence_in_two_passages_is_chosen_once() -> None:
    found = extract("When did the harbour pool open?", [passage(1, POOL), passage(2, POOL)])
    assert len({sentence.text for sentence in found.sentences}) == len(found.sentences)


def test_a_question_that_the_passage_asks_itself_is_no_answer() -> None:
    found = extract("Is the pool heated?", [passage(1, POOL)], limit=1)
    assert found.sentences[0].text != "Is it heated?"


def test_headings_and_empty_passages_give_nothing() -> None:
    assert extract("What?", []).sentences == ()
    assert extract("What is it?", [passage(1, "# A heading"), passage(2, "\n")]).sentences == ()
    assert extract("What is it?", []).text == ""


def test_features_tell_a_question_that_is_answered_from_one_that_is_not() -> None:
    held = extract("When did the harbour pool open?", [passage(1, POOL)]).features
    foreign = extract("Which volcano erupted in Iceland?", [passage(1, POOL)]).features
    assert held.coverage > 0.9 > 0.3 > foreign.coverage
    assert held.kind == 1.0
