from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.spans import Span
from assistant.text.terms import content_words, placed_terms, terms


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("The runners were running", ("en",), ["runner", "run"]),
        ("It cost 1,000 or 121.6, not 1,5", ("en",), ["cost", "1000", "121.6", "1,5"]),
        ("Café NAÏVE", ("en",), ["cafe", "naiv"]),
        ("O'Brien's COVID-19 and H5N1", ("en",), ["o", "brien", "covid", "19", "h5n1"]),
        ("Die Häuser der Stadt", ("de",), ["haus", "stadt"]),
        ("l'économie française", ("fr",), ["econom", "franc"]),
        ("Who are you?", ("en",), ["who", "are", "you"]),
        ("今日は晴れ", ("ja",), ["今日", "日は", "は晴", "晴れ"]),
        ("山", ("zh",), ["山"]),
        ("한국어", ("ko",), ["한국", "국어"]),
        ("नमस्ते दुनिया", ("sw",), ["नमस्ते", "दुनिया"]),
        ("running", ("en", "de"), ["run", "running"]),
        ("Plain words", (), ["plain", "words"]),
        ("...", ("en",), []),
    ],
)
def test_terms(text: str, languages: tuple[str, ...], expected: list[str]) -> None:
    assert terms(text, languages) == expected


@given(st.text(), st.sampled_from([("en",), ("de", "fr"), ("ja",), ()]))
def test_terms_are_the_same_with_their_places_and_without(text: str, languages: tuple[str, ...]) -> None:
    assert terms(text, languages) == [term.text for term in placed_terms(text, languages)]


def test_words_typed_without_their_accents_are_the_same_terms() -> None:
    assert terms("San Jose cafe") == terms("San José café")


def test_each_term_knows_its_place() -> None:
    text = "Big cities, 2,000 people"
    assert [(term.text, term.span.of(text)) for term in placed_terms(text)] == [
        ("big", "Big"), ("citi", "cities"), ("2000", "2,000"), ("peopl", "people"),
    ]  # fmt: skip


def test_content_words_are_shown_as_written() -> None:
    assert content_words("The Cities of Gold") == [("Cities", Span(4, 10)), ("Gold", Span(14, 18))]


def test_threads_stem_alike() -> None:
    words = [f"running{n} nations generously" for n in range(300)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(terms, words)) == [terms(text) for text in words]
