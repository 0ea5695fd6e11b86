"""Why a passage was used, and why an article was not: in words, for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.chat import Fate
from assistant.state.exchange import Exchange
from assistant.types import Document, Passage, Query, Why


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
    if why.wordwise is not None:
        reasons.append(
            f"Likeness word by word, each as it is meant there, {why.wordwise:.2f} of 1; {why.wordwise_share:.0%} of its place comes from that."
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


def why_not(exchange: Exchange, document: Document, fate: Fate, own: Sequence[Passage]) -> list[str]:
    """Why no passage of `document` was used, a sentence each.

    Args:
        fate: what the search says became of it.
        own: the best passage of this article alone, if it has one that is found at all.
    """
    used = [passage.number for passage in exchange.passages if passage.document_id == document.id]
    if used:
        return [f"It was used: passage {', '.join(map(str, used))}."]
    match fate.stage:
        case "not indexed":
            return [f"It is not searched: {fate.reason}."]
        case "filtered out":
            return [_kept_out(exchange.query, document)]
        case "not found":
            return [f"It was not found: {fate.reason}."]
        case "said by another":
            return [f"It is not shown a second time: {fate.reason}."]
        case "shown":
            return [f"Asked again now, it would be used: {fate.reason}."]
        case "ranked too low":
            return [f"It was found, but {fate.reason}.", *_lacking(exchange.passages, own)]


def _lacking(used: Sequence[Passage], own: Sequence[Passage]) -> list[str]:
    """What the best passages share with the question and the article's best one does not."""
    if not own:
        return []
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


def _kept_out(query: Query | None, document: Document) -> str:
    labels = [f"“{c.label}”" for c in query.constraints if not c.prefer] if query else []
    if not labels:
        return "Only chosen articles were asked, and it is not among them."
    facts = [fact for fact in (document.publisher, day(document.published)) if fact]
    stated = f"this article says {' · '.join(facts)}" if facts else "this article does not say"
    return f"The question was restricted to {' and '.join(labels)}, and {stated}."


def day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""
