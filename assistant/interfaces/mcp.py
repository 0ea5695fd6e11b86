"""The corpus as tools for other assistants, over the Model Context Protocol: as a process of its own (stdio) or at /mcp (HTTP).

Raises, when imported:
    UsageError: the optional extra `mcp` is missing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BeforeValidator, Field, TypeAdapter

from assistant import __version__
from assistant.aio import AsyncAssistant
from assistant.chat import Assistant
from assistant.errors import AssistantError, UsageError
from assistant.interfaces.api.answers import answered
from assistant.interfaces.api.gate import HERE, Caller, caller_of
from assistant.interfaces.api.limits import PASSAGES, Limits, Places
from assistant.interfaces.api.schema import Found, Given, Question, facts, modelled, told
from assistant.interfaces.remarks import remarks
from assistant.types import Answer, Document, Filters, Passage

try:
    from mcp.server.mcpserver import Context, MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings
    from mcp_types import CallToolResult, TextContent, ToolAnnotations
except ImportError as error:
    raise UsageError(
        "Serving tools needs an optional part", "Run: pip install 'corpus-assistant[mcp]'"
    ) from error

INSTRUCTIONS = (
    "A corpus of articles. search_corpus finds passages, ask_corpus answers with checked citations, open_article reads on around "
    "one. Quote passages as they are and name their title; where ask_corpus refuses, the articles do not hold the answer."
)
LONGEST_READ = 100_000
_READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
_filters = TypeAdapter(Filters)


def _only_known(value: object) -> Filters:
    return _filters.validate_json(json.dumps(value), strict=True, extra="forbid")


Restricted = Annotated[Given, BeforeValidator(_only_known)]
Checked = modelled(Answer, "Answer")
Article = modelled(Document, "Article", characters=(int, ...), start=(int, ...), end=(int, ...))


class Tools:
    """The three tools. Errors that a caller can act on are told as the tool's result; the model reads them."""

    def __init__(self, assistant: Assistant, limits: Limits) -> None:
        self._assistant = AsyncAssistant(assistant)
        self._seconds = limits.seconds
        self._places = Places(limits.at_once)

    async def search_corpus(
        self,
        ctx: Context[Any, Any],
        question: Question,
        k: Annotated[int, Field(ge=1, le=PASSAGES)] = 8,
        filters: Restricted = Filters(),  # noqa: B008 - frozen
    ) -> Annotated[CallToolResult, Found]:
        """Find the passages of the articles that answer a question, best first, with exact offsets into each article."""
        async with self._working(ctx, "read") as caller:
            query, passages = await self._assistant.search(question, k=k, filters=filters)
        found = {"query": told(query, caller), "passages": [told(passage, caller) for passage in passages]}
        return _result(_listed(passages) or "No passage was found.", found)

    async def ask_corpus(
        self,
        ctx: Context[Any, Any],
        question: Question,
        filters: Restricted = Filters(),  # noqa: B008 - frozen
    ) -> Annotated[CallToolResult, Checked]:
        """Answer a question from the articles, each sentence with the passage that backs it, or say that they do not hold the answer."""
        async with self._working(ctx, "ask") as caller:
            async for event in self._assistant.ask(question, filters=filters):
                last = event
            answer = answered(last)
        cited = {citation.passage for citation in answer.citations}
        shown = [p for p in answer.passages if p.number in cited or p.number in answer.nearest]
        text = "\n\n".join(filter(None, (answer.text, *remarks(answer), _listed(shown))))
        return _result(text, told(answer, caller))

    async def open_article(
        self,
        ctx: Context[Any, Any],
        document_id: str,
        start: Annotated[int, Field(ge=0)] = 0,
        length: Annotated[int, Field(ge=1, le=LONGEST_READ)] = 20_000,
    ) -> Annotated[CallToolResult, Article]:
        """Read an article from character `start` on; `end` of the result is where to go on."""
        async with self._working(ctx, "read"):
            document = await asyncio.to_thread(self._assistant.assistant.corpus.document, document_id)
        text = document.text[start : start + length]
        place = {"start": min(start, len(document.text)), "end": min(start + length, len(document.text))}
        return _result(text, {**facts(document), **place, "text": text})

    @asynccontextmanager
    async def _working(self, ctx: Context[Any, Any], right: Any) -> AsyncIterator[Caller]:
        """One place, for so long and no longer, if the caller may."""
        try:
            caller = _caller(ctx)
            caller.require(right)
            with self._places.one():
                async with asyncio.timeout(self._seconds):
                    yield caller
        except AssistantError as error:
            raise ToolError(str(error)) from error
        except TimeoutError as error:
            raise ToolError(f"The answer took longer than {self._seconds:.0f} seconds") from error


def build(assistant: Assistant, limits: Limits | None = None) -> MCPServer[Any]:
    """The tools of one assistant; `.run("stdio")` serves them to the process that started this one."""
    server: MCPServer[Any] = MCPServer(
        "corpus-assistant", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    tools = Tools(assistant, limits or Limits())
    for tool in (tools.search_corpus, tools.ask_corpus, tools.open_article):
        server.add_tool(tool, annotations=_READING, structured_output=True)
    return server


def mount(app: FastAPI, server: MCPServer[Any]) -> None:
    """Serves the tools at /mcp of `app`, behind its gate. What Host and Origin may be is the guard's matter, in front of `app`."""
    routes = server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    ).routes
    app.router.routes[:0] = routes
    within = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with within(app) as state, server.session_manager.run():
            yield state

    app.router.lifespan_context = lifespan


def _caller(ctx: Context[Any, Any]) -> Caller:
    """Over HTTP whoever the gate let in; over stdio the process that started this one."""
    request = ctx.request_context.request
    return HERE if request is None else caller_of(request)


def _result(text: str, structured: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)


def _listed(passages: Sequence[Passage]) -> str:
    return "\n\n".join(_shown(passage) for passage in passages)


def _shown(passage: Passage) -> str:
    known = (passage.publisher, passage.published and passage.published.isoformat(), passage.locator)
    facts = ", ".join(fact for fact in known if fact)
    place = f"document {passage.document_id}, characters {passage.start} to {passage.end}"
    return f"[{passage.number}] {passage.title} ({facts or 'undated'}; {place})\n{passage.text}"
