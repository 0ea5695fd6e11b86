"""What each door costs over the Python call. Run: python -m tests.interfaces.overhead

Every question goes through every door several times, each time right after the Python call that the door makes; the least of each
counts. Overhead is the median over the questions of their difference. Processor time of client and server together is what is measured, for
on a shared machine the clock on the wall shows mostly what the others do; where the server is another process, the clock on the wall has to do.
"""

from __future__ import annotations

import asyncio
import inspect
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import httpx
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from assistant import Assistant, Corpus
from assistant.adapters import haystack, langchain, llama_index
from assistant.aio import AsyncAssistant
from assistant.index.embedder import StaticEmbedder
from assistant.interfaces import mcp
from assistant.interfaces.api.app import build
from assistant.state.database import Database
from assistant.state.keys import Keys
from eval.dataset import load
from tests.interfaces.serving import served

ROOT = Path(__file__).parents[2]
ROUNDS = 7
QUESTIONS = [case.question for case in load(ROOT / "eval" / "gold" / "sample.jsonl") if not case.history][
    ::15
]

Call = Callable[[str], Any]
ORIGIN = "https://example.org"


class Door(NamedTuple):
    """The call that is measured, the Python call that it is measured against, and the clock for both."""

    through: Call
    inside: Call
    clock: Callable[[], float] = time.process_time


async def doors(assistant: Assistant, stack: AsyncExitStack) -> dict[str, Door]:
    keys = Keys(stack.enter_context(Database(Path(stack.enter_context(TemporaryDirectory())) / "state.db")))
    key = keys.create("overhead", {"ask"}, origin=ORIGIN, per_minute=100_000)[1]
    app = build(assistant, public=keys)
    mcp.mount(app, mcp.build(assistant))
    address = stack.enter_context(served(app))
    http = stack.enter_context(httpx.Client(base_url=address, timeout=60))
    here = await stack.enter_async_context(Client(mcp.build(assistant)))
    there = await stack.enter_async_context(Client(streamable_http_client(f"{address}/mcp")))
    command = [sys.executable, "-m", "assistant.interfaces.cli"]
    place = [
        "--corpus",
        str(ROOT / "corpus"),
        "--index",
        str(assistant.corpus.index_folder),
        "--embedder",
        "fast",
    ]
    process = StdioServerParameters(
        command=command[0], args=[*command[1:], "mcp", *place], env=dict(os.environ)
    )
    beside = await stack.enter_async_context(Client(stdio_client(process)))
    retriever, chain = llama_index.CorpusRetriever(assistant), langchain.CorpusRetriever(assistant=assistant)
    component, answerer = haystack.CorpusRetriever(assistant), haystack.CorpusAnswerer(assistant)
    engine, awaited = llama_index.CorpusQueryEngine(assistant), AsyncAssistant(assistant)
    search, answer = assistant.search, assistant.answer

    def post(path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Call:
        return lambda q: (
            http.post(path, json={"question": q, **more}, headers=headers).raise_for_status().text
        )

    def chat(question: str) -> str:
        body = {"model": "corpus-assistant", "messages": [{"role": "user", "content": question}]}
        return http.post("/v1/chat/completions", json=body).raise_for_status().text

    def tool(client: Client, name: str) -> Call:
        return lambda q: client.call_tool(name, {"question": q})

    def typed(question: str) -> None:
        subprocess.run([*command, "ask", *place, "--json", question], check=True, capture_output=True)

    return {
        "Python, on an event loop: answer": Door(awaited.answer, answer),
        "LlamaIndex retriever": Door(retriever.retrieve, search),
        "LlamaIndex query engine": Door(engine.query, answer),
        "LangChain retriever": Door(chain.invoke, search),
        "Haystack retriever": Door(component.run, search),
        "Haystack answerer": Door(answerer.run, answer),
        "HTTP /v1/retrieve": Door(post("/v1/retrieve"), search),
        "HTTP /v1/ask": Door(post("/v1/ask"), answer),
        "HTTP /v1/ask, streamed": Door(post("/v1/ask", stream=True), answer),
        "HTTP /v1/chat/completions": Door(chat, answer),
        "a frame's /embed/ask": Door(post("/embed/ask", headers={"authorization": f"Bearer {key}"}), answer),
        "MCP search_corpus, in process": Door(tool(here, "search_corpus"), search),
        "MCP search_corpus, over HTTP": Door(tool(there, "search_corpus"), search),
        "MCP ask_corpus, over HTTP": Door(tool(there, "ask_corpus"), answer),
        "MCP search_corpus, over stdio": Door(tool(beside, "search_corpus"), search, time.perf_counter),
        "MCP ask_corpus, over stdio": Door(tool(beside, "ask_corpus"), answer, time.perf_counter),
        "command line: ask, from start to end": Door(typed, answer, time.perf_counter),
    }


async def spent(call: Call, question: str, clock: Callable[[], float]) -> float:
    started = clock()
    result = call(question)
    if inspect.isawaitable(result):
        await result
    return clock() - started


async def measured(assistant: Assistant) -> dict[str, float]:
    """Milliseconds: of the Python calls themselves, then what each door adds to its own."""
    async with AsyncExitStack() as stack:
        ways = await doors(assistant, stack)
        least = dict.fromkeys(((name, q) for name in ways for q in QUESTIONS), (math.inf, math.inf))
        for _ in range(ROUNDS):
            for (name, question), (inside, through) in least.items():
                way = ways[name]
                # One after the other, so that both meet the same state of the machine.
                now = [await spent(call, question, way.clock) for call in (way.inside, way.through)]
                least[name, question] = min(inside, now[0]), min(through, now[1])
    plain = {
        f"Python {way.inside.__name__}": [least[name, q][0] for q in QUESTIONS]
        for name, way in ways.items()
        if way.clock is time.process_time
    }
    over = {name: [least[name, q][1] - least[name, q][0] for q in QUESTIONS] for name in ways}
    return {name: statistics.median(seconds) * 1000 for name, seconds in (plain | over).items()}


def main() -> None:
    with TemporaryDirectory() as place:
        corpus = Corpus.open(ROOT / "corpus", index=Path(place), embedder=StaticEmbedder())
        with corpus:
            corpus.sync()
            for name, milliseconds in asyncio.run(measured(Assistant(corpus))).items():
                sys.stdout.write(f"| {name} | {milliseconds:.1f} |\n")


if __name__ == "__main__":
    main()
