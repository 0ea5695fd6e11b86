"""Evidence is found in the documents as indexed, in twins too, and ranks follow from it."""

from __future__ import annotations

import pytest

from assistant.types import Document
from eval.dataset import Case, Evidence
from eval.evidence import Atlas, Place, characters

SENTENCE = "The two detectors stand about 160 metres apart in the hall."
FIRST = f"An opening sentence. {SENTENCE} And more."
ATLAS = Atlas(
    [
        Document("d1", 1, FIRST, "One", ("one.md", "copy-of-one.md")),
        Document("d2", 1, f"Copied word for word: {SENTENCE}", "Two", ("two.md",)),
        Document("d3", 1, "Nothing to see here.", "Three", ("three.md",)),
    ]
)


def case(*evidence: Evidence) -> Case:
    return Case("q", "?", ("160 metres",), evidence)


def at(document: str, quote: str) -> Place:
    text = {"one.md": FIRST, "two.md": f"Copied word for word: {SENTENCE}"}[document]
    start = text.index(quote)
    return Place(document, start, start + len(quote))


def test_a_quote_is_found_in_its_article_and_in_a_twin():
    gold = ATLAS.gold(case(Evidence("one.md", SENTENCE)))
    assert gold.pieces == ((at("one.md", SENTENCE), at("two.md", SENTENCE)),)
    assert gold.ranks([at("two.md", SENTENCE)]) == [1]


def test_an_article_is_known_by_each_of_its_paths():
    assert ATLAS.gold(case(Evidence("copy-of-one.md", SENTENCE))).pieces[0][0].document == "one.md"


def test_a_short_quote_has_no_twins():
    assert len(ATLAS.gold(case(Evidence("one.md", "160 metres"))).pieces[0]) == 1


def test_line_ends_and_blanks_do_not_hide_a_quote():
    broken = SENTENCE.replace(" ", "\n ", 2)
    assert ATLAS.gold(case(Evidence("one.md", broken))).lost == 0


@pytest.mark.parametrize(
    "evidence", [Evidence("gone.md"), Evidence("gone.md", "short"), Evidence("one.md", "Never said.")]
)
def test_evidence_that_the_index_lost_is_counted_and_never_found(evidence):
    gold = ATLAS.gold(case(evidence))
    assert gold.lost == 1
    assert gold.ranks([Place("one.md", 0, len(FIRST))]) == [None]


def test_half_of_a_quote_is_enough_and_less_is_not():
    whole = at("one.md", SENTENCE)
    middle = whole.start + len(SENTENCE) // 2 + 1
    gold = ATLAS.gold(case(Evidence("one.md", SENTENCE)))
    assert gold.ranks([whole._replace(end=middle - 5)]) == [None]
    assert gold.ranks([whole._replace(end=middle - 5), whole._replace(end=middle)]) == [2]


def test_where_articles_are_asked_for_several_hits_of_one_take_one_place():
    gold = ATLAS.gold(case(Evidence("two.md"), Evidence("three.md")))
    found = [Place("one.md", 0, 5), Place("one.md", 5, 9), Place("two.md", 0, 3)]
    assert gold.ranks(found) == [2, None]


def test_characters_are_counted_once_however_often_they_were_retrieved():
    gold = ATLAS.gold(case(Evidence("one.md", SENTENCE)))
    whole = at("one.md", SENTENCE)
    half = whole._replace(end=whole.start + len(SENTENCE) // 2)
    recall, precision = characters(gold, [half, half])
    assert recall == pytest.approx(len(SENTENCE) // 2 / len(SENTENCE))
    assert precision == 1.0
    assert characters(gold, [whole, Place("three.md", 0, len(SENTENCE))]) == (1.0, 0.5)
    assert characters(gold, []) == (0.0, 0.0)
