"""Articles into pieces small enough to embed: whole sentences, even sizes, cut where paragraphs and sections end.

The cuts are chosen together, by dynamic programming over the sentences of the article: each piece pays for straying from the
target size, each cut for what it tears apart (Knuth and Plass break paragraphs into lines in the same way). Linear in the text.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate, pairwise, zip_longest
from typing import NamedTuple, TypeAlias

from assistant.ingest.article import Article, Section
from assistant.text.sentences import sentences
from assistant.text.spans import Span, trimmed

SPLITTER_VERSION = 3
"""Goes up whenever the same article could be split otherwise; part of the index's fingerprint."""

TARGET = 240
CONTEXT_SHARE = 0.25
"""At most this share of the embedder's window goes to the context line."""

CHARACTERS_PER_TOKEN = 8
"""A piece counts at least one token for so many characters: a tokeniser may call a thousand letters one unknown word."""

SMALLEST_UNIT = 8
"""Neighbours below so many tokens are handled as one, which bounds the work for each cut."""

# Costs of a cut and of a piece, in units of "twice as large or empty instead of the target size".
INSIDE_SENTENCE, INSIDE_PARAGRAPH, BETWEEN_PARAGRAPHS, AFTER_HEADING = 0.5, 0.12, 0.03, 4.0
SECTION_SWALLOWED = 0.35

CountTokens: TypeAlias = Callable[[Sequence[str]], list[int]]
"""Of each of several texts."""

_CLAUSE = re.compile(r"[.!?,;:—–](?=\s)|[，；：、]")
_STOPS = frozenset(".!?")


class Piece(NamedTuple):
    """`article.text[start:end]`; `locator` is its page or heading, `context` goes before it when it is embedded."""

    start: int
    end: int
    locator: str | None
    context: str


class Unit(NamedTuple):
    """What is never cut: a sentence, or a part of one that alone exceeds the limit. `cut` is what a cut before it costs."""

    start: int
    end: int
    size: int
    cut: float
    opens_section: bool = False


def split(
    article: Article,
    count_tokens: CountTokens,
    max_tokens: int,
    *,
    target: int = TARGET,
    overlap: int = 0,
) -> list[Piece]:
    """The pieces of an article in order; with no `overlap` they hold every visible character exactly once.

    Context and text together stay within `max_tokens`, as `count_tokens` counts them. `target` is the size aimed at and
    `overlap` how much of the piece before is repeated (whole sentences only), both in tokens of text.
    """
    measure = _Measure(count_tokens)
    contexts = _Contexts(article, measure, int(max_tokens * CONTEXT_SHARE))
    limit = max(max_tokens - measure.special - contexts.largest, 16)
    units = _units(article, measure, limit)
    if not units:
        return []
    cuts = _cuts(units, min(target, limit), limit)
    return [
        _piece(article, contexts, units[_reach_back(units, first, last, min(overlap, limit), limit) : last])
        for first, last in pairwise(cuts)
    ]


