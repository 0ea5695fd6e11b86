"""The one client for model endpoints: any server that speaks the OpenAI form of chat completions and embeddings.

One deadline for a whole request, one retry loop, and every failure told as an `EndpointError` that names service and
status. The SDK's own retries are off. Keep-alive bytes do not extend a deadline: each byte received is checked against it.
"""

from __future__ import annotations

import contextlib
import contextvars
import math
import random
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

import httpx2

from assistant.errors import EndpointBroken, EndpointError, EndpointRefused, EndpointUnavailable, UsageError
from assistant.replies import deltas
from assistant.types import Message, ModelDelta

if TYPE_CHECKING:
    import openai

OPENAI = "https://api.openai.com/v1"
LOCAL_SERVERS = {"Ollama": 11434, "LM Studio": 1234, "llama.cpp": 8080, "vLLM": 8000}
FORM = ("max_tokens", "temperature", "stream_options", "reasoning_effort")
"""Fields of a chat request beside what every server takes; one that a server names as it refuses a request is left out from then on."""
INSTEAD = {"max_tokens": "max_completion_tokens"}
"""What takes the place of a field that is left out."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, for the first token, between tokens, and for the whole request."""

    connect: float = 5.0
    first: float = 60.0
    idle: float = 60.0
    total: float = 300.0
    tries: int = 3


