"""The corpus as a model that other chat front ends can talk to: /v1/chat/completions and /v1/models, as OpenAI's clients know them.

Only checked text is sent. A client cannot take back what was streamed to it, and nobody should see a citation that was not looked
at; so the text comes when it has been checked, and until then the stream carries signs of life.
"""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from assistant.errors import UsageError
from assistant.interfaces.api.answers import answered
from assistant.interfaces.api.gate import Caller, needs
from assistant.interfaces.api.schema import WHOLE, Question, strictly, told, within
from assistant.interfaces.api.service import PROBLEMS, STREAMED, Service
from assistant.interfaces.api.streams import ALIVE, frame
from assistant.types import Answer, Answered, Citation, Event, Failed, Passage, Rewritten, Sentence, Turn

MODEL = "corpus-assistant"
_ENDINGS = {"complete": "stop", "length": "length", "cut": "length", "cancelled": "stop"}
_ONE_QUESTION = {"contains": {"properties": {"role": {"const": "user"}}, "required": ["role"]}}


class Part(BaseModel):
    type: Literal["text"]
    text: Question


class User(BaseModel):
    role: Literal["user"]
    content: Question | Annotated[tuple[Part, ...], Field(min_length=1, max_length=16)]

    @property
    def text(self) -> str:
        return (
            self.content if isinstance(self.content, str) else "\n".join(part.text for part in self.content)
        )


class Other(BaseModel):
    """What the corpus said before, or an instruction; instructions are not followed, for answers come from the articles alone."""

    role: Literal["assistant", "system", "developer"]
    content: str | None = None


class StreamOptions(BaseModel):
    include_usage: bool = False


class Completion(BaseModel):
    """A chat request. The last message of the user is the question; sampling settings are accepted and have no effect."""

    model: str
    messages: Annotated[tuple[User | Other, ...], Field(min_length=1, json_schema_extra=_ONE_QUESTION)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1), WHOLE] = 1

    def asked(self) -> tuple[str, tuple[Turn, ...]]:
        """The question, and the turns before it.

        Raises:
            UsageError: no message is the user's, or there is too much of it.
        """
        turns: list[Turn] = []
        for message in self.messages:
            if isinstance(message, User):
                turns.append(Turn(message.text, ""))
            elif message.role == "assistant" and turns:
                turns[-1] = Turn(turns[-1].question, message.content or "")
        if not turns:
            raise UsageError("No message is the user's", "End the messages with one of role user")
        return turns[-1].question, within(tuple(turns[:-1]))


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v1", responses=PROBLEMS, tags=["compatible"])

    @router.get("/models")
    def models(caller: Annotated[Caller, Depends(needs("read"))]) -> dict[str, Any]:
        """The corpus, as the one model there is."""
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": service.assistant.answerer}
        return {"object": "list", "data": [model]}

    @router.post("/chat/completions", responses=STREAMED)
    async def complete(
        body: Annotated[Completion, strictly(Completion, extra="ignore")],
        caller: Annotated[Caller, Depends(needs("ask"))],
        request: Request,
    ) -> Response:
        """The checked answer as a chat reply, its citations as annotations; `answer` is the whole of it, as /v1/ask gives it."""
        question, history = body.asked()
        events = service.assistant.ask(question, history)
        reply = Reply(body.model, str(request.base_url), caller)
        if body.stream:
            usage = body.stream_options is not None and body.stream_options.include_usage
            return await service.stream(events, lambda event: reply.streamed(event, usage=usage))
        return JSONResponse(reply.whole(answered(await service.last(events, request))))

    return router


@dataclass
class Reply:
    """One reply in OpenAI's words. `base` is the address that documents without one of their own are given under."""

    model: str
    base: str
    caller: Caller

    def __post_init__(self) -> None:
        self._head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": self.model}

    def whole(self, answer: Answer) -> dict[str, Any]:
        message = {"role": "assistant", "content": answer.text, "annotations": self._annotations(answer)}
        choice = {"index": 0, "message": message, "finish_reason": _ENDINGS[answer.ending], "logprobs": None}
        body = {**self._head, "object": "chat.completion", "choices": [choice], "usage": _usage(answer)}
        return {**body, "answer": told(answer, self.caller)}

    def streamed(self, event: Event, *, usage: bool) -> bytes:
        """
        Raises:
            EndpointError: the model failed.
        """
        if isinstance(event, Rewritten):
            return self._chunk({"role": "assistant", "content": ""})
        if not isinstance(event, (Answered, Failed)):
            return ALIVE
        return b"".join(self._last(answered(event), usage=usage))

    def _last(self, answer: Answer, *, usage: bool) -> Iterator[bytes]:
        for piece in _pieces(answer):
            yield self._chunk({"content": piece})
        end = {"annotations": self._annotations(answer)}
        yield self._chunk(end, _ENDINGS[answer.ending], answer=told(answer, self.caller))
        if usage:
            yield frame(
                {**self._head, "object": "chat.completion.chunk", "choices": [], "usage": _usage(answer)}
            )
        yield b"data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], ending: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": ending, "logprobs": None}
        return frame({**self._head, "object": "chat.completion.chunk", "choices": [choice], **more})

    def _annotations(self, answer: Answer) -> list[dict[str, Any]]:
        passages = {passage.number: passage for passage in answer.passages}
        return [
            {
                "type": "url_citation",
                "url_citation": self._citation(sentence, citation, passages[citation.passage]),
            }
            for sentence in answer.sentences
            for citation in sentence.citations
        ]

    def _citation(self, sentence: Sentence, citation: Citation, passage: Passage) -> dict[str, Any]:
        """OpenAI's four fields, and those of ours that say exactly where the quote stands."""
        return {
            "start_index": sentence.start,
            "end_index": sentence.end,
            "title": passage.title,
            "url": self._address(citation, passage),
            "quote": citation.quote,
            "document_id": passage.document_id,
            "start": citation.start,
            "end": citation.end,
            "passage": passage.number,
        }

    def _address(self, citation: Citation, passage: Passage) -> str:
        """The article's own address if it is one of the web; else ours, the place as RFC 5147 writes it."""
        if passage.url and passage.url.startswith(("https://", "http://")):
            return passage.url
        return f"{self.base}v1/documents/{passage.document_id}#char={citation.start},{citation.end}"


def _pieces(answer: Answer) -> Iterator[str]:
    """The text, cut before each sentence; joined again it is the text."""
    cuts = [0, *(sentence.start for sentence in answer.sentences if sentence.start), len(answer.text)]
    for start, end in itertools.pairwise(cuts):
        yield answer.text[start:end]


def _usage(answer: Answer) -> dict[str, int]:
    used = answer.usage
    total = used.prompt_tokens + used.completion_tokens
    return {
        "prompt_tokens": used.prompt_tokens,
        "completion_tokens": used.completion_tokens,
        "total_tokens": total,
    }
