"""Answers of a word or two: how many right ones are marked, and how many with another name or number of the same passages instead."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.answering.agreement import facts
from assistant.answering.citation import check
from assistant.answering.remembering import remembering
from assistant.types import Passage
from eval.dataset import Case
from eval.metrics import words
from eval.statistics import Estimate, estimate
from eval.subject import Subject

LONGEST = 3
"""Content terms of a short answer."""
OTHERS = 3
"""Wrong answers tried for each right one."""
NAME, NUMBER, TOLD = "name", "number or date", "in a sentence"
_DID = r"(?:[a-z]+ed|led|won|ran|built|made|gave|took|became|began|wrote|held|brought|struck|sold|met|said)"
_WHO = re.compile(rf"(?:who|what) (?P<did>{_DID}\b.+?)\?*\Z", re.IGNORECASE | re.DOTALL)


class Tried(NamedTuple):
    """An answer as it was judged: `marked` unless all of it is backed."""

    kind: str
    right: bool
    marked: bool
    group: str


def tried(subject: Subject, cases: Sequence[Case], *, seed: int = 0) -> Iterator[Tried]:
    """The shortest gold answer of each case that is a name, a number or a date, and what else of that kind its passages have;
    to a question for who did something also as a sentence that says the question again."""
    for case in cases:
        answer = min(case.answers, key=len, default="")
        kind = _kind(answer)
        if not kind or case.history:
            continue
        query = subject.query(case)
        passages = subject.assistant.retriever.passages(query, k=subject.values.passages)
        known = " ".join((*case.answers, query.text))
        pool = sorted(set(_others(passages, answer, known)))
        wrong = random.Random(f"{seed} {case.id}").sample(pool, min(OTHERS, len(pool)))
        embedder = remembering(subject.corpus.index.embedder)
        did = _WHO.match(query.text)
        for text in (answer, *wrong):
            for form, said in ((kind, text), *([(TOLD, f"{text} {did['did']}.")] if did else ())):
                judged = check(
                    said, passages, embedder=embedder, weights=subject.corpus.index, question=query.text
                )
                marked = any(sentence.verdict != "supported" for sentence in judged.sentences)
                yield Tried(form, text == answer, marked, case.cluster)


def measured(name: str, found: Sequence[Tried]) -> dict[str, Estimate]:
    """The share of right and of wrong answers that is marked, for each kind."""
    told = {}
    for kind in (NAME, NUMBER, TOLD):
        for right in (True, False):
            own = [one for one in found if (one.kind, one.right) == (kind, right)]
            if own:
                label = f"{name}: {kind}, {'right' if right else 'another'}, marked"
                told[label] = estimate([float(one.marked) for one in own], [one.group for one in own])
    return told


def _kind(answer: str) -> str:
    said = facts(answer)
    if not 0 < len(said.terms) <= LONGEST:
        return ""
    return NUMBER if said.quantities or said.dates else NAME if answer[:1].isupper() else ""


def _others(passages: Sequence[Passage], answer: str, known: str) -> Iterator[str]:
    """What the passages have of the kind of `answer`, without a word of what is `known`."""
    dated, taken = bool(facts(answer).dates), set(words(known))
    for passage in passages:
        said = facts(passage.text)
        counts = said.dates if dated else said.quantities
        spans = [one.span for one in (said.names if _kind(answer) == NAME else counts)]
        for text in (span.of(passage.text) for span in spans):
            if _kind(text) and not taken.intersection(words(text)):
                yield text
