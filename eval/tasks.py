"""What is done with one question: retrieve only, ask the assistant, or judge a claim. Each returns a trace to be scored."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from assistant.answering.agreement import facts, missing_dates, missing_names, missing_quantities
from assistant.answering.support import Evidence
from assistant.errors import CorpusError
from assistant.types import Answer, Document, Passage, Sentence, Why, to_json
from eval.dataset import Case
from eval.evidence import Place
from eval.subject import Subject

_MARKER = re.compile(r" ?\[\d+\]")
T = TypeVar("T")
Trace = Mapping[str, Any]
Task = Callable[[Subject, Case], Trace]


def retrieve(subject: Subject, case: Case) -> Trace:
    """Two rankings: chunks before merging, and passages within a budget of tokens."""
    query, rewrite = timed(lambda: subject.query(case))
    hits, search = timed(lambda: subject.hits(query))
    passages, merge = timed(lambda: subject.passages(query))
    return {
        "hits": hits,
        "passages": passages,
        "seconds": {"rewrite": rewrite, "chunks": search, "passages": merge},
    }


def rank(subject: Subject, case: Case) -> Trace:
    """The ranking of chunks alone."""
    query, rewrite = timed(lambda: subject.query(case))
    hits, search = timed(lambda: subject.hits(query))
    return {"hits": hits, "passages": [], "seconds": {"rewrite": rewrite, "chunks": search}}


def ask(subject: Subject, case: Case) -> Trace:
    """The assistant's answer, and the passages it was made from."""
    answer = subject.assistant.answer(case.question, case.history, filters=case.filters)
    return answered(subject, answer) | {"seconds": dict(answer.timings)}


def check(subject: Subject, case: Case) -> Trace:
    """The assistant's verdict on a claim, given the whole articles it is about.

    Raises:
        CorpusError: none of them is indexed.
    """
    passages = whole_articles(subject, case)
    if not passages:
        raise CorpusError(f"The article of {case.id} is not in the index", "Look at: assistant status")
    answer, seconds = timed(lambda: subject.assistant.check(case.question, passages))
    return {**answered(subject, answer), "support": _support(subject, answer), "seconds": {"check": seconds}}


def _support(subject: Subject, answer: Answer) -> list[float]:
    """How well each claim of a checked text is backed, from 0 to 1: finer than its verdict."""
    evidence = Evidence(answer.passages, embedder=subject.corpus.embedder, weights=subject.corpus.index)
    claims = (s.text for s in answer.sentences if s.verdict != "not a claim")
    return [evidence.judge(_MARKER.sub("", text)).score for text in claims]


def whole_articles(subject: Subject, case: Case) -> tuple[Passage, ...]:
    """The articles of a case's evidence, each as one passage."""
    documents = [subject.atlas.document(path) for path in dict.fromkeys(e.document for e in case.evidence)]
    return tuple(
        as_passage(number, d, Place(d.locations[0], 0, len(d.text)), Why(number, 0.0))
        for number, d in enumerate(documents, start=1)
        if d
    )


def as_passage(number: int, document: Document, place: Place, why: Why) -> Passage:
    """A stretch of a document handed to the assistant by us, not found by it."""
    return Passage(
        number=number,
        id=f"{document.id}:{document.revision}:{place.start}-{place.end}",
        document_id=document.id,
        revision=document.revision,
        title=document.title,
        text=document.text[place.start : place.end],
        start=place.start,
        end=place.end,
        why=why,
        publisher=document.publisher,
        author=document.author,
        published=document.published,
        url=document.url,
        location=place.document,
    )


def timed(do: Callable[[], T]) -> tuple[T, float]:
    """The result, and the wall-clock seconds it took."""
    started = time.perf_counter()
    result = do()
    return result, time.perf_counter() - started


def answered(subject: Subject, answer: Answer) -> dict[str, Any]:
    passages = subject.places(answer.passages)
    verbatim = [
        citation.quote
        == subject.corpus.document(answer.passages[citation.passage - 1].document_id).text[
            citation.start : citation.end
        ]
        for sentence in answer.sentences
        for citation in sentence.citations
    ]
    return {
        "answer": to_json(answer),
        "passages": passages,
        "verbatim": verbatim,
        "facts": [facts_quoted(sentence) for sentence in answer.sentences if sentence.citations],
    }


def facts_quoted(sentence: Sentence) -> bool:
    """Whether the quotes of a sentence alone hold every number, date and name that it states."""
    said = facts(_MARKER.sub("", sentence.text))
    quoted = facts(" ".join(citation.quote for citation in sentence.citations))
    return not (
        missing_quantities(said, quoted) or missing_dates(said, quoted) or missing_names(said, quoted)
    )
