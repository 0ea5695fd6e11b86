"""The corpus inside Haystack pipelines: a retriever component whose documents carry their offsets.

Haystack itself tells its makers that a pipeline ran, unless HAYSTACK_TELEMETRY_ENABLED=False was set before it was imported.

Raises, when imported:
    UsageError: the optional extra `haystack` is missing.
"""

from __future__ import annotations

import asyncio
from typing import Any

from assistant.adapters.passages import metadata
from assistant.chat import Assistant
from assistant.errors import UsageError
from assistant.types import Answer, Filters, Passage, to_json

try:
    from haystack import Document, GeneratedAnswer, component
except ImportError as error:
    raise UsageError(
        "The Haystack components need an optional part", "Run: pip install 'corpus-assistant[haystack]'"
    ) from error


@component
class CorpusRetriever:
    """Retrieves the passages a question would be answered from, best first.

    A document's id is the passage's, `score` the fused score; its meta holds every other field of `assistant.types.Passage`:
    `start` and `end` are offsets into the text of `document_id`.
    """

    def __init__(self, assistant: Assistant, *, k: int | None = None, filters: Filters | None = None) -> None:
        self._assistant = assistant
        self._k = k
        self._filters = filters

    @component.output_types(documents=list[Document])
    def run(self, query: str) -> dict[str, Any]:
        _, found = self._assistant.search(query, k=self._k, filters=self._filters)
        return {"documents": [_document(passage) for passage in found]}

    @component.output_types(documents=list[Document])
    async def run_async(self, query: str) -> dict[str, Any]:
        return await asyncio.to_thread(self.run, query)


@component
class CorpusAnswerer:
    """Answers with the checked answer: a `GeneratedAnswer` whose documents are the passages and whose meta is the whole `Answer` as plain values."""

    def __init__(self, assistant: Assistant, *, filters: Filters | None = None) -> None:
        self._assistant = assistant
        self._filters = filters

    @component.output_types(answers=list[GeneratedAnswer])
    def run(self, query: str) -> dict[str, Any]:
        return {"answers": [_answer(self._assistant.answer(query, filters=self._filters))]}

    @component.output_types(answers=list[GeneratedAnswer])
    async def run_async(self, query: str) -> dict[str, Any]:
        return await asyncio.to_thread(self.run, query)


def _document(passage: Passage) -> Document:
    return Document(id=passage.id, content=passage.text, meta=metadata(passage), score=passage.why.fused)


def _answer(answer: Answer) -> GeneratedAnswer:
    documents = [_document(passage) for passage in answer.passages]
    return GeneratedAnswer(answer.text, answer.question, documents, to_json(answer))
