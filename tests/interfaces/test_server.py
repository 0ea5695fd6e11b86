"""`assistant chat` as people run it: a process, its port, its page, its end."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ARTICLE = """---
title: The lighthouse of Skagen
publisher: Coast Journal
date: 2021-05-04
---
The grey lighthouse of Skagen was built in 1858 and is 46 metres high. It was lit for the first time on 1 November 1858.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lighthouse.md").write_text(ARTICLE, encoding="utf-8")
    return folder


def chat(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "assistant.interfaces.cli", "chat", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def running(corpus: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = chat(str(corpus), "--port", "0")
    assert process.stderr is not None
    ready = next(
        filter(
            None,
            (re.search(r"Ready in [\d.]+ s: (http://127\.0\.0\.1:\d+)", line) for line in process.stderr),
        )
    )
    yield process, ready[1]
    process.kill()
    process.communicate()


def test_it_says_when_it_is_ready_serves_the_page_and_ends_with_0_while_a_tab_is_open(
    running: tuple[subprocess.Popen[str], str],
) -> None:
    process, url = running
    with urllib.request.urlopen(url, timeout=10) as reply:
        page = reply.read().decode()
        assert "script-src 'self' 'unsafe-eval' 'sha256-" in reply.headers["content-security-policy"]
    assert "gradio" in page
    with urllib.request.urlopen(f"{url}/page/about", timeout=10) as reply:
        assert "articles · 1 article" in reply.read().decode()
    # What a tab holds open: an event stream that never ends by itself.
    tab = urllib.request.urlopen(f"{url}/gradio_api/heartbeat/abc", timeout=10)
    process.send_signal(signal.SIGTERM)
    try:
        assert process.wait(8) == 0
    finally:
        tab.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_a_port_that_is_taken_is_one_clear_line(corpus: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = chat(str(corpus), "--port", str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "Address already in use" in said
    assert "--port" in said
    assert "Traceback" not in said