class _Measure:
    """Tokens of stretches of text, never fewer than their length can justify. Those of many are best counted together."""

    def __init__(self, count_tokens: CountTokens) -> None:
        self._count = count_tokens
        (self.special,) = count_tokens([""])
        self._known: dict[str, int] = {}

    def learn(self, texts: Iterable[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text, tokens in zip(new, self._count(new) if new else (), strict=True):
            by_length = math.ceil(len(text) / CHARACTERS_PER_TOKEN)
            self._known[text] = max(tokens - self.special, by_length, 1)

    def __call__(self, text: str) -> int:
        self.learn([text])
        return self._known[text]


class _Contexts:
    """The context line of each section, shortened to what it may take of the window."""

    def __init__(self, article: Article, measure: _Measure, most: int) -> None:
        self.sections = article.sections or (Section(0, len(article.text)),)
        self.starts = [section.start for section in self.sections]
        lines = {section.heading: context(article, section.heading) for section in self.sections}
        measure.learn(lines.values())
        self.lines = {heading: _shortened(line, measure, most) for heading, line in lines.items()}
        self.largest = max(measure(line) for line in self.lines.values())

    def at(self, offset: int) -> Section:
        return self.sections[bisect_right(self.starts, offset) - 1]


def context(article: Article, heading: str | None = None) -> str:
    """Title, section, publisher and day, whichever are known, on one line."""
    known = (article.title, heading, article.publisher, _written(article.published))
    return " | ".join(part for part in known if part)


def _written(published: date | None) -> str | None:
    return f"{published.day} {published:%B %Y}" if published else None


def _shortened(line: str, measure: _Measure, most: int) -> str:
    words = line.split(" ")
    while len(words) > 1 and measure(" ".join(words)) > most:
        words = words[: max(1, len(words) * 3 // 4)]
    return " ".join(words)[: most * CHARACTERS_PER_TOKEN]


def _piece(article: Article, contexts: _Contexts, units: Sequence[Unit]) -> Piece:
    start, end = units[0].start, units[-1].end
    first, last = contexts.at(start), contexts.at(end - 1)
    label = first.label
    if first.page and last.page and last.page > first.page:
        label = f"pp. {first.page}–{last.page}"
    return Piece(start, end, label, contexts.lines[first.heading])


def _units(article: Article, measure: _Measure, limit: int) -> list[Unit]:
    """The article's sentences, each with what a cut before it costs."""
    headings = {section.start: section.heading for section in article.sections if section.heading}
    lines = [(line, _sentences(article.text, line)) for line in _lines(article.text)]
    countable = (sentence for _, found in lines for sentence in found if _countable(sentence, limit))
    measure.learn(sentence.of(article.text) for sentence in countable)
    units: list[Unit] = []
    after_heading = False
    for line, found in lines:
        opens = line.start in headings
        cut = AFTER_HEADING if after_heading else 0.0 if opens else BETWEEN_PARAGRAPHS
        for sentence in found:
            units += _parts(article.text, sentence, cut, measure, limit)
            cut = INSIDE_PARAGRAPH
        if opens and units:
            first = next(at for at in range(len(units) - 1, -1, -1) if units[at].start <= line.start)
            units[first] = units[first]._replace(opens_section=True)
        after_heading = line.of(article.text) == article.title or (headings.get(line.start) or "").endswith(
            line.of(article.text)
        )
    return _merged(units, limit)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start and (line := trimmed(text, start, end)).start < line.end:
            yield line
        start = end + 1


def _sentences(text: str, line: Span) -> list[Span]:
    return [Span(*found).shifted(line.start) for found in sentences(line.of(text))]


def _parts(text: str, sentence: Span, cut: float, measure: _Measure, limit: int) -> Iterator[Unit]:
    """The sentence as one unit; one that alone exceeds the limit as its clauses, so that pieces can be filled all the same."""
    if _fits(text, sentence, measure, limit):
        yield Unit(*sentence, measure(sentence.of(text)), cut)
        return
    for clause in _clauses(text, sentence):
        for part in _fitting(text, clause, measure, limit):
            yield Unit(*part, measure(part.of(text)), cut)
            cut = INSIDE_SENTENCE
        cut = INSIDE_PARAGRAPH if text[clause.end - 1] in _STOPS else INSIDE_SENTENCE


def _fits(text: str, span: Span, measure: _Measure, limit: int) -> bool:
    return _countable(span, limit) and measure(span.of(text)) <= limit


def _countable(span: Span, limit: int) -> bool:
    """Counting the tokens of what is far too long would take as long as splitting it."""
    return span.end - span.start <= limit * CHARACTERS_PER_TOKEN


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    for found in _CLAUSE.finditer(text, *sentence):
        yield trimmed(text, start, found.end())
        start = found.end()
    if start < sentence.end:
        yield trimmed(text, start, sentence.end)


def _fitting(text: str, clause: Span, measure: _Measure, limit: int) -> Iterator[Span]:
    """The clause, cut after words where it exceeds the limit, and between letters where there are no words."""
    start = clause.start
    while not _fits(text, Span(start, clause.end), measure, limit):
        end = min(clause.end - 1, start + limit * CHARACTERS_PER_TOKEN // 2)
        while measure(text[start:end]) > limit and end - start > 1:
            end = start + (end - start) * 3 // 4
        half = (start + end) // 2
        word = max(text.rfind(" ", half, end), text.rfind("\t", half, end))
        part = trimmed(text, start, word + 1 if word > 0 else end)
        yield part
        start = trimmed(text, part.end, clause.end).start
    yield Span(start, clause.end)


def _merged(units: Sequence[Unit], limit: int) -> list[Unit]:
    """Small units joined to what follows, or to what comes before where a cut costs less after them."""
    merged: list[Unit] = []
    for unit, following in zip_longest(units, units[1:]):
        before = merged[-1] if merged else None
        closes = unit.size < SMALLEST_UNIT and unit.cut > (following.cut if following else 0.0)
        if (
            before
            and (before.size < SMALLEST_UNIT or closes)
            and before.size + unit.size <= limit
            and not unit.opens_section
        ):
            merged[-1] = before._replace(end=unit.end, size=before.size + unit.size)
        else:
            merged.append(unit)
    return merged


def _cuts(units: Sequence[Unit], target: int, limit: int) -> list[int]:
    """Where pieces begin, as indices of units, ending with their number: the cheapest way to cut."""
    sizes = list(accumulate((unit.size for unit in units), initial=0))
    opened = list(accumulate((unit.opens_section for unit in units), initial=0))
    best, came = [0.0], [0]
    for last in range(1, len(units) + 1):
        choices: list[tuple[float, int]] = []
        for first in range(last - 1, -1, -1):
            size = sizes[last] - sizes[first]
            if size > limit and choices:
                break
            swallowed = opened[last] - opened[first + 1]
            cost = (
                best[first] + units[first].cut + _strayed(size, target, limit) + SECTION_SWALLOWED * swallowed
            )
            choices.append((cost, first))
        cost, first = min(choices)
        best.append(cost)
        came.append(first)
    cuts = [len(units)]
    while cuts[-1]:
        cuts.append(came[cuts[-1]])
    return cuts[::-1]


def _strayed(size: int, target: int, limit: int) -> float:
    room = limit - target if size > target else target
    return ((size - target) / max(room, 1)) ** 2


def _reach_back(units: Sequence[Unit], first: int, last: int, overlap: int, limit: int) -> int:
    """The first unit of a piece that repeats up to `overlap` tokens of the one before, within the limit."""
    size = sum(unit.size for unit in units[first:last])
    repeated = 0
    while first and not units[first].opens_section:
        repeated += units[first - 1].size
        if repeated > overlap or size + repeated > limit:
            break
        first -= 1
    return first
