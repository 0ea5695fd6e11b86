"""The answer to a question for every article on something: how many there are, and a sentence of each, cited."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.text.language import language
from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Answer, Citation, Passage, Query, Sentence


def listed(query: Query, passages: Sequence[Passage], *, subject: Collection[str], scanned: str) -> Answer:
    """A verbatim sentence from each passage, the one that holds most of the subject's terms.

    Args:
        subject: terms as `text.terms` makes them.
        scanned: how many articles were read, in words.
    """
    count = len(passages)
    text = f"{count} {'article speaks' if count == 1 else 'articles speak'} of this:\n" if count else ""
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
        text or "No article speaks of this.",
        tuple(told),
        tuple(passages),
        refused=not count,
        missing="" if count else query.text,
        scanned=scanned,
        confidence=float(bool(count)),
        extractive=True,
        answerer="extracts",
    )


def _telling(passage: Passage, subject: Collection[str]) -> Span:
    languages = (language(passage.text) or "en",)
    spans = sentences(passage.text)
    return max(spans, key=lambda span: len(set(terms(span.of(passage.text), languages)) & set(subject)))


def _sentence(passage: Passage, quote: Span, shown: str, start: int) -> Sentence:
    place = quote.shifted(passage.start)
    citation = Citation(passage.number, quote.of(passage.text), place.start, place.end, "supported", 1.0)
    return Sentence(shown, start, start + len(shown), "supported", "word for word", (citation,))
