"""From a question that needs several articles to the simpler questions that are searched for beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant import templates
from assistant.answering.models import drained
from assistant.text.terms import terms
from assistant.types import ChatModel, Query

MOST = 4
LONGEST = 300
_TOKENS = 200
_FRAMED = re.compile(r"^[\s>*•\-–]*(?:\(?\d+[.):]\s*|[a-z][.)]\s+)?[\s*\"“]*|[\s*\"”]+$", re.IGNORECASE)


class Decomposer:
    """Asks a language model which simpler questions a question is made of: one call for each question."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._template = templates.load("decompose", "most", "question")

    def split(self, query: Query) -> Query:
        """The query with its sub-questions, none where the question is simple or the reply is of no use; `usage` counts the call.

        Raises:
            EndpointError: the model failed.
        """
        prompt = self._template.fill(most=str(MOST), question=query.text)
        reply, usage = drained(self._model, prompt, _TOKENS)
        found = list(dict.fromkeys(_questions(reply, query.text)))[:MOST]
        return replace(query, parts=tuple(found) if len(found) > 1 else (), usage=query.usage + usage)


def _questions(reply: str, question: str) -> Iterator[str]:
    """The lines that ask for a part of what was asked: they share a word with the question, and do not repeat it."""
    asked = set(terms(question))
    for line in reply.splitlines():
        text = _FRAMED.sub("", line)
        is_question = text.endswith(("?", "？", "؟")) and len(text) <= LONGEST
        if is_question and asked.intersection(terms(text)) and text.casefold() != question.strip().casefold():
            yield text
