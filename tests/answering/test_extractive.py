import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from assistant.answering.extractive import extract, joined
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


def test_a_word_is_met_by_the_word_that_means_it() -> None:
    ships = "The tanker sank off Brest. The tanker was insured in Paris. The crew had been hired in Oslo."
    near = extract(
        "Where was the vessel's coverage bought?", [passage(1, ships)], embedder=LocalEmbedder(1), limit=1
    )
    assert near.sentences[0].text == "The tanker was insured in Paris."


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


def test_of_sentences_that_all_speak_of_one_by_the_same_word_the_one_that_names_it_is_brought_along() -> None:
    told = "Ada Green ran the mill. She was born in Leeds. In 1986 she sold the mill to a brewery. It burnt down."
    found = extract("To whom was the mill sold in 1986?", [passage(1, told)], limit=1)
    assert [sentence.text for sentence in found.sentences] == [
        "Ada Green ran the mill.",
        "In 1986 she sold the mill to a brewery.",
    ]
    roof = told.replace("In 1986 she sold the mill to a brewery. It burnt down.", "Its roof fell in 1990.")
    found_roof = extract("When did its roof fall?", [passage(1, roof)], limit=1)
    assert found_roof.sentences[0].text == "She was born in Leeds."
    (quoted,) = {sentence.citations for sentence in found.sentences}
    assert [citation.quote for citation in quoted] == [sentence.text for sentence in found.sentences]


def test_what_stands_before_the_likeliest_sentence_is_told_only_where_it_answers_about_as_well() -> None:
    best, other = "The bridge was designed by Karla Weiss.", "Tourists visit the old harbour of Nordhafen."
    question = "Who designed the bridge in the old harbour of Nordhafen?"
    behind = extract(question, [passage(1, f"{best} {other}")])
    before = extract(question, [passage(1, f"{other} {best}")])
    assert [sentence.text for sentence in behind.sentences] == [best, other]
    assert [sentence.text for sentence in before.sentences] == [best]
    elsewhere = extract(question, [passage(1, other), passage(2, f"Ships come and go. {best}")])
    assert [sentence.text for sentence in elsewhere.sentences] == [best, other]
    as_good = "The bridge was designed by Karla Weiss in Nordhafen."
    for one, two in ((best, as_good), (as_good, best)):
        both = extract(question, [passage(1, f"{one} {two}")])
        assert [sentence.text for sentence in both.sentences] == [one, two]


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


WEIGHED = (
    "Stuck screws and the weighing\n\nThe capsule landed on September 24, 2023.\n\nThe sums\n\n"
    "Amount | Mass in grams\nGoal of the mission | 60\nFinal total | 121.6\n\n"
    "The bridge is to open late in 2030. https://a.example/mass-of-the-sample\n\nReferences\n\n"
    "The final mass of the sample in grams, a report of the agency."
)


def test_the_row_of_a_table_comes_with_the_head_of_its_columns() -> None:
    found = extract("What is the final total of the mass in grams?", [passage(1, WEIGHED)], limit=1)
    assert found.text == "Amount | Mass in grams [1]\nFinal total | 121.6 [1]"


def test_links_references_and_headings_are_never_chosen() -> None:
    found = extract("mass of the sample weighed, the sums, references", [passage(1, WEIGHED)], limit=9)
    shown = " ".join(sentence.text for sentence in found.sentences)
    assert not any(
        frame in shown
        for frame in ("https", "The sums", "Stuck screws", "References", "report of the agency")
    )
    assert "The bridge is to open late in 2030." in [sentence.text for sentence in found.sentences]


def test_a_best_sentence_may_stand_in_a_late_passage() -> None:
    late = [
        *(
            passage(n, f"The sample of the capsule came from the north, they say{' again' * n}.")
            for n in range(1, 6)
        )
    ]
    late.append(passage(6, "In the capsule were 121.6 grams of the sample."))
    found = extract("How much of the sample was in the capsule?", late, limit=1)
    assert [sentence.passage for sentence in found.sentences] == [6]


def test_further_sentences_cover_what_the_first_leaves_open() -> None:
    asked = "Was the old bridge longer than the new tunnel?"
    texts = [
        "The old bridge was long.",
        "The old bridge was long and grey.",
        "The new tunnel has two kilometres.",
    ]
    found = extract(asked, [passage(n, text) for n, text in enumerate(texts, 1)], limit=2)
    assert texts[2] in [sentence.text for sentence in found.sentences]


def test_words_of_the_question_before_help_a_follow_up() -> None:
    both = [passage(1, "The tower is 90 metres tall. The mast is 12 metres tall.")]
    assert (
        extract("And how tall is it?", both, carried=["mast"], limit=1).text
        == "The mast is 12 metres tall. [1]"
    )


def test_each_shown_sentence_is_cited_by_itself_where_it_stands() -> None:
    found = extract(
        "When did construction begin, and when did the pool open?", [passage(1, BRIDGE), passage(2, POOL)]
    )
    for extracted, cited in zip(found.sentences, found.cited, strict=True):
        (citation,) = cited.citations
        assert found.text[cited.start : cited.end] == cited.text
        assert cited.verdict == citation.verdict == "supported"
        assert (citation.quote, citation.passage) == (extracted.text, extracted.passage)


