"""Events that a question bounds a time by ("before the trial"), dated by what the articles themselves say.

An event is dated only where that is sure: a sentence names it right beside a day, a month or a year, nothing in the sentence is
still to come, and whatever other sentences say agrees. English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from assistant.index.store import Index
from assistant.text.dates import DateMention, dates
from assistant.text.names import names
from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.text.stopwords import STOP_WORDS
from assistant.text.terms import content_words, terms
from assistant.types import Chunk

READ = 40
"""So many chunks are read for sentences that date an event."""
MOST_WORDS = 6
_EXACT = ("day", "week", "month", "year")

_BOUND = re.compile(r"\b(?P<side>before|until|after|since)\s+(?P<words>[^,.;:?!()]+)", re.IGNORECASE)
_ENDS = re.compile(
    r"\s+(?:what|who|which|how|why|when|where|and|or|but|did|does|do|that|(?:say|tell|report|write|mention|describe|claim|cover)s?)\b.*\Z",
    re.IGNORECASE | re.DOTALL,
)
_DETERMINER = re.compile(r"(?:the|its|their|his|her)\s+", re.IGNORECASE)
_HAPPENS = re.compile(
    r"\s+(?:began|begun|started|opened|ended|finished|concluded|happened|occurred|took place)\s*\Z", re.I
)
_TO_COME = re.compile(
    r"\b(?:will|would|could|(?-i:may)|might|should|if|not|never|next|upcoming|due|set to|slated|plan\w*|schedul\w+|expect\w*|delay\w*"
    r"|postpon\w+|aim\w*|hopes?|begins|starts|opens|launches|takes place)\b|n['’]t\b",
    re.IGNORECASE,
)
_FILLER = STOP_WORDS["en"] | {
    "early", "late", "mid", "back", "morning", "afternoon", "evening", "night",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
}  # fmt: skip
_CLOCK = re.compile(r"\d{1,2}(?::\d\d)?\s*[ap]\.?m\b\.?|\b(?:eastern|local|pacific)\s+time\b", re.IGNORECASE)
_WORD = re.compile(r"\w[\w'’-]*")


class Bound(NamedTuple):
    """The question speaks of the time before, until, after or since an event: `words` stand at `span`, the event lies in
    `first` to `last`."""

    side: str
    words: str
    span: Span
    first: date
    last: date


def bounds(index: Index, question: str) -> Iterator[Bound]:
    """The events in a question that the articles date beyond doubt."""
    for match in _BOUND.finditer(question):
        words = _HAPPENS.sub("", _ENDS.sub("", match["words"]).strip())
        if dates(words) or not _names_an_event(words):
            continue
        if period := _dated(index, words, question):
            start = match.start("words")
            yield Bound(match["side"].lower(), words, Span(start, start + len(words)), *period)


def _names_an_event(words: str) -> bool:
    """ "the trial" and "the bridge collapsed", not "Ida Brandt" or "you said so"."""
    content = [word for word, _ in content_words(words)]
    if not 1 <= len(content) <= MOST_WORDS:
        return False
    told = len(content) > 1 and words[0].isupper() and any(word[0].islower() for word in content)
    return bool(_DETERMINER.match(words)) or told


def _dated(index: Index, words: str, question: str) -> tuple[date, date] | None:
    """The time that all sentences leave open which name the event and date it; None if there is none."""
    event = set(terms(words))
    meant = {term for name in names(question) for term in terms(name.text)}
    held = index.terms_of([hit.id for hit in index.lexical([*event, *meant], READ)])
    chunks = index.chunks(
        id_
        for id_, (context, text) in held.items()
        if event.issubset(text) and (not meant or not meant.isdisjoint((*context, *text)))
    )
    published = index.published({chunk.document_id for chunk in chunks.values()})
    periods = [
        (mention.first, mention.last)
        for chunk in chunks.values()
        for mention in _mentions(chunk, event, published.get(chunk.document_id))
    ]
    first = max((first for first, _ in periods), default=date.max)
    last = min((last for _, last in periods), default=date.min)
    return (first, last) if first <= last else None


def _mentions(chunk: Chunk, event: set[str], published: date | None) -> Iterator[DateMention]:
    """The times that stand beside the event in the sentences of a chunk."""
    for start, end in sentences(chunk.text):
        sentence = chunk.text[start:end]
        if event <= set(terms(sentence)) and not _TO_COME.search(sentence):
            # "Tuesday" and "a year ago" lean on a day of publishing that is often that of a later edit.
            stated = {mention.span for mention in dates(sentence)}
            found = [mention for mention in dates(sentence, today=published) if mention.span in stated]
            yield from (m for m in found if m.grain in _EXACT and _is_beside(sentence, m, event))


def _is_beside(sentence: str, mention: DateMention, event: set[str]) -> bool:
    """Whether nothing but small words stands between a time and the nearest word of the event, on either side."""
    before = _CLOCK.sub(" ", sentence[: mention.span.start])
    after = sentence[mention.span.end :]
    return _meets(reversed(_WORD.findall(before)), event) or _meets(iter(_WORD.findall(after)), event)


def _meets(words: Iterator[str], event: set[str]) -> bool:
    telling = next((word for word in words if word.lower() not in _FILLER), "")
    return bool(event & set(terms(telling)))
