"""Does a passage back a sentence? The quote that backs it best, and what must stand beside it."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.answering.agreement import (
    Facts,
    contradicted,
    counted_with,
    facts,
    missing_dates,
    missing_names,
    missing_quantities,
    other_time,
    same_time,
    turned_round,
    year_apart,
)
from assistant.answering.bindings import overruled
from assistant.answering.candidates import Asked, candidates
from assistant.answering.contrast import Contrast, TokenReader, contrast
from assistant.answering.signs import Reader, score
from assistant.answering.verdicts import PARTLY, SAME_THING, Held, Judgement, Quote, Signs, judgement
from assistant.text.aliases import name_words
from assistant.text.clauses import clauses
from assistant.text.dates import DateMention
from assistant.text.language import language
from assistant.text.leaning import leaning_word
from assistant.text.names import names
from assistant.text.normalise import find
from assistant.text.quantities import Quantity
from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.types import Embedder, Passage, TermWeights, Vector

Scores: TypeAlias = NDArray[np.float32] | NDArray[np.float64]

LONGEST_QUOTE = 3
"""Sentences that a quote may join."""
_PER_SENTENCE = 0.03
"""What a quote must gain by each further sentence."""
_CELLS = " | "
"""What stands between the cells of a table's row, in articles as they are read."""
_SHORTEST_VERBATIM = 12
_NEAR = 4
_BESIDE = "its words are in one quote and its number or date in another"
_UNKNOWN_WEIGHT = 5.0
_LOOKED_AT = 12
"""Quotes that are compared point by point, after a first look at their words."""


_SHORTEST_CLAUSE = 2
"""Content terms below which a clause says nothing of its own."""
_UNSAID, _UNMEANT = 0.25, 0.35
"""The share of a clause's weight, and its cosine, up to which a sentence says nothing of it."""
_SAYS_MORE = 0.05
"""The share of a sentence that a line must add to what its quote says of it, to be the one that brings in a name."""


class Answering(NamedTuple):
    """A sentence as the answer to a question, behind what it leans on; `worth` is the logarithm of how likely it is to answer
    beside the likeliest, 0 for that one."""

    quotes: tuple[Quote, ...]
    worth: float

    @property
    def passage(self) -> Passage:
        return self.quotes[-1].passage

    @property
    def text(self) -> str:
        return " ".join(quote.text for quote in self.quotes)


