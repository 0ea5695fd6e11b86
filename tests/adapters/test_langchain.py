"""The corpus in a real LangChain chain."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from assistant import Assistant
from assistant.adapters import langchain
from assistant.types import Filters

QUESTION = "To which port was the Dali sailing when it lost power?"


def test_documents_are_the_passages_in_their_order_with_offsets(sample_assistant: Assistant) -> None:
    _, passages = sample_assistant.search(QUESTION)
    documents = langchain.CorpusRetriever(assistant=sample_assistant).invoke(QUESTION)

    assert [document.id for document in documents] == [passage.id for passage in passages]
    for document in documents:
        known = document.metadata
        text = sample_assistant.corpus.document(known["document_id"]).text
        assert text[known["start"] : known["end"]] == document.page_content


def test_a_chain_from_retriever_to_answer_shows_the_model_the_passages(sample_assistant: Assistant) -> None:
    shown: list[str] = []

    def joined(documents: list[Document]) -> str:
        shown.append("\n".join(document.page_content for document in documents))
        return shown[-1]

    retriever = langchain.CorpusRetriever(assistant=sample_assistant, k=2)
    prompt = ChatPromptTemplate.from_template("{context}\n\n{question}")
    model = FakeListChatModel(responses=["To Colombo."])
    chain = (
        {"context": retriever | RunnableLambda(joined), "question": RunnablePassthrough()}
        | prompt
        | model
        | StrOutputParser()
    )

    assert chain.invoke(QUESTION) == "To Colombo."
    assert shown == ["\n".join(p.text for p in sample_assistant.search(QUESTION, k=2)[1])]


def test_batches_and_event_loops_give_the_same(sample_assistant: Assistant) -> None:
    document = sample_assistant.search(QUESTION)[1][0].document_id
    retriever = langchain.CorpusRetriever(
        assistant=sample_assistant, k=3, filters=Filters(documents=(document,))
    )
    alone = retriever.invoke(QUESTION)
    assert {found.metadata["document_id"] for found in alone} == {document}
    assert retriever.batch([QUESTION, QUESTION]) == [alone, alone]
    assert asyncio.run(retriever.ainvoke(QUESTION)) == alone


def test_without_langchain_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['langchain_core.callbacks'] = None\nimport assistant.adapters.langchain"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stderr.strip().splitlines()[-1] == (
        "assistant.errors.UsageError: The LangChain retriever needs an optional part. Run: pip install 'corpus-assistant[langchain]'"
    )
