"""What every lexical index must keep, whatever stands behind it."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.index.lexical import Lexical
from assistant.index.writer import Change, Writer
from assistant.text.terms import terms


@pytest.fixture
def lexical(writer: Writer, put: Callable[..., None]) -> Lexical:
    put(writer, "rover", "Curiosity landed on Mars in 2012\nIts mass is 899 kg", context="Rovers of NASA")
    put(writer, "fly", "A fruit fly lives for 121.6 days\nMars is a planet, said O'Neil")
    put(writer, "paris", "Die Häuser standen am Fluss\n東京タワーは高い", language="de")
    return Lexical(writer.catalog.database)


def ids(lexical: Lexical, question: str, **options: object) -> list[str]:
    return [hit.id for hit in lexical.search(terms(question), 10, **options)]  # type: ignore[arg-type]


def test_finds_chunks_that_hold_any_of_the_terms_the_best_first(lexical: Lexical) -> None:
    assert ids(lexical, "When did Curiosity land on Mars?") == [
        "rover-Curiosity landed on Mars in 2012",
        "fly-Mars is a planet, said O'Neil",
    ]


def test_scores_are_positive_and_fall(lexical: Lexical) -> None:
    scores = [hit.score for hit in lexical.search(terms("Mars Curiosity fruit"), 10)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_nothing_matches_nothing(lexical: Lexical) -> None:
    assert lexical.search([], 5) == []
    assert lexical.search(["xylophone"], 5) == []
    assert lexical.search(terms("Mars"), 0) == []
    assert lexical.search(terms("Mars"), 5, documents=[]) == []


def test_keeps_to_the_documents_it_is_given(lexical: Lexical) -> None:
    assert ids(lexical, "Mars", documents=["fly"]) == ["fly-Mars is a planet, said O'Neil"]


def test_a_filter_is_held_against_the_matches_and_not_searched_for_document_by_document(
    writer: Writer, lexical: Lexical
) -> None:
    ran: list[str] = []
    with writer.catalog.database.reading() as db:
        db.set_trace_callback(ran.append)
        lexical.search(["mar"], 10, documents=["rover", "fly"])
        db.set_trace_callback(None)
        (asked,) = [statement for statement in ran if statement.startswith("SELECT c.id")]
        plan = db.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall()
    (search,) = [step[3] for step in plan if "lexical VIRTUAL TABLE" in step[3]]
    assert "=" not in search


def test_the_context_counts_as_much_as_it_is_told(lexical: Lexical) -> None:
    assert set(ids(lexical, "rovers")) == {
        "rover-Curiosity landed on Mars in 2012",
        "rover-Its mass is 899 kg",
    }
    much, little = (
        lexical.search(terms("rovers"), 1, context_weight=weight)[0].score for weight in (3.0, 0.3)
    )
    assert much > little


def test_the_terms_beside_a_chunk_are_those_of_the_texts_before_and_after_it(
    writer: Writer, lexical: Lexical, put: Callable[..., None]
) -> None:
    put(writer, "three", "one seal\ntwo boats\nfour storms", context="Coast")
    beside = lexical.terms_beside(["three-one seal", "three-two boats", "rover-gone"])
    assert beside["three-one seal"] == (["two", "boat"],)
    assert sorted(beside["three-two boats"]) == [["four", "storm"], ["one", "seal"]]
    assert "rover-gone" not in beside
    put(writer, "lonely", "nobody here")
    assert lexical.terms_beside(["lonely-nobody here"]) == {}


def test_numbers_are_whole_terms(lexical: Lexical) -> None:
    assert ids(lexical, "121.6") == ["fly-A fruit fly lives for 121.6 days"]
    assert ids(lexical, "121") == []


def test_stems_by_the_language_of_the_document(lexical: Lexical) -> None:
    assert [hit.id for hit in lexical.search(terms("Haus", ["de"]), 5)] == [
        "paris-Die Häuser standen am Fluss"
    ]
    assert [hit.id for hit in lexical.search(terms("東京"), 5)] == ["paris-東京タワーは高い"]


def test_rare_terms_weigh_more_than_common_ones_and_unknown_ones_nothing(lexical: Lexical) -> None:
    mars, fruit = terms("Mars fruit")
    weights = lexical.weights([mars, fruit, "xylophone"])
    assert weights[fruit] == pytest.approx(math.log1p((6 - 1 + 0.5) / 1.5))
    assert weights[fruit] > weights[mars] > weights["xylophone"] == 0


def test_what_is_taken_out_is_gone_when_read_back(writer: Writer, lexical: Lexical) -> None:
    (fruit,) = terms("fruit")
    assert lexical.read_back(fruit) == 1
    writer.commit(Change(dropped=["fly"]))
    assert lexical.read_back(fruit) == 0
    assert ids(lexical, "fruit fly") == []
    assert len(lexical.rows()) == 4


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(min_size=1, max_size=20), max_size=6))
def test_a_term_is_a_term_whatever_it_holds(lexical: Lexical, strange: list[str]) -> None:
    found = lexical.search([*strange, *terms("fruit")], 10)
    assert "fly-A fruit fly lives for 121.6 days" in [hit.id for hit in found]
    assert set(lexical.weights(strange)) == set(strange)


def test_of_many_words_the_commonest_are_left_out_where_they_stand_in_too_many_rows(
    lexical: Lexical, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(ids(lexical, "Mars Curiosity")) == 2
    monkeypatch.setattr("assistant.index.lexical.ROWS", 2)
    assert ids(lexical, "Mars Curiosity") == ["rover-Curiosity landed on Mars in 2012"]
    monkeypatch.setattr("assistant.index.lexical.ROWS", 0)
    assert len(ids(lexical, "Mars")) == 2