class Endpoint:
    """A model endpoint at `base_url`. Safe to use from many threads.

    Args:
        transport: how bytes travel; the default opens real connections and ignores proxies from the environment
            for loopback addresses.
    """

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        patience: Patience | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.base_url = (base_url or OPENAI).rstrip("/")
        if urlsplit(self.base_url).scheme not in ("http", "https"):
            raise UsageError(
                f"The endpoint address {self.base_url!r} is not an http address",
                "Set --base-url, for example http://127.0.0.1:11434/v1",
            )
        self.patience = patience or Patience()
        self._key = api_key
        # Only TEI calls the documents of /rerank texts; a strict server refuses a request that holds both.
        self._texts_fields: tuple[str, ...] = ("documents", "texts")
        self._forms: dict[str, tuple[str, ...]] = {}
        timeout = httpx2.Timeout(self.patience.idle, connect=self.patience.connect)
        inner = transport or httpx2.HTTPTransport()
        # Imported where an endpoint is in use: that takes a third of a second, which no other command should pay.
        # The SDK also uses httpx if that has been imported, and fails if another thread is only importing it, as Chroma does.
        import httpx  # noqa: F401
        import openai

        self._http = httpx2.Client(transport=_DeadlineTransport(inner), timeout=timeout, trust_env=False)
        self._client = openai.OpenAI(
            base_url=self.base_url,
            api_key=api_key or "none",
            max_retries=0,
            timeout=timeout,
            http_client=self._http,
        )

    def close(self) -> None:
        self._http.close()

    @property
    def service(self) -> str:
        """Host and port, as messages name the endpoint."""
        return urlsplit(self.base_url).netloc

    def models(self) -> list[str]:
        """Names of the models the endpoint offers.

        Raises:
            EndpointError: it could not be asked.
        """
        deadline = _Deadline(self.patience.first)
        return self._retrying(
            lambda: [m.id for m in self._client.models.list().data], deadline, "listing models"
        )

    def embed(self, texts: Sequence[str], model: str) -> list[list[float]]:
        """One vector per text, in order, as the endpoint gave them.

        Raises:
            EndpointError: the endpoint failed, or its reply has another count or broken order.
        """
        body = {"input": list(texts), "model": model, "encoding_format": "float"}
        # The SDK's own `embeddings.create` makes a model of every number: ten times the work of reading the JSON.
        send = partial(self._client.post, "/embeddings", cast_to=object, body=body)
        reply: Any = self._retrying(send, _Deadline(self.patience.total), f"embedding with {model!r}")
        rows: Any = reply.get("data") if isinstance(reply, dict) else None
        try:
            vectors = {row["index"]: row["embedding"] for row in rows}
            found = [vectors[place] for place in range(len(texts))]
        except (TypeError, KeyError):
            found = []
        if len(found) != len(texts) or len(rows) != len(texts):
            raise EndpointBroken(
                f"{self.service} did not return one vector for each of {len(texts)} texts",
                "Check the embedding model's server",
            )
        return found

    def rerank(self, query: str, texts: Sequence[str], model: str) -> list[float]:
        """One score per text, in their order, higher is better: the /rerank of Cohere, Jina, vLLM, llama.cpp and TEI.

        Raises:
            EndpointError: the endpoint failed, or did not score every text once.
        """
        reply = self._ranked(query, texts, model, _Deadline(self.patience.total))
        return _scores(reply, len(texts), self.service)

    def _ranked(self, query: str, texts: Sequence[str], model: str, deadline: _Deadline) -> Any:
        """The reply in whichever of the two forms of request the server takes; it is then asked in that form."""
        for field in self._texts_fields:
            body = {"model": model, "query": query, field: list(texts)}
            send = partial(self._client.post, "/rerank", cast_to=object, body=body)
            try:
                reply = self._retrying(send, deadline, f"reranking with {model!r}")
            except EndpointRefused:
                if field == self._texts_fields[-1]:
                    raise
            else:
                self._texts_fields = (field,)
                return reply
        raise AssertionError("unreachable: the last form returns or raises")

    def chat(
        self, messages: Sequence[Message], model: str, *, max_tokens: int, reasoning: str = "none"
    ) -> Iterator[ModelDelta]:
        """Streams a reply. The last piece carries `ending`; closing the iterator ends the generation at the server.

        A reply that stops without saying why ends as "cut". Only a request that has brought no text yet is tried again.

        Args:
            reasoning: how much the model may think before it answers, where it can: "none", "low", "medium" or "high".

        Raises:
            EndpointError: the endpoint failed, before or in the middle of the reply.
        """
        deadline = _Deadline(self.patience.total, patience=self.patience.first)
        what = f"answering with {model!r}"
        body = {
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "max_tokens": max_tokens,
            "max_completion_tokens": max_tokens,
            "temperature": 0,
            "stream_options": {"include_usage": True},
            "reasoning_effort": reasoning,
        }
        stream = self._started(body, model, deadline, what)
        try:
            with self._told(what):
                yield from deltas(stream, self.service, came=lambda: deadline.progress(self.patience.idle))
        finally:
            stream.close()

    def _started(self, body: dict[str, Any], model: str, deadline: _Deadline, what: str) -> Any:
        """The reply to a request in the form that the server takes for this model; it is then asked in that form."""
        while True:
            form = self._forms.get(model, FORM)
            fields: Any = {name: body[name] for name in ("messages", *form)}
            send = partial(self._client.chat.completions.create, model=model, stream=True, **fields)
            try:
                return self._retrying(send, deadline, what)
            except EndpointRefused as error:
                refused = next((name for name in form if name in error.message), None)
                if refused is None:
                    raise
                others = (name for name in form if name != refused)
                self._forms[model] = (*filter(None, [INSTEAD.get(refused)]), *others)

    def _retrying(self, call: Callable[[], T], deadline: _Deadline, what: str) -> T:
        for attempt in range(1, self.patience.tries + 1):
            try:
                with self._told(what), deadline.governing():
                    return call()
            except EndpointUnavailable as error:
                wait = max(getattr(error, "retry_after", 0.0), 0.5 * 2**attempt * random.uniform(0.5, 1.0))
                if attempt == self.patience.tries or wait > deadline.left:
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable: the last attempt returns or raises")

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            told = _translate(error, self.service, what)
            if told is None:
                raise
            if self._key:
                told.message = told.message.replace(self._key, "***")
            raise told from None


def discover(*, timeout: float = 0.2) -> list[tuple[str, str]]:
    """Model servers already listening on their usual loopback ports, as (name, base url). They are offered, never used unasked."""
    found = []
    for name, port in LOCAL_SERVERS.items():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout):
            found.append((name, f"http://127.0.0.1:{port}/v1"))
    return found


def _scores(reply: Any, count: int, service: str) -> list[float]:
    """The scores of a /rerank reply in the order of the texts, in whatever order they came.

    Raises:
        EndpointBroken: not each of `count` texts has one finite score.
    """
    rows: Any = reply.get("results", reply.get("data", [])) if isinstance(reply, dict) else reply
    try:
        scores = {row["index"]: float(row.get("relevance_score", row.get("score"))) for row in rows}
        found = [scores[place] for place in range(count)]
    except (TypeError, KeyError, ValueError, AttributeError):
        found = []
    if len(found) != count or len(rows) != count or not all(map(math.isfinite, found)):
        raise EndpointBroken(
            f"{service} did not score each of {count} texts", "Check the reranking model's server"
        )
    return found


