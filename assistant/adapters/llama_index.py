"""The corpus inside LlamaIndex programs: a retriever, a query engine, an embedding and an evaluator. Never its global `Settings`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.callbacks.base import CallbackManager
from llama_index.core.evaluation.base import BaseEvaluator, EvaluationResult
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)
from pydantic import PrivateAttr

from assistant.adapters.passages import READABLE, metadata, passages
from assistant.chat import Assistant
from assistant.types import Answer, Embedder, Filters, Passage, to_json


class CorpusRetriever(BaseRetriever):
    """Retrieves the passages a question would be answered from, best first.

    A node's id is the passage's, its source the document's id, `start_char_idx` and `end_char_idx` offsets into the document's
    text, `score` the fused score; its metadata holds every other field of `assistant.types.Passage`.
    """

    def __init__(
        self,
        assistant: Assistant,
        *,
        k: int | None = None,
        filters: Filters | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager)
        self._assistant = assistant
        self._k = k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        _, found = self._assistant.search(query_bundle.query_str, k=self._k, filters=self._filters)
        return nodes(found)

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class CorpusQueryEngine(BaseQueryEngine):
    """Answers with the checked answer; `Response.metadata` is the whole `Answer` as plain values, verdicts and citations included."""

    def __init__(
        self,
        assistant: Assistant,
        *,
        filters: Filters | None = None,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        super().__init__(callback_manager)
        self._assistant = assistant
        self._filters = filters

    def retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return CorpusRetriever(self._assistant, filters=self._filters).retrieve(query_bundle)

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._assistant.answer(query_bundle.query_str, filters=self._filters)
        return Response(answer.text, nodes(answer.passages), to_json(answer))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


class CorpusEmbedding(BaseEmbedding):
    """The embedder of a corpus (`corpus.embedder`) for LlamaIndex's own indexes."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **settings: Any) -> None:
        super().__init__(model_name=embedder.name, **settings)
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        return "CorpusEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(x) for x in self._embedder.embed_query(query)]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._embedder.embed(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


class SupportEvaluator(BaseEvaluator):
    """Checks any engine's answer sentence by sentence against its source nodes, without a language model.

    `score` is the share of claims that the sources fully support, from 0 to 1; `passing` that all of them are;
    `feedback` names every other sentence and why.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    async def aevaluate(
        self,
        query: str | None = None,
        response: str | None = None,
        contexts: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> EvaluationResult:
        texts = list(contexts or ())
        against = passages(texts, [{} for _ in texts])
        return await asyncio.to_thread(self._judge, query, response, against)

    def evaluate_response(
        self, query: str | None = None, response: RESPONSE_TYPE | None = None, **kwargs: Any
    ) -> EvaluationResult:
        answer = response or Response(None)
        # A streaming response is read to its end.
        text = answer.response if isinstance(answer, Response) else str(answer)
        return self._judge(query, text, given(answer.source_nodes))

    async def aevaluate_response(
        self, query: str | None = None, response: RESPONSE_TYPE | None = None, **kwargs: Any
    ) -> EvaluationResult:
        return await asyncio.to_thread(self.evaluate_response, query, response)

    def _judge(
        self, query: str | None, response: str | None, against: tuple[Passage, ...]
    ) -> EvaluationResult:
        result = EvaluationResult(query=query, response=response, contexts=[p.text for p in against])
        if not response:
            reason = "There is no response to check"
            return result.model_copy(update={"invalid_result": True, "invalid_reason": reason})
        share, complaints = _verdict(self._assistant.check(response, against, question=query or ""))
        judged = {"score": share, "passing": not complaints, "feedback": "\n".join(complaints)}
        return result.model_copy(update=judged)

    def _get_prompts(self) -> dict[str, Any]:
        return {}

    def _update_prompts(self, prompts: dict[str, Any]) -> None:
        pass


def nodes(found: Sequence[Passage]) -> list[NodeWithScore]:
    return [NodeWithScore(node=_node(passage), score=passage.why.fused) for passage in found]


def given(source_nodes: Sequence[NodeWithScore]) -> tuple[Passage, ...]:
    """The passages behind any engine's nodes; those of `nodes` come back as they were."""
    return passages([node.get_content() for node in source_nodes], [node.metadata for node in source_nodes])


def _node(passage: Passage) -> TextNode:
    known = metadata(passage)
    for_programs = [name for name in known if name not in READABLE]
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=known,
        excluded_llm_metadata_keys=for_programs,
        excluded_embed_metadata_keys=for_programs,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document_id)},
    )


def _verdict(checked: Answer) -> tuple[float, list[str]]:
    """The share of supported claims, and a line for each claim that is not."""
    claims = [sentence for sentence in checked.sentences if sentence.verdict != "not a claim"]
    doubtful = [sentence for sentence in claims if sentence.verdict != "supported"]
    share = 1 - len(doubtful) / len(claims) if claims else 1.0
    return share, [f"{s.verdict}: {s.text!r} ({s.reason})" for s in doubtful]
