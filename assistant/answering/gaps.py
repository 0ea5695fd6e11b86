"""What a question states that its passages do not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from assistant.answering.agreement import Facts, facts, missing_dates, missing_names, missing_quantities
from assistant.answering.candidates import Asked
from assistant.text.dates import dates
from assistant.text.quantities import quantities
from assistant.text.spans import Span
from assistant.text.terms import terms
from assistant.types import Passage


class Point(NamedTuple):
    """Something that a question states, and where it stands there."""

    kind: Literal["date", "number", "name", "opposite"]
    span: Span
    unit: str | None = None


class Gaps(NamedTuple):
    """Named, and told, as the features of confidence are."""

    strange: float = 0.0
    unstated: float = 0.0


def gaps(asked: Asked, told: Collection[int], passages: Sequence[Passage]) -> Gaps:
    """Which share of it is missing in each of the passages with the numbers `told`; and 1 where any of it is missing in all
    passages, for a question with one false name is none with half a name."""
    said = facts(asked.text, asked.languages)
    every = set(lacking(said, facts("")))
    if not every:
        return Gaps()
    missed = {p.number: set(lacking(said, known(said, p, asked.languages))) for p in passages}
    nowhere = every.intersection(*missed.values())
    untold = every.intersection(*(missed[number] for number in told))
    return Gaps(len(untold) / len(every), float(bool(nowhere)))


def known(said: Facts, passage: Passage, languages: tuple[str, ...]) -> Facts:
    """What a passage says, and what is known of its article, that `said` can be held against; a day without a year is the one
    before it was published."""
    about = (passage.title, passage.publisher, passage.author, passage.url, passage.published)
    text = "\n".join([*(str(known) for known in about if known), passage.text])
    return replace(
        facts("", languages),
        text=text,
        vocabulary=frozenset(terms(text, languages)) if said.names else frozenset(),
        quantities=tuple(quantities(text)) if said.quantities or said.dates else (),
        dates=tuple(dates(text, today=passage.published)) if said.quantities or said.dates else (),
    )


def lacking(said: Facts, given: Facts) -> list[Point]:
    """The dates, numbers and names that a question states and a text does not; ranks are told in too many ways to be missed."""
    unnamed = set(missing_names(said, given))
    return [
        *(Point("date", mention.span) for mention in missing_dates(said, given)),
        *(Point("number", q.span, q.unit) for q in missing_quantities(said, given) if q.unit != "th"),
        *(Point("name", name.span) for name in said.names if name.text in unnamed),
    ]
