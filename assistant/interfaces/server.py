"""`assistant chat`: indexes the articles while the page is already there, opens it, and ends when told to."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING

from assistant import app as wiring
from assistant.corpus import Corpus
from assistant.endpoint import discover
from assistant.interfaces import console
from assistant.interfaces.guard import is_loopback
from assistant.interfaces.serving import Server
from assistant.settings import Values

if TYPE_CHECKING:
    from fastapi import FastAPI

_PAGE = "assistant.interfaces.ui.layout"
Reopen = Callable[[Values], None]


def chat(values: Values, *, browser: bool = False) -> None:
    """Indexes the corpus, serves its page and its API, and returns when the process is told to end (SIGTERM).

    Args:
        browser: show the page in the person's browser when it is ready.

    Raises:
        UsageError: the port is taken or may not be used, or people must sign in and nobody may.
        AssistantError: the corpus, the index, the embedder or the model cannot be used.
        KeyboardInterrupt: stopped with Ctrl-C.
    """
    from assistant.interfaces.opening import chosen, people

    if people(values) is not None and not is_loopback(values.host):
        console.note(
            f"The page is served at {values.host}, unencrypted: put a proxy that speaks HTTPS before it"
        )
    serve(
        values,
        _page,
        build=lambda given: wiring.build_corpus(chosen(given)),
        prepare=_import_page,
        empty=True,
        ready=lambda url: _welcome(values, url, browser),
    )


def serve(
    values: Values,
    make: Callable[[Values, Corpus, Reopen], FastAPI],
    *,
    build: Callable[[Values], Corpus] = wiring.build_corpus,
    prepare: Callable[[], object],
    ready: Callable[[str], object] = lambda url: None,
    empty: bool = False,
) -> None:
    """As `chat`, for what `make` builds of the corpus.

    Args:
        make: is also given what opens everything anew with these values, for when another corpus or embedder was chosen.
        prepare: imports what `make` needs.
        ready: is told the address, once.
        empty: the corpus may hold nothing yet.
    """
    started = time.perf_counter()
    with _told_to_end() as orders, Server(values.host, values.port, public_url=values.public_url) as server:
        # Importing takes seconds; meanwhile the articles are read.
        threading.Thread(target=prepare, name="import", daemon=True).start()
        opening: Values | None = values
        while opening is not None:
            with build(opening) as corpus:
                report = console.watch_sync(server.front.watched(corpus.syncing(empty=empty)))
                if report.problems or report.warnings:
                    console.print_report(report)
                prepare()
                server.open(lambda opening=opening, corpus=corpus: make(opening, corpus, orders.put))  # type: ignore[misc]
                console.note(f"Ready in {time.perf_counter() - started:.1f} s: {server.url}")
                ready(server.url)
                ready = _nothing
                # All that is there now stays. Looking through it for garbage would halt an answer for a tenth of a second.
                gc.freeze()
                opening = orders.get()
                if opening is not None:
                    gc.unfreeze()
                    started = time.perf_counter()
                    server.shut()


def _nothing(url: str) -> None:
    pass


def _welcome(values: Values, url: str, browser: bool) -> None:
    """Offers a model server that is already listening here, which is never used unasked, and shows the page."""
    if wiring.answers_with_extracts(values):
        for name, address in discover():
            console.note(f"{name} is listening; to let it answer: --base-url {address} --model NAME")
    if browser and (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin"
    ):
        webbrowser.open(url)


def _page(values: Values, corpus: Corpus, reopen: Reopen) -> FastAPI:
    from assistant.interfaces import doors
    from assistant.interfaces.opening import chosen, people, rooms
    from assistant.interfaces.ui.layout import mounted

    assistant = wiring.build_assistant(chosen(values), corpus)
    page = mounted(rooms(assistant, values, reopen), people(values))
    return doors.api(assistant, values, page=page)


def _import_page() -> None:
    from assistant.interfaces.ui.lean import leanly

    leanly(_PAGE)


@contextmanager
def _told_to_end() -> Iterator[SimpleQueue[Values | None]]:
    """What is to happen next: everything is opened anew with these values; None ends the process with 0, as SIGTERM does."""
    orders: SimpleQueue[Values | None] = SimpleQueue()
    if threading.current_thread() is not threading.main_thread():
        yield orders
        return
    before = signal.signal(signal.SIGTERM, lambda *_: orders.put(None))
    try:
        yield orders
    finally:
        signal.signal(signal.SIGTERM, before)
