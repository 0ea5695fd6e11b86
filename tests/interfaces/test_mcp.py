"""The tools, driven by the protocol's own client: in this process, as a process of their own, and over HTTP."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from assistant import Assistant
from assistant.answering.models import ScriptedModel
from assistant.errors import EndpointUnavailable
from assistant.interfaces import mcp
from assistant.interfaces.api.app import build
from assistant.interfaces.api.limits import Limits
from assistant.state.database import Database
from assistant.state.keys import Keys
from assistant.types import Answer, Passage, from_json, to_json
from tests.interfaces.serving import served

QUESTION = "To which port was the Dali sailing when it lost power?"
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}  # fmt: skip


def call(assistant: Assistant, tool: str, limits: Limits | None = None, **arguments: Any) -> CallToolResult:
    async def run() -> CallToolResult:
        async with Client(mcp.build(assistant, limits)) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(run())


def text(result: CallToolResult) -> str:
    return "".join(getattr(block, "text", "") for block in result.content)


def mounted(assistant: Assistant, keys: Keys | None = None) -> Any:
    app = build(assistant, keys=keys)
    mcp.mount(app, mcp.build(assistant))
    return app


# --- what the tools give


def test_the_tools_say_what_they_take_and_give(sample_assistant: Assistant) -> None:
    async def run() -> Any:
        async with Client(mcp.build(sample_assistant)) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(run())}
    assert set(tools) == {"search_corpus", "ask_corpus", "open_article"}
    assert set(tools["search_corpus"].input_schema["properties"]) == {"question", "k", "filters"}
    assert set(tools["ask_corpus"].output_schema["properties"]) >= {
        "text",
        "sentences",
        "passages",
        "refused",
    }
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools.values())


def test_search_gives_the_passages_of_the_python_call(sample_assistant: Assistant) -> None:
    query, passages = sample_assistant.search(QUESTION, k=3)
    result = call(sample_assistant, "search_corpus", question=QUESTION, k=3)
    assert result.structured_content == {"query": to_json(query), "passages": to_json(passages)}
    assert all(passage.text in text(result) for passage in passages)


def test_ask_gives_the_checked_answer_and_shows_what_it_cites(sample_assistant: Assistant) -> None:
    expected = sample_assistant.answer(QUESTION)
    result = call(sample_assistant, "ask_corpus", question=QUESTION)
    answer = from_json(Answer, result.structured_content)
    assert (answer.text, answer.sentences, answer.passages) == (
        expected.text, expected.sentences, expected.passages,
    )  # fmt: skip
    assert text(result).startswith(expected.text)


def test_an_article_is_read_on_from_where_a_passage_ends(sample_assistant: Assistant) -> None:
    passage = from_json(
        Passage, call(sample_assistant, "search_corpus", question=QUESTION).structured_content["passages"][0]
    )
    document = sample_assistant.corpus.document(passage.document_id)
    read = call(
        sample_assistant, "open_article", document_id=document.id, start=passage.start, length=200
    ).structured_content
    assert read["text"] == document.text[passage.start : passage.start + 200]
    assert (read["start"], read["title"]) == (passage.start, document.title)
    rest = call(
        sample_assistant, "open_article", document_id=document.id, start=read["end"]
    ).structured_content
    assert read["text"] + rest["text"] == document.text[passage.start : rest["end"]]


# --- what is refused


@pytest.mark.parametrize(
    ("tool", "arguments", "reason"),
    [
        ("search_corpus", {"question": " "}, "question"),
        ("search_corpus", {"question": "x" * 8_001}, "question"),
        ("search_corpus", {"question": "x", "k": 51}, "k"),
        ("search_corpus", {"question": "x", "filters": {"publisher": "y"}}, "filters.publisher"),
        ("open_article", {"document_id": "nothing"}, "no document 'nothing'"),
        ("open_article", {"document_id": "x", "start": -1}, "start"),
    ],
)
def test_a_wrong_call_is_a_told_error(
    sample_assistant: Assistant, tool: str, arguments: dict[str, Any], reason: str
) -> None:
    result = call(sample_assistant, tool, **arguments)
    assert result.is_error
    assert reason in text(result)


def test_a_failed_model_is_a_told_error(sample_assistant: Assistant) -> None:
    model = ScriptedModel([EndpointUnavailable("The model is down", "Start it")])
    result = call(Assistant(sample_assistant.corpus, model=model), "ask_corpus", question=QUESTION)
    assert result.is_error
    assert "The model is down. Start it" in text(result)


def test_when_every_place_is_taken_the_call_says_so(sample_assistant: Assistant) -> None:
    result = call(sample_assistant, "ask_corpus", Limits(at_once=0), question=QUESTION)
    assert result.is_error
    assert "at once" in text(result)


# --- over HTTP


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "evil.test"}, 421),
        ({"host": "evil.test", "origin": "http://evil.test"}, 421),
    ],
)
def test_a_page_elsewhere_cannot_reach_the_tools(
    sample_assistant: Assistant, headers: dict[str, str], status: int
) -> None:
    with served(mounted(sample_assistant)) as address:
        reply = httpx.post(f"{address}/mcp", json=HELLO, headers=HEADERS | headers, timeout=20)
    assert reply.status_code == status


def test_over_http_a_key_opens_only_the_tools_of_its_scopes(
    sample_assistant: Assistant, tmp_path: Path
) -> None:
    async def run(address: str, key: str) -> tuple[CallToolResult, CallToolResult]:
        http = httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"})
        async with http, Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client:
            found = await client.call_tool("search_corpus", {"question": QUESTION})
            return found, await client.call_tool("ask_corpus", {"question": QUESTION})

    with (
        Database(tmp_path / "state.db") as database,
        served(mounted(sample_assistant, Keys(database))) as address,
    ):
        assert httpx.post(f"{address}/mcp", json=HELLO, headers=HEADERS).status_code == 401
        found, answer = asyncio.run(run(address, Keys(database).create("reader", ["read"])[1]))
    assert found.structured_content["passages"][0]["why"]["dense"] is None
    assert answer.is_error
    assert "may not ask" in text(answer)
