"""A question as it is read, and the sentences of its passages that could answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.text.language import language
from assistant.text.leaning import leaning_word
from assistant.text.names import names
from assistant.text.prose import is_heading, is_reference, is_row, is_table_head, opens_references
from assistant.text.questions import Wanted, wanted
from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Passage, TermWeights

CARRIED = 0.4
"""What a word of an earlier question counts for beside one of this question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what choosing a sentence needs to know of it."""

    text: str
    wanted: Wanted | None
    languages: tuple[str, ...]
    order: tuple[str, ...]
    """Its terms as they stand."""
    weight: Mapping[str, float]
    """How telling each of its terms is; 0 for one that the corpus does not have. Words carried over from earlier questions
    count for less."""
    carried: str = ""
    names: frozenset[str] = frozenset()
    """The words of its names, in lower case."""

    @classmethod
    def read(cls, text: str, weights: TermWeights | None, carried: Sequence[str] = ()) -> Asked:
        languages = (language(text) or "en",)
        order = tuple(terms(text, languages))
        earlier = tuple(terms(" ".join(carried), languages)) if carried else ()
        distinct = list(dict.fromkeys([*earlier, *order]))
        weight = dict(weights.weights(distinct)) if weights else dict.fromkeys(distinct, 1.0)
        for term in set(earlier) - set(order):
            weight[term] *= CARRIED
        named = frozenset(word for name in names(text) for word in _words(name.text))
        return cls(text, wanted(text), languages, order, weight, " ".join(carried), named)

    def covered(self, found: Iterable[str]) -> float:
        """The share, from 0 to 1, of the question's weight that `found` holds."""
        return sum(self.weight.get(term, 0.0) for term in set(found)) / (sum(self.weight.values()) or 1.0)

    def repeated_names(self, sentence: str) -> float:
        """The share, from 0 to 1, of its names' words that `sentence` repeats; 0 where it names nothing."""
        return len(self.names & _words(sentence)) / len(self.names) if self.names else 0.0

    @property
    def known(self) -> float:
        """The share, from 0 to 1, of its weight that the corpus has at all: a term that it does not have tells as much as any."""
        most = max(self.weight.values(), default=0.0) or 1.0
        held = sum(self.weight.values())
        return held / ((held + most * sum(not weight for weight in self.weight.values())) or 1.0)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w[\w'-]*", text.lower()) if len(word) > 1}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage, or a row of a table in it."""

    passage: Passage
    span: Span
    terms: frozenset[str]
    before: Span | None
    """The sentence before it, or the head of its table, in the passage."""
    terms_before: frozenset[str]
    anchor: Span | None = None
    """What it is understood with only: the sentence before it, or where that leans by the same word ("She … She …") what that
    leans on; the head of its table for a row."""

    @property
    def text(self) -> str:
        return self.span.of(self.passage.text)

    @property
    def is_row(self) -> bool:
        return is_row(self.text)

    @property
    def leans(self) -> bool:
        """Whether it is understood only together with what stands before it."""
        return self.anchor is not None

    @property
    def evidence(self) -> tuple[Span, ...]:
        """What has to be quoted for the sentence to be understood: itself, and what it leans on, in one piece where nothing
        lies between the two."""
        if self.anchor is None:
            return (self.span,)
        if self.passage.text[self.anchor.end : self.span.start].strip():
            return self.anchor, self.span
        return (Span(self.anchor.start, self.span.end),)


def candidates(passages: Sequence[Passage], asked: Asked) -> list[Candidate]:
    """The sentences of the passages that say something, each once, in order."""
    found: dict[str, Candidate] = {}
    for passage in passages:
        for candidate in _of(passage, asked.languages):
            found.setdefault(" ".join(candidate.text.split()), candidate)
    return list(found.values())


def _of(passage: Passage, languages: tuple[str, ...]) -> Iterator[Candidate]:
    text = passage.text
    above, before, known = "", None, frozenset[str]()
    leaning, anchor = "", None
    for span in sentences(text):
        line = span.of(text)
        own_line = text[span.end : span.end + 1] in ("", "\n") and text[: span.start][-1:] in ("", "\n")
        if own_line and opens_references(line):
            return
        own = frozenset(terms(line, languages))
        frames = own_line and (line == passage.title or is_heading(line))
        says = len(own) > 1 and not frames and not is_reference(line)
        heads = is_table_head(line, above)
        word = leaning_word(line)
        goes_on = bool(anchor and word) and word == leaning
        anchor = anchor if goes_on else before if word or is_row(line) else None
        if says and not heads and not _is_torn(passage, span):
            yield Candidate(passage, span, own, before, known, anchor)
        # The head of a table is what all of its rows lean on; on a question or a heading nothing does.
        if heads or not (is_row(line) and is_row(above)):
            before, known = (span, own) if says and not line.endswith("?") else (None, frozenset())
        above, leaning = line, word


def _is_torn(passage: Passage, span: Span) -> bool:
    """Whether the passage begins inside this sentence."""
    return span.start == 0 and passage.start > 0 and passage.text[:1].islower()
