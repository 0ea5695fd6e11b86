"""The answer to a question for every article on something: how many there are, and a sentence of each, cited."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.text.counts import counted
from assistant.text.language import language
from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Answer, Citation, Passage, Query, Sentence


def listed(
    query: Query,
    passages: Sequence[Passage],
    *,
    subject: Collection[str],
    scanned: str,
    denied: bool = False,
    count: int | None = None,
) -> Answer:
    """A verbatim sentence from each passage, the one that holds most of the subject's terms.

    Args:
        subject: terms as `text.terms` makes them; without any, the articles were asked for whatever they speak of.
        scanned: how many articles were read, in words.
        denied: whether the articles are those that do not speak of the subject.
        count: how many articles there are; as many as passages unless given.
    """
    count = len(passages) if count is None else count
    rest = f", of which {len(passages)} are listed" if count > len(passages) else ""
    text = f"{_counted(query, count, subject, denied)}{rest}:\n"
    told: list[Sentence] = []
    for passage in passages:
        quote = _telling(passage, subject)
        shown = f"{quote.of(passage.text)} [{passage.number}]"
        start = len(text) + len("\n- ")
        text += f"\n- {shown}"
        told.append(_sentence(passage, quote, shown, start))
    return Answer(
        query.question,
        query,
        text,
        tuple(told),
        tuple(passages),
        scanned=scanned,
        confidence=1.0,
        extractive=True,
        answerer="extracts",
    )


def none_found(query: Query, nearest: Sequence[Passage], *, scanned: str) -> Answer:
    """The refusal where every article was read and none speaks of it, with the passages that come nearest."""
    text = "No article speaks of this." + (" The nearest passages are listed." if nearest else "")
    return Answer(
        query.question,
        query,
        text,
        (),
        tuple(nearest),
        refused=True,
        missing=query.text,
        nearest=tuple(passage.number for passage in nearest),
        scanned=scanned,
        extractive=True,
        answerer="extracts",
    )


def _counted(query: Query, count: int, subject: Collection[str], denied: bool) -> str:
    articles, one = counted(count, "article"), count == 1
    if not subject:
        restricted = query.filters or any(not constraint.prefer for constraint in query.constraints)
        there = f"There {'is' if one else 'are'} {articles}"
        return f"{articles} {'meets' if one else 'meet'} this" if restricted else there
    if denied:
        return f"{articles} {'does' if one else 'do'} not speak of this"
    return f"{articles} {'speaks' if one else 'speak'} of this"


def _telling(passage: Passage, subject: Collection[str]) -> Span:
    languages = (language(passage.text) or "en",)
    spans = sentences(passage.text)
    return max(spans, key=lambda span: len(set(terms(span.of(passage.text), languages)) & set(subject)))


def _sentence(passage: Passage, quote: Span, shown: str, start: int) -> Sentence:
    place = quote.shifted(passage.start)
    citation = Citation(passage.number, quote.of(passage.text), place.start, place.end, "supported", 1.0)
    return Sentence(shown, start, start + len(shown), "supported", "word for word", (citation,))
