"""Names of people, places, bodies and works: runs of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.text.stopwords import STOP_WORDS, listed


class Name(NamedTuple):
    """A run of capitalised words as it is written, without the title ("Dr") before it or the "'s" behind it."""

    span: Span
    text: str


# Chinese and Japanese write on behind a name without a blank.
_LETTER = r"[^\W_\u3040-\u30ff\u3400-\u9fff]"
_WORD = re.compile(rf"{_LETTER}+(?:[.'’&-]{_LETTER}+)*")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_GAP = re.compile(r"\.?\s|\s?&\s|\s?['’]\s?")
_FRESH = re.compile(r"[:•*]|\s-\s")
_CONNECTORS = listed("of de del della di da du van von der den la le al el bin ibn y e")
_TITLES = listed(
    "mr mrs ms miss dr prof professor sir lord lady rev sen rep gov gen capt col lt sgt president king queen"
)
_CALENDAR = listed(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec monday tuesday wednesday thursday friday saturday sunday i i'm i've i'd i'll"
)
# Words that open sentences, and carry no name though a capital stands there.
_OPENERS = STOP_WORDS["en"] | listed(
    "according additionally although among another around despite due earlier even eventually every first following "
    "formerly former furthermore given instead it's initially last later like many meanwhile moreover much nearly "
    "nevertheless one originally people several similarly since sometimes still today two three four five ten "
    "whereas within without yes yesterday yet however therefore thus also answer overall note"
)


def names(text: str) -> list[Name]:
    """The names in `text`, in order of place; meant for scripts and languages that capitalise names only.

    A capital that only opens a sentence, a list's item or what follows a colon makes no name, unless the same word has one
    elsewhere too. Months and weekdays are none.
    """
    lines = [list(_WORD.finditer(text, *sentence)) for sentence in sentences(text)]
    inner = {
        words[i][0]
        for words in lines
        for i in range(len(words))
        if _is_capitalised(words[i][0]) and not _opens(text, words, i)
    }
    return [name for words in lines for name in _names_in(text, words, inner)]


def _names_in(text: str, words: list[re.Match[str]], inner: set[str]) -> Iterator[Name]:
    run: list[re.Match[str]] = []
    named = [_is_name_word(text, words, i, inner) for i in range(len(words))]
    for i, word in enumerate(words):
        if named[i] and (not run or _continues(text, run[-1], word)):
            run.append(word)
            continue
        if run and i + 1 < len(words) and named[i + 1] and _is_bridge(text, words, i):
            continue
        yield from _finished(text, run)
        run = [word] if named[i] else []
    yield from _finished(text, run)


def _is_name_word(text: str, words: list[re.Match[str]], i: int, inner: set[str]) -> bool:
    word = words[i][0]
    if not _is_capitalised(word) or word.lower() in _CALENDAR:
        return False
    if _is_emphatic(word):
        return True
    if not _opens(text, words, i):
        return word.lower() not in STOP_WORDS["en"]
    if word.lower() in _OPENERS:
        return False
    following = words[i + 1] if i + 1 < len(words) else None
    return word in inner or bool(
        following and _is_capitalised(following[0]) and _continues(text, words[i], following)
    )


def _opens(text: str, words: list[re.Match[str]], i: int) -> bool:
    """Whether any word would have a capital here: the first, behind a list item's number or mark, behind a colon."""
    if i == 0 or (i == 1 and words[0][0].isdigit()):
        return True
    return bool(_FRESH.search(text, words[i - 1].end(), words[i].start()))


def _is_capitalised(word: str) -> bool:
    return word[0].isupper()


def _is_emphatic(word: str) -> bool:
    """Capitals or digits inside a word make it a name wherever it stands: "NASA", "iPhone", "H5N1"."""
    return len(word) > 1 and any(character.isupper() or character.isdigit() for character in word[1:])


def _continues(text: str, last: re.Match[str], word: re.Match[str]) -> bool:
    between = text[last.end() : word.start()]
    return bool(_GAP.fullmatch(between)) or (
        text[last.end() :].startswith(" ") and between.strip().lower() in _CONNECTORS
    )


def _is_bridge(text: str, words: list[re.Match[str]], i: int) -> bool:
    """ "of" in "Bank of England"."""
    return words[i][0].lower() in _CONNECTORS and _continues(text, words[i - 1], words[i + 1])


def _finished(text: str, run: list[re.Match[str]]) -> Iterator[Name]:
    while run and run[0][0].lower() in _TITLES:
        run = run[1:]
    if run:
        start, end = run[0].start(), run[-1].end()
        end -= len(found[0]) if (found := _POSSESSIVE.search(text[start:end])) else 0
        yield Name(Span(start, end), text[start:end])
