"""Why an answer is wrong: the pipeline is asked again, each time with one stage replaced by the truth.

Every wrong answer gets exactly one cause, so the counts sum to the errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

from assistant.errors import AssistantError
from assistant.types import Answered, Passage, Query, Why
from eval.dataset import Case
from eval.evidence import Gold, Place
from eval.metrics import is_choice, token_recall
from eval.rows import Row
from eval.scoring import score
from eval.subject import Subject
from eval.tasks import Task, Trace, answered, as_passage

Ask = Callable[[Task, Case], Trace]
"""How a task is done for a case: at once, or from what is kept of an earlier time."""

DEEP = 100
"""A chunk that is not among so many was not found at all; one that is was ranked out."""
FAILED = "failed"
OVERCONFIDENT = "should have refused"
LOST = "not in the corpus"
DOUBTFUL = "gold doubtful"
NOT_RETRIEVED = "not retrieved"
RANKED_OUT = "ranked out"
UNUSED = "in context but unused"
WRONG = "wrong with the evidence"
UNKNOWN = "cause not found out"
"""An error came in the way of asking again; the next run that goes on with this one tries anew."""
ACCEPTED = "false claim accepted"
REJECTED = "true claim rejected"
SPELT_OUT = 0.5
"""Share of a gold answer's words that the evidence's articles must hold for it to be believed."""


def diagnosed(subject: Subject, case: Case, row: Row, ask: Ask) -> Row:
    """The row of a wrong answer with its cause; a right one with none."""
    return replace(row, cause=cause(subject, case, row, ask) if wrong(row) else "")


def wrong(row: Row) -> bool:
    return row.metrics.get("correct") == 0.0 or bool(row.error)


def cause(subject: Subject, case: Case, row: Row, ask: Ask) -> str:
    """Which stage went wrong first."""
    if row.error:
        return FAILED
    if case.supported is not None:
        return REJECTED if case.supported else ACCEPTED
    if case.unanswerable:
        return OVERCONFIDENT
    gold = subject.atlas.gold(case)
    if gold.lost or not gold.pieces:
        return LOST
    if _doubtful(subject, case, gold):
        return DOUBTFUL
    missing = [i for i, rank in enumerate(gold.ranks(row.places)) if rank is None]
    if missing:
        deep = gold.ranks(subject.hits(subject.query(case), DEEP))
        return NOT_RETRIEVED if any(deep[i] is None for i in missing) else RANKED_OUT
    try:
        trace = ask(with_evidence, case)
    except AssistantError:
        return UNKNOWN
    return UNUSED if score(subject.dataset, case, trace, subject.atlas).get("correct") == 1.0 else WRONG


def with_evidence(subject: Subject, case: Case) -> Trace:
    """The answer when the evidence is all there is to read."""
    query = subject.query(case)
    events = subject.assistant.synthesizer.answer(query, oracle(subject, query, subject.atlas.gold(case)))
    return answered(subject, next(event.answer for event in events if isinstance(event, Answered)))


def oracle(subject: Subject, query: Query, gold: Gold) -> tuple[Passage, ...]:
    """The evidence alone, each piece with the paragraph around it, as if retrieval had been perfect."""
    around = list(dict.fromkeys(_paragraph(subject, chosen[0]) for chosen in gold.pieces))
    embedder = subject.corpus.embedder
    similar = embedder.embed([subject.atlas.text(place) for place in around]) @ embedder.embed_query(
        query.text
    )
    return tuple(
        as_passage(number, document, place, Why(number, fused=float(dense), dense=float(dense)))
        for number, (place, dense) in enumerate(zip(around, similar, strict=True), start=1)
        if (document := subject.atlas.document(place.document))
    )


def _doubtful(subject: Subject, case: Case, gold: Gold) -> bool:
    """The words of the gold answers stand in no article of the evidence, though they should be spelt out there."""
    if subject.dataset.long_answers or is_choice(case.answers):
        return False
    paths = {place.document for place in chain.from_iterable(gold.pieces)}
    documents = [subject.atlas.document(path) for path in paths]
    said = "\n".join(f"{document.title}\n{document.text}" for document in documents if document)
    return token_recall(said, case.answers) < SPELT_OUT


def _paragraph(subject: Subject, place: Place) -> Place:
    document = subject.atlas.document(place.document)
    text = document.text if document else ""
    start = text.rfind("\n\n", 0, place.start) + 1
    end = text.find("\n\n", place.end)
    start += len(text[start : place.start]) - len(text[start : place.start].lstrip())
    return Place(place.document, start, end if end >= 0 else len(text))
