"""Where articles disagree, a later one corrects an earlier one, or the question takes for granted what they deny."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answering.candidates import Asked
from assistant.answering.conflicts.corrections import corrections
from assistant.answering.conflicts.disagreements import disagreements
from assistant.answering.conflicts.premises import premises
from assistant.answering.conflicts.statements import Found, answering, read
from assistant.types import Conflict, Embedder, Passage, TermWeights


def conflicts(
    question: str,
    passages: Sequence[Passage],
    *,
    embedder: Embedder,
    weights: TermWeights,
    carried: Sequence[str] = (),
) -> tuple[Conflict, ...]:
    """What the passages say against each other, or against the question, about what it asks; the weightiest first."""
    asked = Asked.read(question, weights, carried)
    statements = read(asked, passages, embedder)
    corrected, opposed = list(corrections(asked, statements)), list(disagreements(asked, statements))
    return _distinct(
        [
            # Under one title two statements may well speak of different things.
            *answering(asked, corrected, statements, embedder, titled=True),
            *answering(asked, opposed, statements, embedder, titled=False),
            *premises(asked, statements, passages, embedder),
        ]
    )


def _distinct(found: Iterable[Found]) -> tuple[Conflict, ...]:
    """The weightiest of each kind, each statement once. Where the question itself is wrong, only that is told."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda found: -found.weight):
        known = {id(s) for other in kept for s in (other.first, other.second)}
        kinds = {other.kind for other in kept}
        if one.kind not in kinds and "premise" not in kinds and not known & {id(one.first), id(one.second)}:
            kept.append(one)
    return tuple(one.conflict() for one in kept)
