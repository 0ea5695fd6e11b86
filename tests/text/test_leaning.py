import pytest

from assistant.text.leaning import leaning_word


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("It was sold in 1986.", "it"),
        ("Its owners sold it.", "it"),
        ("“They left,” said Ada.", "they"),
        ("This was wrong.", "this"),
        ("Sie wurde 1871 gebaut.", "sie"),
        ("In 1986 she led the team.", "she"),
        ("In May 1986, his wife left.", "he"),
        ("By then they had left.", "they"),
        ("Three years later it was sold.", "it"),
        ("But in 2020 its roof fell in.", "it"),
        ("After the fall of the city, he went home.", "he"),
        ("As president, he signed it.", "he"),
    ],
)
def test_a_word_for_what_the_sentence_before_names_leans_on_it(sentence: str, word: str) -> None:
    assert leaning_word(sentence) == word


@pytest.mark.parametrize(
    "sentence",
    [
        "The mill and its owners were known.",
        "In May 1986 Karikó and her husband left.",
        "After the fall of Rome, she was forgotten.",
        "In 1986 it was decided that the mill would close.",
        "As the ship turned, it lost power.",
        "During the flight the crew said it was fine.",
        "In the city the mayor and his wife met.",
        "Although the company grew, it failed.",
        "",
    ],
)
def test_a_sentence_that_names_what_it_is_about_leans_on_nothing(sentence: str) -> None:
    assert leaning_word(sentence) == ""
