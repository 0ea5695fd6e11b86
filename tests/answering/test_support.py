from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.answering.support import LONGEST_QUOTE, Evidence
from assistant.index.embedder import LocalEmbedder, StaticEmbedder
from assistant.types import Embedder, Passage, Vector, Why

TEXT = (
    "The museum owns nine hundred clocks. Most of them came from the collector Ida Brand. "
    "She gave them away in 1962. The oldest was made in Prague. It still runs. Visitors may wind it on Sundays."
)


def passage(number: int, text: str) -> Passage:
    return Passage(number, f"p{number}", f"d{number}", 1, "Clocks", text, 0, len(text), Why(number, 1.0))


class OfLindby:
    """A corpus in which every document speaks of the harbour of Lindby."""

    def weights(self, terms: Sequence[str]) -> Mapping[str, float]:
        return {term: 0.1 for term in terms if term in ("harbour", "lindbi")}


EVIDENCE = Evidence(
    [passage(1, TEXT), passage(4, "The harbour is deep. Ships from Malmö unload grain there.")]
)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("The museum owns 900 clocks.", "supported"),
        ("Most of the clocks came from the collector Ida Brand.", "supported"),
        ("The oldest clock was made in Prague and still runs.", "supported"),
        ("The museum owns 300 clocks.", "unsupported"),
        ("The collector Ida Brand gave them away in 1972.", "unsupported"),
        ("Penguins live on ice.", "unsupported"),
    ],
)
def test_verdicts(sentence: str, verdict: str) -> None:
    assert EVIDENCE.judge(sentence).verdict == verdict


def test_a_verbatim_sentence_is_supported_word_for_word() -> None:
    judgement = EVIDENCE.judge("She gave them away in 1962.")
    assert (judgement.verdict, judgement.score, judgement.reason) == ("supported", 1.0, "word for word")
    assert judgement.quote is not None
    assert judgement.quote.text == "She gave them away in 1962."


def test_the_quote_alone_holds_every_fact_and_is_no_longer_than_it_must_be() -> None:
    judgement = EVIDENCE.judge("Ida Brand, the collector, gave most of them away in 1962.")
    assert judgement.quote is not None
    assert (
        judgement.quote.text == "Most of them came from the collector Ida Brand. She gave them away in 1962."
    )
    assert judgement.quote.count <= LONGEST_QUOTE


def test_only_the_passages_asked_about_count() -> None:
    assert EVIDENCE.judge("Ships from Malmö unload grain there", [1]).verdict == "unsupported"
    assert EVIDENCE.judge("Ships from Malmö unload grain there", [4]).verdict == "supported"
    assert EVIDENCE.judge("Ships from Malmö unload grain there", [9]).verdict == "unsupported"


def test_the_reason_names_the_number_that_differs() -> None:
    assert (
        "300 clocks" in EVIDENCE.judge("The museum owns 300 clocks.").reason
        or "300" in EVIDENCE.judge("The museum owns 300 clocks.").reason
    )


def test_the_reason_names_both_where_another_name_stands_in_its_place() -> None:
    judgement = EVIDENCE.judge("Most of the clocks came from the collector Max Weber.")
    assert judgement.verdict == "partly"
    assert judgement.reason == "the quote has 'Ida Brand' where this has 'Max Weber'"


def test_a_statement_credited_to_the_wrong_one_of_two_is_marked() -> None:
    evidence = Evidence(
        [passage(1, "Olaf Berg praised the new museum that Mara Lund had designed in Bergen.")]
    )
    judgement = evidence.judge("Mara Lund praised the new museum that Olaf Berg had designed in Bergen.")
    assert judgement.verdict == "partly"
    assert judgement.reason == "the quote has 'Olaf Berg' where this has 'Mara Lund'"


def test_nearness_of_meaning_does_not_back_what_is_said_of_another() -> None:
    evidence = Evidence(
        [passage(1, "The harbour of Lindby has belonged to the town since 1871.")],
        embedder=StaticEmbedder(),
        weights=OfLindby(),
    )
    judgement = evidence.judge("The harbour of Lindby was sold to the Crimson Syndicate.")
    assert judgement.verdict != "supported"
    assert judgement.reason == "'Crimson Syndicate' is nowhere in the passage"


