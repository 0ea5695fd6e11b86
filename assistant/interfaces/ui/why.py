"""Why a passage was used, and why an article was not: in words, for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.state.exchange import Exchange
from assistant.types import Constraint, Document, Filters, Passage, Why


def why_in_words(why: Why) -> list[str]:
    """Why a passage is here, a sentence each."""
    reasons = [f"Place {why.rank} of what was found."]
    if why.matched:
        terms = ", ".join(term for term, _ in sorted(why.matched, key=lambda pair: -pair[1])[:8])
        reasons.append(f"Shares these words with the question, the most telling first: {terms}.")
    else:
        reasons.append("Shares no telling word with the question.")
    if why.dense is not None:
        reasons.append(
            f"Likeness of meaning {why.dense:.2f} of 1; {why.dense_share:.0%} of its place comes from that."
        )
    if why.filters:
        reasons.append(f"Passes: {', '.join(why.filters)}.")
    if why.merged:
        reasons.append(f"Joined from {len(why.merged)} neighbouring passages.")
    if why.hop:
        reasons.append(f"Found through another passage: {why.hop}.")
    if why.part:
        reasons.append(f"Found by a part of the question: {why.part}")
    if why.reranked:
        reasons.append(f"Put in this place by {why.reranked}, which read it beside the question.")
    if why.not_reranked:
        reasons.append(f"Not read again beside the question: {why.not_reranked}.")
    return reasons


def why_not(
    exchange: Exchange, document: Document, ranked: Sequence[Passage], own: Sequence[Passage]
) -> list[str]:
    """Why no passage of `document` was used, a sentence each.

    Args:
        ranked: what was found for the question, best first, further down than the answer looked.
        own: the best passage of this article alone, if it has one that is found at all.
    """
    used = [passage.number for passage in exchange.passages if passage.document_id == document.id]
    if used:
        return [f"It was used: passage {', '.join(map(str, used))}."]
    constraints = exchange.query.constraints if exchange.query else ()
    if kept_out := [
        _kept_out(c, document) for c in constraints if not c.prefer and not _passes(document, c.filters)
    ]:
        return kept_out
    place = next((at for at, p in enumerate(ranked, 1) if p.document_id == document.id), None)
    last = len(exchange.passages)
    if place is None:
        reasons = [
            f"None of its passages is among the first {len(ranked)} that were found; {last} were used."
        ]
    else:
        reasons = [f"Its best passage comes at place {place}, and the first {last} were used."]
    return [*reasons, *_lacking(exchange.passages, own)]


def _lacking(used: Sequence[Passage], own: Sequence[Passage]) -> list[str]:
    """What the best passages share with the question and the article's best one does not."""
    if not own:
        return ["Nothing in it resembles the question."]
    shared = [term for term, _ in own[0].why.matched]
    telling = sorted(
        {pair for passage in used[:3] for pair in passage.why.matched}, key=lambda pair: -pair[1]
    )
    missing = [term for term in dict.fromkeys(term for term, _ in telling) if term not in shared][:5]
    words = [f"It lacks these words of the question, which the passages used have: {', '.join(missing)}."]
    near = own[0].why.dense
    best = max((p.why.dense for p in used if p.why.dense is not None), default=None)
    meaning = [f"Likeness of meaning {near:.2f} of 1; the best passage used has {best:.2f}."]
    return [*(words if missing else []), *(meaning if near is not None and best is not None else [])]


def _kept_out(constraint: Constraint, document: Document) -> str:
    facts = [fact for fact in (document.publisher, day(document.published)) if fact]
    stated = f"this article says {' · '.join(facts)}" if facts else "this article does not say"
    return f"The question was restricted to “{constraint.label}”, and {stated}."


def _passes(document: Document, filters: Filters) -> bool:
    return (
        _is_one_of(document.publisher, filters.publishers)
        and _is_one_of(document.author, filters.authors)
        and _is_one_of(document.language, filters.languages)
        and (not filters.documents or document.id in filters.documents)
        and (
            filters.after is None or (document.published is not None and document.published >= filters.after)
        )
        and (
            filters.before is None
            or (document.published is not None and document.published <= filters.before)
        )
    )


def _is_one_of(value: str | None, allowed: Sequence[str]) -> bool:
    return not allowed or (value or "").casefold() in {name.casefold() for name in allowed}


def day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""
