import pytest

from assistant.answering.claims import is_claim
from assistant.answering.lacking import stated

ENGLISH = ("en",)


@pytest.mark.parametrize(
    "text",
    [
        "The passages don't say who paid for it.",
        "There is no information about this in the passages.",
        "I'm sorry, but I cannot find this in the provided documents.",
        "I'm afraid I cannot answer that.",
        "None of the articles mention a price.",
        "3. I don't know.",
        "Die Artikel enthalten dazu keine Informationen.",
        "Das wird in den Artikeln nicht erwähnt.",
        "Les articles ne mentionnent pas la date.",
        "Los artículos no dicen cuándo.",
        "Gli articoli non dicono quando.",
        "De artikelen vermelden dit niet.",
        "文章中没有提到这一点。",
    ],
)
def test_that_the_articles_lack_something_is_said_in_many_ways_and_states_nothing(text: str) -> None:
    assert stated(text) == ""
    assert not is_claim(text, ENGLISH)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "Luna-25 crashed in 2023, but the articles do not say who paid for it.",
            "Luna-25 crashed in 2023,",
        ),
        ("While the passages do not give its cost, it opened in 1914.", "it opened in 1914."),
        (
            "Die Artikel sagen nicht, wer bezahlt hat, aber Luna-25 stürzte 2023 ab.",
            "Luna-25 stürzte 2023 ab.",
        ),
    ],
)
def test_what_is_stated_beside_a_lack_is_a_claim(text: str, rest: str) -> None:
    assert stated(text) == rest
    assert is_claim(text, ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        "According to the articles, the ship did not stop.",
        "The article says that Luna-25 did not contain any fuel.",
        "Luna-25 did not land safely as stated in the articles.",
        "The law's passage did not prevent individual states from recognising it.",
        "“I don’t know whom to trust,” he said of the bridge.",
        "The company did not disclose the sources of its funding.",
        "The minister did not mention the article at all.",
        "The court did not find the documents provided by the firm convincing.",
        "The source of the river is not known.",
        "The passage through the ice was not found until 1906.",
    ],
)
def test_what_the_articles_deny_is_no_lack_of_theirs(text: str) -> None:
    assert stated(text) == text
