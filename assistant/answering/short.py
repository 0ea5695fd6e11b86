"""Answers of a word or two, which say nothing without their question: judged as what they say of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.agreement import (
    Facts,
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
_WHICH = re.compile(
    r"\W*(?:before|after|earlier|later|both|neither|the same|vorher|nachher|davor|danach|beide|avant|après|antes|después)\W*",
    re.IGNORECASE,
)
_NEAR, _FAR = -1.5, -2.5
"""How likely, as a logarithm, the sentence that holds an answer answers the question beside the best one: enough to back what
its words leave in doubt, and too little to back anything."""
_ONLY_PART = "its quote holds only part of what was asked"
_NOBODY = "no passage says this of what was asked"
_OTHERWISE = "its quote says otherwise than was asked"
_UNTOLD = "its quote speaks of what was asked; whether it bears this out, words alone do not tell"
_ANOTHER = "another sentence speaks more of what was asked"
_ANSWERS = "its quote answers the question"


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
    if _WHICH.fullmatch(text) or _only_chooses(text, asked, evidence):
        return _untold(_best(asked, cited, evidence))
    return _filled_in(text, asked, cited, evidence)


def _only_chooses(text: str, asked: str, evidence: Evidence) -> bool:
    """Whether it says nothing that its question does not say too: "Karikó" to "Is Karikó or Weissman the older one?"."""
    return facts(text, evidence.languages).vocabulary <= facts(asked, evidence.languages).vocabulary


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
    return _untold(found)


def _untold(found: Judgement) -> Judgement:
    """Backed partly at most: by what speaks of the question."""
    if found.score >= PARTLY:
        return replace(found, verdict="partly", reason=_UNTOLD)
    return replace(found, verdict="unsupported", reason=_NOBODY)


def _filled_in(text: str, asked: str, cited: Sequence[int] | None, evidence: Evidence) -> Judgement:
    """A name, a number or a date, by quotes that hold it; numbers and dates may be written in another way there.

    That a quote holds it beside words of the question is not enough, where another sentence answers the question far better:
    every article that tells who struck a bridge names others too. Where it answers as well as any, other words may be lacking.
    """
    said = facts(text, evidence.languages)
    counts = [*(quantity.span for quantity in said.quantities), *(mention.span for mention in said.dates)]
    own = frozenset(t.text for t in said.terms if not any(t.span.overlaps(span) for span in counts))

    def holds(told: Facts) -> bool:
        return own <= told.vocabulary and not (missing_quantities(said, told) or missing_dates(said, told))

    found = _best(f"{asked}: {text}", cited, evidence, own)
    if found.verdict != "supported" and not _may_hold(found, holds, evidence):
        return replace(found, verdict="unsupported", reason=_NOBODY)
    worth = max(
        (w for one, w in evidence.answers(asked) if holds(facts(one.with_before, evidence.languages))),
        default=_FAR,
    )
    if worth <= _FAR:
        return replace(found, verdict="partly", reason=_ANOTHER)
    if found.verdict == "supported":
        return found
    signs = found.signs
    if worth >= _NEAR and signs and not (signs.numbers or signs.names or signs.turned):
        return replace(found, verdict="supported", reason=_ANSWERS)
    return replace(found, verdict="partly", reason=_ONLY_PART)


def _may_hold(found: Judgement, holds: Callable[[Facts], bool], evidence: Evidence) -> bool:
    """Whether its quote holds the answer and much of the question, but for numbers and names that are only in the question."""
    if not found.quote or not found.signs or not holds(facts(found.quote.text, evidence.languages)):
        return False
    return found.signs._replace(numbers=0, names=0).score() >= PARTLY