class _Deadline:
    """A moment after which a request is over, and a nearer one after which the next byte of text is late."""

    def __init__(self, total: float, *, patience: float | None = None) -> None:
        self._end = time.monotonic() + total
        self._next = self._end if patience is None else time.monotonic() + patience

    @property
    def left(self) -> float:
        return min(self._end, self._next) - time.monotonic()

    @contextlib.contextmanager
    def governing(self) -> Iterator[None]:
        """Requests sent inside are held to this deadline."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def progress(self, idle: float) -> None:
        self._next = time.monotonic() + idle

    def check(self) -> None:
        if self.left <= 0:
            raise httpx2.ReadTimeout("no answer in time")


# The SDK sends a request in the thread that calls it, so the transport finds the call's deadline here.
_current: contextvars.ContextVar[_Deadline | None] = contextvars.ContextVar("deadline", default=None)


class _DeadlineTransport(httpx2.BaseTransport):
    """Passes requests on and checks every piece of the reply against the request's deadline."""

    def __init__(self, inner: httpx2.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        deadline = _current.get()
        if deadline is None:
            return self._inner.handle_request(request)
        deadline.check()
        timeout = request.extensions.get("timeout", {})
        request.extensions["timeout"] = timeout | {
            "read": min(timeout.get("read") or math.inf, deadline.left)
        }
        response = self._inner.handle_request(request)
        response.stream = _DeadlineStream(cast(httpx2.SyncByteStream, response.stream), deadline)
        return response

    def close(self) -> None:
        self._inner.close()


class _DeadlineStream(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._inner:
            self._deadline.check()
            yield piece

    def close(self) -> None:
        self._inner.close()


def _translate(error: Exception, service: str, what: str) -> EndpointError | None:
    """The `EndpointError` that tells `error`, or None where it is not the endpoint's doing."""
    import openai

    if isinstance(error, EndpointError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _status_error(error, service, what)
    if isinstance(error, (openai.APITimeoutError, httpx2.TimeoutException)):
        return EndpointUnavailable(
            f"{service} did not answer in time while {what}",
            "Try again, or give it longer: ASSISTANT_FIRST_TOKEN until the first word, ASSISTANT_TIMEOUT in all",
        )
    if isinstance(error, (openai.APIConnectionError, httpx2.TransportError)):
        return EndpointUnavailable(
            f"{service} cannot be reached while {what}", "Start the server or check --base-url"
        )
    if isinstance(error, (openai.APIError, httpx2.HTTPError, ValueError)):
        return EndpointBroken(
            f"{service} sent something unreadable while {what}: {str(error)[:200]}",
            "Check that --base-url ends in /v1 and speaks the OpenAI form",
        )
    return None


def _status_error(error: openai.APIStatusError, service: str, what: str) -> EndpointError:
    status = error.status_code
    request = f", request {error.request_id}" if error.request_id else ""
    text = f"{service} answered {status}{request} while {what}: {_reason(error)}"
    if status in (408, 409, 429) or (status >= 500 and status != 501):
        told = EndpointUnavailable(text, "Try again in a moment")
        told.__dict__["retry_after"] = _retry_after(error.response.headers.get("retry-after"))
        return told
    hints = {
        401: "Check the key in OPENAI_API_KEY",
        403: "Check what this key may use",
        404: "Check --model and --base-url",
        413: "Lower --passages",
    }
    return EndpointRefused(text, hints.get(status, "Check --model and ASSISTANT_CONTEXT_TOKENS"))


def _reason(error: openai.APIStatusError) -> str:
    body = error.body
    message = body.get("message") or body.get("detail") if isinstance(body, dict) else None
    return " ".join(str(message or error.response.reason_phrase).split())[:200]


def _retry_after(value: str | None) -> float:
    """Seconds to wait as the server asked; 0 where it asked for nothing that can be read."""
    try:
        seconds = float(value or 0)
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0
