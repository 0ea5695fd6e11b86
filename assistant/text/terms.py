"""The words of a text as the lexical index and the verdicts compare them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from assistant.text.normalise import unaccented
from assistant.text.spans import Span
from assistant.text.stopwords import STOP_WORDS

VERSION = 1
"""Goes up whenever `terms` gives another result for some text; part of the index's fingerprint."""

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "nl": "dutch", "en": "english", "fi": "finnish", "fr": "french",
    "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "es": "spanish",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# Scripts written without blanks between words, and Hangul, whose particles cling to them.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_MARK = "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0980-\u0dff]"
_TOKEN = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)"
    rf"|(?P<number>(?<!\w)\d+(?:[.,]\d+)*(?!\w))"
    rf"|(?P<word>(?:[^\W_{_UNSPACED}]+|{_MARK}|\d)+)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")


class Term(NamedTuple):
    """One lexical term and the characters that it was made from."""

    text: str
    span: Span


def terms(text: str, languages: Sequence[str] = ("en",)) -> list[str]:
    """The lexical terms of `text` in order, as `placed_terms` finds them, in half the time: indexing needs no places."""
    spoken = tuple(languages)
    stopped = _stop_words(spoken)
    tokens = list(_words(text))
    kept = [token for token in tokens if token not in stopped] or tokens
    return [stem for token in kept for stem in _stems(token, spoken)]


def placed_terms(text: str, languages: Sequence[str] = ("en",)) -> list[Term]:
    """The lexical terms of `text` with their places: casefolded, stemmed for each of `languages`, accents taken off.

    Stop words are left out unless nothing else remains. Numbers stay whole ("121.6") and lose their thousands commas; runs of
    Han, Kana, Hangul, Thai and the like become overlapping pairs of characters.
    """
    stopped = _stop_words(tuple(languages))
    tokens = list(_tokens(text))
    kept = [token for token in tokens if token.text not in stopped] or tokens
    return [Term(stem, span) for token, span in kept for stem in _stems(token, tuple(languages))]


def content_words(text: str, languages: Sequence[str] = ("en",)) -> list[tuple[str, Span]]:
    """The words that are not stop words, as they are written, with their places."""
    stopped = _stop_words(tuple(languages))
    return [(span.of(text), span) for token, span in _tokens(text) if token not in stopped]


def _tokens(text: str) -> Iterator[Term]:
    """Words, numbers and character pairs, casefolded but with their accents, which stemmers need."""
    for match in _TOKEN.finditer(text):
        span = Span(*match.span())
        if match["unspaced"]:
            yield from _pairs(match[0], span.start)
        else:
            yield Term(_number(match[0]) if match["number"] else match[0].casefold(), span)


def _words(text: str) -> Iterator[str]:
    """The texts of `_tokens`."""
    for unspaced, number, word in _TOKEN.findall(text):
        if word:
            yield word.casefold()
        elif number:
            yield _number(number)
        else:
            yield from (pair.text for pair in _pairs(unspaced, 0))


def _pairs(run: str, start: int) -> Iterator[Term]:
    for i in range(max(1, len(run) - 1)):
        yield Term(run[i : i + 2], Span(start + i, start + min(i + 2, len(run))))


def _number(text: str) -> str:
    return text.replace(",", "") if _THOUSANDS.match(text) else text


@cache
def _stop_words(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(STOP_WORDS.get(language, frozenset()) for language in languages))


@lru_cache(maxsize=1 << 16)
def _stems(token: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The distinct stems of one token; a language without a stemmer keeps the word."""
    stems = (_stemmers.stem(token, language) for language in languages or ("",))
    return tuple(dict.fromkeys(unaccented(stem) for stem in stems))


class _Stemmers(threading.local):
    """A stemmer holds scratch memory and must not be shared between threads."""

    def __init__(self) -> None:
        self._by_language: dict[str, Stemmer.Stemmer] = {}

    def stem(self, token: str, language: str) -> str:
        if language not in _STEMMERS:
            return token
        if language not in self._by_language:
            self._by_language[language] = Stemmer.Stemmer(_STEMMERS[language])
        return str(self._by_language[language].stemWord(token))


_stemmers = _Stemmers()
