"""From a question and its history to a query that can be searched for on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import templates
from assistant.answering.followups import told_in_full
from assistant.answering.models import drained
from assistant.types import ChatModel, Filters, Query, Turn

HISTORY_CHARACTERS = 6_000
"""How much of the latest turns a rewrite reads; older ones are left out whole."""
LONGEST_REWRITE = 400
_TOKENS = 120


class Rewriter:
    """Rewrites follow-up questions with a language model; without one only those of a word or two are told in full."""

    def __init__(self, model: ChatModel | None = None) -> None:
        self._model = model
        self._template = templates.load("rewrite", "history", "question")

    def rewrite(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Query:
        """A first question is never rewritten, so it costs no call.

        Raises:
            EndpointError: the model failed; `plain` still gives a query.
        """
        query = self.plain(question, history, filters)
        if not history:
            return query
        if self._model is None:
            told = told_in_full(question, history)
            return replace(query, text=told.text, anew=told.anew, leans=told.leans)
        prompt = self._template.fill(history=_told(history), question=question)
        text, usage = drained(self._model, prompt, _TOKENS)
        return replace(query, text=_tidy(text) or question, usage=usage)

    @staticmethod
    def plain(question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Query:
        """The question as it stands, without asking a model."""
        return Query(question, question, tuple(history), filters=filters or Filters())


def _told(history: Sequence[Turn]) -> str:
    """The latest turns that fit, oldest first."""
    kept: list[str] = []
    left = HISTORY_CHARACTERS
    for turn in reversed(history):
        text = f"User: {turn.question}\nAssistant: {turn.answer}"
        left -= len(text)
        if left < 0 and kept:
            break
        kept.append(text[-HISTORY_CHARACTERS:])
    return "\n".join(reversed(kept))


def _tidy(text: str) -> str:
    """The first line that says something, without the label and quotation marks that models like to add."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    line = re.sub(r"^\s*(rewritten question|question)\s*:\s*", "", line, flags=re.IGNORECASE).strip(' "“”')
    return line if len(line) <= LONGEST_REWRITE else ""
