import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.citation import Checked, check
from assistant.answering.markers import markers
from assistant.types import Passage, Sentence, Why

PLANT = (
    "The reactor at Lindau delivers 42 kilowatts of power. It was opened on 5 May 2019 by Angela Merkel. "
    "The plant does not store waste on site. Around 1,200 people work there."
)
WIND = (
    "Wind turbines in Denmark produced 55% of its electricity in 2023. The country plans to double the capacity by 2030. "
    "Vestas is the largest maker of turbines."
)
OFFSETS = {1: 100, 2: 2000}
PASSAGES = [
    Passage(n, f"p{n}", f"d{n}", 1, "Energy", text, OFFSETS[n], OFFSETS[n] + len(text), Why(n, 1.0))
    for n, text in ((1, PLANT), (2, WIND))
]


def only(text: str) -> Sentence:
    (sentence,) = check(text, PASSAGES).sentences
    return sentence


def cited(sentence: Sentence) -> list[int]:
    return [citation.passage for citation in sentence.citations]


def test_a_supported_sentence_keeps_its_marker_and_quotes_its_passage() -> None:
    sentence = only("The reactor delivers 42 kilowatts [1].")
    assert sentence.text == "The reactor delivers 42 kilowatts. [1]"
    assert sentence.verdict == "supported"
    (citation,) = sentence.citations
    assert citation.quote == "The reactor at Lindau delivers 42 kilowatts of power."
    assert (citation.start, citation.end) == (100, 100 + len(citation.quote))


@pytest.mark.parametrize(
    "text",
    [
        "The reactor delivers 96 kilowatts of power [1].",
        "The reactor delivers 42 megawatts of power [1].",
        "It was opened on 5 May 2018 by Angela Merkel [1].",
        "It was opened in June 2019 by Angela Merkel [1].",
        "Wind turbines in Denmark produced 65% of its electricity in 2023 [2].",
        "Wind turbines produced 55% of the electricity of Denmark in 2021 [2].",
        "The moon is made of cheese [1].",
    ],
)
def test_a_false_marker_goes_and_its_sentence_is_marked(text: str) -> None:
    sentence = only(text)
    assert sentence.verdict == "unsupported"
    assert sentence.citations == ()
    assert "[" not in sentence.text
    assert sentence.reason


@pytest.mark.parametrize(
    "text",
    [
        "The reactor delivers 42 kilowatts of power [1]. Vestas is the largest maker of turbines [2].",
        "The reactor delivers 42 kilowatts of power. [1] Vestas is the largest maker of turbines. [2]",
        "[1] The reactor delivers 42 kilowatts of power.\n[2] Vestas is the largest maker of turbines.",
    ],
)
def test_a_marker_is_of_the_sentence_that_it_stands_in_right_behind_or_before_on_its_line(text: str) -> None:
    first, second = check(text, PASSAGES).sentences
    assert (cited(first), cited(second)) == ([1], [2])
    assert not any("did not back this" in sentence.reason for sentence in (first, second))


def test_a_marker_of_no_passage_goes_and_is_named() -> None:
    sentence = only("The reactor delivers 42 kilowatts of power [9].")
    assert (sentence.verdict, cited(sentence)) == ("supported", [1])
    assert "[9] named no passage" in sentence.reason


def test_a_negation_that_the_passage_does_not_have_is_marked() -> None:
    assert only("The plant stores waste on site [1].").verdict != "supported"
    assert only("Vestas is not the largest maker of turbines [2].").verdict != "supported"


def test_what_stands_elsewhere_in_the_passage_is_quoted_too() -> None:
    text = "Published in 2016.\n\nIt rained.\n\nIt snowed.\n\nIt blew.\n\nThe new school opened its doors."
    notice = Passage(1, "p1", "d1", 1, "Notice", text, 100, 100 + len(text), Why(1, 1.0))
    (sentence,) = check("The new school opened its doors in 2016 [1].", [notice]).sentences
    quotes = [citation.quote for citation in sentence.citations]
    assert quotes == ["The new school opened its doors.", "Published in 2016."]
    assert quotes == [text[c.start - 100 : c.end - 100] for c in sentence.citations]


def test_a_supported_sentence_without_a_marker_gets_it() -> None:
    sentence = only("Vestas is the largest maker of turbines in the country.")
    assert (sentence.verdict, cited(sentence)) == ("supported", [2])
    assert sentence.text.endswith(". [2]")


def test_a_marker_on_the_wrong_passage_moves_to_the_right_one() -> None:
    sentence = only("Wind turbines in Denmark produced 55% of the electricity in 2023 [1].")
    assert (sentence.verdict, cited(sentence)) == ("supported", [2])
    assert "[1] did not back this" in sentence.reason


def test_a_number_without_a_passage_is_dropped_and_said() -> None:
    sentence = only("The reactor delivers 42 kilowatts [7].")
    assert cited(sentence) == [1]
    assert "[7] named no passage" in sentence.reason
    assert only("Cheese is yellow [9].").citations == ()


@pytest.mark.parametrize(
    "text",
    [
        "The reactor delivers 42 kilowatts, and wind turbines in Denmark produced 55% of the electricity in 2023 [1][2].",
        "The reactor at Lindau was opened on 5 May 2019 by Angela Merkel, and the country plans to double the capacity [1].",
    ],
)
def test_a_sentence_from_two_passages_cites_both(text: str) -> None:
    sentence = only(text)
    assert (sentence.verdict, cited(sentence)) == ("supported", [1, 2])