def test_somebody_of_whom_the_passage_has_no_word_is_not_backed_by_it() -> None:
    judgement = EVIDENCE.judge("The museum of Shreyanka Patil owns nine hundred clocks.")
    assert (judgement.verdict, judgement.reason) == ("partly", "'Shreyanka Patil' is nowhere in the passage")
    titled = replace(passage(1, "She played for India in nine matches."), title="Shreyanka Patil")
    assert (
        "nowhere" not in Evidence([titled]).judge("Shreyanka Patil played for India in nine matches.").reason
    )


def test_whom_the_quote_calls_otherwise_is_quoted_beside_where_the_passage_names_them() -> None:
    text = (
        "Ida Brand was born in Prague. She collected clocks and old maps all her life. It rained. It snowed. "
        "It blew. In the end Ida announced that all her clocks go to the museum."
    )
    judgement = Evidence([passage(1, text)]).judge(
        "In the end Ida Brand announced that her clocks go to the museum."
    )
    assert judgement.verdict == "supported"
    assert judgement.quote is not None
    assert [judgement.quote.text, *(line.text for line in judgement.beside)] == [
        "In the end Ida announced that all her clocks go to the museum.",
        "Ida Brand was born in Prague.",
    ]


def test_it_is_what_the_sentences_before_it_call_by_the_same_word() -> None:
    text = "The Dali was built in 2015 in South Korea. It flies the flag of Singapore. Its crew is Indian. It was bound for Colombo."
    said = "The Dali was bound for Colombo."
    assert Evidence([passage(1, text)]).judge(said).verdict == "supported"
    other = text.replace("Its crew is Indian", "A tug was near")
    assert Evidence([passage(1, other)]).judge(said).reason == "'Dali' is not in the quote"


def test_another_name_of_the_passage_is_no_introduction() -> None:
    text = "Max Weber was there. It rained. It snowed. It blew. Ida Brand gave all her old clocks to the new museum."
    judgement = Evidence([passage(1, text)]).judge("Max Weber gave all his old clocks to the new museum.")
    assert (judgement.verdict, judgement.reason) == (
        "partly",
        "the quote has 'Ida Brand' where this has 'Max Weber'",
    )
    lent = Evidence([passage(1, text.replace("Ida Brand", "She"))])
    assert (
        "'Max Weber' is not in the quote"
        in lent.judge("Max Weber gave all his old clocks to the new museum.").reason
    )


@pytest.mark.parametrize("embedder", [None, StaticEmbedder(), LocalEmbedder(1)])
def test_a_clause_of_which_the_passage_has_no_word_nor_anything_like_it_is_marked_and_named(
    embedder: Embedder | None,
) -> None:
    evidence = Evidence([passage(1, TEXT)], embedder=embedder)
    said = "Most of the nine hundred clocks that the museum owns came from the collector Ida Brand"
    assert evidence.judge(f"{said}, and visitors may wind the oldest.").verdict == "supported"
    judgement = evidence.judge(f"{said}, which critics called a mistake.")
    assert (judgement.verdict, judgement.reason) == (
        "partly",
        "the passage does not say 'critics called a mistake.'",
    )


def test_a_clause_that_says_the_same_in_other_words_is_backed() -> None:
    text = "The town of Lindby closed its old harbour in May. Doctors were asked to help the wounded."
    said = "The town of Lindby closed its old harbour in May, and physicians had to treat injured people."
    assert Evidence([passage(1, text)], embedder=LocalEmbedder(1)).judge(said).verdict == "supported"
    assert Evidence([passage(1, text)]).judge(said).verdict == "partly"


def test_what_is_known_about_the_article_counts_too() -> None:
    bare = passage(1, "The new school opened its doors in May.")
    titled = replace(bare, title="Lindby in 2016")
    sentence = "The new school of Lindby opened its doors in May 2016."
    assert Evidence([titled]).judge(sentence).verdict == "supported"
    assert Evidence([bare]).judge(sentence).verdict != "supported"
    assert Evidence([titled]).judge(sentence.replace("2016", "2017")).verdict != "supported"


def test_the_opposite_of_what_the_quote_says_is_marked() -> None:
    evidence = Evidence(
        [passage(1, "Olaf Berg praised the new museum. His brother Karl has not yet visited it.")],
        embedder=LocalEmbedder(1),
    )
    assert evidence.judge("The brother of Olaf Berg has not visited it.").verdict == "supported"
    for wrong in ("The sister of Olaf Berg has not visited it.", "Olaf Berg did not praise the museum."):
        assert evidence.judge(wrong).verdict == "partly"


