"""Near misses: questions with one name, number or date exchanged for another of the same set, which nothing answers any more."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from assistant.text.dates import dates
from assistant.text.names import names
from assistant.text.quantities import quantities
from assistant.text.spans import Span
from eval.dataset import Case

_VALUE = re.compile(
    r"[\d.,]*\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred)\b",
    re.IGNORECASE,
)


def exchanged(cases: Sequence[Case], *, seed: int = 0) -> list[tuple[Case, Case]]:
    """Each answered question that stands alone and states something, with its near miss; the same seed gives the same ones."""
    drawn = random.Random(seed)
    whole = [case for case in cases if not (case.unanswerable or case.history)]
    known: dict[str, list[str]] = {}
    for case in whole:
        for kind, span in _stated(case.question):
            known.setdefault(kind, []).append(span.of(case.question))
    found = []
    for case in whole:
        places = list(_stated(case.question))
        drawn.shuffle(places)
        misses = (_exchange(case.question, kind, span, known[kind], drawn) for kind, span in places)
        if miss := next((miss for miss in misses if miss), ""):
            unanswered = Case(f"{case.id}-exchanged", miss, group=case.cluster, unanswerable=True)
            found.append((case, unanswered))
    return found


def _exchange(question: str, kind: str, span: Span, known: Sequence[str], drawn: random.Random) -> str:
    """The question with something else in one place, written in the same form; nothing where the set has no such thing."""
    old, own = span.of(question), set(_words(question))
    others = [
        text
        for text in dict.fromkeys(known)
        if text != old and (own.isdisjoint(_words(text)) if kind == "name" else _form(text) == _form(old))
    ]
    return question[: span.start] + drawn.choice(others) + question[span.end :] if others else ""


def _stated(question: str) -> Iterator[tuple[str, Span]]:
    """The names, numbers and dates of a question."""
    days = [mention.span for mention in dates(question)]
    numbers = [q.span for q in quantities(question) if q.unit != "th" and not _meets(q.span, days)]
    yield from (("date", span) for span in days)
    yield from (("number", span) for span in numbers)
    yield from (("name", n.span) for n in names(question) if not _meets(n.span, [*days, *numbers]))


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in others)


def _form(text: str) -> str:
    """What is left without the value: "42 metres" and "7 metres" have one form."""
    return _VALUE.sub("#", text.lower())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
