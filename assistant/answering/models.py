"""Language models behind one Protocol: at an endpoint, in this process from a GGUF file, or scripted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from assistant import tracing
from assistant.endpoint import Endpoint, Patience
from assistant.errors import UsageError
from assistant.replies import whole
from assistant.types import ChatModel, Message, ModelDelta, Usage, to_json


@dataclass(frozen=True, slots=True)
class EndpointModel:
    """A model at an OpenAI-compatible endpoint."""

    endpoint: Endpoint
    name: str
    context_tokens: int = 8192
    reasoning: str = "none"

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[ModelDelta]:
        return self.endpoint.chat(messages, self.name, max_tokens=max_tokens, reasoning=self.reasoning)


class GgufModel:
    """Any GGUF file, run in this process by llama.cpp, which listens on a free loopback port of its own.

    Raises:
        UsageError: the file or the optional extra `gguf` is missing.
    """

    def __init__(
        self,
        path: Path,
        *,
        context_tokens: int = 8192,
        patience: Patience | None = None,
        reasoning: str = "none",
    ) -> None:
        if not path.is_file():
            raise UsageError(f"There is no model file at {path}", "Set --gguf to a .gguf file")
        try:
            import xllamacpp
        except ImportError as error:
            raise UsageError(
                "Running a GGUF file needs an optional part", "Run: pip install 'corpus-assistant[gguf]'"
            ) from error
        self.name = path.stem
        self.context_tokens = context_tokens
        self.reasoning = reasoning
        known = (path, context_tokens, reasoning != "none")
        self._loaded = _loaded.get(known) or _Loaded(xllamacpp, *known)
        _loaded[known] = self._loaded
        self.endpoint = Endpoint(f"{self._loaded.server.listening_address}/v1", patience=patience)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[ModelDelta]:
        return self.endpoint.chat(messages, self.name, max_tokens=max_tokens, reasoning=self.reasoning)


class _Loaded:
    """A model file in memory, for as long as somebody uses it, and only once."""

    def __init__(self, xllamacpp: Any, path: Path, context_tokens: int, thinks: bool) -> None:
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(path)
        parameters.port = 0
        parameters.n_ctx = context_tokens
        parameters.n_parallel = 1
        parameters.enable_reasoning = -1 if thinks else 0
        parameters.model_alias = {path.stem}
        self.server = xllamacpp.Server(parameters)


_loaded: WeakValueDictionary[tuple[Path, int, bool], _Loaded] = WeakValueDictionary()


@dataclass
class ScriptedModel:
    """Replies from a list, word by word, and remembers what it was asked. An exception in the list is raised in its turn."""

    replies: list[str | Exception]
    name: str = "scripted"
    context_tokens: int = 8192
    asked: list[Sequence[Message]] = field(default_factory=list)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[ModelDelta]:
        self.asked.append(messages)
        reply = self.replies[len(self.asked) - 1]
        if isinstance(reply, Exception):
            raise reply
        for word in re.findall(r"\S*\s*", reply):
            yield ModelDelta(word)
        yield ModelDelta(ending="complete", usage=Usage(calls=1))


def drained(model: ChatModel, prompt: str, max_tokens: int) -> tuple[str, Usage]:
    """The whole reply to one message, and what it cost.

    Raises:
        EndpointError: the model failed.
    """
    return whole(model.stream([Message("user", prompt)], max_tokens=max_tokens))


@dataclass(frozen=True, slots=True)
class TracedModel:
    """Any model, each call of it a span."""

    model: ChatModel

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def context_tokens(self) -> int:
        return self.model.context_tokens

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[ModelDelta]:
        deltas = self.model.stream(messages, max_tokens=max_tokens)
        facts = {"model": self.name, "max_tokens": max_tokens, "messages": to_json(messages), "reply": ""}
        return tracing.steps("chat", deltas, _noted, **facts)


def _noted(span: tracing.Span, delta: ModelDelta) -> None:
    span.facts["reply"] = delta.after(span.facts["reply"])
    span.facts.setdefault("first_token", span.elapsed)
    if delta.ending:
        span.facts["ending"] = delta.ending
    if delta.usage:
        span.facts["prompt_tokens"] = delta.usage.prompt_tokens
        span.facts["completion_tokens"] = delta.usage.completion_tokens