def test_a_date_that_stands_elsewhere_in_the_passage_is_quoted_beside() -> None:
    judgement = EVIDENCE.judge(
        "The museum, which owns nine hundred clocks, was given most of them in 1962.", [1]
    )
    assert judgement.verdict == "supported"
    notice = Evidence(
        [
            passage(
                1,
                "Published in 2016.\n\nIt rained.\n\nIt snowed.\n\nIt blew.\n\nThe new school opened its doors.",
            )
        ]
    )
    judgement = notice.judge("The new school opened its doors in 2016.")
    assert (judgement.verdict, [line.text for line in judgement.beside]) == (
        "supported",
        ["Published in 2016."],
    )
    assert notice.judge("The new school opened its doors in 2017.").verdict != "supported"


def test_a_year_that_stands_elsewhere_completes_a_day_of_the_quote() -> None:
    evidence = Evidence(
        [passage(1, "Programme of 2018.\n\nIt rained.\n\nIt blew.\n\nThe film was shown on 18 October.")]
    )
    judgement = evidence.judge("The film was shown on 18 October 2018.")
    assert (judgement.verdict, [line.text for line in judgement.beside]) == (
        "supported",
        ["Programme of 2018."],
    )
    assert evidence.judge("The film was shown on 18 October 2017.").verdict != "supported"
    assert evidence.judge("The film was shown on 19 October 2018.").verdict != "supported"


def test_a_day_and_its_year_complete_each_other_wherever_they_stand() -> None:
    titled = replace(
        passage(1, "In 1995 the band sent its first track to radio."), title="Why October 6th matters"
    )
    told = "On October {}, 1995 the band sent its first track to radio."
    assert Evidence([titled]).judge(told.format(6)).verdict == "supported"
    assert Evidence([titled]).judge(told.format(7)).verdict != "supported"


def test_a_day_of_a_month_is_in_that_month_of_the_year_named_with_it() -> None:
    evidence = Evidence([passage(1, "The final of Lindby 2015 was played on Sunday, November 1.")])
    assert evidence.judge("The final of Lindby was played in November 2015.").verdict == "supported"
    for wrong in ("October 2015", "November 2014", "2 November 2015"):
        assert evidence.judge(f"The final of Lindby was played in {wrong}.").verdict != "supported"


def test_a_capital_makes_no_name_of_what_the_passages_only_have_as_a_word() -> None:
    text = "The old clocks of the museum suffer from rust. It rained. It snowed. It blew. It hailed. Winters were {}."
    claim = "The old clocks of the museum suffer from Severe rust."
    assert Evidence([passage(1, text.format("severe"))]).judge(claim).verdict == "supported"
    lacking = Evidence([passage(1, text.format("with Ida Severe"))]).judge(claim)
    assert (lacking.verdict, lacking.reason) == ("partly", "'Severe' is not in the quote")


def test_a_number_beside_another_one_is_quoted_where_it_counts_the_same() -> None:
    evidence = Evidence(
        [
            passage(
                1,
                "The record entered the chart at the top and sold 528 copies in its first week. It rained. It blew. It "
                "snowed. In its second week the record sold 129 more copies and 76 tapes.",
            )
        ]
    )
    told = evidence.judge("The record sold 528 copies in its first week, and in its second week 129 more.")
    assert told.verdict == "supported"
    absent = evidence.judge("The record sold 600 copies in its first week, and in its second week 129 more.")
    assert absent.verdict != "supported"


def test_a_number_of_another_thing_is_marked_with_both() -> None:
    judgement = Evidence([passage(1, "The ferry of Lund took 40 cows and 90 goats.")]).judge(
        "The ferry of Lund took 90 cows."
    )
    assert (judgement.verdict, judgement.reason) == ("partly", "the quote has '40' where this has '90'")


def test_a_date_of_a_neighbouring_sentence_is_marked_and_the_sentence_with_the_right_one_quoted() -> None:
    evidence = Evidence(
        [
            passage(
                1,
                "The mill was built in 1871 by two brothers. It burnt down in 1902. A new one was opened in 1911.",
            )
        ]
    )
    for true in (
        "The mill was built in 1871.",
        "It burnt down in 1902.",
        "Two brothers built the mill in 1871, and it burnt down in 1902.",
    ):
        assert evidence.judge(true).verdict == "supported"
    assert evidence.judge("The mill was built in 1902.").verdict == "partly"
    for wrong in (
        "In 1902 the mill was built.",
        "In 1902, two brothers built the mill.",
        "Two brothers built the mill in 1902, and it burnt down in 1871.",
    ):
        judgement = evidence.judge(wrong)
        assert judgement.quote is not None
        assert (judgement.verdict, judgement.reason, judgement.quote.text) == (
            "partly",
            "the passage has '1871' where this has '1902'",
            "The mill was built in 1871 by two brothers.",
        )


