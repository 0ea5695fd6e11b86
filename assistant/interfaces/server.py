"""`assistant chat`: indexes the articles while the page is already there, opens it, and ends when told to."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from assistant import app as wiring
from assistant.corpus import Corpus
from assistant.endpoint import discover
from assistant.interfaces import console
from assistant.interfaces.serving import Server
from assistant.settings import Values

if TYPE_CHECKING:
    from fastapi import FastAPI

_PAGE = "assistant.interfaces.ui.layout"


def chat(values: Values, *, browser: bool = False) -> None:
    """Indexes the corpus, serves its page and its API, and returns when the process is told to end (SIGTERM).

    Args:
        browser: show the page in the person's browser when it is ready.

    Raises:
        UsageError: the port is taken or may not be used.
        AssistantError: the corpus, the index, the embedder or the model cannot be used.
        KeyboardInterrupt: stopped with Ctrl-C.
    """
    serve(values, _page, prepare=_import_page, ready=lambda url: _welcome(values, url, browser))


def serve(
    values: Values,
    make: Callable[[Values, Corpus], FastAPI],
    *,
    prepare: Callable[[], object],
    ready: Callable[[str], object] = lambda url: None,
) -> None:
    """As `chat`, for what `make` builds of the corpus; `prepare` imports what that needs, and `ready` is told the address."""
    started = time.perf_counter()
    with _told_to_end() as ended, Server(values.host, values.port) as server:
        # Importing takes seconds; meanwhile the articles are read.
        threading.Thread(target=prepare, name="import", daemon=True).start()
        with wiring.build_corpus(values) as corpus:
            report = console.watch_sync(server.front.watched(corpus.syncing()))
            if report.problems:
                console.print_report(report)
            prepare()
            server.open(lambda: make(values, corpus))
            console.note(f"Ready in {time.perf_counter() - started:.1f} s: {server.url}")
            ready(server.url)
            ended.wait()


def _welcome(values: Values, url: str, browser: bool) -> None:
    """Offers a model server that is already listening here, which is never used unasked, and shows the page."""
    if wiring.answers_with_extracts(values):
        for name, address in discover():
            console.note(f"{name} is listening; to let it answer: --base-url {address} --model NAME")
    if browser and (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin"
    ):
        webbrowser.open(url)


def _page(values: Values, corpus: Corpus) -> FastAPI:
    from assistant.interfaces import doors
    from assistant.interfaces.opening import chosen, desk
    from assistant.interfaces.ui.layout import mounted

    assistant = wiring.build_assistant(chosen(values), corpus)
    return doors.api(assistant, values, page=mounted(desk(assistant, values)))


def _import_page() -> None:
    # Both would otherwise ask the network for news when Gradio is imported.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import_module(_PAGE)


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """An event that SIGTERM sets, so that everything opened is closed and the process ends with 0."""
    ended = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield ended
        return
    before = signal.signal(signal.SIGTERM, lambda *_: ended.set())
    try:
        yield ended
    finally:
        signal.signal(signal.SIGTERM, before)
