"""A run's folder tells everything, shows hostile text as text, and needs nothing from outside."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from playwright.sync_api import sync_playwright

from assistant.errors import UsageError
from eval import report, tasks
from eval.gate import against
from eval.page import page
from eval.rendering import LINES, number, terminal
from eval.runner import Runner
from eval.summary import summarise


@pytest.fixture(scope="module")
def folder(subject, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    runner = Runner(subject, tasks.ask)
    rows = list(runner.run(folder))
    hostile = replace(
        rows[0], question="<script>alert(1)</script> ]]> \x07", error="it\x00broke & <b>fell</b>"
    )
    about = report.about(subject, "run", command=["python", "-m", "eval", "run"], seed=0)
    report.write(folder, about, runner.rewrite(folder, [hostile, *rows[1:]]), against=against(rows, rows))
    return folder


def test_run_json_holds_what_is_needed_to_run_it_again(folder):
    found = json.loads((folder / "run.json").read_text("utf-8"))
    assert {
        "command",
        "settings",
        "seed",
        "versions",
        "code",
        "index",
        "dataset",
        "made",
        "metrics",
    } <= set(found)
    assert found["dataset"]["digest"]
    assert found["index"]["fingerprint"]
    assert found["settings"]["passages"] == 8
    assert "api_key" not in found["settings"]
    assert set(found["metrics"]["correct"]) == {"value", "low", "high", "n", "clusters"}


@pytest.mark.browser
def test_the_page_never_scrolls_sideways(folder, chromium):
    # In a thread of its own: in this one the page's tests may hold an event loop.
    with ThreadPoolExecutor(1) as thread:
        widths = thread.submit(scrolled, folder / "report.html", chromium, (320, 390, 1280)).result()
    assert widths == [320, 390, 1280]


def scrolled(path, chromium, widths):
    """How wide the page is when the window is so wide and everything is open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.locator(".wide table").count() == page.locator("table").count() > 1
        found = []
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            found.append(page.evaluate("document.documentElement.scrollWidth"))
        browser.close()
        return found


def test_a_run_is_read_back_as_it_was_written(folder):
    run = report.read(folder)
    assert run.name == "small run"
    assert len(run.rows) == 6
    assert run.summary.errors == 1
    with pytest.raises(UsageError, match="no finished run"):
        report.read(folder / "nowhere")


def test_the_page_is_one_file_without_script_or_request(folder):
    page = (folder / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|https?://", page)
    assert page.count("<svg") >= 3


def test_the_command_can_be_typed_on_another_machine():
    words = [
        "retrieve",
        "xquad",
        "--data",
        "/home/me/sets",
        "--work",
        "/tmp/w",
        "--limit",
        "5",
        "--out",
        "/tmp/o",
    ]
    assert " ".join(report.command(words)) == "python -m eval retrieve xquad --data SETS --limit 5"


def test_junit_is_xml_with_the_failures_in_it(folder):
    suite = ElementTree.fromstring((folder / "junit.xml").read_text("utf-8"))
    assert suite.get("tests") == "6"
    assert suite.get("errors") == str(len(suite.findall("testcase/error"))) == "1"
    assert suite.get("failures") == str(len(suite.findall("testcase/failure")))


def test_the_markdown_gives_the_verdict_first(folder):
    lines = (folder / "report.md").read_text("utf-8").splitlines()
    assert lines[0] == "# small: run"
    assert lines[2].startswith("**correct is ")
    assert "Before and after" in "\n".join(lines)


def test_the_terminal_summary_stays_within_its_lines(folder):
    run = report.read(folder)
    text = terminal(run.name, run.summary, run.headline)
    assert len(text.splitlines()) <= LINES
    assert "correct" in text.splitlines()[3]


def test_one_question_is_told_in_the_singular_wherever_questions_are_counted(folder):
    run = report.read(folder)
    one = summarise(run.rows[1:2])
    assert "over 1 question in 1 independent group." in report.verdict(one, run.headline)
    assert "1 question\n" in terminal(run.name, one, run.headline) + "\n"
    assert "1 question in 1 independent group<" in page(run.about, run.rows[1:2], one)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.5, ".500"), (1.0, "1.00"), (0.0, ".000"), (0.9996, "1.00"), (12.3, "12.30")]
)
def test_numbers_are_written_as_tables_of_the_field_write_them(value, shown):
    assert number(value) == shown
