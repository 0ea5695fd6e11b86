"""Fifty gold questions through every door: the same passages, in the same order, at the same offsets, and the same answers."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from openai import OpenAI

from assistant import Assistant
from assistant import app as wiring
from assistant.adapters import haystack, langchain, llama_index
from assistant.aio import AsyncAssistant
from assistant.interfaces import cli, mcp
from assistant.interfaces.api.app import build
from assistant.state.database import Database
from assistant.state.keys import Keys
from assistant.types import Answer, Passage, from_json, to_json
from eval.dataset import load
from tests.interfaces.serving import served

GOLD = Path(__file__).parents[2] / "eval" / "gold" / "sample.jsonl"
CASES = [case for case in load(GOLD) if not case.history and not case.filters]
QUESTIONS = [case.question for case in CASES[:: len(CASES) // 50]][:50]
BY_TURNS = [False, True] * 25
"""Where a door has two ways, every question goes one of them."""

Found = list[tuple[int, str, str, int, int, str]]


def found(passages: Sequence[Passage]) -> Found:
    return [(p.number, p.id, p.document_id, p.start, p.end, p.text) for p in passages]


def answered(answer: Answer) -> tuple[Any, ...]:
    """Everything but how long it took; the last bits of a sum depend on where in memory its terms lie."""
    return (
        answer.text,
        answer.refused,
        answer.sentences,
        answer.conflicts,
        round(answer.confidence, 9),
        found(answer.passages),
    )


@pytest.fixture(scope="module")
def passages(sample_assistant: Assistant) -> list[Found]:
    return [found(sample_assistant.search(question)[1]) for question in QUESTIONS]


@pytest.fixture(scope="module")
def answers(sample_assistant: Assistant) -> list[tuple[Any, ...]]:
    return [answered(sample_assistant.answer(question)) for question in QUESTIONS]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    with Database(tmp_path_factory.mktemp("state") / "state.db") as database:
        yield Keys(database)


@pytest.fixture(scope="module")
def http(sample_assistant: Assistant, keys: Keys) -> Iterator[TestClient]:
    with TestClient(build(sample_assistant, public=keys)) as client:
        yield client


@pytest.fixture(scope="module")
def address(sample_assistant: Assistant) -> Iterator[str]:
    """A real server, with the tools."""
    app = build(sample_assistant)
    mcp.mount(app, mcp.build(sample_assistant))
    with served(app) as address:
        yield address


def places(assistant: Assistant) -> list[str]:
    corpus = assistant.corpus
    return ["--corpus", str(corpus.folder), "--index", str(corpus.index_folder), "--embedder", "fast"]


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
    for streamed, question, wanted, answer in zip(BY_TURNS, QUESTIONS, passages, answers, strict=True):
        retrieved = http.post("/v1/retrieve", json={"question": question}).json()["passages"]
        assert found([from_json(Passage, one) for one in retrieved]) == wanted
        reply = http.post("/v1/ask", json={"question": question, "stream": streamed})
        told = json.loads(reply.text.strip().split("data: ")[-1])["answer"] if streamed else reply.json()
        assert answered(from_json(Answer, told)) == answer


def test_as_a_model_that_the_official_client_streams(address: str, answers: list[tuple[Any, ...]]) -> None:
    client = OpenAI(base_url=f"{address}/v1", api_key="none needed here")
    for streamed, question, answer in zip(BY_TURNS, QUESTIONS, answers, strict=True):
        asked: Any = {"model": "corpus-assistant", "messages": [{"role": "user", "content": question}]}
        reply: Any = client.chat.completions.create(**asked, stream=streamed)
        if streamed:
            *pieces, reply = reply
            text = "".join(piece.choices[0].delta.content or "" for piece in pieces)
        else:
            text = reply.choices[0].message.content
        assert text == answer[0]
        assert answered(from_json(Answer, reply.model_extra["answer"])) == answer


def test_in_a_frame_of_another_page(http: TestClient, keys: Keys, answers: list[tuple[Any, ...]]) -> None:
    key = keys.create("frame", ["ask"], origin="http://127.0.0.1:1", per_minute=100)[1]
    for question, answer in zip(QUESTIONS, answers, strict=True):
        headers = {"authorization": f"Bearer {key}"}
        shown = http.post("/embed/ask", json={"question": question}, headers=headers).text
        picture = json.loads(shown.strip().split("data: ")[-1])
        assert picture["turn"]["answer"] == answer[0]
        assert picture["state"] == ("refused" if answer[1] else "answered")


@pytest.mark.parametrize(("transport", "turn"), [("stdio", 0), ("http", 1)])
def test_through_the_model_context_protocol(
    sample_assistant: Assistant,
    address: str,
    transport: str,
    turn: int,
    passages: list[Found],
    answers: list[tuple[Any, ...]],
) -> None:
    program = ["-m", "assistant.interfaces.cli", "mcp", *places(sample_assistant)]
    process = StdioServerParameters(command=sys.executable, args=program, env=dict(os.environ))

    async def both() -> list[tuple[Any, Any]]:
        way = stdio_client(process) if transport == "stdio" else streamable_http_client(f"{address}/mcp")
        async with Client(way) as client:
            return [
                (
                    (await client.call_tool("search_corpus", {"question": question})).structured_content,
                    (await client.call_tool("ask_corpus", {"question": question})).structured_content,
                )
                for question in QUESTIONS[turn::2]
            ]

    results = asyncio.run(both())
    assert [found([from_json(Passage, p) for p in one["passages"]]) for one, _ in results] == passages[
        turn::2
    ]
    assert [answered(from_json(Answer, other)) for _, other in results] == answers[turn::2]


def test_at_the_command_line(
    sample_assistant: Assistant,
    answers: list[tuple[Any, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Reading the embedder's files again for each question would be most of the time.
    monkeypatch.setattr(wiring, "build_embedder", lambda values: sample_assistant.corpus.embedder)
    for question, answer in zip(QUESTIONS, answers, strict=True):
        monkeypatch.setattr(sys, "argv", ["assistant", "ask", question, "--json", *places(sample_assistant)])
        with pytest.raises(SystemExit, match="0"):
            cli.main()
        assert answered(from_json(Answer, json.loads(capsys.readouterr().out))) == answer


def test_json_loses_nothing(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer(QUESTIONS[0])
    assert from_json(Answer, json.loads(json.dumps(to_json(answer)))) == answer
