"""Photographs the page in its states, widths and lights: `python -m tests.ui.screenshots FOLDER`.

The real assistant on the sample corpus answers with extracts, so that a picture shows what a first start shows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM
from tests.ui.conftest import ARGUMENTS

QUESTIONS = (
    "How long was the main shipping channel of Baltimore closed after the Key Bridge fell?",
    "Who won the 2023 Nobel Prize in Medicine, and for what?",
    "What did the mayor of Tokyo eat for lunch?",
)
WIDTHS = {1400: 900, 400: 860}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                photograph(browser, url, folder, size=(width, height), scheme=scheme)
        browser.close()


@contextmanager
def serving() -> Iterator[str]:
    """The address of `assistant chat` on the sample corpus, with a data folder of its own."""
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "ASSISTANT_DATA_DIR": data, "ASSISTANT_CONFIG": f"{data}/settings.toml"}
        command = [sys.executable, "-m", "assistant.interfaces.cli", "chat", "--port", "0"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        assert process.stderr is not None
        found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr)))
        yield found[0]
        process.terminate()
        process.wait(20)


def photograph(browser: Browser, url: str, folder: Path, *, size: tuple[int, int], scheme: str) -> None:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url, wait_until="commit")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector(".examples button")

    def take(name: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")

    take("welcome")
    states(page, take, narrow=width < 1180)
    context.close()


def states(page: Page, take: Callable[[str], None], *, narrow: bool) -> None:
    for question in QUESTIONS:
        asked(page, question)
        if question == QUESTIONS[0]:
            take("answer")
            page.locator(".answer .cite").first.click()
            page.wait_for_selector(".reader mark.now")
            take("article")
            if narrow:
                page.get_by_label("Close the article").click()
    take("refusal")
    if narrow:
        page.locator("[data-do=rail]").click()
    for name in ("Articles", "Settings"):
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_selector("dialog[open]")
        take(name.lower())
        page.keyboard.press("Escape")


def asked(page: Page, question: str) -> None:
    before = page.locator(".turn").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    ended = f".turn:nth-child({before + 1}):not([data-state=searching]):not([data-state=writing])"
    page.wait_for_selector(ended, timeout=60_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
