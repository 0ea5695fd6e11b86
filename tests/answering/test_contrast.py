"""A sentence against its own opposites, read by the embedder that is shipped."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.answering.agreement import facts
from assistant.answering.contrast import NONE, Contrast, TokenReader, contrast
from assistant.index.embedder import LocalEmbedder, StaticEmbedder

READER = LocalEmbedder(1)


@cache
def held(claim: str, quote: str) -> Contrast:
    return contrast(facts(claim), facts(quote), READER)


PRAISED = "Olaf Berg praised the new museum that Mara Lund had designed in Bergen."


def test_two_names_that_have_changed_places_would_be_better_off_changed_back() -> None:
    wrong = held("Mara Lund praised the museum that Olaf Berg had designed.", PRAISED)
    right = held("Olaf Berg praised the museum that Mara Lund had designed.", PRAISED)
    assert wrong.exchanged > 0.02 > 0 > right.exchanged
    assert wrong.pair == ("Mara Lund", "Olaf Berg")


def test_two_numbers_that_have_changed_places_are_told() -> None:
    quote = "The ferry of Lund carried 40 cows in spring and 90 goats in autumn."
    assert held("Over the lake went 90 cows and later 40 goats.", quote).exchanged > 0.0135
    assert held("Over the lake went 40 cows and later 90 goats.", quote).exchanged < 0


def test_names_that_stand_side_by_side_or_are_one_may_change_places() -> None:
    assert held("Mara Lund and Olaf Berg met.", PRAISED).exchanged == NONE
    river = "The Cedar River joins the Iowa River in the state of Iowa."
    assert held("In Iowa it joins the Iowa River.", river).exchanged == NONE


def test_names_that_the_quote_lacks_are_not_exchanged() -> None:
    assert held("Ida Brand praised the museum of Lyon.", PRAISED).exchanged == NONE


@pytest.mark.parametrize(
    ("claim", "quote", "nearer"),
    [
        ("The river is not a popular place to fish.", "Many people come to the river to fish.", True),
        ("Many people in the north did farm.", "Many people in the north did not farm.", True),
        ("The bank did not pay.", "The bank refused to pay.", False),
        ("He never went to Rome.", "He has not once been to Rome.", False),
    ],
)
def test_a_negation_on_one_side_only_is_told(claim: str, quote: str, nearer: bool) -> None:
    found = held(claim, quote)
    assert (max(found.denied, found.upheld) > 0.0075) is nearer


@pytest.mark.parametrize(
    ("claim", "quote", "words"),
    [
        ("He and his sister must stay.", "He and his brother Tristan have to stay.", ("sister", "brother")),
        ("It has a mandatory statement.", "It may have a voluntary statement.", ("mandatory", "voluntary")),
        ("It spends millions on chips.", "It spends billions on chips.", ("millions", "billions")),
    ],
)
def test_the_opposite_word_of_the_quote_is_named(claim: str, quote: str, words: tuple[str, str]) -> None:
    found = held(claim, quote)
    assert found.opposed > 0.05
    assert found.words == words


def test_an_opposite_that_both_have_tells_nothing() -> None:
    assert held("Sales rose, then fell.", "Sales fell after they had risen.").opposed == NONE


def test_only_an_embedder_that_knows_single_words_reads_so() -> None:
    assert isinstance(READER, TokenReader)
    assert not isinstance(StaticEmbedder(), TokenReader)
