"""The page in other people's frames, in a real browser: shown to the page its key is bound to, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from assistant import Assistant
from assistant.interfaces.api.app import build
from assistant.state.database import Database
from assistant.state.keys import Keys
from tests.interfaces.serving import served
from tests.ui.conftest import Watched

QUESTION = "To which port was the Dali sailing when it lost power?"


class Site:
    """Our server, and two pages elsewhere that show it in a frame; the key is bound to the first."""

    def __init__(self, assistant: Assistant, keys: Keys, stack: ExitStack) -> None:
        self.keys = keys
        self.ours = stack.enter_context(served(build(assistant, public=keys)))
        self.friend = stack.enter_context(served(self._elsewhere()))
        self.stranger = stack.enter_context(served(self._elsewhere()))
        self.key = keys.create("frame", ["ask"], origin=self.friend, per_minute=60)[1]

    def _elsewhere(self) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        def page() -> HTMLResponse:
            frame = f'<link rel=icon href=data:,><h1>News</h1><iframe src="{self.ours}/embed?key={self.key}" width=600 height=500></iframe>'
            return HTMLResponse(frame, headers={"content-security-policy": "default-src * data:"})

        return app


@pytest.fixture(scope="module")
def site(sample_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("embed")
    with ExitStack() as stack:
        keys = Keys(stack.enter_context(Database(folder / "state.db")))
        yield Site(sample_assistant, keys, stack)


def opened(context: BrowserContext, url: str) -> tuple[Page, FrameLocator]:
    page = context.new_page()
    page.goto(url)
    return page, page.frame_locator("iframe")


def ask(frame: FrameLocator, question: str) -> None:
    frame.locator("#question").fill(question)
    frame.locator("#question").press("Enter")


@pytest.mark.browser
def test_a_frame_answers_with_citations_that_lead_to_their_quotes(
    context: BrowserContext, site: Site
) -> None:
    watched = Watched(context)
    _, frame = opened(context, site.friend)
    ask(frame, QUESTION)
    turn = frame.locator("article[data-state=answered]")
    expect(turn.locator(".answer")).to_contain_text("Dali")
    cite = turn.locator(".cite").first
    cite.click()
    expect(turn.locator(".sources li:focus")).to_have_attribute(
        "data-passage", cite.get_attribute("data-passage") or ""
    )
    expect(turn.locator(".sources li blockquote").first).not_to_be_empty()
    assert {request.split("/")[2] for request in watched.requests} == {
        address.split("/")[2] for address in (site.ours, site.friend)
    }
    assert watched.complaints == []


@pytest.mark.browser
def test_a_frame_on_another_page_stays_empty(context: BrowserContext, site: Site) -> None:
    watched = Watched(context)
    page, frame = opened(context, site.stranger)
    expect(frame.locator("#question")).to_have_count(0)
    assert not any(request.startswith(f"{site.ours}/embed/") for request in watched.requests)
    assert site.ours not in [frame.url for frame in page.frames]


@pytest.mark.browser
def test_what_goes_wrong_is_said_in_the_frame_and_the_question_is_kept(
    context: BrowserContext, site: Site
) -> None:
    revoked = site.keys.create("short-lived", ["ask"], origin=site.friend)[1]
    page, frame = opened(context, site.friend)
    page.evaluate(
        "([url]) => document.querySelector('iframe').src = url", [f"{site.ours}/embed?key={revoked}"]
    )
    expect(frame.locator("#question")).to_be_visible()
    site.keys.revoke(revoked.split("-")[1])
    ask(frame, QUESTION)
    expect(frame.locator("article[data-state=failed]")).to_contain_text("A valid key is needed")
    expect(frame.locator("#question")).to_have_value(QUESTION)


def test_the_policy_names_the_keys_page_alone(site: Site) -> None:
    reply = httpx.get(f"{site.ours}/embed", params={"key": site.key})
    policy = reply.headers.get_list("content-security-policy")
    assert len(policy) == 1
    assert policy[0].endswith(f"frame-ancestors {site.friend}")
    assert "unsafe" not in policy[0]


@pytest.mark.parametrize("headers", [{"referer": "http://evil.test/page"}, {"sec-fetch-dest": "document"}])
def test_elsewhere_the_page_is_refused(site: Site, headers: dict[str, str]) -> None:
    reply = httpx.get(f"{site.ours}/embed", params={"key": site.key}, headers=headers)
    assert reply.status_code == 403
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]


def test_without_a_public_key_there_is_no_page_and_no_answer(site: Site) -> None:
    private = site.keys.create("reports", ["read", "ask"])[1]
    for text in ("", "nonsense", private):
        assert httpx.get(f"{site.ours}/embed", params={"key": text}).status_code == 403
    body = {"question": QUESTION}
    assert httpx.post(f"{site.ours}/embed/ask", json=body).status_code == 401
    headers = {"authorization": f"Bearer {private}"}
    assert httpx.post(f"{site.ours}/embed/ask", json=body, headers=headers).status_code == 403


def test_a_public_key_has_its_rate_on_loopback_too_and_its_answers_hold_no_scores(site: Site) -> None:
    key = site.keys.create("slow", ["ask"], origin=site.friend, per_minute=1)[1]
    headers = {"authorization": f"Bearer {key}"}
    replies = [
        httpx.post(f"{site.ours}/embed/ask", json={"question": QUESTION}, headers=headers) for _ in range(2)
    ]
    assert [reply.status_code for reply in replies] == [200, 429]
    assert "Likeness" not in replies[0].text
    assert "dense" not in replies[0].text
