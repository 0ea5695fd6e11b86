"""An answer's markers and sentences held against its passages: what each sentence is worth, and the quote that shows it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from assistant.answering import short
from assistant.answering.agreement import facts
from assistant.answering.claims import is_claim
from assistant.answering.judge import Doubt, Opinion
from assistant.answering.lacking import stated
from assistant.answering.markers import Marker, markers
from assistant.answering.support import Evidence
from assistant.answering.verdicts import Judgement, Quote
from assistant.text.clauses import clauses
from assistant.text.sentences import sentences
from assistant.text.spans import Span
from assistant.types import Citation, Embedder, Passage, Sentence, TermWeights, Usage, Verdict

_TABLE_ROW = re.compile(r"\|.*\|\Z")
_TABLE_RULE = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_SHORTEST_CLAUSE = 3
"""Content terms below which a part of a sentence says too little to be judged alone."""


_SURE = 0.8
"""Scores from which on a supported sentence needs no second opinion."""
_OPINION: dict[Verdict, str] = {
    "supported": "the language model finds it in the passage",
    "partly": "the language model finds part of it in the passage",
    "unsupported": "the language model does not find it in the passage",
}
_ONLY_PART = "its quote holds only part of what was asked"
_IN_PARTS = "each part of it is in a passage"


class Checked(NamedTuple):
    """The cleaned answer and its judged sentences, whose offsets count in `text`; `usage` is what a judge took."""

    text: str
    sentences: tuple[Sentence, ...]
    usage: Usage = Usage()


def check(
    text: str,
    passages: Sequence[Passage],
    *,
    embedder: Embedder | None = None,
    weights: TermWeights | None = None,
    judge: Opinion | None = None,
    question: str = "",
) -> Checked:
    """Judges every sentence of `text` and rewrites its markers to those that were earned.

    A marker stays where its passage backs the sentence, a supported sentence without one gets it, all others go. Markers stand
    behind the full stop, one `[n]` for each citation, in the citations' order. Checking a checked text changes nothing.

    Args:
        judge: is asked about the sentences in doubt, all at once; numbers and dates that disagree are no matter of opinion.
        question: what `text` answers; an answer of a word or two is judged as what it says of it.
    """
    evidence = Evidence(passages, embedder=embedder, weights=weights)
    bare, marks = _bare(text, evidence.numbers)
    spans = sentences(bare)
    claimed = _claimed(bare, spans, marks)
    heads = _table_heads([span.of(bare) for span in spans])
    alone = spans[0].of(bare) if len(spans) == 1 and question else ""
    asked = f"{question} " if alone and short.is_short(alone, question, evidence.languages) else ""
    if asked:
        judged = [_answered(alone, claimed[0], evidence, question)]
    else:
        judged = [
            _unjudged(span.of(bare)) if i in heads else _weighed(span.of(bare), numbers, evidence)
            for i, (span, numbers) in enumerate(zip(spans, claimed, strict=True))
        ]
        if alone and _is_reworded(judged[0]):
            judged = [_unless_outdone(judged[0], evidence, question)]
    judged, usage = _with_opinions(judged, evidence, judge, asked) if judge else (judged, Usage())
    written, at = "", 0
    placed: list[Sentence] = []
    for span, sentence in zip(spans, judged, strict=True):
        written += bare[at : span.start]
        shown = _marked(sentence)
        placed.append(replace(sentence, text=shown, start=len(written), end=len(written) + len(shown)))
        written, at = written + shown, span.end
    return Checked(written + bare[at:], tuple(placed), usage)


def _with_opinions(
    judged: Sequence[Sentence], evidence: Evidence, judge: Opinion, asked: str
) -> tuple[list[Sentence], Usage]:
    """The sentences with a judge's verdict on those that code is not sure of; a short one is read behind what was `asked`."""
    closest = {i: evidence.judge(asked + s.text) for i, s in enumerate(judged) if _is_doubtful(s)}
    doubtful = {
        i: (found, found.quote) for i, found in closest.items() if found.quote and not _is_false(found)
    }
    if not doubtful:
        return list(judged), Usage()
    doubts = [Doubt(asked + judged[i].text, quote) for i, (_, quote) in doubtful.items()]
    opinions = judge(doubts)
    second = list(judged)
    for (i, (found, _)), verdict in zip(doubtful.items(), opinions.verdicts, strict=True):
        if verdict and verdict != judged[i].verdict:
            backing = [] if verdict == "unsupported" else [replace(found, verdict=verdict)]
            second[i] = _sentence(judged[i].text, verdict, backing, _OPINION[verdict])
        elif opinions.failure:
            second[i] = replace(judged[i], reason=f"{judged[i].reason}; the judge failed: {opinions.failure}")
    return second, opinions.usage


