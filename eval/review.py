"""Generated questions before a person's eyes: accept, edit or reject each, at any time to be gone on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from eval.dataset import Case

Choice = Literal["a", "e", "r", "q"]
KEYS = "[a]ccept, [e]dit, [r]eject, [q]uit"


class Person(NamedTuple):
    """How the reviewer is asked: for a choice about a text, and for a line to replace one."""

    choose: Callable[[str], str]
    line: Callable[[str, str], str]


def review(cases: Sequence[Case], person: Person) -> Iterator[tuple[Case, Case | None]]:
    """Yields each case with what became of it, None for a rejected one; ends early when the person quits."""
    for position, case in enumerate(cases, start=1):
        choice = person.choose(f"{position} of {len(cases)}\n{shown(case)}\n{KEYS}")
        if choice == "q":
            return
        if choice == "a":
            yield case, case
        elif choice == "e":
            yield case, edited(case, person)
        else:
            yield case, None


def shown(case: Case) -> str:
    """A case as a person reads it."""
    lines = [f"{case.id} ({case.type})"]
    lines += [f"  earlier: {turn.question} — {turn.answer}" for turn in case.history]
    lines += [
        f"  question: {case.question}",
        f"  answers: {' | '.join(case.answers) or ('none: unanswerable' if case.unanswerable else 'none yet: edit it to say what is right')}",
    ]
    lines += [f"  evidence: {e.document}: {e.quote[:200]}" for e in case.evidence]
    return "\n".join(lines)


def edited(case: Case, person: Person) -> Case:
    """The case with question and answers as the person wants them; no answer at all makes it unanswerable."""
    question = person.line("question", case.question).strip() or case.question
    answers = tuple(
        a.strip()
        for a in person.line("answers, split by |", " | ".join(case.answers)).split("|")
        if a.strip()
    )
    if not answers:
        return replace(
            case, question=question, answers=(), evidence=(), unanswerable=True, group=case.cluster
        )
    return replace(case, question=question, answers=answers, unanswerable=False)
