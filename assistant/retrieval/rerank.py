"""A second opinion on the order, from a model that reads question and text together. Optional, and never in the way."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from assistant.endpoint import Endpoint
from assistant.errors import EndpointError
from assistant.retrieval.ranking import Hit
from assistant.types import Reranker

READ = 20
"""So many of the best are read again; those after them keep their places."""

_log = logging.getLogger(__name__)


class EndpointReranker:
    """A reranking model behind an endpoint that speaks the common /rerank form; the endpoint's patience is the deadline."""

    def __init__(self, endpoint: Endpoint, model: str) -> None:
        self._endpoint = endpoint
        self._model = model

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """
        Raises:
            EndpointError: the endpoint failed, or did not score every text once.
        """
        return self._endpoint.rerank(query, texts, self._model)


def reranked(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in the reranker's order, `fused` being its score; if the endpoint fails, in the order they came."""
    head, tail = hits[:READ], hits[READ:]
    try:
        scores = reranker.score(question, [hit.chunk.embedded_text for hit in head])
    except EndpointError as error:
        _log.warning("Not reranked: %s", error)
        return list(hits)
    order = sorted(range(len(head)), key=lambda i: -scores[i])
    again = [replace(head[i], why=replace(head[i].why, fused=scores[i])) for i in order]
    return [replace(hit, why=replace(hit.why, rank=rank)) for rank, hit in enumerate([*again, *tail], 1)]
