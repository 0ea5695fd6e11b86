"""How fast the page is, measured in a real browser: `python -m tests.ui.benchmark [start|server|latency|people|long ...]`.

start    seconds from the process to the waiting page and to the page that takes questions, the index being there already; in a browser
         that has shown the page before, and in a new one
server   milliseconds from a word of the model to a client without a browser, alone and with ten at once
latency  milliseconds from a word of the model to the page
people   the same with ten pages open at once, each with a slow answer of its own, all of them drawn by this machine too
long     the same in a conversation of two hundred turns, and the longest time that the page was busy
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant.interfaces.ui.events import patch
from assistant.state.exchange import Exchange
from assistant.types import Answered, Retrieved
from tests.conftest import CHROMIUM
from tests.ui.clients import lateness
from tests.ui.conftest import ARGUMENTS, ROOT, opened
from tests.ui.scripted import PASSAGES, good

PEOPLE = 10
TURNS = 200
STARTS = 3
WATCH = """() => { window.late = []; window.long = [];
  new PerformanceObserver((list) => { for (const task of list.getEntries()) window.long.push(task.duration); }).observe({ entryTypes: ['longtask'] });
  let last = '';
  new MutationObserver(() => {
    const words = (document.querySelector('.writing')?.textContent ?? '').trim().split(' ');
    const word = words.at(-1);
    if (word && word !== last) { last = word; window.late.push(Date.now() - Number(word)); }
  }).observe(document.querySelector('.log'), { subtree: true, childList: true, characterData: true }); }"""


def main(wanted: Sequence[str]) -> None:
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if "start" in wanted:
            start(browser)
        if set(wanted) - {"start"}:
            scripted(browser, [MEASURES[name] for name in wanted if name in MEASURES])
        browser.close()


def start(browser: Browser) -> None:
    """The first start indexes, and is not counted."""
    with tempfile.TemporaryDirectory() as data:
        known = browser.new_context()
        times = [_started(known, data) for _ in range(STARTS + 1)][1:]
        waiting, ready = zip(*times, strict=True)
        new = [_started(browser.new_context(), data)[1] for _ in range(STARTS)]
    for name, seconds in (
        ("waiting page", waiting),
        ("takes questions", ready),
        ("the same in a new browser", new),
    ):
        print(
            f"start, {name}: {min(seconds):.1f} to {max(seconds):.1f} s, median {statistics.median(seconds):.1f} s"
        )


def _started(context: BrowserContext, data: str) -> tuple[float, float]:
    environment = {**os.environ, "ASSISTANT_DATA_DIR": data, "ASSISTANT_CONFIG": f"{data}/settings.toml"}
    port = 7900 + os.getpid() % 90
    command = [sys.executable, "-m", "assistant.interfaces.cli", "chat", "--no-browser", "--port", str(port)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    waiting = _first_reply(f"http://127.0.0.1:{port}") - begun
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}", wait_until="commit")
    page.wait_for_selector("html[data-ready]", timeout=300_000)
    ready = time.perf_counter() - begun
    page.close()
    process.terminate()
    process.wait(30)
    return waiting, ready


def _first_reply(url: str) -> float:
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60):
                return time.perf_counter()
        except urllib.error.URLError:
            time.sleep(0.05)


def scripted(browser: Browser, measures: Sequence[Callable[[Browser, str], None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.ui.serve", folder]
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdin is not None
        url = process.stdout.readline().split()[0]
        for measure in measures:
            measure(browser, url)
        process.stdin.close()
        process.wait(30)


def server(browser: Browser, url: str) -> None:
    for people in (1, PEOPLE):
        _percentiles(f"server alone, {people} at once", lateness(url, people))


def latency(browser: Browser, url: str) -> None:
    page = opened(browser.new_context(), url)
    _ask(page)
    _told("latency, alone", [page])


def people(browser: Browser, url: str) -> None:
    pages = [opened(browser.new_context(), url) for _ in range(PEOPLE)]
    for page in pages:
        _ask(page, wait=False)
    _told(f"latency, {PEOPLE} people at once", pages)


def long(browser: Browser, url: str) -> None:
    turn = Exchange("t", "When?").after(Retrieved(PASSAGES)).after(Answered(good("When?")))
    turns = [{**patch(turn), "turn": f"t{number}"} for number in range(TURNS)]
    page = opened(browser.new_context(), url)
    page.route(
        re.compile("/page/conversations/long$"),
        lambda route: route.fulfill(json={"id": "long", "title": "long", "turns": turns}),
    )
    page.goto(f"{url}/?c=long")
    page.wait_for_selector("html[data-ready]")
    assert page.locator(".turn").count() == TURNS
    _ask(page)
    _told(f"latency, {TURNS} turns", [page])
    print(f"longest time that the page was busy: {max([0, *page.evaluate('window.long')]):.0f} ms")


def _ask(page: Page, *, wait: bool = True) -> None:
    """A hundred words, each the moment at which it is sent."""
    page.evaluate(WATCH)
    page.fill("#question", "clock")
    page.keyboard.press("Enter")
    if wait:
        _answered(page)


def _answered(page: Page) -> None:
    page.wait_for_selector(".turn:last-child[data-state=answered]", timeout=120_000)


def _told(name: str, pages: Sequence[Page]) -> None:
    for page in pages:
        _answered(page)
    _percentiles(name, [ms for page in pages for ms in page.evaluate("window.late")])
    if len(pages) > 1:
        for page in pages:
            page.context.close()


def _percentiles(name: str, late: Sequence[float]) -> None:
    late = sorted(late)
    print(
        f"{name}: median {late[len(late) // 2]:.0f} ms, p95 {late[int(len(late) * 0.95)]:.0f} ms, {len(late)} pictures"
    )


MEASURES = {"server": server, "latency": latency, "people": people, "long": long}

if __name__ == "__main__":
    main(sys.argv[1:] or ["start", *MEASURES])
