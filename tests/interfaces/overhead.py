"""What each door costs over the Python call. Run: python -m tests.interfaces.overhead

Every question goes through every door several times, each time right after the Python call that the door makes; the least of each
counts. Overhead is the median over the questions of their difference. Processor time of client and server together is what is measured, for
on a shared machine the clock on the wall shows mostly what the others do.
"""

from __future__ import annotations

import asyncio
import inspect
import math
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from assistant import Assistant, Corpus
from assistant.adapters import haystack, langchain, llama_index
from assistant.aio import AsyncAssistant
from assistant.index.embedder import StaticEmbedder
from assistant.interfaces import mcp
from assistant.interfaces.api.app import build
from eval.dataset import load
from tests.interfaces.serving import served

ROOT = Path(__file__).parents[2]
ROUNDS = 7
QUESTIONS = [case.question for case in load(ROOT / "eval" / "gold" / "sample.jsonl") if not case.history][
    ::15
]

Door = Callable[[str], Any]


async def doors(assistant: Assistant, stack: AsyncExitStack) -> dict[str, tuple[Door, Door]]:
    """Name, the call that is measured, and the Python call it is measured against."""
    app = build(assistant)
    mcp.mount(app, mcp.build(assistant))
    address = stack.enter_context(served(app))
    http = stack.enter_context(httpx.Client(base_url=address, timeout=60))
    here = await stack.enter_async_context(Client(mcp.build(assistant)))
    there = await stack.enter_async_context(Client(streamable_http_client(f"{address}/mcp")))
    retriever, chain = llama_index.CorpusRetriever(assistant), langchain.CorpusRetriever(assistant=assistant)
    component, answerer = haystack.CorpusRetriever(assistant), haystack.CorpusAnswerer(assistant)
    engine, awaited = llama_index.CorpusQueryEngine(assistant), AsyncAssistant(assistant)
    search, answer = assistant.search, assistant.answer

    def post(path: str, **more: Any) -> Door:
        return lambda q: http.post(path, json={"question": q, **more}).raise_for_status().text

    def chat(question: str) -> str:
        body = {"model": "corpus-assistant", "messages": [{"role": "user", "content": question}]}
        return http.post("/v1/chat/completions", json=body).raise_for_status().text

    def tool(client: Client, name: str) -> Door:
        return lambda q: client.call_tool(name, {"question": q})

    return {
        "Python, on an event loop: answer": (awaited.answer, answer),
        "LlamaIndex retriever": (retriever.retrieve, search),
        "LlamaIndex query engine": (engine.query, answer),
        "LangChain retriever": (chain.invoke, search),
        "Haystack retriever": (component.run, search),
        "Haystack answerer": (answerer.run, answer),
        "HTTP /v1/retrieve": (post("/v1/retrieve"), search),
        "HTTP /v1/ask": (post("/v1/ask"), answer),
        "HTTP /v1/ask, streamed": (post("/v1/ask", stream=True), answer),
        "HTTP /v1/chat/completions": (chat, answer),
        "MCP search_corpus, in process": (tool(here, "search_corpus"), search),
        "MCP search_corpus, over HTTP": (tool(there, "search_corpus"), search),
        "MCP ask_corpus, over HTTP": (tool(there, "ask_corpus"), answer),
    }


async def spent(call: Door, question: str) -> float:
    started = time.process_time()
    result = call(question)
    if inspect.isawaitable(result):
        await result
    return time.process_time() - started


async def measured(assistant: Assistant) -> dict[str, float]:
    """Milliseconds: of the Python calls themselves, then what each door adds to its own."""
    async with AsyncExitStack() as stack:
        ways = await doors(assistant, stack)
        least = dict.fromkeys(((name, q) for name in ways for q in QUESTIONS), (math.inf, math.inf))
        for _ in range(ROUNDS):
            for (name, question), (inside, through) in least.items():
                door, call = ways[name]
                # One after the other, so that both meet the same state of the machine.
                now = await spent(call, question), await spent(door, question)
                least[name, question] = min(inside, now[0]), min(through, now[1])
    plain = {
        f"Python {call.__name__}": [least[name, q][0] for q in QUESTIONS] for name, (_, call) in ways.items()
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
