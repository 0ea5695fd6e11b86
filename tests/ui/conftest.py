"""One server with the scripted assistant and one Chromium for all browser tests; each test has a fresh browser context."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def _servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Addresses of the page without and with a login, both of one process."""
    command = [sys.executable, "-m", "tests.ui.serve", str(tmp_path_factory.mktemp("served"))]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert process.stdout is not None
    assert process.stdin is not None
    urls = process.stdout.readline().split()
    assert len(urls) == 2
    yield urls
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()


@pytest.fixture(scope="session")
def served(_servers: list[str]) -> str:
    """Address of the page."""
    return _servers[0]


@pytest.fixture(scope="session")
def guarded(_servers: list[str]) -> str:
    """Address of a page for people who sign in."""
    return _servers[1]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


class Watched:
    """Everything that a context's pages asked for or complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.on("request", self._request)
        context.on("console", lambda message: self._said(message.type, message.text))
        context.on("weberror", lambda error: self._said("error", str(error.error)))

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one's own, for tests that need more than one page or begin at the beginning."""
    made = _context(browser)
    yield made
    made.close()


@pytest.fixture(scope="session")
def _shared(browser: Browser, served: str) -> Iterator[tuple[Page, Watched]]:
    made = _context(browser)
    watched = Watched(made)
    yield opened(made, served), watched
    made.close()


@pytest.fixture
def page(_shared: tuple[Page, Watched]) -> Page:
    """The page with a new conversation. Opening it takes seconds, so that tests share one."""
    page, watched = _shared
    for dialog in page.locator("dialog[open]").all():
        dialog.get_by_label("Close").click()
    page.locator(".stop").dispatch_event("click")
    page.keyboard.press("Alt+KeyN")
    page.wait_for_selector(".welcome", state="visible")
    page.fill("#question", "")
    watched.requests.clear()
    watched.complaints.clear()
    return page


@pytest.fixture
def watched(_shared: tuple[Page, Watched]) -> Watched:
    return _shared[1]


def _context(browser: Browser) -> BrowserContext:
    made = browser.new_context(
        viewport={"width": 1400, "height": 900},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    made.set_default_timeout(15_000)
    return made


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector("html[data-ready]")
    return page


def ask(page: Page, question: str, *, until: str | None = "answered") -> Any:
    """Types a question, sends it, and waits for its turn to reach a state; the turn."""
    before = page.locator(".turn").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(before)
    if until:
        page.wait_for_selector(f".turn:nth-child({before + 1})[data-state={until}]")
    return turn
