"""The corpus inside LangChain programs: a retriever whose documents carry their offsets.

Raises, when imported:
    UsageError: the optional extra `langchain` is missing.
"""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from assistant.adapters.passages import metadata
from assistant.chat import Assistant
from assistant.errors import UsageError
from assistant.types import Filters

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ImportError as error:
    raise UsageError(
        "The LangChain retriever needs an optional part", "Run: pip install 'corpus-assistant[langchain]'"
    ) from error


class CorpusRetriever(BaseRetriever):
    """Retrieves the passages a question would be answered from, best first.

    A document's id is the passage's; its metadata holds every other field of `assistant.types.Passage`: `start` and `end` are
    offsets into the text of `document_id`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int | None = None
    filters: Filters | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        _, found = self.assistant.search(query, k=self.k, filters=self.filters)
        return [
            Document(id=passage.id, page_content=passage.text, metadata=metadata(passage))
            for passage in found
        ]