class Evidence:
    """The passages an answer is held against, read once.

    Args:
        embedder: tells which words mean the same; without one only words count.
        weights: tells which words are telling; without them all count the same.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        *,
        embedder: Embedder | None = None,
        weights: TermWeights | None = None,
    ) -> None:
        self.passages = tuple(passages)
        self.numbers = frozenset(passage.number for passage in passages)
        self._embedder = embedder
        self._weights = weights
        self._known: dict[str, float] = {}
        self._claims: dict[str, Vector] = {}

    def judge(self, sentence: str, among: Iterable[int] | None = None) -> Judgement:
        """The verdict on `sentence` from the passages numbered in `among` (all of them unless given)."""
        wanted = sorted(self.numbers if among is None else self.numbers & set(among))
        if verbatim := self._verbatim(sentence, wanted):
            return Judgement("supported", "word for word", 1.0, verbatim)
        claim = facts(sentence, self.languages)
        quotes = self._likely(claim, wanted)
        if not quotes:
            return Judgement("unsupported", "no passage speaks of this", 0.0)
        judged = [(self.signs(claim, quote), quote) for quote in quotes]
        signs, quote = max(judged, key=lambda pair: pair[0].score() - _PER_SENTENCE * pair[1].count)
        given = facts(quote.text, self.languages)
        beside = self._introductions(claim, given, quote, signs)
        missing = missing_names(claim, given)
        lacking = [name for name in missing if name not in beside and not self._is_plain_word(name)]
        opposites = self._contrast(claim, given, signs)
        signs = signs._replace(names=len(lacking)).told(opposites)
        held = Held(claim, quote, given, signs, lacking, opposites)
        if signs.numbers and (line := self._beside(claim, given, quote)):
            whole = judgement(replace(held, signs=signs._replace(numbers=0)))
            if whole.verdict == "supported":
                beside_it = _quotes([line, *beside.values()])
                return self._unless_denied(claim, replace(whole, reason=_BESIDE, beside=beside_it))
        found = replace(judgement(held), beside=_quotes(beside.values()))
        return self._unless_denied(claim, found) if found.verdict == "supported" else found

    def names_all(self, claim: Facts, passage: Passage) -> bool:
        """Whether a passage, or what is known about its article, has every name of `claim`."""
        unknown = missing_names(claim, self._about(passage))
        return not set(unknown) & set(missing_names(claim, facts(passage.text, self.languages)))

    def signs(self, claim: Facts, quote: Quote) -> Signs:
        """Everything that speaks for or against `quote` as the evidence of `claim`."""
        given = facts(quote.text, self.languages)
        quantities, times = self._lacking(claim, given, quote.passage)
        return Signs(
            self._covered(claim, given.vocabulary),
            _pairs_kept(claim, given),
            self._similarity(claim, quote),
            len(quantities) + len(times),
            len(missing_names(claim, given)),
            len(turned_round(claim, given)),
        )

    def answers(self, question: str, cited: Collection[int] = ()) -> list[Answering]:
        """The sentences of the passages, and how likely each is to answer `question`; what stands in several is taken from one
        that is `cited`."""
        asked = Asked.read(question, self._weights)
        found = candidates(sorted(self.passages, key=lambda passage: passage.number not in cited), asked)
        worth = score(Reader(found, self._embedder).signs(asked)) if found else np.zeros(0)
        return [
            Answering(
                tuple(self._quote(one.passage, span) for span in one.evidence), float(own - worth.max())
            )
            for one, own in zip(found, worth, strict=True)
        ]

    def _quote(self, passage: Passage, span: Span) -> Quote:
        """The sentences of a passage that have a part in `span`."""
        lines = [line for line in self._sentences[passage.number] if line.span.overlaps(span)]
        return Quote(passage, Span(lines[0].span.start, lines[-1].span.end), lines[0].first, len(lines))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return (language(" ".join(passage.text[:500] for passage in self.passages)) or "en",)

    @cached_property
    def _sentences(self) -> Mapping[int, list[Quote]]:
        """The sentences of each passage by its number."""
        return {
            passage.number: [Quote(passage, span, i, 1) for i, span in enumerate(sentences(passage.text))]
            for passage in self.passages
        }

    @cached_property
    def _vectors(self) -> Mapping[int, Vector]:
        """A row for each sentence, by passage number; nothing without an embedder."""
        if self._embedder is None:
            return {}
        lines = [line for passage in self._sentences.values() for line in passage]
        vectors = iter(self._embedder.embed([line.text for line in lines]))
        filled = {number: passage for number, passage in self._sentences.items() if passage}
        return {number: np.stack([next(vectors) for _ in passage]) for number, passage in filled.items()}

    def _verbatim(self, sentence: str, wanted: Sequence[int]) -> Quote | None:
        if len(sentence) < _SHORTEST_VERBATIM:
            return None
        for number in wanted:
            passage = self._sentences[number][0].passage if self._sentences[number] else None
            if passage and (span := find(sentence, passage.text)):
                return Quote(passage, span, 0, 1)
        return None

    def _likely(self, claim: Facts, wanted: Sequence[int]) -> list[Quote]:
        """The quotes that share most of the claim's words or are most similar to it."""
        looks: list[tuple[float, Quote]] = []
        for number in wanted:
            lines = self._sentences[number]
            shared = [claim.vocabulary & facts(line.text, self.languages).vocabulary for line in lines]
            similar = self._similarities(claim, number)
            for quote in _runs(lines):
                own = slice(quote.first, quote.first + quote.count)
                words = frozenset().union(*shared[own])
                look = self._covered(claim, words) + float(similar[own].max())
                if look > 0:
                    looks.append((look - _PER_SENTENCE * quote.count, quote))
        return [quote for _, quote in heapq.nlargest(_LOOKED_AT, looks, key=lambda look: look[0])]

    def _beside(self, claim: Facts, given: Facts, quote: Quote) -> Quote | None:
        """The sentence of the same passage, the nearest first, that has all the numbers and dates of `claim` which `given` lacks.
        Where `given` has others in their place, it must say what they are numbers of. A date of which `given` says nothing counts
        only up to where the passage speaks of another time."""
        quantities, times = self._lacking(claim, given, quote.passage)
        instead = contradicted(claim, given)
        dated = all(any(same_time(m, mention) for mention in given.dates) for m in times)
        lines = self._sentences[quote.passage.number]
        for line in sorted(lines, key=lambda line: abs(line.first - quote.first)):
            told = facts(line.text, self.languages)
            unsaid = [m for m in missing_dates(claim, told) if m in times and not year_apart(m, given, told)]
            if unsaid or set(quantities) & set(missing_quantities(claim, told)):
                if not dated and _tells_another_time(told, claim):
                    return None
                continue
            if not instead or (quantities and all(_is_counted(q, claim, given, told) for q in quantities)):
                return line
        return None

    def _about(self, passage: Passage) -> Facts:
        """What is known about the article of a passage: its title, who published and wrote it, and when."""
        published = passage.published.isoformat() if passage.published else None
        known = (passage.title, passage.publisher, passage.author, published)
        return facts(". ".join(filter(None, known)), self.languages)

    def _unless_denied(self, claim: Facts, found: Judgement) -> Judgement:
        """A supported sentence, marked where a sentence of its passage says the same, or one of its clauses, with another number or
        date, or where none says anything of a clause."""
        assert found.quote is not None
        lines = self._sentences[found.quote.passage.number]
        told = [facts(line.text, self.languages) for line in lines]
        parts = [facts(clause.of(claim.text), self.languages) for clause in clauses(claim.text)]
        for said in (claim, *parts):
            if other := overruled(said, told):
                reason = f"the passage has {other.other!r} where this has {other.mine!r}"
                return replace(found, verdict="partly", reason=reason, quote=lines[other.line], beside=())
        if unsaid := self._unsaid(parts, found.quote.passage.number):
            return replace(found, verdict="partly", reason=f"the passage does not say {unsaid!r}")
        return found

    def _unsaid(self, parts: Sequence[Facts], number: int) -> str:
        """The first of several clauses of which no sentence of passage `number` says anything, in its words or in others; empty
        where there is none. In the score of the whole it is outweighed by what else the sentence says, were it made up altogether."""
        telling = [p for p in parts if len(p.vocabulary) >= _SHORTEST_CLAUSE] if len(parts) > 1 else []
        return next((part.text for part in telling if not self._says(number, part)), "")

    def _says(self, number: int, part: Facts) -> bool:
        """Whether a sentence of passage `number`, or what is known about its article, has anything of `part`."""
        lines = self._sentences[number]
        told = [facts(line.text, self.languages) for line in lines]
        told += [self._about(line.passage) for line in lines[:1]]
        return any(self._covered(part, one.vocabulary) > _UNSAID for one in told) or bool(
            (self._similarities(part, number) >= _UNMEANT).any()
        )

    def _lacking(
        self, claim: Facts, given: Facts, passage: Passage
    ) -> tuple[list[Quantity], list[DateMention]]:
        """The numbers and dates of `claim` that neither `given` states nor, of the dates, what is known about its article."""
        about = self._about(passage)
        unknown = missing_dates(claim, about)
        times = [m for m in missing_dates(claim, given) if m in unknown and not year_apart(m, given, about)]
        return missing_quantities(claim, given), times

    def _introductions(
        self, claim: Facts, given: Facts, quote: Quote, signs: Signs
    ) -> dict[str, Quote | None]:
        """The names of `claim` that `given` lacks though the passage introduces them, each with the sentence that does; None for
        what is known about the article. Where the quote says otherwise the same, the name has to be introduced there."""
        lines = sorted(self._sentences[quote.passage.number], key=lambda line: abs(line.first - quote.first))
        unknown = missing_names(claim, self._about(quote.passage))
        found: dict[str, Quote | None] = {}
        for name in missing_names(claim, given):
            naming = [
                line for line in lines if name not in missing_names(claim, facts(line.text, self.languages))
            ]
            near = [line for line in naming if self._introduces(line, name, claim, given, quote)]
            if near or (naming and signs.coverage < SAME_THING):
                found[name] = (near or naming)[0]
            elif name not in unknown:
                found[name] = None
        return found

    def _is_plain_word(self, name: str) -> bool:
        """Whether the passages have it as a word and never as a name: a capital alone makes "Female" none."""
        return name.lower() in self._plain_words

    @cached_property
    def _plain_words(self) -> frozenset[str]:
        texts = [passage.text for passage in self.passages]
        named = {word for text in texts for name in names(text) for word in name_words(name.text)}
        return frozenset(word for text in texts for word in name_words(text)) - named

    def _introduces(self, line: Quote, name: str, claim: Facts, given: Facts, quote: Quote) -> bool:
        """Whether a sentence with a name leads to the quote, says something else of the claim, or has the name in full of which the
        quote has a part."""
        told = facts(line.text, self.languages).vocabulary
        unsaid = claim.vocabulary - given.vocabulary - facts(name, self.languages).vocabulary
        return (
            self._leads_to(line, quote)
            or any(name_words(other.text) < name_words(name) for other in given.names)
            or self._covered(claim, told & unsaid) >= _SAYS_MORE
        )

    def _leads_to(self, line: Quote, quote: Quote) -> bool:
        """Whether it stands right before the quote, or before sentences that all speak of one by the same word ("It …", "Its …")."""
        since = self._sentences[quote.passage.number][line.first + 1 : quote.first + 1]
        words = {leaning_word(one.text) for one in since}
        return len(since) == 1 or (len(words) == 1 and "" not in words)

    def _contrast(self, claim: Facts, given: Facts, signs: Signs) -> Contrast:
        if not isinstance(self._embedder, TokenReader) or signs.score() < PARTLY:
            return Contrast()
        return contrast(claim, given, self._embedder)

    def _similarities(self, claim: Facts, number: int) -> Scores:
        """The cosine of the claim to each sentence of passage `number`."""
        rows = self._vectors.get(number)
        if self._embedder is None or rows is None:
            return np.zeros(len(self._sentences[number]))
        if claim.text not in self._claims:
            self._claims[claim.text] = self._embedder.embed([claim.text])[0]
        return rows @ self._claims[claim.text]

    def _similarity(self, claim: Facts, quote: Quote) -> float:
        """The cosine of the claim to the quote's closest sentence or to all of them together, whichever is higher."""
        own = slice(quote.first, quote.first + quote.count)
        similar = self._similarities(claim, quote.passage.number)[own]
        rows = self._vectors.get(quote.passage.number)
        together = similar.sum() / np.linalg.norm(rows[own].sum(axis=0)) if rows is not None else 0.0
        return float(max(similar.max(), together))

    def _covered(self, claim: Facts, words: frozenset[str]) -> float:
        """The share of the claim's weight that `words` hold; a word that the corpus lacks weighs as the rarest."""
        vocabulary = claim.vocabulary
        unseen = [term for term in vocabulary if term not in self._known]
        if unseen:
            found = self._weights.weights(unseen) if self._weights else {}
            self._known.update({term: found.get(term) or _UNKNOWN_WEIGHT for term in unseen})
        total = sum(self._known[term] for term in vocabulary)
        return sum(self._known[term] for term in vocabulary & words) / total if total else 0.0