def test_the_day_an_article_was_published_is_not_the_day_of_what_it_dates_itself() -> None:
    published = replace(passage(1, "The mill was built in 1871 by two brothers."), published=date(2023, 5, 1))
    judgement = Evidence([published]).judge("The mill was built in 2023.")
    assert (judgement.verdict, judgement.reason) == ("partly", "the passage has '1871' where this has '2023'")


def test_a_date_elsewhere_counts_only_up_to_where_the_passage_speaks_of_another_time() -> None:
    lines = (
        "Notes of {}.",
        "Notes of {}.",
        "It rained.",
        "It blew.",
        "The new school opened its old doors to children.",
    )
    text = "\n\n".join(lines)
    told = "The new school opened its old doors to children in 2016."
    assert Evidence([passage(1, text.format("2009", "2016"))]).judge(told).verdict == "supported"
    assert Evidence([passage(1, text.format("2016", "2009"))]).judge(told).verdict != "supported"
    added = f"{told[:-1]}, and critics slept."
    judgement = Evidence([passage(1, text.format("2009", "2016"))]).judge(added)
    assert (judgement.verdict, judgement.reason) == (
        "partly",
        "the passage does not say 'critics slept.'",
    )


def test_only_the_year_of_a_day_in_the_quote_may_stand_behind_another_time() -> None:
    text = "Programme of 2018.\n\nIn 2017 it rained.\n\nIt blew.\n\nThe film was shown on 18 October."
    assert Evidence([passage(1, text)]).judge("The film was shown on 18 October 2018.").verdict == "supported"


def test_no_passages_support_nothing() -> None:
    assert Evidence([]).judge("Anything at all.").verdict == "unsupported"
    assert Evidence([passage(1, "")]).judge("Anything at all.").verdict == "unsupported"


def test_other_words_of_the_same_meaning_count_with_an_embedder() -> None:
    sentence = "Guests can wind up the clock every Sunday."
    plain = EVIDENCE.judge(sentence)
    knowing = Evidence(EVIDENCE.passages, embedder=LocalEmbedder(1)).judge(sentence)
    assert knowing.signs is not None
    assert knowing.signs.similarity > 0.5 > plain.score
    assert knowing.score > plain.score


class Telling:
    """Finds "clock" common and every other word rare."""

    def weights(self, terms: Sequence[str]) -> Mapping[str, float]:
        return {term: 0.1 if term == "clock" else 4.0 for term in terms}


def test_telling_words_weigh_more() -> None:
    sentence = "Zebras paint clocks."
    weighed = Evidence(EVIDENCE.passages, weights=Telling()).judge(sentence)
    assert weighed.signs is not None
    assert weighed.signs.coverage < 0.05


class Counting:
    """Embeds nothing much, and remembers how often it was asked."""

    name = fingerprint = "counting"
    dimensions, max_tokens, flights = 2, 256, 1

    def __init__(self) -> None:
        self.calls: list[int] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vector:
        self.calls.append(len(texts))
        return np.tile(np.asarray([1.0, 0.0], np.float32), (len(texts), 1))

    def embed_query(self, text: str) -> Vector:
        return self.embed([text])[0]


def test_each_passage_is_embedded_once_and_not_at_all_for_verbatim_sentences() -> None:
    embedder = Counting()
    evidence = Evidence([passage(1, TEXT)], embedder=embedder)
    evidence.judge("She gave them away in 1962.")
    assert embedder.calls == []
    evidence.judge("Clocks are many.")
    evidence.judge("Prague is old.")
    assert embedder.calls == [6, 1, 1]


def test_what_stands_in_two_rows_of_a_table_is_not_said_of_one() -> None:
    table = (
        "Landings so far\n\n"
        "Mission | Operator | Outcome | Date\nLuna-25 | Roscosmos | crashed | August 19, 2023\n"
        "Chandrayaan-3 | ISRO | landed | August 23, 2023"
    )
    evidence = Evidence([passage(1, table)])
    assert evidence.judge("Luna-25 of Roscosmos crashed on August 19, 2023.").verdict == "supported"
    assert evidence.judge("Chandrayaan-3 crashed on August 19, 2023.").verdict != "supported"
    assert evidence.judge("Luna-25, operated by ISRO, crashed on August 19, 2023.").verdict != "supported"
