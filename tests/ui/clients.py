"""People without browsers: each asks over Gradio's queue as the page does, so that the server's share of the time is seen alone."""

from __future__ import annotations

import http.client
import json
import re
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

_STAMP = re.compile(rb"\b1\d{12}\b")


def lateness(url: str, people: int) -> list[float]:
    """Milliseconds from a word of the model to its arrival at a client, for all words of `people` answers at once."""
    host = urlsplit(url).netloc
    with ThreadPoolExecutor(people) as pool:
        return [late for found in pool.map(lambda _: list(_asked(host)), range(people)) for late in found]


def _asked(host: str) -> Iterator[float]:
    session, turn = uuid.uuid4().hex, uuid.uuid4().hex
    asking = _asking(host)
    _json(
        host,
        "/gradio_api/queue/join?",
        {
            "data": [],
            "event_data": {"turn": turn, "question": "clock", "place": 0},
            "fn_index": asking["id"],
            "trigger_id": asking["targets"][0][0],
            "session_hash": session,
        },
    )
    stream = http.client.HTTPConnection(host)
    stream.request("GET", f"/gradio_api/queue/data?session_hash={session}")
    last = b""
    for line in stream.getresponse():
        stamps = _STAMP.findall(line)
        if b"process_generating" in line and stamps and stamps[-1] != last:
            last = stamps[-1]
            yield time.time() * 1000 - int(last)
        if b"close_stream" in line:
            break
    stream.close()


def _asking(host: str) -> dict[str, Any]:
    """What the page's "ask" is called in Gradio's queue."""
    found: list[dict[str, Any]] = _json(host, "/config")["dependencies"]
    return next(one for one in found if any(event == "ask" for _, event in one["targets"]))


def _json(host: str, path: str, body: object = None) -> Any:
    connection = http.client.HTTPConnection(host)
    connection.request(
        "POST" if body else "GET",
        path,
        json.dumps(body) if body else None,
        {"content-type": "application/json"},
    )
    reply = connection.getresponse()
    text = reply.read()
    connection.close()
    assert reply.status == 200, text
    return json.loads(text)
