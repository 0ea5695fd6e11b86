"""A language model as judge of answers: optional, asked several times, and held against answers that were labelled by hand.

A reply that is neither yes nor no is counted as ungraded, never as either and never left out of the count.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.models import drained
from assistant.errors import EndpointError
from assistant.types import ChatModel
from eval.dataset import Case, load
from eval.rows import Row
from eval.sets import GOLD

REPEATS = 3
REPLY_TOKENS = 16
_PROMPT = """Question: {question}
Right answers, any of which will do: {gold}
Answer to be judged: {answer}

Does the answer to be judged give a right answer? Reply with one word, yes or no."""
_YES_OR_NO = re.compile(r"\W*(yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grade:
    """What the judge said of one answer: how often yes and no, and how often nothing that could be read as either."""

    id: str
    yes: int
    no: int
    ungraded: int

    @property
    def right(self) -> bool | None:
        """The majority; None where there is none."""
        return None if self.yes == self.no else self.yes > self.no


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far to trust the judge: its verdicts on answers that were labelled by hand."""

    known: int
    agreed: int
    ungraded: int

    @property
    def share(self) -> float:
        """Of all known answers; an ungraded one is no agreement."""
        return self.agreed / self.known if self.known else 0.0


def grades(
    model: ChatModel, cases: Sequence[Case], rows: Sequence[Row], *, repeats: int = REPEATS
) -> Iterator[Grade]:
    """A grade for every answer to a question with gold answers; a refusal is graded "no" without asking."""
    by_id = {case.id: case for case in cases}
    for row in rows:
        case = by_id[row.id]
        if case.answers and row.answer:
            text = "" if row.answer["refused"] else str(row.answer["text"])
            yield grade(model, case, text, repeats=repeats)


def grade(model: ChatModel, case: Case, answer: str, *, repeats: int = REPEATS) -> Grade:
    """Asks `repeats` times, and fewer where the first two replies agree already and a third could change nothing."""
    if not answer.strip():
        return Grade(case.id, 0, repeats, 0)
    said: Counter[str] = Counter()
    for _ in range(repeats):
        said[_asked(model, case, answer)] += 1
        if max(said["yes"], said["no"]) > repeats / 2:
            break
    return Grade(case.id, said["yes"], said["no"], said["ungraded"])


def known_answers() -> Iterator[tuple[Case, str, bool]]:
    """Answers as models write them to questions of the sample corpus, each read and labelled by hand: right, or wrong."""
    asked = {case.id: case for case in load(GOLD / "sample.jsonl")}
    for line in (GOLD / "judged.jsonl").read_text(encoding="utf-8").splitlines():
        known = json.loads(line)
        yield asked[known["question"]], known["answer"], known["right"]


def agreement(model: ChatModel) -> Agreement:
    """How often the judge agrees with the labels of `known_answers`."""
    verdicts = [
        (grade(model, case, answer, repeats=1).right, right) for case, answer, right in known_answers()
    ]
    ungraded = sum(verdict is None for verdict, _ in verdicts)
    return Agreement(len(verdicts), sum(verdict is right for verdict, right in verdicts), ungraded)


def _asked(model: ChatModel, case: Case, answer: str) -> str:
    prompt = _PROMPT.format(question=case.question, gold=" | ".join(case.answers), answer=answer)
    try:
        reply, _ = drained(model, prompt, REPLY_TOKENS)
    except EndpointError:
        return "ungraded"
    found = _YES_OR_NO.match(reply)
    return found[1].lower() if found else "ungraded"