def _is_doubtful(sentence: Sentence) -> bool:
    sure = all(citation.score >= _SURE for citation in sentence.citations)
    return sentence.verdict in ("partly", "unsupported") or (sentence.verdict == "supported" and not sure)


def _is_false(found: Judgement) -> bool:
    """Whether a number or a date disagrees."""
    return found.signs is not None and found.signs.numbers > 0


def _bare(text: str, known: Collection[int]) -> tuple[str, list[Marker]]:
    """The text without its markers, and each marker as an empty span where it stood, behind what stands in its place."""
    bare, at = "", 0
    marks: list[Marker] = []
    for marker in markers(text, known):
        bare += text[at : marker.span.start] + marker.instead
        marks.append(Marker(Span(len(bare), len(bare)), marker.numbers))
        at = marker.span.end
    return bare + text[at:], marks


def _claimed(bare: str, spans: Sequence[Span], marks: Sequence[Marker]) -> list[tuple[int, ...]]:
    """The numbers that each sentence cites. A marker belongs to the sentence that it stands in or right behind."""
    claimed: list[dict[int, None]] = [{} for _ in spans]
    for mark in marks:
        if claimed:
            claimed[_sentence_at(bare, spans, mark.span.start)].update(dict.fromkeys(mark.numbers))
    return [tuple(numbers) for numbers in claimed]


def _sentence_at(bare: str, spans: Sequence[Span], position: int) -> int:
    behind = max(bisect_left(spans, position, key=lambda span: span.start) - 1, 0)
    following = min(behind + 1, len(spans) - 1)
    line = bare[spans[behind].end : position]
    opens_the_next = bare[position : spans[following].start].strip(" ") == "" and (
        "\n" in line or position <= spans[0].start
    )
    return following if opens_the_next and position > spans[behind].end else behind


def _table_heads(lines: Sequence[str]) -> frozenset[int]:
    """Which of the lines are rows that name a table's columns: those above a row of dashes."""
    return frozenset(i for i, (_, below) in enumerate(pairwise(lines)) if _TABLE_RULE.fullmatch(below))


def _marked(sentence: Sentence) -> str:
    """The sentence with its markers behind it; a table's row keeps them inside its last cell, or it is no row any more."""
    numbers = "".join(f" [{n}]" for n in dict.fromkeys(c.passage for c in sentence.citations))
    if not numbers or not _TABLE_ROW.match(sentence.text):
        return sentence.text + numbers
    return f"{sentence.text[:-1].rstrip()}{numbers} |"


def _weighed(text: str, numbers: Sequence[int], evidence: Evidence) -> Sentence:
    """A sentence judged by what it states, whatever else it says is missing."""
    return replace(_judged(stated(text), numbers, evidence), text=text)


def _is_reworded(sentence: Sentence) -> bool:
    """Whether it is supported, but does not stand word for word in a passage."""
    return sentence.verdict == "supported" and all(one.score < 1.0 for one in sentence.citations)


