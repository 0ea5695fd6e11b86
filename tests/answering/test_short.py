import pytest

from assistant.answering.citation import check
from assistant.answering.judge import Judge
from assistant.answering.models import ScriptedModel
from assistant.index.embedder import StaticEmbedder
from assistant.types import Passage, Sentence, Why

PLANT = (
    "The reactor at Lindau delivers 42 kilowatts of power. It was opened on 5 May 2019 by Angela Merkel. "
    "The plant does not store waste on site. Around 1,200 people work there."
)
WIND = (
    "Wind turbines in Denmark produced 55% of its electricity in 2023. The country plans to double the capacity by 2030. "
    "Vestas is the largest maker of turbines."
)
PASSAGES = [
    Passage(n, f"p{n}", f"d{n}", 1, "Energy", text, 0, len(text), Why(n, 1.0))
    for n, text in ((1, PLANT), (2, WIND))
]


def cited(sentence: Sentence) -> list[int]:
    return [citation.passage for citation in sentence.citations]


@pytest.mark.parametrize(
    ("answer", "question", "verdict", "numbers"),
    [
        ("Angela Merkel", "Who opened the reactor at Lindau on 5 May 2019?", "supported", [1]),
        (
            "55%",
            "How much of its electricity did Denmark produce with wind turbines in 2023?",
            "supported",
            [2],
        ),
        ("Vestas [2]", "What is the largest maker of turbines?", "supported", [2]),
        ("Vestas [1]", "What is the largest maker of turbines?", "supported", [2]),
        (
            "Vestas",
            "Which is the largest maker of turbines, with 700 of them in the harbour of Malmö?",
            "partly",
            [2],
        ),
        ("Siemens", "What is the largest maker of turbines?", "unsupported", []),
        ("G", "What is the first letter of the largest maker of turbines?", "unsupported", []),
        ("Yes [2].", "Is Vestas the largest maker of turbines?", "supported", [2]),
        ("Yes, it is. [1]", "Is Vestas the largest maker of turbines?", "supported", [2]),
        ("Yes", "Who is the largest maker of turbines?", "partly", [2]),
        ("Yes", "Was the reactor at Lindau opened in 2018?", "unsupported", []),
        ("Yes", "Does the plant store waste on site?", "partly", [1]),
        ("Yes", "Are cheese, butter and milk of Denmark cheap?", "partly", [2]),
        ("No.", "Does the plant store waste on site?", "supported", [1]),
        ("No, it was not [1].", "Was the reactor at Lindau opened in 2018?", "supported", [1]),
        ("No.", "Is Vestas the largest maker of turbines?", "partly", [2]),
        ("Nein.", "Who feeds penguins on Mars?", "unsupported", []),
    ],
)
def test_an_answer_of_a_word_or_two_is_judged_by_what_it_says_of_its_question(
    answer: str, question: str, verdict: str, numbers: list[int]
) -> None:
    (sentence,) = check(answer, PASSAGES, embedder=StaticEmbedder(), question=question).sentences
    assert sentence.verdict == verdict
    assert cited(sentence) == numbers


@pytest.mark.parametrize("answer", ["2019-05-05", "On 05.05.2019.", "1200 people", "1,200 employees"])
def test_a_number_or_a_date_alone_may_be_written_in_another_way(answer: str) -> None:
    question = (
        "How many people are employees there?"
        if "1" in answer[:1]
        else "When was it opened by Angela Merkel?"
    )
    (sentence,) = check(answer, PASSAGES, embedder=StaticEmbedder(), question=question).sentences
    assert (sentence.verdict, cited(sentence)) == ("supported", [1])
    (wrong,) = check(
        answer.replace("20", "30"), PASSAGES, embedder=StaticEmbedder(), question=question
    ).sentences
    assert wrong.verdict == "unsupported"


def test_what_is_near_in_meaning_alone_backs_no_yes() -> None:
    (sentence,) = check(
        "Yes [1].", PASSAGES, embedder=StaticEmbedder(), question="Is the power plant a nuclear station?"
    ).sentences
    assert sentence.verdict != "supported"


def test_a_judge_reads_a_short_answer_behind_its_question() -> None:
    model = ScriptedModel(["1: SUPPORTED"])
    question = "Is Siemens larger among the makers of turbines?"
    (sentence,) = check("No.", PASSAGES, judge=Judge(model), question=question).sentences
    assert f"{question} No." in model.asked[0][0].content
    assert sentence.verdict == "supported"


LANDERS = (
    "Luna-25 was operated by Roscosmos and crashed on 19 August 2023. NASA said later that its orbiter had found the crater of Luna-25. "
    "It was the second try of ISRO: four days after Luna-25 was lost, Vikram landed."
)
RIVALS = [Passage(1, "p1", "d1", 1, "Landers", LANDERS, 0, len(LANDERS), Why(1, 1.0))]


