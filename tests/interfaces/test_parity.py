"""Fifty gold questions through every door: the same passages, in the same order, at the same offsets, and the same answers."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from mcp.client.client import Client

from assistant import Assistant
from assistant.adapters import haystack, langchain, llama_index
from assistant.aio import AsyncAssistant
from assistant.interfaces import cli, mcp
from assistant.interfaces.api.app import build
from assistant.types import Answer, Passage, from_json, to_json
from eval.dataset import load

GOLD = Path(__file__).parents[2] / "eval" / "gold" / "sample.jsonl"
CASES = [case for case in load(GOLD) if not case.history and not case.filters]
QUESTIONS = [case.question for case in CASES[:: len(CASES) // 50]][:50]

Found = list[tuple[int, str, str, int, int, str]]


def found(passages: Sequence[Passage]) -> Found:
    return [(p.number, p.id, p.document_id, p.start, p.end, p.text) for p in passages]


def answered(answer: Answer) -> tuple[Any, ...]:
    """Everything but how long it took."""
    return (
        answer.text,
        answer.refused,
        answer.sentences,
        answer.conflicts,
        answer.confidence,
        found(answer.passages),
    )


@pytest.fixture(scope="module")
def passages(sample_assistant: Assistant) -> list[Found]:
    return [found(sample_assistant.search(question)[1]) for question in QUESTIONS]


@pytest.fixture(scope="module")
def answers(sample_assistant: Assistant) -> list[tuple[Any, ...]]:
    return [answered(sample_assistant.answer(question)) for question in QUESTIONS]


@pytest.fixture(scope="module")
def http(sample_assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(build(sample_assistant)) as client:
        yield client


def test_there_are_fifty_questions_of_all_kinds() -> None:
    assert len(set(QUESTIONS)) == 50


def test_answering_uses_the_passages_that_searching_finds(
    passages: list[Found], answers: list[tuple[Any, ...]]
) -> None:
    assert [answer[-1] for answer in answers] == passages


def test_every_passage_is_the_documents_text_at_its_offsets(
    sample_assistant: Assistant, passages: list[Found]
) -> None:
    for _, _, document_id, start, end, text in (one for several in passages for one in several):
        assert sample_assistant.corpus.document(document_id).text[start:end] == text


def test_from_many_threads_at_once(sample_assistant: Assistant, answers: list[tuple[Any, ...]]) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert [answered(answer) for answer in pool.map(sample_assistant.answer, QUESTIONS)] == answers


def test_on_an_event_loop(sample_assistant: Assistant, answers: list[tuple[Any, ...]]) -> None:
    async def ask() -> list[Answer]:
        loop_side = AsyncAssistant(sample_assistant)
        return await asyncio.gather(*(loop_side.answer(question) for question in QUESTIONS))

    assert [answered(answer) for answer in asyncio.run(ask())] == answers


def test_through_llama_index(
    sample_assistant: Assistant, passages: list[Found], answers: list[tuple[Any, ...]]
) -> None:
    retriever = llama_index.CorpusRetriever(sample_assistant)
    engine = llama_index.CorpusQueryEngine(sample_assistant)
    assert [found(llama_index.given(retriever.retrieve(question))) for question in QUESTIONS] == passages
    assert [answered(from_json(Answer, engine.query(question).metadata)) for question in QUESTIONS] == answers


def test_through_langchain(sample_assistant: Assistant, passages: list[Found]) -> None:
    retriever = langchain.CorpusRetriever(assistant=sample_assistant)
    documents = [retriever.invoke(question) for question in QUESTIONS]
    known = [
        [document.metadata | {"text": document.page_content} for document in several] for several in documents
    ]
    assert [found([from_json(Passage, one) for one in several]) for several in known] == passages


def test_through_haystack(
    sample_assistant: Assistant, passages: list[Found], answers: list[tuple[Any, ...]]
) -> None:
    retriever, answerer = (
        haystack.CorpusRetriever(sample_assistant),
        haystack.CorpusAnswerer(sample_assistant),
    )
    documents = [retriever.run(question)["documents"] for question in QUESTIONS]
    known = [[one.meta | {"text": one.content} for one in several] for several in documents]
    assert [found([from_json(Passage, one) for one in several]) for several in known] == passages
    told = [answerer.run(question)["answers"][0].meta for question in QUESTIONS]
    assert [answered(from_json(Answer, meta)) for meta in told] == answers


def test_over_http(http: TestClient, passages: list[Found], answers: list[tuple[Any, ...]]) -> None:
    for question, wanted, answer in zip(QUESTIONS, passages, answers, strict=True):
        retrieved = http.post("/v1/retrieve", json={"question": question}).json()["passages"]
        assert found([from_json(Passage, one) for one in retrieved]) == wanted
        asked = http.post("/v1/ask", json={"question": question}).json()
        assert answered(from_json(Answer, asked)) == answer
        last = (
            http.post("/v1/ask", json={"question": question, "stream": True}).text.strip().split("data: ")[-1]
        )
        assert answered(from_json(Answer, json.loads(last)["answer"])) == answer


def test_as_a_model_of_other_front_ends(http: TestClient, answers: list[tuple[Any, ...]]) -> None:
    for question, answer in zip(QUESTIONS, answers, strict=True):
        body = {"model": "corpus-assistant", "messages": [{"role": "user", "content": question}]}
        reply = http.post("/v1/chat/completions", json=body).json()
        assert answered(from_json(Answer, reply["answer"])) == answer
        assert reply["choices"][0]["message"]["content"] == answer[0]


def test_through_the_model_context_protocol(
    sample_assistant: Assistant, passages: list[Found], answers: list[tuple[Any, ...]]
) -> None:
    async def both() -> list[tuple[Any, Any]]:
        async with Client(mcp.build(sample_assistant)) as client:
            return [
                (
                    (await client.call_tool("search_corpus", {"question": question})).structured_content,
                    (await client.call_tool("ask_corpus", {"question": question})).structured_content,
                )
                for question in QUESTIONS
            ]

    results = asyncio.run(both())
    assert [found([from_json(Passage, p) for p in one["passages"]]) for one, _ in results] == passages
    assert [answered(from_json(Answer, other)) for _, other in results] == answers


def test_at_the_command_line(
    sample_assistant: Assistant,
    answers: list[tuple[Any, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    corpus = sample_assistant.corpus
    places = ["--corpus", str(corpus.folder), "--index", str(corpus.index_folder), "--embedder", "fast"]
    for question, answer in zip(QUESTIONS, answers, strict=True):
        monkeypatch.setattr(sys, "argv", ["assistant", "ask", question, "--json", *places])
        with pytest.raises(SystemExit, match="0"):
            cli.main()
        assert answered(from_json(Answer, json.loads(capsys.readouterr().out))) == answer


def test_json_loses_nothing(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer(QUESTIONS[0])
    assert from_json(Answer, json.loads(json.dumps(to_json(answer)))) == answer
