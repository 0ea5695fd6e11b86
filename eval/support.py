"""What the verdicts on sentences are worth: planted errors and people's judgements, beside token overlap and embedding cosine."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

import numpy as np

from assistant.answering.agreement import facts, missing_dates, missing_names, missing_quantities
from assistant.answering.citation import backing
from assistant.answering.support import Evidence
from assistant.text.sentences import sentences
from assistant.types import Embedder, Passage, Why
from eval.planted import KINDS, Claim, halves, pool, spoiled
from eval.rendering import interval, number, table
from eval.risk import auroc
from eval.sets.source import Source
from eval.statistics import estimate

JUDGED = "judged"
"""The kind of a claim that people found not, or only partly, supported."""


DEVELOPMENT, HELD_OUT = "Development", "Held out"
"""Errors may be read in the first; the second is only counted."""


class Scored(NamedTuple):
    """A claim as it was judged: whether it was marked, whether for a number, unit or date, and how well it is supported by the
    verdict and by two baselines."""

    claim: Claim
    marked: bool
    miscounted: bool
    verdict: float
    overlap: float
    cosine: float


def scored(found: Iterable[Claim], embedder: Embedder) -> Iterator[Scored]:
    """Judges the claims, each together with its spoiled forms; claims about the same passages stand together."""
    for (passages, titles), about in groupby(found, key=lambda claim: (claim.passages, claim.titles)):
        evidence = Evidence(_passages(passages, titles), embedder=embedder)
        lines = [line.of(text) for text in passages for line in sentences(text)] or list(passages)
        vectors = embedder.embed(lines)
        vocabulary = frozenset().union(*(facts(text).vocabulary for text in passages))
        for true in about:
            for claim in (true, *(spoiled(true) if not true.kind else ())):
                judged, backed = evidence.judge(claim.text), bool(backing(claim.text, evidence))
                own = [term.text for term in facts(claim.text).terms]
                yield Scored(
                    claim,
                    not backed,
                    not backed and judged.signs is not None and judged.signs.numbers > 0,
                    judged.score + backed,
                    sum(term in vocabulary for term in own) / (len(own) or 1),
                    float((vectors @ embedder.embed([claim.text])[0]).max()),
                )


def drawn(sources: Mapping[str, Source], limit: int | None, seed: int) -> dict[str, list[Claim]]:
    """The claims for development and those held out, at most `limit` of each set in each, those about the same passages together."""
    kept: dict[str, list[Claim]] = {DEVELOPMENT: [], HELD_OUT: []}
    for name, source in sources.items():
        for half, found in zip(kept.values(), halves(pool(name, source)), strict=True):
            half += random.Random(seed).sample(found, min(limit or len(found), len(found)))
    return {name: sorted(half, key=lambda claim: (claim.passages, claim.kind)) for name, half in kept.items()}


def page(found: Mapping[str, Sequence[Scored]]) -> str:
    """A table for each half."""
    return "\n\n".join(f"## {name}\n\n{rendered(half)}" for name, half in found.items() if half)


def rendered(found: Sequence[Scored]) -> str:
    """A row for each kind of error, and for each set that people judged, against the true sentences of the same sets.

    A sentence is marked unless what would back it in an answer is found, clause by clause too; *by numbers* are those marked
    because a number, a unit or a date is not in their quote.
    Of the true sentences, those whose every number, date and name stands in their articles are counted once more: of the others
    no quote can hold all of them.
    """
    true = [s for s in found if not s.claim.kind]
    whole = [s for s in true if _has_all_facts(s.claim)]
    header = (
        "sentences",
        "n",
        "marked",
        "95 % interval",
        "by numbers",
        "95 % interval",
        "auroc",
        "token overlap",
        "cosine",
    )
    rows = [("true", str(len(true)), *_marked(true), "–", "–", "–")]
    if whole:
        rows.append(("true, facts in articles", str(len(whole)), *_marked(whole), "–", "–", "–"))
    for kind in KINDS:
        wrong = [s for s in found if s.claim.kind == kind]
        if wrong:
            rows.append((kind, str(len(wrong)), *_marked(wrong), *_apart(true, wrong)))
    for name in sorted({s.claim.group.split()[0] for s in found if s.claim.kind == JUDGED}):
        own = [s for s in found if s.claim.group.split()[0] == name]
        right, wrong = ([s for s in own if s.claim.kind == kind] for kind in ("", JUDGED))
        rows.append((f"{name}: not supported", str(len(wrong)), *_marked(wrong), *_apart(right, wrong)))
        rows.append((f"{name}: supported", str(len(right)), *_marked(right), "–", "–", "–"))
    return table(header, rows)


def _has_all_facts(claim: Claim) -> bool:
    """Whether the articles and their titles have every number, date and name of a sentence, as the verdicts read them."""
    articles = facts("\n\n".join((*claim.titles, *claim.passages)))
    own = facts(claim.text)
    return not any(
        (missing_quantities(own, articles), missing_dates(own, articles), missing_names(own, articles))
    )


def _marked(found: Sequence[Scored]) -> tuple[str, ...]:
    """The share that is marked and the share that is for its numbers, each with its interval."""
    groups = [s.claim.group for s in found]
    shares = (
        estimate([float(mark) for mark in marks], groups)
        for marks in zip(*((s.marked, s.miscounted) for s in found), strict=True)
    )
    return tuple(text for share in shares for text in (number(share.value), interval(share)))


def _apart(right: Sequence[Scored], wrong: Sequence[Scored]) -> tuple[str, str, str]:
    labels = np.array([True] * len(right) + [False] * len(wrong))
    both = [*right, *wrong]
    verdicts, overlaps, cosines = ([getattr(s, n) for s in both] for n in ("verdict", "overlap", "cosine"))
    return number(auroc(verdicts, labels)), number(auroc(overlaps, labels)), number(auroc(cosines, labels))


def _passages(texts: Sequence[str], titles: Sequence[str]) -> list[Passage]:
    named = zip_longest(texts, titles, fillvalue="")
    return [
        Passage(n, f"p{n}", f"d{n}", 1, title, text, 0, len(text), Why(n, 1.0))
        for n, (text, title) in enumerate(named, 1)
    ]
