"""Answers of a word or two, which say nothing without their question: judged as what they say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from assistant.answering.verdicts import PARTLY, SAME_THING, Judgement, Quote
from assistant.text.questions import expected, is_yes_or_no
from assistant.text.terms import content_words
from assistant.types import Citation

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
_FAR = -2.0
"""How likely, as a logarithm, a sentence answers the question beside the best one, below which it backs nothing."""
_BACKED = 0.4
"""The score from which on a sentence that holds the answer says what was asked, without the answer: a rare name alone makes any
two sentences alike."""
_ONLY_PART = "its quote holds only part of what was asked"
_NOBODY = "no passage says this of what was asked"
_OTHERWISE = "its quote says otherwise than was asked"
_UNTOLD = "its quote speaks of what was asked; whether it bears this out, words alone do not tell"
ANOTHER = "another sentence speaks more of what was asked"
_ANSWERS = "its quote holds it and answers the question"


def is_short(text: str, question: str, languages: tuple[str, ...]) -> bool:
    """Whether an answer is only yes or no, or a word or two, a number or a date that leave what was asked unsaid."""
    if _YES.fullmatch(text) or _NO.fullmatch(text):
        return True
    said = facts(text, languages)
    return (
        bool(stated(text))
        and not is_talk(text, said)
        and len(said.terms) <= _MOST_TERMS
        and bool(said.terms or said.quantities or said.dates)
        and not _content(question, languages) <= said.vocabulary
    )


def judged(text: str, numbers: Sequence[int], evidence: Evidence, question: str) -> Judgement:
    """The verdict on a short answer to `question`, by the passages that it cites with `numbers` or by any, whichever back it better."""
    asked, cited = question.rstrip("?!.？。 "), [number for number in numbers if number in evidence.numbers]
    yes, no = _YES.fullmatch(text), _NO.fullmatch(text)
    if (yes or no) and (is_yes_or_no(question) or not expected(question)):
        found = _best(asked, cited, evidence)
        return _affirmed(found) if yes else _denied(found, asked, evidence)
    if yes or no or _WHICH.fullmatch(text) or _only_chooses(text, asked, evidence):
        return _untold(_best(asked, cited, evidence))
    return _filled_in(text, asked, cited, evidence)


def is_outdone(text: str, citations: Sequence[Citation], evidence: Evidence, question: str) -> bool:
    """Whether an answer that says its question again and a name, a number or a date besides cites no sentence that answers about
    as well as any."""
    content = _content(question, evidence.languages)
    new = [term for term in facts(text, evidence.languages).terms if term.text not in content]
    if not content or not 0 < len(new) <= _MOST_TERMS:
        return False
    said = facts(text[new[0].span.start : new[-1].span.end], evidence.languages)
    if not (said.text[:1].isupper() or said.quantities or said.dates):
        return False
    sentences = evidence.answers(question, {citation.passage for citation in citations})
    likely = [one.quotes[-1] for one in sentences if one.worth > _FAR]
    return not any(_cites(citation, quote) for citation in citations for quote in likely)


def _content(question: str, languages: tuple[str, ...]) -> frozenset[str]:
    """The terms of a question that say what it is about; empty for "When?"."""
    words = [word for word, _ in content_words(question, languages)]
    return facts(" ".join(words), languages).vocabulary


def _cites(citation: Citation, quote: Quote) -> bool:
    """Whether a citation goes up to the end of a quote at least, whose last sentence is what tells."""
    end = quote.passage.start + quote.span.end
    return citation.passage == quote.passage.number and citation.start < end <= citation.end


def _only_chooses(text: str, asked: str, evidence: Evidence) -> bool:
    """Whether it says nothing that its question does not say too: "Karikó" to "Is Karikó or Weissman the older one?"."""
    return facts(text, evidence.languages).vocabulary <= facts(asked, evidence.languages).vocabulary


def _best(asked: str, cited: Sequence[int], evidence: Evidence) -> Judgement:
    return max((evidence.judge(asked, among) for among in (cited, None)), key=lambda found: found.score)


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


def _filled_in(text: str, asked: str, cited: Sequence[int], evidence: Evidence) -> Judgement:
    """A name, a number or a date, by the sentence that holds it and answers the question best.

    That it stands beside words of the question is not enough where another sentence answers far better: whoever tells which ship
    struck a bridge names others too. Names of the question need not stand in that sentence, but in its passage.
    """
    said, known = facts(text, evidence.languages), facts(asked, evidence.languages)
    sentences = evidence.answers(asked, cited)
    holding = [one for one in sentences if _holds(facts(one.text, evidence.languages), said, known)]
    near = [one for one in holding if one.worth > _FAR and one.passage.number in cited]
    best = max(near or holding, key=lambda one: one.worth, default=None)
    if best is None:
        return Judgement("unsupported", _NOBODY, 0.0)
    signs = evidence.signs(known, best.quotes[-1])._replace(numbers=0, names=0)
    found = Judgement("partly", _ONLY_PART, signs.score(), best.quotes[-1], signs, best.quotes[:-1])
    if found.score < PARTLY:
        return replace(found, verdict="unsupported", reason=_NOBODY)
    if best.worth <= _FAR:
        return replace(found, reason=ANOTHER)
    if found.score < _BACKED or not evidence.names_all(known, best.passage):
        return found
    return replace(found, verdict="supported", reason=_ANSWERS)


def _holds(told: Facts, answer: Facts, asked: Facts) -> bool:
    """Whether a sentence has all of an answer but what its question says too: "six people" of how many people. Numbers and dates
    may be written in another way there."""
    counts = [*(quantity.span for quantity in answer.quantities), *(date.span for date in answer.dates)]
    own = {term.text for term in answer.terms if not any(term.span.overlaps(span) for span in counts)}
    return own - asked.vocabulary <= told.vocabulary and not (
        missing_quantities(answer, told) or missing_dates(answer, told)
    )
