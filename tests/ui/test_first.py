"""`assistant chat` where there is no article yet: the page of the real process leads to the first ones."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.conftest import opened
from tests.ui.test_features import violations

pytestmark = pytest.mark.browser
LIGHT = "# The lighthouse\n\nThe grey lighthouse of Skagen was built in 1858. It is 46 metres high and stands in the north of Denmark."


def chat(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "assistant.interfaces.cli", "chat", str(folder), "--embedder", "fast", "--port", "0"]  # fmt: skip
    return subprocess.Popen([*command, "--no-browser"], stderr=subprocess.PIPE, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mine"
    made.mkdir()
    return made


@pytest.fixture
def empty(folder: Path, context: BrowserContext) -> Iterator[Page]:
    process = chat(folder)
    assert process.stderr is not None
    url = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr)))
    yield opened(context, url[0])
    process.terminate()
    assert process.wait(20) == 0
    process.stderr.close()


def test_an_empty_folder_is_filled_from_the_page_and_can_be_asked_at_once(empty: Page, folder: Path) -> None:
    expect(empty.get_by_role("heading", name="Add your articles")).to_be_visible()
    expect(empty.locator(".begin code")).to_have_text(str(folder))
    assert violations(empty) == []
    empty.fill("#question", "How high is it?")
    empty.keyboard.press("Enter")
    expect(empty.locator(".toast")).to_have_text("There are no articles to ask yet.")
    empty.get_by_role("button", name="look again").click()
    expect(empty.locator(".begin .step")).to_contain_text("No articles in")
    with empty.expect_file_chooser() as chooser:
        empty.get_by_role("button", name="Files").click()
    chooser.value.set_files({"name": "light.md", "mimeType": "text/markdown", "buffer": LIGHT.encode()})
    expect(empty.locator(".toast")).to_have_text("The articles are in. Ask away.", timeout=60_000)
    expect(empty.locator("dialog[open]")).to_have_count(0)
    expect(empty.locator(".begin")).to_be_hidden()
    expect(empty.locator(".at-work h1")).to_have_text("mine · 1 article")
    assert (folder / "added" / "light.md").read_text(encoding="utf-8") == LIGHT
    empty.keyboard.press("Enter")
    empty.wait_for_selector(".turn[data-state=answered]")
    expect(empty.locator(".answer")).to_contain_text("46 metres")


def test_the_samples_can_be_looked_at_first_and_the_folder_stays_as_it_was(empty: Page, folder: Path) -> None:
    empty.get_by_role("button", name="Look around with the sample articles").click()
    expect(empty.locator(".at-work h1")).to_contain_text("Sample articles", timeout=60_000)
    expect(empty.locator(".welcome")).to_be_visible()
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_one_clear_line_and_no_page(tmp_path: Path) -> None:
    process = chat(tmp_path / "nowhere")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith("error: There is no folder")
    assert "Traceback" not in said
