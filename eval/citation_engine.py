"""LlamaIndex's CitationQueryEngine over passages that are given to it, with the language model that the assistant has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.llms.types import CompletionResponse, CompletionResponseGen, LLMMetadata
from llama_index.core.llms.custom import CustomLLM
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import NodeWithScore, QueryBundle
from pydantic import PrivateAttr

from assistant.adapters.llama_index import nodes
from assistant.types import ChatModel, Message, Passage, Usage
from eval.beside import Reply

_MARKER = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]|\bSource (\d{1,3})\b")


class Given(BaseRetriever):
    """Retrieves the same passages whatever it is asked."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        super().__init__()
        self._passages = passages

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return nodes(self._passages)


class Model(CustomLLM):
    """A `ChatModel` as LlamaIndex takes one; it counts what it was asked."""

    _model: ChatModel = PrivateAttr()
    _answer_tokens: int = PrivateAttr()
    _usage: Usage = PrivateAttr(default=Usage())

    def __init__(self, model: ChatModel, answer_tokens: int) -> None:
        super().__init__()
        self._model = model
        self._answer_tokens = answer_tokens

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(
            context_window=self._model.context_tokens,
            num_output=self._answer_tokens,
            model_name=self._model.name,
        )

    @property
    def usage(self) -> Usage:
        return self._usage

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        text, used = "", Usage(calls=1)
        for delta in self._model.stream([Message("user", prompt)], max_tokens=self._answer_tokens):
            text, used = delta.after(text), delta.usage or used
        before = self._usage
        self._usage = Usage(
            before.prompt_tokens + used.prompt_tokens,
            before.completion_tokens + used.completion_tokens,
            before.calls + used.calls,
        )
        return CompletionResponse(text=text)

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        yield self.complete(prompt)


def answered(question: str, passages: Sequence[Passage], model: ChatModel, answer_tokens: int) -> Reply:
    """The engine's answer as it stands. A marker counts for the passage that its source was cut from, or for none if there is no such source.

    Raises:
        EndpointError: the model failed.
    """
    llm = Model(model, answer_tokens)
    response = CitationQueryEngine(Given(passages), llm=llm).query(question)
    text = str(response)
    sources = [int(source.metadata["number"]) for source in response.source_nodes]
    found = (int(n) for group in _MARKER.findall(text) for part in group if part for n in part.split(","))
    cited = tuple(sources[n - 1] if 0 < n <= len(sources) else 0 for n in dict.fromkeys(found))
    return Reply(text, tuple(dict.fromkeys(cited)), llm.usage)
