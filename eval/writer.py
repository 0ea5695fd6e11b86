"""Questions written by a language model from paragraphs of the articles; only those whose answer stands in the paragraph are kept."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from assistant.answering.models import drained
from assistant.types import ChatModel, Document
from eval.dataset import Case, Evidence
from eval.subject import Subject

SHORTEST, LONGEST = 120, 1_500
"""Characters of a paragraph worth a question, and that a small model can read."""
REPLY_TOKENS = 120
_PROMPT = """Below is a paragraph of the article "{title}". Write one question that somebody who has not read it might ask, that this
paragraph answers, and that makes sense on its own: name people, places and events, never "the article" or "the paragraph".
The answer must be a few words copied letter for letter from the paragraph.

Paragraph: {paragraph}

Reply with two lines and nothing else:
Question: ...
Answer: ..."""
_REPLY = re.compile(r"Question:\s*(?P<question>[^\n]+\?)\s*\n+\s*Answer:\s*(?P<answer>[^\n]+)", re.IGNORECASE)
_POINTING = re.compile(r"\b(?:the|this) (?:article|paragraph|passage|text|author)\b", re.IGNORECASE)


def written(model: ChatModel, subject: Subject, *, seed: int = 0) -> Iterator[Case]:
    """A question for each paragraph that the model could write a sound one for, in an order drawn with `seed`.

    Raises:
        EndpointError: the model failed.
    """
    listed = [(document, p) for document in subject.corpus.documents() for p in paragraphs(document)]
    random.Random(seed).shuffle(listed)
    for document, paragraph in listed:
        prompt = _PROMPT.format(title=document.title, paragraph=paragraph)
        reply, _ = drained(model, prompt, REPLY_TOKENS)
        if case := read(reply, document, paragraph):
            yield case


def paragraphs(document: Document) -> list[str]:
    """The document's paragraphs of a useful length."""
    return [p for p in document.text.split("\n\n") if SHORTEST <= len(p) <= LONGEST]


def read(reply: str, document: Document, paragraph: str) -> Case | None:
    """The case a reply makes; None for one that is not in the form asked for, points at the text, gives its answer away, or
    answers with words that the paragraph does not hold."""
    found = _REPLY.search(reply)
    if not found:
        return None
    question, answer = found["question"].strip(), found["answer"].strip(' ."“”')
    sound = (
        answer in paragraph
        and answer.casefold() not in question.casefold()
        and not _POINTING.search(question)
    )
    if not answer or not sound:
        return None
    return Case("", question, (answer,), (Evidence(document.locations[0], paragraph),), "written")
