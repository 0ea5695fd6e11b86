"""What of the passages a model is shown: all of it, or where that is too much the sentences that tell most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise, zip_longest
from typing import NamedTuple

from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.types import Passage

BETWEEN = "\n\n"
"""Stands between two passages."""
LEFT_OUT = " … "
"""Stands between two sentences that are shown where others of their passage are not."""

Form = Callable[[Passage, str], str]
"""A passage, of which only so much text is shown, as the model reads it."""


class Telling(NamedTuple):
    """What of passage number `passage` is understood alone; the spans count the characters of the passage's text."""

    passage: int
    spans: tuple[Span, ...]


def excerpts(passages: Sequence[Passage], telling: Sequence[Telling], form: Form, *, most: int) -> str:
    """The passages in their order, each in `form`, in at most `most` bytes of UTF-8.

    Where not all of them fit whole, sentences are taken, whole ones only: in turn the next of `telling` and the next from the
    first passage on, for what answers a question of two steps need not be like the question. A passage of which nothing fits
    is left out.
    """
    whole = BETWEEN.join(form(passage, passage.text) for passage in passages)
    if _bytes(whole) <= most:
        return whole
    parts = {passage.number: _Part(passage, form) for passage in passages}
    room = most
    in_turn = chain.from_iterable(zip_longest(telling, _all(passages)))
    for number, spans in filter(None, in_turn):
        room -= parts[number].add(spans, room)
    return BETWEEN.join(part.text for part in parts.values() if part.text)


class _Part:
    """As much of a passage as is shown so far."""

    def __init__(self, passage: Passage, form: Form) -> None:
        self._passage = passage
        self._form = form
        self._sentences = sentences(passage.text)
        self._taken: frozenset[Span] = frozenset()
        self.text = ""

    def add(self, spans: Sequence[Span], room: int) -> int:
        """Takes the sentences that `spans` touch, all or none of them, and says how many of `room` bytes they cost."""
        wanted = (one for one in self._sentences if any(one.overlaps(span) for span in spans))
        taken = self._taken.union(wanted)
        text = self._form(self._passage, _joined(self._passage.text, sorted(taken)))
        cost = _bytes(text) - _bytes(self.text) if self.text else _bytes(text + BETWEEN)
        if taken == self._taken or cost > room:
            return 0
        self._taken, self.text = taken, text
        return cost


def _joined(text: str, spans: Sequence[Span]) -> str:
    """The spans of `text`, with what stands between them where that is white space alone."""
    gaps = (text[before.end : after.start] for before, after in pairwise(spans))
    between = [LEFT_OUT if gap.strip() else gap for gap in gaps]
    return "".join(span.of(text) + gap for span, gap in zip(spans, [*between, ""], strict=True))


def _all(passages: Sequence[Passage]) -> Iterator[Telling]:
    return (Telling(passage.number, (span,)) for passage in passages for span in sentences(passage.text))


def _bytes(text: str) -> int:
    return len(text.encode())
