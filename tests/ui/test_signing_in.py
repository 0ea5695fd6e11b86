"""The page for people who sign in, in a real browser: nobody sees what is another's."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.ui.conftest import ask
from tests.ui.serve import PEOPLE
from tests.ui.test_features import violations

pytestmark = pytest.mark.browser


def signed_in(context: BrowserContext, url: str, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{url}/?c=unknown")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PEOPLE[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("html[data-ready]")
    return page


def test_people_sign_in_and_see_only_what_is_theirs(browser: Browser, guarded: str) -> None:
    with browser.new_context() as one, browser.new_context() as other:
        ada, ben = signed_in(one, guarded, "ada"), signed_in(other, guarded, "ben")
        expect(ada.locator(".person")).to_contain_text("ada · manager")
        ask(ada, "A question of ada's")
        ada.wait_for_url("**/?c=*")
        link = ada.url.split("?c=")[1]
        assert ben.request.get(f"{guarded}/page/conversations").json() == []
        assert ben.request.get(f"{guarded}/page/conversations/{link}").status == 404
        ask(ben, "A question of ben's")
        expect(ben.locator(".list a")).to_have_text(["A question of ben's"])
        everyone(ben, guarded)
        ben.get_by_role("button", name="Sign out").click()
        ben.wait_for_url("**/page/login")
        assert ben.request.get(f"{guarded}/page/about", max_redirects=0).status in (303, 401)


def everyone(ben: Page, url: str) -> None:
    """What holds for everyone is a manager's: somebody else does not see it and may not change it."""
    ben.get_by_role("button", name="Settings").click()
    expect(ben.get_by_label("Passages per question")).to_be_visible()
    expect(ben.get_by_label("Address of the endpoint")).to_be_hidden()
    ben.keyboard.press("Escape")
    ben.get_by_role("button", name="Articles", exact=True).click()
    expect(ben.get_by_role("button", name="Add articles")).to_be_hidden()
    expect(ben.get_by_label("Remove Channel open again")).to_be_hidden()
    ben.keyboard.press("Escape")
    for method, path, body in (
        ("POST", "/articles/remove", {"ids": ["doc1"]}),
        ("POST", "/update", {}),
        ("PUT", "/articles/files?name=a.md", {}),
        ("POST", "/articles/add", {}),
        ("POST", "/opening", {"corpus": "/"}),
        ("POST", "/settings/test", {}),
    ):
        assert ben.request.fetch(f"{url}/page{path}", method=method, data=body).status == 403, path
    assert ben.request.put(f"{url}/page/settings", data={"base_url": "http://evil.test"}).status == 409
    assert ben.request.put(f"{url}/page/settings", data={"passages": 3}).json()["values"]["passages"] == 3


def test_a_wrong_password_is_one_calm_line_and_the_form_is_accessible(
    context: BrowserContext, guarded: str
) -> None:
    page = context.new_page()
    page.goto(guarded)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That name and password do not go together.")
    assert violations(page) == []


def test_a_session_that_ends_leads_to_the_form_and_back_to_the_same_conversation(
    context: BrowserContext, guarded: str
) -> None:
    page = signed_in(context, guarded, "ben")
    ask(page, "Something kept")
    page.wait_for_url("**/?c=*")
    link: Any = page.url
    context.clear_cookies()
    page.get_by_role("button", name="Articles", exact=True).click()
    page.wait_for_url("**/page/login?next=*")
    page.get_by_label("Name").fill("ben")
    page.get_by_label("Password").fill(PEOPLE["ben"])
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn")
    assert page.url == link
