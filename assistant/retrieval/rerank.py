"""A second opinion on the order, from a model that reads question and text together. Optional, and never in the way."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence
from dataclasses import replace

from assistant import templates
from assistant.endpoint import Endpoint
from assistant.errors import EndpointBroken, EndpointError, EndpointUnavailable
from assistant.retrieval.ranking import Hit
from assistant.types import ChatModel, Message, Reranker

READ = 20
"""So many of the best are read again; those after them keep their places."""
_LONGEST_TEXT = 900
"""Characters of each text that a language model is shown."""
_CHARACTERS_PER_TOKEN = 3
_PROMPT_TOKENS, _REPLY_TOKENS = 300, 100
_NUMBERING = re.compile(r"^\s*\d+[.)](?=.*\d)")
_NUMBER = re.compile(r"(?<![\w.,%$€£-])\d{1,3}(?![\w%]|[.,-]\d)")

_log = logging.getLogger(__name__)


class EndpointReranker:
    """A reranking model behind an endpoint that speaks the common /rerank form; the endpoint's patience is the deadline."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        self._endpoint = endpoint
        self.name = model

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """
        Raises:
            EndpointError: the endpoint failed, or did not score every text once.
        """
        return self._endpoint.rerank(query, texts, self.name)


class ModelReranker:
    """A language model that names the texts which help to answer, best first: one call for all of them.

    Args:
        seconds: the whole reply is in by then, or the order before it stands. A model that says nothing at all is given up
            by its own patience for a first word.
    """

    def __init__(self, model: ChatModel, *, seconds: float = 10.0) -> None:
        self._model = model
        self._seconds = seconds
        self._template = templates.load("rerank", "question", "texts")
        self.name = model.name

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """1 for the text named first and less for each after it; texts that were not named keep their order below 0.

        Raises:
            EndpointError: the model failed, was too slow, or named none of the texts.
        """
        room = (self._model.context_tokens - _PROMPT_TOKENS - _REPLY_TOKENS) * _CHARACTERS_PER_TOKEN
        longest = min(_LONGEST_TEXT, room // max(len(texts), 1))
        listed = "\n".join(
            f"{n}: {' '.join(text.split())[:longest]}" for n, text in enumerate(texts, start=1)
        )
        reply = self._reply(self._template.fill(question=query, texts=listed))
        named = [n for n in _numbers(reply) if 1 <= n <= len(texts)]
        if not named:
            raise EndpointBroken(f"{self.name} named none of the texts to rerank", "Set rerank to off")
        places = {n: place for place, n in enumerate(dict.fromkeys(named))}
        return [1 / (1 + places[n]) if n in places else -float(n) for n in range(1, len(texts) + 1)]

    def _reply(self, prompt: str) -> str:
        end = time.monotonic() + self._seconds
        reply = ""
        for delta in self._model.stream([Message("user", prompt)], max_tokens=_REPLY_TOKENS):
            reply = delta.after(reply)
            if time.monotonic() > end:
                raise EndpointUnavailable(
                    f"{self.name} took longer than {self._seconds:g} s to rerank",
                    "Raise ASSISTANT_RERANK_SECONDS",
                )
        return reply


def _numbers(reply: str) -> list[int]:
    """The numbers that a reply names, in order: no list's own numbering, no years, and no parts of other numbers."""
    lines = [_NUMBERING.sub("", line) for line in reply.splitlines()]
    return [int(number) for line in lines for number in _NUMBER.findall(line)]


def reranked(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in the reranker's order, `fused` being its score; if the endpoint fails, as they came, and each says so."""
    head, tail = hits[:READ], hits[READ:]
    try:
        scores = reranker.score(question, [hit.chunk.embedded_text for hit in head])
    except EndpointError as error:
        _log.warning("Not reranked: %s", error)
        return [replace(hit, why=replace(hit.why, not_reranked=error.message)) for hit in hits]
    order = sorted(range(len(head)), key=lambda i: -scores[i])
    again = [
        replace(head[i], why=replace(head[i].why, fused=scores[i], reranked=reranker.name)) for i in order
    ]
    return [replace(hit, why=replace(hit.why, rank=rank)) for rank, hit in enumerate([*again, *tail], 1)]
