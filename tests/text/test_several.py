from __future__ import annotations

import pytest

from assistant.text.several import several


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When did it open, and who built the tower?", ("When did it open?", "who built the tower?")),
        (
            "Who built the old tower? When was that bridge opened?",
            ("Who built the old tower?", "When was that bridge opened?"),
        ),
        ("Who founded Acme, and when was it sold?", ("Who founded Acme?", "when was Acme sold?")),
        ("In 2005, who founded Acme and what was its price?", ("In 2005, who founded Acme?", "what was Acme's price?")),
        ("What is a black hole and how does it form?", ("What is a black hole?", "how does a black hole form?")),
        ("Who invented the telephone, and when was it patented?", ("Who invented the telephone?", "when was the telephone patented?")),
        ("How does Ozone form and why does it matter?", ("How does Ozone form?", "why does Ozone matter?")),
        ("Tell me what Acme is and how it works.", ("Tell me what Acme is?", "how Acme works?")),
        ("Is Acme sold and was it expensive?", ("Is Acme sold?", "was Acme expensive?")),
        ("How hot must it be, and below how many kelvin does it melt?", ("How hot must it be?", "below how many kelvin does it melt (hot)?")),
    ],
)  # fmt: skip
def test_each_question_is_told_with_what_it_takes_from_the_first(
    question: str, told: tuple[str, ...]
) -> None:
    assert several(question) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When and where was Ada born?", ("When was Ada born?", "where was Ada born?")),
        ("Who, when and why did they attack?", ("Who did they attack?", "when did they attack?", "why did they attack?")),
        ("How did Ada die, and when?", ("How did Ada die?", "when did Ada die?")),
    ],
)  # fmt: skip
def test_questions_that_share_a_statement_each_get_it(question: str, told: tuple[str, ...]) -> None:
    assert several(question) == told


def test_a_question_that_speaks_of_one_of_several_names_gets_them_all() -> None:
    assert several("When did Acme buy Globex and how many people work there?")[1] == (
        "how many people work there (Acme, Globex)?"
    )


def test_a_statement_belongs_to_the_question_behind_it() -> None:
    assert several("I cannot log in. What should I do? Is it broken?") == (
        "I cannot log in. What should I do?",
        "Is it broken (cannot, log)?",
    )


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wann wurde die Brücke eröffnet und wer baute den Turm?", ("Wann wurde die Brücke eröffnet?", "wer baute den Turm?")),
        ("Wer gründete Acme, und wann wurde es verkauft?", ("Wer gründete Acme?", "wann wurde es verkauft (Acme)?")),
        ("Qui a fondé Acme et quand a-t-elle été vendue ?", ("Qui a fondé Acme?", "quand a-t-elle été vendue (Acme)?")),
        ("¿Quién fundó Acme y cuándo se vendió?", ("¿Quién fundó Acme?", "cuándo se vendió (Acme)?")),
        ("Chi ha fondato la Acme e quando è stata venduta?", ("Chi ha fondato la Acme?", "quando è stata venduta (Acme)?")),
        ("Quem fundou a Acme e quando foi vendida?", ("Quem fundou a Acme?", "quando foi vendida (Acme)?")),
        ("Wie heeft Acme opgericht en wanneer is het verkocht?", ("Wie heeft Acme opgericht?", "wanneer is het verkocht (Acme)?")),
        ("Vem grundade Acme och när såldes det?", ("Vem grundade Acme?", "när såldes det (Acme)?")),
    ],
)  # fmt: skip
def test_other_languages_are_told_apart_by_their_own_words(question: str, told: tuple[str, ...]) -> None:
    assert several(question) == told


@pytest.mark.parametrize(
    "question",
    [
        "Who knows when the bridge was opened?",
        "Which is older, the tower or the bridge?",
        "What do Lund and Berg say about the bridge?",
        "After 1935, who would be forbidden to enter the Rhineland?",
        "Which city, where she was born and which she left, is larger?",
        "Who is the man who sold Acme and who bought Globex?",
        "Who is accused of fraud, and who also founded the exchange?",
        "What happened when the ship lost power and when the bridge fell?",
        "Which company pays its workers, and has the right to sell?",
        "When many people are arrested, what is a common tactic?",
        "Welcher Mann, der Acme verkaufte und Globex kaufte, lebt in Wien?",
        "Qui est l'homme qui a vendu Acme et qui a acheté Globex ?",
        "Tell me about the bridge.",
        "why?",
        "",
        "Who a? Who b? Who c? Who d? Who e?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert several(question) == ()
