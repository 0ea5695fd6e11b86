"""From article to article by their titles: a question names one article, and that names the next.

"Where was the performer of X born?" needs the article on X, and then that on whoever X says performed it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.text.normalise import unaccented
from assistant.text.stopwords import STOP_WORDS
from assistant.types import Chunk

NAMED = 3.0
LINKED = 8.0
"""What a title named in the question, and one named in an article so found, adds to its article's score."""
DECAY = 0.8
"""Each further mention in a text, and each further text, counts so much of the one before."""
SEEDS = 4
MENTIONS = 12
SHARED = 5
"""A title that more articles share names none of them."""
LONGEST = 16
SHORTEST_WORD = 4

_WORD = re.compile(r"\w+")
_QUALIFIER = re.compile(r"\s*\([^)]*\)\s*\Z")


class Mention(NamedTuple):
    """A title found in a text, and the articles that have it."""

    title: str
    documents: tuple[str, ...]


class Link(NamedTuple):
    """What a mention adds to the score of a document, and the title of the article that names it."""

    bonus: float
    source: str


class Titles:
    """The titles of a corpus, to be found in texts. `titles` maps document ids to titles."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = titles
        known: dict[tuple[str, ...], list[str]] = {}
        for document, title in titles.items():
            for form in {_folded(title), _folded(_QUALIFIER.sub("", title))}:
                if _can_name(form):
                    known.setdefault(form, []).append(document)
        self._known = {form: tuple(ids) for form, ids in known.items() if len(ids) <= SHARED}
        self._lengths: dict[str, list[int]] = {}
        for form in sorted(self._known, key=len, reverse=True):
            lengths = self._lengths.setdefault(form[0], [])
            if len(form) not in lengths:
                lengths.append(len(form))

    def of(self, document_id: str) -> str:
        return self._titles.get(document_id, "")

    def mentions(self, text: str) -> Iterator[Mention]:
        """In order of place, the longest title at each; a title of one word must be written with a capital or digit."""
        written = _WORD.findall(text)
        words = [unaccented(word) for word in written]
        at = 0
        while at < len(words):
            form = self._at(words, written, at)
            if form:
                yield Mention(" ".join(written[at : at + len(form)]), self._known[form])
            at += len(form) or 1

    def _at(self, words: Sequence[str], written: Sequence[str], at: int) -> tuple[str, ...]:
        for length in self._lengths.get(words[at], ()):
            form = tuple(words[at : at + length])
            if form in self._known and (length > 1 or not written[at][0].islower()):
                return form
        return ()


def named(titles: Titles, question: str, without: Collection[str] = ()) -> dict[str, float]:
    """The articles whose titles stand in a question, less those titles that were given up, and what that adds to their scores."""
    return {
        document: NAMED / len(mention.documents)
        for mention in titles.mentions(question)
        if mention.title not in without
        for document in mention.documents
    }


def links(titles: Titles, seeds: Sequence[Chunk]) -> dict[str, Link]:
    """The articles that the first few of these chunks name, each with its strongest link."""
    found: dict[str, Link] = {}
    for rank, seed in enumerate(seeds[:SEEDS]):
        foreign = [m for m in titles.mentions(seed.text) if seed.document_id not in m.documents]
        for place, mention in enumerate(list(dict.fromkeys(foreign))[:MENTIONS]):
            bonus = LINKED * DECAY ** (rank + place) / len(mention.documents)
            for document in mention.documents:
                if document not in found or found[document].bonus < bonus:
                    found[document] = Link(bonus, titles.of(seed.document_id))
    return found


def _folded(title: str) -> tuple[str, ...]:
    return tuple(unaccented(word) for word in _WORD.findall(title))


def _can_name(form: tuple[str, ...]) -> bool:
    if not form or len(form) > LONGEST or all(word in STOP_WORDS["en"] for word in form):
        return False
    return len(form) > 1 or len(form[0]) >= SHORTEST_WORD
