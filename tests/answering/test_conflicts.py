"""Corrections, disagreements and false premises are found, with both sides quoted; what only looks like one is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.conflicts import conflicts
from assistant.index.embedder import LocalEmbedder, StaticEmbedder
from assistant.types import Conflict, Passage, Why


class EvenWeights:
    def weights(self, terms):
        return dict.fromkeys(terms, 1.0)


def passage(
    number: int, text: str, published: date | None, title: str = "The sample", publisher: str | None = None
) -> Passage:
    return Passage(
        number,
        f"p{number}",
        f"d{number}",
        1,
        title,
        text,
        50,
        50 + len(text),
        Why(number, 1.0),
        published=published,
        publisher=publisher,
    )


def found(question: str, *passages: Passage) -> tuple[Conflict, ...]:
    return conflicts(question, passages, embedder=StaticEmbedder(), weights=EvenWeights())


EARLIER = passage(1, "The capsule holds about 250 grams of dust from the asteroid.", date(2023, 10, 12))
LATER = passage(
    2,
    "The total is 121.6 grams. The weighing corrects the figure of about 250 grams of dust that was given for the capsule.",
    date(2024, 2, 16),
)


def test_a_later_article_that_corrects_an_earlier_one_is_shown_beside_it_with_both_dates() -> None:
    (conflict,) = found("How many grams of dust does the capsule hold?", EARLIER, LATER)
    assert conflict.kind == "correction"
    assert conflict.passages == (1, 2)
    assert "2023-10-12" in conflict.note
    assert "2024-02-16" in conflict.note


def test_the_order_of_the_passages_does_not_turn_a_correction_round() -> None:
    (conflict,) = found("How many grams of dust does the capsule hold?", LATER, EARLIER)
    assert conflict.passages == (1, 2)


def test_different_numbers_for_the_same_are_a_disagreement() -> None:
    one = passage(1, "The ship had 22 crew members on board.", date(2024, 3, 26))
    other = passage(2, "The ship had 21 crew members on board.", date(2024, 3, 27))
    (conflict,) = found("How many crew members did the ship have on board?", one, other)
    assert (conflict.kind, conflict.passages) == ("disagreement", (1, 2))


def test_a_denial_is_a_disagreement() -> None:
    one = passage(1, "The prosecutors say that the president leads the drug cartel.", date(2020, 3, 26))
    other = passage(2, "The president denied that he leads the drug cartel.", date(2025, 8, 10))
    (conflict,) = found("Does the president lead the drug cartel?", one, other)
    assert conflict.kind == "disagreement"


def test_a_correction_finds_the_value_that_it_repeats_though_that_sentence_fits_the_question_less() -> None:
    earlier = passage(
        1, "Before the landing the team estimated about 250 grams, roughly a cupful.", date(2023, 10, 12)
    )
    later = passage(
        2,
        "The weighing corrects the figure of about 250 grams of Bennu in the capsule, and 70 grams were outside.",
        date(2024, 2, 16),
    )
    (conflict,) = found("How many grams of Bennu were in the capsule?", earlier, later)
    assert (conflict.kind, conflict.passages) == ("correction", (1, 2))


@pytest.mark.parametrize(
    ("question", "point"),
    [
        ("Why did the Key Bridge in Baltimore fall in 2022?", "2022"),
        ("Which ship struck pier 12 of the Key Bridge in Baltimore?", "12"),
    ],
)
def test_what_the_question_takes_for_granted_and_the_articles_deny_is_not_agreed_with(
    question, point
) -> None:
    text = "The Key Bridge in Baltimore fell on March 26, 2024, after the ship struck pier 17, 12 metres off the bridge."
    (conflict,) = found(question, passage(1, text, date(2024, 3, 28)))
    assert conflict.kind == "premise"
    assert point in conflict.note
    assert text in conflict.note


def test_the_publisher_and_the_title_of_an_article_are_nothing_that_it_lacks() -> None:
    text = (
        "While Google has done many good things, this is not one of them: a new class action lawsuit accuses Google of "
        "anticompetitive behavior on behalf of news publishers, The Wall Street Journal reports."
    )
    article = passage(1, text, date(2023, 12, 15), "News publisher sues Google", "TechCrunch")
    asked = "Does the TechCrunch article say that a class action lawsuit accuses Google of anticompetitive behavior?"
    assert found(asked, article) == ()


def test_a_name_that_stands_elsewhere_in_its_sentence_takes_no_other_names_place() -> None:
    text = (
        "Meanwhile, the 13.6-inch MacBook Air isn’t discounted on Amazon, but it’s down to $899 at Best Buy."
    )
    asked = "Did Engadget report a discount on the 13.6-inch MacBook Air before a discount on Samsung Galaxy Buds 2?"
    assert found(asked, passage(1, text, date(2023, 10, 12), "The 26 best deals", "Engadget")) == ()


def test_somebody_else_with_the_same_office_stands_in_the_place_of_a_name() -> None:
    text = "Secretary of State Marco Rubio announced the designation of the cartel on November 16."
    (conflict,) = found(
        "What did Secretary of State Antony Blinken say when he announced the designation of the cartel?",
        passage(1, text, date(2025, 11, 25)),
    )
    assert conflict.kind == "premise"
    assert "Secretary of State Antony Blinken" in conflict.note


def test_somebody_else_with_the_same_first_name_does_not() -> None:
    text = "Sam Bankman-Fried is accused by prosecutors of fraud for wealth, power and influence at his exchange."
    asked = "Is Sam Altman accused by prosecutors of fraud for wealth?"
    assert found(asked, passage(1, text, date(2023, 10, 7))) == ()


def test_a_day_without_a_year_is_read_with_the_year_of_its_article() -> None:
    text = "On 9 August there were 154 commercial vessels waiting, while 24 waited in February 2022."
    asked = "How many commercial vessels were waiting in August 2023?"
    assert found(asked, passage(1, text, date(2023, 10, 10))) == ()


@pytest.mark.parametrize(
    ("question", "earlier", "later"),
    [
        (
            "Which company releases an improved handheld Steam Deck with an OLED screen?",
            "The OLED screen makes for a fancier Steam Deck, but it’s the battery life that lets Valve’s new handheld deliver.",
            "The new Steam Deck’s main upgrade is its OLED screen, which replaces the original LCD and has native support for HDR.",
        ),
        (
            "Who lost the confidence of the board of OpenAI?",
            "Presumably, OpenAI’s chief scientist Ilya Sutskever would also have been in the know, and he’s still on the board.",
            "“The board no longer has confidence in his ability to continue leading OpenAI,” the company said in a statement.",
        ),
        (
            "Which bonuses in bonus bets can new users of sportsbooks claim?",
            "Here's your chance to claim $5,000+ in bonuses as a new user from Caesars Sportsbook, BetMGM and Bet365.",
            "Just use our exclusive bonus codes at Bet365, BetMGM and Caesars Sportsbook to claim more than $5,000 in bonuses.",
        ),
        (
            "What do lenders say about house insurance?",
            "But a house needs insurance for a bank to give you a mortgage.",
            "An overpriced insurance is for the fair market value of your house rather than the cost of rebuilding it.",
        ),
    ],
)
def test_a_sentence_that_replaces_no_value_of_an_earlier_one_corrects_nothing(
    question, earlier, later
) -> None:
    articles = passage(1, earlier, date(2023, 10, 13)), passage(2, later, date(2023, 11, 9))
    assert found(question, *articles) == ()


def test_what_has_no_date_is_neither_earlier_nor_later() -> None:
    one = passage(1, "Vulnerability Advisor version 3 is deprecated from 19 June 2023.", None)
    other = passage(
        2, "From 19 June 2023, Vulnerability Advisor version 3 is replaced by version 4 as default.", None
    )
    assert found("What is Vulnerability Advisor version 3 replaced by?", one, other) == ()


def test_a_value_that_another_sets_itself_against_is_corrected() -> None:
    one = passage(1, "SLIM lies about 55 metres east of the original aiming point.", date(2024, 2, 1))
    other = passage(
        2,
        "The accuracy of the landing of SLIM was about 10 metres rather than the 55 metres at which it came to rest.",
        date(2024, 8, 28),
    )
    (conflict,) = found("How many metres from the aiming point did SLIM land?", one, other)
    assert (conflict.kind, conflict.passages) == ("correction", (1, 2))


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "Can my credit card transaction be rejected?",
            "If your transaction was rejected and an email address was not provided, contact your credit card issuer.",
            "Your credit card issuer has declined the transaction.",
        ),
        (
            "What does Vulnerability Advisor report?",
            "Vulnerability Advisor generates a security status report that includes suggested fixes and best practices.",
            "Declared vulnerabilities that are not going to be fixed are not reported by Vulnerability Advisor.",
        ),
        (
            "When was liquid oxygen first produced?",
            "In 1891 Scottish chemist James Dewar was able to produce enough liquid oxygen to study.",
            "The first commercially viable process for producing liquid oxygen was developed in 1895 by Carl von Linde.",
        ),
        (
            "When did the US place an embargo on Cuba?",
            "On October 19, 1960 the US placed an embargo on exports to Cuba except for food and medicine.",
            "An embargo was first imposed by the US on sale of arms to Cuba on March 14, 1958, during the Batista regime.",
        ),
    ],
)
def test_articles_that_speak_of_different_things_do_not_disagree(question, one, other) -> None:
    articles = passage(1, one, date(2024, 6, 1)), passage(2, other, date(2024, 6, 1))
    assert found(question, *articles) == ()


def test_what_an_article_itself_sets_against_what_stands_before_it_is_a_disagreement() -> None:
    text = (
        "The company pointed to variants of the virus among the people in its trial of the vaccine. "
        "Many specialists saw another reason."
    )
    (conflict,) = found(
        "Why did the vaccine fail in the trial of the company?", passage(1, text, date(2022, 2, 3))
    )
    assert conflict.kind == "disagreement"
    assert [citation.quote for citation in conflict.citations] == text.replace(". Many", ".|Many").split("|")


@pytest.mark.parametrize(
    "question",
    [
        "When did the vaccine fail in the trial of the company?",
        "Who led the trial of the vaccine of the company?",
        "How many people were in the trial of the vaccine of the company?",
    ],
)
def test_who_sees_another_reason_disagrees_on_no_date_no_name_and_no_number(question) -> None:
    text = (
        "The company pointed to variants of the virus among the people in its trial of the vaccine. "
        "Many specialists saw another reason."
    )
    assert found(question, passage(1, text, date(2022, 2, 3))) == ()


@pytest.mark.parametrize(
    ("denial", "kinds"),
    [
        ("The captain in the harbour denied this.", ["disagreement"]),
        ("The captain denied that it was safe.", ["disagreement"]),
        ("The captain denied any wrongdoing in the harbour.", []),
    ],
)
def test_a_denial_is_of_what_stands_before_it_where_it_points_there_or_repeats_a_word(denial, kinds) -> None:
    article = passage(1, f"The council said that the ferry was safe. {denial}", date(2024, 1, 1))
    assert [c.kind for c in found("What did the council say about the ferry?", article)] == kinds


def test_two_who_are_quoted_with_different_counts_disagree_though_one_article_tells_both() -> None:
    text = (
        "The port authority spoke of 22 crew members on board the ship. "
        "The chair of the board said that there were 21 crew members on board the ship."
    )
    (conflict,) = found("How many crew members were on board the ship?", passage(1, text, date(2024, 3, 28)))
    assert conflict.kind == "disagreement"


def test_different_ranks_of_the_same_are_a_disagreement() -> None:
    one = passage(1, "So far 2023 ranks as the second driest year on record in Panama.", date(2023, 11, 14))
    other = passage(2, "By a longer record 2023 was the third driest year in Panama.", date(2024, 10, 31))
    (conflict,) = found("Where does 2023 rank among the driest years on record in Panama?", one, other)
    assert (conflict.kind, conflict.passages) == ("disagreement", (1, 2))


def test_who_denies_what_is_asked_stands_beside_who_says_it() -> None:
    one = passage(
        1, "The lawyer said that the resettlement for the lake was not done properly.", date(2025, 7, 31)
    )
    other = passage(
        2, "The authority says that the resettlement for the lake is done properly.", date(2025, 8, 4)
    )
    (conflict,) = found("Is the resettlement for the lake done properly?", one, other)
    assert (conflict.kind, conflict.passages) == ("disagreement", (1, 2))


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Does the mayor support the new bridge?", "The mayor said that he does not support the new bridge.", "A spokesman said that the mayor does not support the new bridge."),
        ("Does the mayor support the new bridge?", "The mayor said that he does not support the new bridge.", "A spokesman said that the mayor refuses to support the new bridge."),
        ("Does the mayor support the new bridge?", "The mayor does not support the new bridge.", "A spokesman said that the mayor does support the new bridge."),
        ("What does the mayor think of support for the new bridge?", "The mayor said that he does not support the new bridge.", "A spokesman said that the mayor does support the new bridge."),
        ("Was the new bridge safe?", "The inspector said that the new bridge was not safe.", "The board said that its bus route to the old town is safe for children in winter."),
    ],
)  # fmt: skip
def test_two_contradict_each_other_only_where_both_are_quoted_on_what_is_asked_and_one_denies_it(
    question, one, other
) -> None:
    assert found(question, passage(1, one, date(2025, 7, 31)), passage(2, other, date(2025, 8, 4))) == ()


@pytest.mark.parametrize(
    "later",
    [
        "Our article of February 23 repeated the statement that the lander was standing upright on the Moon. It lay on its side.",
        "The first word of the company was that the lander stood upright on the Moon. That was wrong.",
        "At first the company believed that the lander was standing upright on the Moon.",
    ],
)
def test_what_a_later_article_takes_back_is_shown_beside_what_was_said(later) -> None:
    earlier = passage(
        1, "The company announced that the lander was standing upright on the Moon.", date(2024, 2, 23)
    )
    (conflict,) = found(
        "Is the lander standing upright on the Moon?", earlier, passage(2, later, date(2024, 8, 28))
    )
    assert (conflict.kind, conflict.passages) == ("correction", (1, 2))


def test_what_is_taken_back_of_another_matter_than_the_question_is_left_alone() -> None:
    earlier = passage(
        1, "The company announced that the lander was standing upright on the Moon.", date(2024, 2, 23)
    )
    later = passage(
        2,
        "At first the company believed that the lander was standing upright on the Moon.",
        date(2024, 8, 28),
    )
    assert found("Does the company build boats?", earlier, later) == ()


@pytest.mark.parametrize(
    ("question", "earlier", "week", "later"),
    [
        (
            "How many passengers did the ferry of Lund carry?",
            "The ferry of Lund carried 5,000 passengers in the year.",
            "the ferry of Lund had few passengers to carry.",
            "The final count corrects the figure of 5,000 passengers.",
        ),
        (
            "Did the ferry of Lund sink in the harbour with all passengers?",
            "The ferry of Lund sank in the harbour with all its passengers.",
            "the ferry of Lund had passengers in the harbour.",
            "The ferry sank with everybody on board. This was mistaken, its owner told the court.",
        ),
    ],
)
def test_a_correction_is_read_with_what_it_speaks_of_though_many_sentences_hold_more_of_the_question(
    question, earlier, week, later
) -> None:
    weeks = " ".join(f"In week {n} {week}" for n in range(1, 61))
    (conflict,) = found(
        question,
        passage(1, earlier, date(2024, 3, 28)),
        passage(2, weeks, date(2024, 3, 28)),
        passage(3, later, date(2024, 9, 28)),
    )
    assert (conflict.kind, conflict.passages) == ("correction", (1, 3))


def test_what_corrects_the_figure_of_somebody_else_than_the_question_names_is_left_alone() -> None:
    one = passage(
        1, "Moderna said that its vaccine was 94.5 per cent effective.", date(2020, 11, 20), "Two vaccines"
    )
    other = passage(
        2,
        "The final count replaced the 94.5 per cent that Moderna had announced for its vaccine.",
        date(2022, 2, 3),
        "A chronicle",
    )
    assert found("How effective was the vaccine of CureVac?", one, other) == ()
    assert [c.kind for c in found("How effective was the vaccine of Moderna?", one, other)] == ["correction"]


CARBON = (
    passage(3, "The dust of the asteroid in the capsule holds 30 grams of carbon.", date(2023, 10, 12)),
    passage(
        4,
        "The dust in the capsule holds 12 grams of carbon. The new test corrects the figure of 30 grams of carbon in the dust.",
        date(2024, 2, 16),
    ),
)


def test_where_the_question_itself_is_wrong_only_that_is_told() -> None:
    kinds = [c.kind for c in found("Why does the capsule hold 500 grams of dust?", EARLIER, LATER, *CARBON)]
    assert kinds == ["premise"]


def test_of_each_kind_one_is_told() -> None:
    told = found("How much dust does the capsule hold?", EARLIER, LATER, *CARBON)
    assert [(c.kind, c.passages) for c in told] == [("correction", (1, 2)), ("disagreement", (3, 4))]


def test_what_corrects_an_amount_of_another_unit_is_left_alone() -> None:
    one = passage(
        1, "The company said that the lander of the Moon cost 118 million dollars.", date(2024, 2, 23)
    )
    other = passage(
        2,
        "The later report corrects the figure of 118 million dollars that was given for the lander of the Moon.",
        date(2024, 8, 28),
    )
    assert found("How heavy was the lander of the Moon?", one, other) == ()
    assert [c.kind for c in found("How much did the lander of the Moon cost?", one, other)] == ["correction"]


SUPERCONDUCTS = passage(
    1,
    "The new material of the company superconducts up to at least 127 °C. The material is baked in a vacuum at 925 °C.",
    date(2023, 7, 28),
)
TAKEN_BACK = passage(
    2,
    "Our article of July 28 repeated that the new material of the company superconducts up to at least 127 °C. That was wrong.",
    date(2023, 8, 18),
)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Up to what temperature does the new material superconduct?", ["correction"]),
        ("Why is the new material of the company baked in a vacuum?", []),
        ("How did investors hear of the new material?", []),
    ],
)
def test_what_is_corrected_of_the_same_thing_is_left_alone_where_something_else_is_asked(
    question, kinds
) -> None:
    told = conflicts(question, (SUPERCONDUCTS, TAKEN_BACK), embedder=LocalEmbedder(1), weights=EvenWeights())
    assert [conflict.kind for conflict in told] == kinds


def test_what_answers_a_question_of_another_unit_or_kind_is_not_corrected_by_the_way() -> None:
    earlier = passage(
        1,
        "On September 24, 2023, the capsule of Bennu was set loose 63,000 miles from Earth.",
        date(2023, 10, 12),
    )
    later = passage(
        2,
        "The weighing corrects the 250 grams that were told of the capsule of Bennu before it was set loose on September 24, 2023.",
        date(2024, 2, 16),
    )
    assert found("How far from Earth was the capsule of Bennu set loose?", earlier, later) == ()


def test_what_is_corrected_of_one_of_two_things_must_be_what_they_are_compared_by() -> None:
    earlier = passage(
        1, "The company said that the lander of the Moon was standing upright.", date(2024, 2, 23)
    )
    later = passage(
        2,
        "The first word of the company was that the lander of the Moon stood upright. That was wrong.",
        date(2024, 8, 28),
    )
    assert (
        found("Did the lander of the Moon land before or after the lander of the company?", earlier, later)
        == ()
    )
    assert found("Is the lander of the Moon standing upright?", earlier, later) != ()


DENIED = passage(
    1,
    "Since November the law treats the cartel as a terrorist organization. The government says that no such organization exists.",
    date(2025, 11, 25),
)


@pytest.mark.parametrize(
    "question",
    [
        "Under which law is the cartel a terrorist organization?",
        "What law did the government treat the cartel under as a terrorist organization?",
        "Was the cartel a terrorist organization before or after the government denied it?",
    ],
)
def test_a_side_that_offers_nothing_of_the_kind_that_is_asked_for_does_not_disagree(question) -> None:
    assert found(question, DENIED) == ()


def test_the_same_two_sides_disagree_where_it_is_asked_whether_it_is_so() -> None:
    assert [conflict.kind for conflict in found("Does the terrorist organization exist?", DENIED)] == [
        "disagreement"
    ]


@pytest.mark.parametrize(
    ("question", "point", "text"),
    [
        ("What made October the wettest month at the canal?", "wettest", "October was the driest month at the canal since records began."),
        ("How do neutrinos move slower than light?", "slower", "A neutrino was said to move on its way faster than the light."),
        ("Why did six main engines of the lander fail?", "six", "One of the two main engines of the lander failed."),
        ("What did the lander become as the second country's craft on the Moon?", "second", "The lander became the fourth country's craft on the Moon."),
        ("Why did the spacecraft land on the asteroid Ryugu?", "Ryugu", "The spacecraft touched the asteroid Bennu, where it was to land."),
    ],
)  # fmt: skip
def test_an_opposite_a_rank_a_count_and_another_name_in_the_place_of_one_are_wrong_premises(
    question, point, text
) -> None:
    (conflict,) = found(question, passage(1, text, date(2024, 3, 28)))
    assert conflict.kind == "premise"
    assert f"“{point}”" in conflict.note


@pytest.mark.parametrize(
    ("question", "text", "elsewhere", "kinds"),
    [
        ("What did Secretary of State Antony Blinken say when he announced the designation of the cartel?", "Secretary of State Marco Rubio announced the designation of the cartel on November 16.", "Antony Blinken visited a market in Lima.", ["premise"]),
        ("What made October the wettest month at the canal?", "October was the driest month at the canal since records began.", "The wettest place in the country is Quibdo.", ["premise"]),
        ("What did the lander become as the second country's craft on the Moon?", "The lander became the fourth country's craft on the Moon.", "The second country with a museum of ships is Ghana.", ["premise"]),
        ("Which ship struck pier 12 of the Key Bridge in Baltimore?", "The Key Bridge in Baltimore fell after the ship struck pier 17 of it.", "A new market opened on pier 12.", []),
    ],
)  # fmt: skip
def test_a_name_a_rank_or_an_opposite_that_only_an_article_about_something_else_has_is_a_wrong_premise_all_the_same(
    question, text, elsewhere, kinds
) -> None:
    articles = passage(1, text, date(2024, 3, 28)), passage(2, elsewhere, date(2024, 1, 2))
    assert [c.kind for c in found(question, *articles)] == kinds


BENNU = passage(
    1,
    "OSIRIS-REx touched the asteroid Bennu, and its capsule landed in the Utah desert in September 2023.",
    date(2023, 10, 12),
)
RYUGU = passage(2, "The probe of Japan brought five grams home from the asteroid Ryugu.", date(2023, 10, 12))


class Knows(EvenWeights):
    """A corpus without some terms."""

    def __init__(self, *strange: str) -> None:
        self._strange = strange

    def weights(self, terms):
        return {term: float(term not in self._strange) for term in terms}


def test_a_name_that_another_article_tells_of_something_else_is_a_wrong_premise() -> None:
    (conflict,) = found("Why did OSIRIS-REx touch the asteroid Ryugu?", BENNU, RYUGU)
    assert (conflict.kind, conflict.passages) == ("premise", (1,))
    touched = passage(3, "OSIRIS-REx was built to touch the asteroid Ryugu.", date(2016, 9, 8))
    assert found("Why did OSIRIS-REx touch the asteroid Ryugu?", BENNU, RYUGU, touched) == ()


@pytest.mark.parametrize(
    ("question", "strange", "kinds"),
    [
        (
            "Who found the capsule of OSIRIS-REx that came down over Nevada in September 2023?",
            "nevada",
            ["premise"],
        ),
        ("Who found the capsule of OSIRIS-REx that came down over Uttah in September 2023?", "uttah", []),
        ("Has the capsule of OSIRIS-REx landed in Nevada in September 2023?", "nevada", []),
        ("Who landed in Nevada?", "nevada", []),
    ],
    ids=["where it did not land", "misspelt", "asked, not taken for granted", "about nothing"],
)
def test_a_name_that_no_article_has_is_a_wrong_premise_where_one_tells_the_rest(
    question, strange, kinds
) -> None:
    told = conflicts(question, (BENNU, RYUGU), embedder=LocalEmbedder(1), weights=Knows(strange))
    assert [conflict.kind for conflict in told] == kinds


@pytest.mark.parametrize(
    ("heading", "kinds"),
    [("## Two corrections", ["correction"]), ("## The landing", []), ("A correction of the day.", [])],
)
def test_what_stands_under_a_heading_that_speaks_of_corrections_takes_back_what_it_repeats(
    heading, kinds
) -> None:
    earlier = passage(
        1, "The report said that the small parachute of the capsule had opened first.", date(2023, 10, 12)
    )
    text = f"{heading}\n\nThe landing did not go as told.\n\nOn the day the report was that the small parachute of the capsule had opened."
    told = found("Did the small parachute of the capsule open?", earlier, passage(2, text, date(2024, 2, 16)))
    assert [conflict.kind for conflict in told] == kinds


@pytest.mark.parametrize(("height", "kinds"), [("9,000 feet", ["disagreement"]), ("20,000 feet", [])])
def test_two_who_mean_the_same_in_other_words_disagree_where_they_give_other_heights(height, kinds) -> None:
    one = passage(
        1,
        "Officials added that the main parachute seemed to have opened at about 20,000 feet, four times higher than planned, which "
        "would explain the early touchdown.",
        date(2023, 10, 12),
    )
    other = passage(
        2,
        f"The main parachute opened at about {height}, as designed, and was strong enough to do the work alone.",
        date(2024, 2, 16),
    )
    told = conflicts(
        "At what height did the main parachute open?",
        (one, other),
        embedder=LocalEmbedder(1),
        weights=EvenWeights(),
    )
    assert [conflict.kind for conflict in told] == kinds


def test_a_season_is_told_by_a_day_of_its_year() -> None:
    text = "Between 7 September and 13 October 2022 the ozone hole averaged 23.2 million square kilometres."
    asked = "How large was the ozone hole on average in the spring of {}?"
    assert found(asked.format(2022), passage(1, text, date(2023, 1, 11))) == ()
    assert [c.kind for c in found(asked.format(2019), passage(1, text, date(2023, 1, 11)))] == ["premise"]


@pytest.mark.parametrize(
    "percent", ["47 per cent in an interim analysis", "47 per cent, and of 48 per cent in the end"]
)
def test_a_share_that_no_article_has_is_a_wrong_premise_beside_any_number_of_other_shares(percent) -> None:
    text = f"The company reported for its vaccine an efficacy of {percent}."
    (conflict,) = found(
        "Why had the vaccine of the company an efficacy of 94 per cent?", passage(1, text, date(2021, 6, 16))
    )
    assert conflict.kind == "premise"


@pytest.mark.parametrize(
    ("title", "kinds"), [("The canal of Lund is running dry", ["premise"]), ("The weather", [])]
)
def test_a_wrong_premise_is_told_by_a_sentence_whose_article_has_the_rest_of_the_question_in_its_title(
    title, kinds
) -> None:
    text = "October was the driest month since records began 73 years ago."
    told = conflicts(
        "What made October the wettest month at the canal of Lund?",
        (passage(1, text, date(2024, 3, 28), title),),
        embedder=LocalEmbedder(1),
        weights=EvenWeights(),
    )
    assert [conflict.kind for conflict in told] == kinds


def test_a_name_that_only_an_article_about_something_else_has_is_a_wrong_premise_beside_any_other_name() -> (
    None
):
    asked = "Who was aboard when the Ever Given hit the Key Bridge of Lund in the night?"
    struck = passage(
        1, "The container ship Dali struck the Key Bridge of Lund in the night.", date(2024, 3, 28)
    )
    elsewhere = passage(2, "The Ever Given lay across the canal of Suez for six days.", date(2021, 4, 1))
    (conflict,) = found(asked, struck, elsewhere)
    assert "“Ever Given”" in conflict.note
    too = passage(3, "Earlier the Ever Given hit the Key Bridge of Lund in the night.", date(2021, 4, 1))
    assert found(asked, struck, elsewhere, too) == ()


def test_who_asks_whether_something_is_so_behind_a_clause_takes_nothing_for_granted() -> None:
    text = "The Key Bridge in Baltimore fell on March 26, 2024, after the ship struck pier 17 of it."
    asked = "Between 2022 and 2023, did the Key Bridge in Baltimore fall, struck by a ship?"
    assert found(asked, passage(1, text, date(2024, 3, 28))) == ()


def test_who_asks_how_many_is_told_no_correction_that_has_no_number() -> None:
    earlier = passage(1, "The ferry of Lund sank in the harbour with all its passengers.", date(2024, 3, 28))
    text = "It was said that the ferry of Lund sank in the harbour with all its passengers. This was wrong."
    later = passage(2, text, date(2024, 9, 28))
    assert found("How many passengers did the ferry of Lund have in the harbour?", earlier, later) == ()
    assert found("Did the ferry of Lund sink with all its passengers?", earlier, later) != ()


def test_who_compares_what_two_say_is_told_no_disagreement_of_theirs() -> None:
    text = "The owner of the ferry of Lund said that the ferry was safe. The mayor of Lund said that the ferry was not safe."
    article = passage(1, text, date(2024, 1, 1))
    compared = (
        "Did the owner say that the ferry of Lund was safe, while the mayor of Lund said that it was not?"
    )
    assert [c.kind for c in found("Was the ferry of Lund safe?", article)] == ["disagreement"]
    assert found(compared, article) == ()


def test_what_says_the_contrary_of_what_is_taken_back_is_not_what_is_corrected() -> None:
    later = passage(
        2,
        "Our article repeated that the ferry of Lund sank in the harbour. That was wrong.",
        date(2024, 9, 28),
    )
    asked = "Did the ferry of Lund sink in the harbour?"
    for earlier, kinds in (
        ("The ferry of Lund sank in the harbour.", ["correction"]),
        ("The ferry of Lund never sank in the harbour.", []),
    ):
        assert [c.kind for c in found(asked, passage(1, earlier, date(2024, 3, 28)), later)] == kinds


def test_a_title_alone_makes_no_wrong_premise_of_a_question_that_says_little() -> None:
    text = "You cannot protest the rate of your insurance at the office of Lund."
    rate = passage(1, text, date(2024, 3, 28), "How a rate is given")
    asked, weights = "I'm in the US, give me a rate here", Knows("us")
    assert conflicts(asked, (rate,), embedder=LocalEmbedder(1), weights=weights) == ()


def test_under_titles_that_repeat_the_question_two_statements_still_speak_of_different_things() -> None:
    title = "Procedures, deadlines and fees of Sacramento in a child support case"
    court = passage(
        1,
        "The court where the case is filed has a program where they offer free legal information about child support and can help you with forms.",
        date(2024, 3, 28),
        title,
    )
    licence = passage(
        2,
        "If your driver license has been suspended or renewal denied due to your failure to pay child support, you may contact the court.",
        date(2024, 3, 28),
        title,
    )
    asked = "Could you please list the procedures, deadlines and fees of Sacramento in a child support case?"
    told = conflicts(asked, (court, licence), embedder=LocalEmbedder(1), weights=EvenWeights())
    assert told == ()


def test_who_asks_which_of_two_is_farther_takes_neither_for_granted() -> None:
    text = "The tower of Lund stands nearer to the south of the harbour than the mill."
    asked = "Which stands farther south, the tower of Lund or the mill?"
    assert found(asked, passage(1, text, date(2024, 1, 1))) == ()


@pytest.mark.parametrize(("wrong", "kinds"), [("this belief", ["correction"]), ("a map", [])])
def test_what_points_back_to_the_sentence_before_it_takes_that_back(wrong, kinds) -> None:
    earlier = passage(1, "The ferry of Lund sank in the harbour with all its passengers.", date(2024, 3, 28))
    text = f"It was said that the ferry of Lund sank in the harbour with all its passengers. In May divers showed that {wrong} was wrong."
    told = found(
        "Did the ferry of Lund sink with all its passengers?", earlier, passage(2, text, date(2024, 9, 28))
    )
    assert [conflict.kind for conflict in told] == kinds


def test_one_article_does_not_disagree_with_itself() -> None:
    text = "The ship had 22 crew members on board. The ship had 21 crew members on board."
    assert found("How many crew members did the ship have on board?", passage(1, text, None)) == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was used by the West to justify control over eastern territories?", "The discourse served as a justification of Western imperialism and of control over other territories."),
        ("When did Karla Weiss join the harbour company of Lund?", "Karla Weiss left the harbour company of Lund in 2023."),
        ("Why was October the wettest month at the canal?", "October was the wettest month at the canal, and July was the driest month at the canal."),
    ],
)  # fmt: skip
def test_an_opposite_of_something_else_or_in_turn_is_no_wrong_premise(question, text) -> None:
    assert found(question, passage(1, text, date(2024, 3, 28))) == ()


def test_every_quote_of_a_conflict_stands_at_its_place() -> None:
    known = {1: EARLIER, 2: LATER}
    for conflict in found("How many grams of dust does the capsule hold?", EARLIER, LATER):
        for citation in conflict.citations:
            source = known[citation.passage]
            assert source.text[citation.start - source.start : citation.end - source.start] == citation.quote


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many ships passed each day?", "On 16 January 2024 24 ships passed each day.", "On 25 March 2024 27 ships passed each day."),
        ("How deep is the channel?", "The channel is 50 feet deep.", "The channel is 50 feet deep again."),
        ("When did 36 ships pass each day?", "From 1 November 2023 31 ships passed each day.", "From 1 September 2024 36 ships passed each day."),
        ("How many ships passed each day?", "24 ships passed each day.", "The bridge carries 18,000 vehicles each day."),
    ],
)  # fmt: skip
def test_what_changes_with_time_is_the_same_or_is_about_another_thing_is_no_conflict(
    question, one, other
) -> None:
    assert found(question, passage(1, one, date(2024, 6, 1)), passage(2, other, date(2024, 7, 1))) == ()


def test_nothing_is_found_where_there_is_nothing() -> None:
    assert found("What is this?") == ()
