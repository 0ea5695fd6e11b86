"""Why an article is not among the passages: the stage that dropped it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.retrieval import constraints
from assistant.retrieval.asked import Asked, asked
from assistant.retrieval.pool import LEG, Candidate, candidates
from assistant.retrieval.ranking import Hit
from assistant.text.counts import counted
from assistant.types import Query

if TYPE_CHECKING:
    from assistant.retrieval.retriever import Retriever

Stage = Literal["not indexed", "filtered out", "not found", "ranked too low", "said by another", "shown"]

EVERYTHING = 10_000


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a document for one question. `rank` is that of its best chunk, from 1, if it was a candidate at all."""

    document_id: str
    stage: Stage
    reason: str
    rank: int | None = None


def why_not(retriever: Retriever, document_id: str, query: Query, *, k: int = 8) -> Fate:
    """
    Args:
        document_id: of a document, or where a file lies that none was made from.

    Raises:
        CorpusError: there is no such document, and no such file.
    """
    if reason := _left_out(retriever, document_id):
        return Fate(document_id, "not indexed", reason)
    document = retriever.index.document(document_id)
    documents = constraints.allowed(retriever.index, query)
    if documents is not None and document_id not in documents:
        return Fate(document_id, "filtered out", _excluding(retriever, document_id, query))
    hits = [hit for hit in retriever.ranked(query, EVERYTHING) if hit.chunk.document_id == document_id]
    if not hits:
        return Fate(document_id, "not found", _unfound(retriever, document_id, asked(retriever.index, query)))
    rank = hits[0].why.rank
    passages = retriever.passages(query, k=k)
    for passage in passages:
        if passage.document_id == document_id:
            return Fate(document_id, "shown", f"it is passage {passage.number}", rank)
        if document.locations and document.locations[0] in passage.also_in:
            return Fate(
                document_id, "said by another", f"passage {passage.number} says nearly the same", rank
            )
    return Fate(
        document_id,
        "ranked too low",
        f"its best chunk came {_nth(rank)}{_as_read_again(hits[0])}, too late for {counted(len(passages), 'passage')}",
        rank,
    )


def _left_out(retriever: Retriever, location: str) -> str:
    """Why nothing of a file was indexed; empty if something was, or nobody knows the file."""
    ended = next((outcome for outcome in retriever.index.outcomes() if outcome.location == location), None)
    if ended is None or ended.state not in ("skipped", "failed"):
        return ""
    return f"it was {'skipped' if ended.state == 'skipped' else 'not read'} when the articles were indexed: {ended.reason}"


def _as_read_again(hit: Hit) -> str:
    return f" in the order of {hit.why.reranked}" if hit.why.reranked else ""


def _excluding(retriever: Retriever, document_id: str, query: Query) -> str:
    """Which restrictions keep the document out."""
    named = [
        ("your filters", query.filters),
        *((c.label, c.filters) for c in query.constraints if not c.prefer),
    ]
    guilty = [
        label
        for label, filters in named
        if (passing := retriever.index.matching(filters)) is not None and document_id not in passing
    ]
    return f"kept out by {' and '.join(guilty)}"


def _unfound(retriever: Retriever, document_id: str, question: Asked) -> str:
    ids = [chunk.id for chunk in retriever.index.chunks_of(document_id)]
    pool = candidates(retriever.index, question, ids).candidates
    if not pool:
        return "it has no text to search"
    nearest = max(pool, key=lambda candidate: candidate.signals.dense)
    return (
        f"none of its chunks was among the {LEG} best by words or by meaning: "
        f"at best {nearest.signals.dense:.2f} similar, {_words(pool, question)}"
    )


def _words(pool: list[Candidate], question: Asked) -> str:
    held = {term for candidate in pool for term in candidate.matched}
    missing = [term for term in dict.fromkeys(question.own) if term not in held]
    return f"without the words {', '.join(missing)}" if missing else "though it has all the words"


def _nth(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