@pytest.mark.parametrize(
    ("answer", "verdict"), [("Roscosmos", "supported"), ("ISRO", "partly"), ("Vikram", "partly")]
)
def test_a_name_beside_words_of_the_question_is_not_enough_where_another_sentence_answers_it(
    answer: str, verdict: str
) -> None:
    (sentence,) = check(answer, RIVALS, embedder=StaticEmbedder(), question="Who operated Luna-25?").sentences
    assert sentence.verdict == verdict


@pytest.mark.parametrize("answer", ["Before.", "Luna-25"])
def test_an_answer_that_only_chooses_what_its_question_offers_is_backed_partly_at_most(answer: str) -> None:
    question = "Was Luna-25 lost before or after Vikram landed?"
    (sentence,) = check(answer, RIVALS, embedder=StaticEmbedder(), question=question).sentences
    assert (sentence.verdict, cited(sentence)) == ("partly", [1])


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("Luna-25 was operated by Roscosmos [1].", "supported"),
        ("Roscosmos was the operator of Luna-25 [1].", "supported"),
        ("NASA later operated Luna-25 [1].", "partly"),
    ],
)
def test_a_sentence_that_adds_only_a_name_to_its_question_has_to_cite_what_answers_it(
    answer: str, verdict: str
) -> None:
    (sentence,) = check(answer, RIVALS, embedder=StaticEmbedder(), question="Who operated Luna-25?").sentences
    assert (sentence.verdict, cited(sentence)) == (verdict, [1])
    assert {citation.verdict for citation in sentence.citations} == {verdict}


def test_of_two_passages_that_say_the_same_the_cited_one_backs_an_answer() -> None:
    twice = [*RIVALS, Passage(2, "p2", "d2", 1, "Landers, again", LANDERS, 0, len(LANDERS), Why(2, 0.9))]
    for answer in ("Roscosmos [2]", "Roscosmos operated Luna-25 in 2023 [2]."):
        (sentence,) = check(
            answer, twice, embedder=StaticEmbedder(), question="Who operated Luna-25?"
        ).sentences
        assert (sentence.verdict, cited(sentence)) == ("supported", [2])
        assert "did not back" not in sentence.reason


def on(*texts: str) -> list[Passage]:
    return [
        Passage(n, f"p{n}", f"d{n}", 1, "Landers", text, 0, len(text), Why(n, 1.0))
        for n, text in enumerate(texts, 1)
    ]


def verdict(answer: str, question: str, passages: list[Passage]) -> tuple[str, list[int]]:
    (sentence,) = check(answer, passages, embedder=StaticEmbedder(), question=question).sentences
    return sentence.verdict, cited(sentence)


def test_of_sentences_that_answer_about_as_well_the_cited_one_backs_an_answer() -> None:
    passages = on(
        "Luna-25 was operated by Roscosmos.", "Roscosmos, which operated Luna-25, lost it on the Moon."
    )
    assert verdict("Roscosmos [1]", "Who operated Luna-25?", passages) == ("supported", [1])
    assert verdict("Roscosmos [2]", "Who operated Luna-25?", passages) == ("supported", [2])


def test_the_likeliest_of_sentences_that_all_say_little_of_the_question_backs_nothing_whole() -> None:
    passages = on("Some engineers at Roscosmos like strong tea.")
    assert verdict("Roscosmos", "Which engineers built a bridge over the river?", passages) == ("partly", [1])
    assert verdict("Roscosmos", "Which painter won the prize in spring?", passages) == ("unsupported", [])


def test_a_sentence_of_a_passage_word_for_word_is_backed_whatever_was_asked() -> None:
    passages = on("Roscosmos operated Luna-25. NASA photographed Luna-25.")
    assert verdict("NASA photographed Luna-25 [1].", "Who operated Luna-25?", passages) == ("supported", [1])


@pytest.mark.parametrize("question", ["When?", "And why?", "When was Luna-25 lost?"])
def test_an_answer_that_leaves_nothing_of_its_question_unsaid_is_judged_as_it_stands(question: str) -> None:
    passages = on("Luna-25 was lost in 2023, when an engine fired for too long.")
    assert verdict("Luna-25 was lost in 2023.", question, passages) == ("supported", [1])
    assert verdict("Luna-25 was lost in 2019.", question, passages) == ("unsupported", [])
    mill = on(
        "The mill was built in 1871 by two brothers. When? When it burnt down in 1902, and when in 1903 again."
    )
    asked = question.replace("Luna-25 lost", "the mill built")
    assert verdict("The mill was built in 1871.", asked, mill) == ("supported", [1])
    assert verdict("The mill was built in 1899.", asked, mill) == ("unsupported", [])