def test_features_tell_a_question_that_is_answered_from_one_that_is_not() -> None:
    held = extract("When did the harbour pool open?", [passage(1, POOL)]).features
    foreign = extract("Which volcano erupted in Iceland?", [passage(1, POOL)]).features
    assert held.held > 0.9 > 0.3 > foreign.held
    assert (held.short, held.strange, held.unstated) == (0.0, 0.0, 0.0)
    assert (foreign.strange, foreign.unstated) == (1.0, 1.0)


def test_features_tell_how_much_a_question_says() -> None:
    short = extract("Who designed the bridge?", [passage(1, BRIDGE)], weights=Even()).features
    long = extract(
        "Which engineer designed the bridge over the old harbour?", [passage(1, BRIDGE)], weights=Even()
    ).features
    assert (short.length, long.length) == (pytest.approx(math.log(3)), pytest.approx(math.log(6)))


def test_a_word_that_the_corpus_does_not_have_is_one_that_the_best_passage_lacks() -> None:
    class Known:
        def weights(self, terms: Sequence[str]) -> dict[str, float]:
            return {term: float(term != "telephon") for term in terms}

    plain = extract("When did the pool open?", [passage(1, POOL)], weights=Known()).features
    beside = extract("When did the telephone pool open?", [passage(1, POOL)], weights=Known()).features
    assert plain.held == 1.0
    assert beside.held == pytest.approx(2 / 3)
    assert beside.weakest < plain.weakest
    assert beside.length > plain.length


def test_features_take_the_words_of_the_index_and_else_those_of_the_sentences() -> None:
    told = replace(passage(1, POOL), why=Why(1, 1.0, wordwise=0.3))
    assert extract("When did the pool open?", [told, passage(2, BRIDGE)]).features.wordwise == 0.3
    assert extract("When did the pool open?", [passage(1, POOL)]).features.wordwise == 1.0


def test_features_tell_a_question_that_leans_on_the_one_before() -> None:
    alone = extract("How tall is it?", [passage(1, POOL)]).features
    leaning = extract("How tall is it?", [passage(1, POOL)], carried=["mast"]).features
    assert (alone.follows, leaning.follows) == (0.0, 1.0)


def test_the_sentence_that_answers_is_found_behind_any_number_of_others_that_are_alike() -> None:
    walks = " ".join(f"Nothing of note was seen on walk number {walk}." for walk in range(100))
    found = extract("When did the harbour pool open?", [passage(1, f"{walks} {POOL}")], limit=1)
    assert found.sentences[0].text == "The harbour pool opened in 2003."


def test_what_tells_most_is_ranked_over_all_passages() -> None:
    passages = [passage(1, BRIDGE), passage(2, POOL)]
    found = extract("How many cubic metres of water does the pool hold?", passages, weights=Even(), limit=1)
    first = found.telling[0]
    assert first.passage == 2
    assert [span.of(POOL) for span in first.spans] == ["It holds 1,200 cubic metres of water."]
    assert {place.passage for place in found.telling} == {1, 2}
    assert len(found.telling) > 3


def test_what_two_questions_quote_stands_once_with_the_first() -> None:
    passages = [passage(1, BRIDGE), passage(2, POOL)]
    pool = extract("When did the harbour pool open?", passages, weights=Even(), limit=1)
    bridge = extract("Who designed the bridge?", passages, weights=Even(), limit=1)
    both = joined([pool, bridge, pool])
    assert both.sentences == (*pool.sentences, *bridge.sentences)
    assert both.telling[:2] == (pool.telling[0], bridge.telling[0])


def test_both_sides_of_a_comparison_are_told() -> None:
    asked = "Was the old bridge opened before or after the new tunnel was dug?"
    texts = [
        "The old bridge is old and the old bridge was opened by a queen who liked the old bridge.",
        "The old bridge was opened in 1931.",
        "The new tunnel was dug in 1990.",
    ]
    found = extract(asked, [passage(n, text) for n, text in enumerate(texts, 1)], limit=3)
    assert set(texts[1:]) <= {sentence.text for sentence in found.sentences}


def test_a_sentence_that_adds_nothing_is_left_out() -> None:
    pool = passage(1, "The harbour pool opened in 2003. The weather was fine. Somebody sold ice cream there.")
    found = extract("When did the harbour pool open?", [pool], weights=Even())
    assert [sentence.text for sentence in found.sentences] == ["The harbour pool opened in 2003."]


def test_a_sentence_and_what_it_leans_on_share_one_quote() -> None:
    found = extract("lamps along the rails", [passage(1, BRIDGE)], limit=1)
    quotes = [citation for sentence in found.sentences for citation in sentence.citations]
    assert {citation.quote for citation in quotes} == {
        "Construction began in 1987 and took four years. She also drew the lamps along its rails."
    }
    assert all(BRIDGE[quote.start : quote.end] == quote.quote for quote in quotes)


def test_a_row_far_below_the_head_of_its_table_quotes_both() -> None:
    found = extract("What is the final total of the mass in grams?", [passage(1, WEIGHED)], limit=1)
    for sentence in found.cited:
        assert [citation.quote for citation in sentence.citations] == [
            "Amount | Mass in grams",
            "Final total | 121.6",
        ]