def _tells_another_time(told: Facts, claim: Facts) -> bool:
    """Whether a sentence speaks of a time at which nothing is that `claim` tells."""
    return any(all(other_time(mention, mine) for mine in claim.dates) for mention in told.dates)


def _is_counted(quantity: Quantity, claim: Facts, given: Facts, told: Facts) -> bool:
    """Whether `told` has two words of what the claim counts by `quantity`, and no fewer than `given` has."""
    things = counted_with(quantity, claim)
    return len(things & told.vocabulary) >= max(2, len(things & given.vocabulary))


def _runs(lines: Sequence[Quote]) -> Iterator[Quote]:
    """Every run of up to `LONGEST_QUOTE` sentences, with one row of a table at most: what stands in the next is of something else."""
    rows = [_CELLS in line.text for line in lines]
    for first, line in enumerate(lines):
        for count in range(1, min(LONGEST_QUOTE, len(lines) - first) + 1):
            if sum(rows[first : first + count]) > 1:
                break
            yield Quote(line.passage, Span(line.span.start, lines[first + count - 1].span.end), first, count)


def _pairs_kept(claim: Facts, quote: Facts) -> float:
    """The share of the claim's neighbouring terms that stand near each other in the quote too: who did what to whom."""
    places: dict[str, list[int]] = {}
    for place, term in enumerate(quote.terms):
        places.setdefault(term.text, []).append(place)
    pairs = [(a.text, b.text) for a, b in pairwise(claim.terms) if a.text in places and b.text in places]
    near = [any(abs(i - j) <= _NEAR for i in places[a] for j in places[b]) for a, b in pairs]
    return sum(near) / len(near) if near else 0.0


def _quotes(lines: Iterable[Quote | None]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(line for line in lines if line))