def _unless_outdone(sentence: Sentence, evidence: Evidence, question: str) -> Sentence:
    if not short.is_outdone(sentence.text, sentence.citations, evidence, question):
        return sentence
    citations = tuple(replace(one, verdict="partly") for one in sentence.citations)
    return replace(sentence, verdict="partly", reason=short.ANOTHER, citations=citations)


def _unjudged(text: str) -> Sentence:
    return Sentence(text, 0, len(text), "not a claim")


def _judged(text: str, numbers: Sequence[int], evidence: Evidence) -> Sentence:
    """One sentence with its verdict and the citations that it earned; its text without markers, its place not yet known."""
    if not is_claim(text, evidence.languages):
        return _unjudged(text)
    own = [evidence.judge(text, [number]) for number in numbers if number in evidence.numbers]
    backed = [judgement for judgement in own if judgement.verdict == "supported"] or backing(text, evidence)
    if backed:
        return _sentence(text, "supported", backed, _remark(numbers, backed, evidence) or backed[0].reason)
    partly = [judgement for judgement in own if judgement.verdict == "partly"]
    best = max([*own, evidence.judge(text)], key=lambda judgement: judgement.score)
    verdict: Verdict = "partly" if partly or best.verdict == "partly" else "unsupported"
    return _sentence(text, verdict, partly, best.reason)


def _answered(text: str, numbers: Sequence[int], evidence: Evidence, question: str) -> Sentence:
    """A short answer with its verdict as an answer to `question`."""
    found = short.judged(text, numbers, evidence, question)
    if found.verdict == "unsupported":
        return _sentence(text, found.verdict, [], found.reason)
    remark = _remark(numbers, [found], evidence) if found.verdict == "supported" else ""
    return _sentence(text, found.verdict, [found], remark or found.reason)


def backing(text: str, evidence: Evidence) -> list[Judgement]:
    """What backs a sentence, whatever it cites: a passage for all of it, or one for each of its clauses; nothing where it is not supported.

    Clauses count only from several passages: one that has them all says together what belongs together, and a quote that says
    otherwise is not outweighed by those that hold the pieces.
    """
    whole = evidence.judge(text)
    return [whole] if whole.verdict == "supported" else _by_clauses(text, evidence)


def _by_clauses(text: str, evidence: Evidence) -> list[Judgement]:
    parts = [clause.of(text) for clause in clauses(text)]
    if len(parts) < 2 or any(len(facts(part, evidence.languages).terms) < _SHORTEST_CLAUSE for part in parts):
        return []
    judged = [evidence.judge(part) for part in parts]
    if any(judgement.verdict != "supported" for judgement in judged):
        return []
    sources = {judgement.quote.passage.number for judgement in judged if judgement.quote}
    return [replace(judgement, reason=_IN_PARTS) for judgement in judged] if len(sources) > 1 else []


def _remark(numbers: Sequence[int], backing: Sequence[Judgement], evidence: Evidence) -> str:
    """What happened to the sentence's own markers, where something did."""
    kept = {judgement.quote.passage.number for judgement in backing if judgement.quote}
    unknown = [f"[{n}]" for n in numbers if n not in evidence.numbers]
    false = [f"[{n}]" for n in numbers if n in evidence.numbers and n not in kept]
    gone = [f"{', '.join(unknown)} named no passage"] if unknown else []
    if false:
        gone.append(f"{', '.join(false)} did not back this")
    return "; ".join(gone)


def _sentence(text: str, verdict: Verdict, backing: Sequence[Judgement], reason: str) -> Sentence:
    quotes = [
        (quote, judgement) for judgement in backing for quote in (judgement.quote, *judgement.beside) if quote
    ]
    citations = tuple(dict.fromkeys(_citation(quote, judgement) for quote, judgement in quotes))
    return Sentence(text, 0, len(text), verdict, reason, citations)


def _citation(quote: Quote, judgement: Judgement) -> Citation:
    place = quote.span.shifted(quote.passage.start)
    score = round(judgement.score, 3)
    return Citation(quote.passage.number, quote.text, place.start, place.end, judgement.verdict, score)
