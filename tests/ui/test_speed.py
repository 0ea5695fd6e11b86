"""How fast a word reaches the page, and how smooth a long conversation stays. Times of a quiet machine."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from assistant.interfaces.ui.events import patch
from assistant.state.exchange import Exchange
from assistant.types import Answered, Retrieved
from tests.ui.conftest import ask, opened
from tests.ui.scripted import PASSAGES, good

pytestmark = [pytest.mark.browser, pytest.mark.stress]

WATCH = """() => { window.late = []; window.long = [];
  new PerformanceObserver((list) => { for (const task of list.getEntries()) window.long.push(task.duration); }).observe({ entryTypes: ['longtask'] });
  let last = '';
  new MutationObserver(() => {
    const words = (document.querySelector('.writing')?.textContent ?? '').trim().split(' ');
    const word = words.at(-1);
    if (word && word !== last) { last = word; window.late.push(Date.now() - Number(word)); }
  }).observe(document.querySelector('.log'), { subtree: true, childList: true, characterData: true }); }"""


def lateness(page: Page) -> tuple[float, float, int]:
    """Median and 95th percentile in milliseconds, and how many were seen."""
    page.evaluate(WATCH)
    ask(page, "clock")
    late = sorted(page.evaluate("window.late"))
    return late[len(late) // 2], late[int(len(late) * 0.95)], len(late)


def test_a_word_reaches_the_page_within_60_ms_at_the_median_and_150_at_p95(
    context: BrowserContext, served: str
) -> None:
    median, p95, seen = lateness(opened(context, served))
    print(f"median {median} ms, p95 {p95} ms, {seen} pictures")
    assert seen > 60
    assert median <= 60
    assert p95 <= 150


def test_two_hundred_turns_stay_smooth(context: BrowserContext, served: str) -> None:
    turns = [
        patch(Exchange(f"t{i}", "When?").after(Retrieved(PASSAGES)).after(Answered(good("When?"))))
        for i in range(200)
    ]
    page = opened(context, served)
    page.route(
        "**/page/conversations/long",
        lambda route: route.fulfill(json={"id": "long", "title": "long", "turns": turns}),
    )
    page.goto(f"{served}/?c=long")
    page.wait_for_selector("html[data-ready]")
    assert page.locator(".turn").count() == 200
    median, p95, seen = lateness(page)
    longest = max([0, *page.evaluate("window.long")])
    print(f"median {median} ms, p95 {p95} ms, {seen} pictures, longest task {longest} ms")
    assert median <= 60
    assert p95 <= 150
    assert longest < 200