def test_a_word_of_a_clause_in_another_passage_does_not_back_the_clause() -> None:
    other = "The country admits that ending its old programme was a mistake."
    passages = [*PASSAGES, Passage(3, "p3", "d3", 1, "Space", other, 0, len(other), Why(3, 1.0))]
    (sentence,) = check(
        "The reactor at Lindau was opened by Angela Merkel, which critics called a mistake [1].", passages
    ).sentences
    assert (sentence.verdict, cited(sentence)) == ("partly", [1])


def test_pieces_of_one_passage_put_together_otherwise_do_not_back_a_sentence() -> None:
    text = "Mara Lund designed the museum in Bergen. Olaf Berg praised the ferry in Lindby for years."
    passage = Passage(1, "p", "d", 1, "Art", text, 0, len(text), Why(1, 1.0))
    said = "Mara Lund praised the ferry in Lindby for years, and Olaf Berg designed the museum in Bergen [1]."
    (sentence,) = check(said, [passage]).sentences
    assert (sentence.verdict, sentence.reason) == (
        "partly",
        "the quote has 'Olaf Berg' where this has 'Mara Lund'",
    )


def test_a_clause_that_no_passage_backs_leaves_its_sentence_unbacked() -> None:
    sentence = only(
        "The reactor delivers 42 kilowatts, and wind turbines in Denmark produced 65% of the electricity in 2023 [1][2]."
    )
    assert sentence.verdict != "supported"


@pytest.mark.parametrize(
    ("text", "verdict", "numbers"),
    [
        (
            "The reactor at Lindau was opened by Angela Merkel and cost more than anybody had thought [1].",
            "partly",
            [1],
        ),
        (
            "The reactor at Lindau was opened by Angela Merkel and cost more than anybody had thought [2].",
            "partly",
            [],
        ),
        ("The reactor at Lindau was sold to a bank in the south of France [2].", "unsupported", []),
    ],
)
def test_what_is_backed_in_part_says_so_and_keeps_only_the_marker_of_the_passage_that_has_it(
    text: str, verdict: str, numbers: list[int]
) -> None:
    sentence = only(text)
    assert (sentence.verdict, cited(sentence)) == (verdict, numbers)


@pytest.mark.parametrize(
    "text",
    [
        "The reactor delivers 42 kilowatts.[1] Vestas is the largest maker. [2]",
        "The reactor delivers 42 kilowatts [1]. Vestas is the largest maker [2].",
        "The reactor delivers 42 kilowatts. [1]\nVestas is the largest maker 【2】.",
    ],
)
def test_markers_belong_to_the_sentence_in_or_behind_which_they_stand(text: str) -> None:
    checked = check(text, PASSAGES)
    assert [cited(sentence) for sentence in checked.sentences] == [[1], [2]]
    assert all("did not back" not in sentence.reason for sentence in checked.sentences)


@pytest.mark.parametrize(
    "text",
    [
        "Here are the details:",
        "Shall I go on?",
        "## Energy",
        "Yes.",
        "I hope this helps!",
        "The passages do not mention what it cost.",
        "**Overview**",
    ],
)
def test_talk_is_no_claim(text: str) -> None:
    sentence = only(text)
    assert (sentence.verdict, sentence.citations, sentence.text) == ("not a claim", (), text)


def test_layout_between_sentences_stays() -> None:
    text = "Facts:\n\n- Around 1,200 people work there [1]\n- Vestas is the largest maker [2]\n"
    assert check(text, PASSAGES).text == text


def test_a_table_stays_one_with_its_markers_inside_its_rows() -> None:
    text = "| What | How much |\n|---|:--:|\n| Power of the reactor at Lindau | 42 kilowatts{} |\n| People who work there | 900 |"
    checked = check(text.format(" [1]"), PASSAGES)
    assert checked.text == text.format(" [1]")
    assert check(text.format(" | [1]"), PASSAGES).text == text.format(" | [1]")
    assert [s.verdict for s in checked.sentences] == [
        "not a claim",
        "not a claim",
        "supported",
        "unsupported",
    ]


def test_nothing_is_checked_into_nothing() -> None:
    assert check("", PASSAGES) == Checked("", ())
    assert check("[1]", PASSAGES).text == ""
    assert check("Cheese is yellow [1].", []).text == "Cheese is yellow."


pieces = st.sampled_from(
    ["The reactor delivers 42 kilowatts", "Vestas is the largest maker", "Cheese is yellow", "[1]", "[2, 7]", "【1-9】", " (1)", ". ", "\n", "? ", " ", "[0]", "- "]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join) | st.text(max_size=40))
def test_whatever_is_written_every_marker_is_earned_and_every_quote_verbatim(text: str) -> None:
    checked = check(text, PASSAGES)
    assert {n for marker in markers(checked.text) for n in marker.numbers} <= {1, 2}
    for sentence in checked.sentences:
        assert checked.text[sentence.start : sentence.end] == sentence.text
        for citation in sentence.citations:
            place = slice(
                citation.start - OFFSETS[citation.passage], citation.end - OFFSETS[citation.passage]
            )
            assert PASSAGES[citation.passage - 1].text[place] == citation.quote != ""


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join))
def test_checking_a_checked_answer_changes_nothing(text: str) -> None:
    once = check(text, PASSAGES).text
    assert check(once, PASSAGES).text == once


def test_saying_that_something_is_missing_excuses_no_claim_behind_it() -> None:
    assert only("The passages do not say who owns the plant.").verdict == "not a claim"
    claim = only("The passages do not say it, but the reactor delivers 96 kilowatts of power.")
    assert claim.verdict == "unsupported"
    mixed = only("The reactor delivers 42 kilowatts of power [1], but the passages do not say who owns it.")
    assert (mixed.verdict, cited(mixed)) == ("supported", [1])
    assert (
        mixed.text
        == "The reactor delivers 42 kilowatts of power, but the passages do not say who owns it. [1]"
    )
