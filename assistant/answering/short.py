"""Answers of a word or two, which say nothing without their question: judged as what they say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.agreement import (
    contradicted,
    facts,
    missing_dates,
    missing_quantities,
    turned_round,
)
from assistant.answering.bindings import supplanted_names
from assistant.answering.claims import is_talk
from assistant.answering.lacking import stated
from assistant.answering.support import Evidence
from assistant.answering.verdicts import PARTLY, SAME_THING, Judgement

_MOST_TERMS = 3
"""Content terms up to which an answer is read together with its question."""
_IT_WAS = r"(?:,?\s+(?:it|he|she|they|there|that|this|these|those)\s+\w+(?:n['’]t|\s+not)?)?"
_YES = re.compile(
    rf"\W*(?:yes|yeah|yep|correct|true|ja|jawohl|oui|sí|sì|sim|да|是的?|对|はい|예|네){_IT_WAS}\W*",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"\W*(?:no|nope|incorrect|false|nein|non|não|nee|nej|нет|不是?|否|いいえ|아니요){_IT_WAS}\W*",
    re.IGNORECASE,
)
_ONLY_PART = "its quote holds only part of what was asked"
_NOBODY = "no passage says this of what was asked"
_OTHERWISE = "its quote says otherwise than was asked"
_UNTOLD = "its quote speaks of what was asked; whether it denies it, words alone do not tell"


def is_short(text: str, languages: tuple[str, ...]) -> bool:
    """Whether an answer is only yes or no, a word or two, a number or a date."""
    if _YES.fullmatch(text) or _NO.fullmatch(text):
        return True
    said = facts(text, languages)
    return (
        bool(stated(text))
        and not is_talk(text, said)
        and len(said.terms) <= _MOST_TERMS
        and bool(said.terms or said.quantities or said.dates)
    )


def judged(text: str, numbers: Sequence[int], evidence: Evidence, question: str) -> Judgement:
    """The verdict on a short answer to `question`, by the passages that it cites with `numbers` or by any, whichever back it better."""
    asked, cited = question.rstrip("?!.？。 "), [n for n in numbers if n in evidence.numbers] or None
    if _YES.fullmatch(text):
        return _affirmed(_best(asked, cited, evidence))
    if _NO.fullmatch(text):
        return _denied(_best(asked, cited, evidence), asked, evidence)
    return _filled_in(text, asked, cited, evidence)


def _best(
    asked: str, cited: Sequence[int] | None, evidence: Evidence, holding: frozenset[str] = frozenset()
) -> Judgement:
    found = (evidence.judge(asked, among, holding=holding) for among in (cited, None))
    return max(found, key=lambda judgement: judgement.score)


def _affirmed(found: Judgement) -> Judgement:
    """ "Yes" says all that was asked, so its quote has to have most of the words too."""
    if found.verdict == "supported" and found.signs and found.signs.coverage < SAME_THING:
        return replace(found, verdict="partly", reason=_ONLY_PART)
    return found


def _denied(found: Judgement, asked: str, evidence: Evidence) -> Judgement:
    """ "No" is backed by a quote that says of the same thing something else than was asked, and only partly by one that speaks of it."""
    if found.quote and found.signs and found.signs.coverage >= SAME_THING:
        claim, given = facts(asked, evidence.languages), facts(found.quote.text, evidence.languages)
        if contradicted(claim, given) or turned_round(claim, given) or supplanted_names(claim, given):
            return replace(found, verdict="supported", reason=_OTHERWISE)
    if found.score >= PARTLY:
        return replace(found, verdict="partly", reason=_UNTOLD)
    return replace(found, verdict="unsupported", reason=_NOBODY)


def _filled_in(text: str, asked: str, cited: Sequence[int] | None, evidence: Evidence) -> Judgement:
    """A name, a number or a date, by quotes that hold it.

    Where such a quote says only part of that, what is lacking is the question's. Numbers and dates may be written in another way there.
    """
    said = facts(text, evidence.languages)
    counts = [*(quantity.span for quantity in said.quantities), *(mention.span for mention in said.dates)]
    own = frozenset(t.text for t in said.terms if not any(t.span.overlaps(span) for span in counts))
    found = _best(f"{asked} {text}", cited, evidence, own)
    if found.verdict == "supported":
        return found
    told = facts(found.quote.text, evidence.languages) if found.quote else said
    lacking = [*missing_quantities(said, told), *missing_dates(said, told)]
    if found.signs and not lacking and found.signs._replace(numbers=0, names=0).score() >= PARTLY:
        return replace(found, verdict="partly", reason=_ONLY_PART)
    return replace(found, verdict="unsupported", reason=_NOBODY)
