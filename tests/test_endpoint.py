"""The client for model endpoints against real servers on loopback that misbehave in one way each."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.app import build_endpoint
from assistant.endpoint import Endpoint, Patience, discover
from assistant.errors import EndpointBroken, EndpointError, EndpointRefused, EndpointUnavailable, UsageError
from assistant.settings import Values
from assistant.types import Message, ModelDelta

QUICK = Patience(connect=1, first=1.0, idle=1.0, total=3.0, tries=2)
PATIENT = Patience(connect=30, first=30.0, idle=30.0, total=60.0, tries=2)
"""Where nothing is late: a busy machine must not be what ends a request."""
ASKED = [Message("user", "Hello")]


@dataclass
class Server:
    """Answers each connection by the next of `replies`: a function that is given the open socket."""

    replies: list[Callable[[socket.socket], None]]
    requests: list[bytes] = field(default_factory=list)
    closed_by_client: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def serving(self) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=self._serve, args=(listener,), daemon=True).start()
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"

    def _serve(self, listener: socket.socket) -> None:
        for reply in self.replies:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                self.requests.append(_whole_request(connection))
                try:
                    reply(connection)
                except OSError:
                    self.closed_by_client.set()


def _whole_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def status(
    code: int, body: str = '{"error": {"message": "no"}}', *headers: str
) -> Callable[[socket.socket], None]:
    lines = [
        f"HTTP/1.1 {code} X",
        f"content-length: {len(body)}",
        "content-type: application/json",
        "connection: close",
        *headers,
    ]
    return lambda connection: connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())


def stream(*events: str, pause: float = 0.0, forever: str = "") -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        for event in events:
            connection.sendall(event.encode())
            time.sleep(pause)
        while forever:
            connection.sendall(forever.encode())
            time.sleep(0.05)

    return send


def piece(text: str, finish: str | None = None, **others: str) -> str:
    choice: dict[str, Any] = {"index": 0, "delta": {"content": text, **others}, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n"


def ask(
    *replies: Callable[[socket.socket], None], patience: Patience = QUICK, key: str = "sk-secret"
) -> list[ModelDelta]:
    with Server(list(replies)).serving() as url:
        return list(Endpoint(url, key, patience=patience).chat(ASKED, "m", max_tokens=10))


def test_a_reply_streams_and_says_that_it_is_complete() -> None:
    deltas = ask(stream(piece("Hello"), piece(" world", "stop"), "data: [DONE]\n\n"))
    assert "".join(d.text for d in deltas) == "Hello world"
    assert deltas[-1].ending == "complete"


def test_a_reply_that_stops_without_saying_why_ends_as_cut() -> None:
    assert ask(stream(piece("Hello wor")))[-1].ending == "cut"


def test_a_reply_that_met_its_limit_says_so() -> None:
    assert ask(stream(piece("Hello", "length")))[-1].ending == "length"


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_what_a_model_only_thinks_is_waited_for_and_not_said(field: str) -> None:
    thoughts = [piece("", **{field: "Well."})] * 6
    deltas = ask(
        stream(*thoughts, piece("Hello", "stop"), "data: [DONE]\n\n", pause=0.3),
        patience=Patience(first=1.0, idle=1.0, total=5.0),
    )
    assert "".join(d.text for d in deltas) == "Hello"


def test_a_model_that_thinks_until_its_tokens_are_used_up_is_told_what_to_set() -> None:
    with pytest.raises(EndpointBroken, match=r"thought until .*ASSISTANT_ANSWER_TOKENS.*ASSISTANT_REASONING"):
        ask(stream(piece("", "length", reasoning="Well, well.")))


def refusal(message: str) -> Callable[[socket.socket], None]:
    return status(400, json.dumps({"error": {"message": message}}))


def asked_fields(request: bytes) -> set[str]:
    return set(json.loads(request.partition(b"\r\n\r\n")[2])) - {"messages", "model", "stream"}


def test_a_field_that_a_server_refuses_by_name_is_sent_no_more_or_in_its_newer_form() -> None:
    answer = stream(piece("Hello", "stop"), "data: [DONE]\n\n")
    server = Server(
        [
            refusal(
                "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
            ),
            refusal("Unsupported value: 'temperature' does not support 0 with this model."),
            status(422, json.dumps({"detail": [{"loc": ["body", "reasoning_effort"], "msg": "forbidden"}]})),
            answer,
            answer,
        ]
    )
    with server.serving() as url:
        endpoint = Endpoint(url, patience=QUICK)
        for _ in range(2):
            assert "".join(d.text for d in endpoint.chat(ASKED, "m", max_tokens=10)) == "Hello"
    first, *_, adapted, again = map(asked_fields, server.requests)
    assert first == {"max_tokens", "temperature", "stream_options", "reasoning_effort"}
    assert adapted == again == {"max_completion_tokens", "stream_options"}


def test_a_refusal_that_leaving_a_field_out_does_not_mend_is_told() -> None:
    tight = refusal("max_tokens is too large: this model reads 512 tokens")
    newer = refusal("max_completion_tokens is too large: this model reads 512 tokens")
    with pytest.raises(EndpointRefused, match="reads 512 tokens"):
        ask(tight, newer, newer)


@pytest.mark.parametrize(
    ("reply", "kind", "complaint"),
    [
        (status(401), EndpointRefused, r"answered 401.*OPENAI_API_KEY"),
        (
            status(404, '{"error": {"message": "unknown model m"}}'),
            EndpointRefused,
            r"unknown model m.*--model",
        ),
        (status(400, '{"error": {"message": "context too long"}}'), EndpointRefused, "context too long"),
        (stream("data: {not json\n\n"), EndpointBroken, "unreadable"),
        (stream("data: [DONE]\n\n"), EndpointBroken, r"127\.0\.0\.1:\d+ sent an empty reply"),
        (stream('data: {"error": {"message": "overloaded"}}\n\n'), EndpointBroken, "overloaded"),
        (status(200, "<html>login</html>"), EndpointBroken, "empty reply"),
    ],
)
def test_a_failure_that_repeating_cannot_mend_is_told_at_once(
    reply: Callable[[socket.socket], None], kind: type[EndpointError], complaint: str
) -> None:
    with pytest.raises(kind, match=complaint):
        ask(reply)


def test_an_overloaded_endpoint_is_asked_again() -> None:
    assert ask(status(503), stream(piece("Hello", "stop")), patience=PATIENT)[0].text == "Hello"


def test_after_the_last_try_the_failure_names_service_status_and_request() -> None:
    with pytest.raises(EndpointUnavailable, match=r"127\.0\.0\.1:\d+ answered 500, request r-7"):
        ask(status(500), status(500, "{}", "x-request-id: r-7"), patience=PATIENT)


def test_a_wait_longer_than_the_deadline_is_not_waited() -> None:
    started = time.monotonic()
    with pytest.raises(EndpointUnavailable, match="429"):
        ask(status(429, "{}", "retry-after: 3600"), stream(piece("late", "stop")))
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("drip", [": keep-alive\n\n", ""])
def test_a_server_that_only_keeps_the_line_open_is_given_up(drip: str) -> None:
    def hang(connection: socket.socket) -> None:
        stream(forever=drip)(connection)
        time.sleep(5)

    with pytest.raises(EndpointUnavailable, match="did not answer in time"):
        ask(hang, patience=Patience(first=0.5, idle=0.5, total=2, tries=1))


def test_a_slow_first_word_is_waited_for_as_long_as_the_setting_says_which_the_hint_names() -> None:
    assert build_endpoint(Values(first_token=240)).patience.first == 240
    assert build_endpoint(Values(first_token=240, timeout=30)).patience.first == 30
    with pytest.raises(EndpointUnavailable) as raised:
        ask(lambda connection: time.sleep(1), patience=Patience(first=0.2, idle=0.2, total=1, tries=1))
    assert "ASSISTANT_FIRST_TOKEN" in raised.value.hint


def test_a_server_that_hangs_in_the_middle_is_given_up() -> None:
    with pytest.raises(EndpointUnavailable, match="did not answer in time"):
        ask(
            stream(piece("Hello"), forever=": still here\n\n"),
            patience=Patience(first=0.5, idle=0.5, total=5, tries=1),
        )


def test_nothing_listening_is_told_with_the_address() -> None:
    with pytest.raises(EndpointUnavailable, match=r"127\.0\.0\.1:9 cannot be reached"):
        list(Endpoint("http://127.0.0.1:9/v1", patience=QUICK).chat(ASKED, "m", max_tokens=1))


def test_closing_the_reply_ends_the_generation_at_the_server() -> None:
    server = Server([stream(piece("Hello"), forever=piece(" on and on"))])
    with server.serving() as url:
        reply = Endpoint(url, patience=QUICK).chat(ASKED, "m", max_tokens=10)
        next(reply)
        reply.close()  # type: ignore[attr-defined]
        assert server.closed_by_client.wait(3)


def test_what_the_sdk_would_find_half_imported_is_imported_first() -> None:
    code = (
        "import sys\nfrom assistant.endpoint import Endpoint\nEndpoint('http://127.0.0.1:9/v1', None)\n"
        "print(hasattr(sys.modules['httpx'], 'Response'))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "True\n"


def test_the_key_never_appears_in_a_message() -> None:
    with pytest.raises(EndpointRefused) as caught:
        ask(status(401, '{"error": {"message": "bad key sk-secret given"}}'))
    assert "sk-secret" not in str(caught.value)


def test_vectors_come_back_in_the_order_of_the_texts() -> None:
    rows = [{"object": "embedding", "index": i, "embedding": [float(i)]} for i in (1, 0)]
    body = json.dumps(
        {"object": "list", "model": "m", "data": rows, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    )
    with Server([status(200, body)]).serving() as url:
        assert Endpoint(url).embed(["a", "b"], "m") == [[0.0], [1.0]]


@pytest.mark.parametrize(
    "data",
    [
        [{"index": 0, "embedding": [0.1]}],
        [{"index": 0, "embedding": [0.1]}, {"index": 0, "embedding": [0.2]}],
        [{"index": number, "embedding": [0.1]} for number in range(3)],
        [{"embedding": [0.1]}, {"embedding": [0.2]}],
        ["one", "two"],
        None,
    ],
)
def test_a_reply_without_one_vector_for_each_text_is_refused(data: object) -> None:
    body = json.dumps({"object": "list", "model": "m", "data": data})
    with (
        Server([status(200, body)]).serving() as url,
        pytest.raises(EndpointBroken, match="one vector for each of 2 texts"),
    ):
        Endpoint(url).embed(["a", "b"], "m")


def test_an_address_that_is_not_http_is_refused() -> None:
    with pytest.raises(UsageError, match="not an http address"):
        Endpoint("file:///etc/passwd")


def test_a_local_server_is_offered_when_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setattr("assistant.endpoint.LOCAL_SERVERS", {"Ollama": port, "vLLM": 9})
        assert discover() == [("Ollama", f"http://127.0.0.1:{port}/v1")]
