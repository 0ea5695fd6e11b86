"""The page in a real browser: what people do besides asking."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.interfaces import front
from tests.conftest import REQUIRE_ALL
from tests.fetched import AXE
from tests.ui.conftest import ask, opened
from tests.ui.scripted import DOCUMENTS, QUOTES

pytestmark = pytest.mark.browser
FILES = Path(front.__file__).parent / "ui" / "static"


def test_a_conversation_can_be_renamed_found_deleted_and_brought_back(page: Page) -> None:
    ask(page, "A question about pilots")
    row = page.locator(".list li", has_text="A question about pilots").first
    row.hover()
    row.get_by_label(re.compile("Rename")).click()
    page.get_by_label("New title").fill("Harbour pilots")
    page.keyboard.press("Enter")
    expect(page.locator(".list a", has_text="Harbour pilots")).to_have_count(1)
    page.fill("#rail-search", "harbour PILOTS")
    expect(page.locator(".list li")).to_have_count(1)
    page.fill("#rail-search", "")
    page.locator(".list li", has_text="Harbour pilots").hover()
    page.get_by_label("Delete Harbour pilots").click()
    expect(page.locator(".list a", has_text="Harbour pilots")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".list a", has_text="Harbour pilots")).to_have_count(1)


@pytest.mark.parametrize("kind", ["Markdown", "Web page", "JSON"])
def test_a_conversation_is_exported_with_quotes_and_links_to_them(page: Page, kind: str) -> None:
    ask(page, "When did the bridge fall?")
    page.get_by_label("Export this conversation").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=kind, exact=True).click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert waiting.value.suggested_filename.startswith("when-did-the-bridge-fall.")
    assert QUOTES[1] in text.replace("\\", "")
    assert "26 March 2024" in text or '"2024-03-26"' in text
    assert (
        "https://news.example/bridge/1#:~:text=The%20main%20channel%20reopened%20on,eleven%20weeks%20after%20the%20collapse."
        in text
    )
    if kind == "JSON":
        assert json.loads(text)["turns"][0]["answer"]["sentences"][0]["verdict"] == "supported"


def test_the_link_to_a_conversation_can_be_copied(page: Page) -> None:
    ask(page, "When did the bridge fall?")
    page.get_by_label("Export this conversation").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator(".toast")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_copy_takes_the_answer_with_its_sources(page: Page) -> None:
    turn = ask(page, "When did the bridge fall?")
    turn.get_by_role("button", name="Copy").click()
    expect(page.locator(".toast")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "10 June 2024 [2]." in copied
    assert (
        "[2] Channel open again. Port Review · 25 April 2024 · What happened. https://news.example/bridge/1"
        in copied
    )


def test_taking_a_restriction_away_searches_again_without_it(page: Page) -> None:
    turn = ask(page, "What happened in June?")
    turn.locator(".chip").click()
    page.wait_for_selector(".turn[data-state=answered] .note")
    expect(page.locator(".turn .chip")).to_have_count(0)
    expect(page.locator(".turn .note").first).to_have_text("Without “in June 2024”: you took it away")


def test_a_thumb_down_asks_why_and_keeps_it(page: Page) -> None:
    turn = ask(page, "When did the bridge fall?")
    turn.get_by_role("button", name="Not helpful").click()
    page.get_by_label("Something is missing").check()
    page.get_by_label(re.compile("What would be right")).fill("the hour")
    page.get_by_role("button", name="Keep this").click()
    expect(page.locator(".toast")).to_contain_text("kept")
    expect(turn.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="New conversation").click()
    page.locator(".list a").first.click()
    expect(page.locator(".turn").get_by_role("button", name="Not helpful")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_the_list_of_articles_says_what_is_indexed_and_what_was_left_out(page: Page) -> None:
    page.get_by_role("button", name="Articles", exact=True).click()
    dialog = page.locator("#articles")
    expect(dialog.locator("tbody tr")).to_have_count(3)
    expect(dialog.locator("tbody tr").nth(1)).to_contain_text("Port Review")
    expect(dialog.locator("tbody tr").nth(1)).to_contain_text("25 April 2024")
    dialog.locator(".problems summary").click()
    expect(dialog.locator(".problems li")).to_have_text(
        ["harbour/photo.jpg: skipped, no text in it", "harbour/torn.pdf: failed, the file ends in the middle"]
    )
    dialog.get_by_text("1 article with a warning").click()
    expect(dialog.locator(".warnings li")).to_have_text(
        [f"{DOCUMENTS[0].locations[0]}: only the first 2 of 3 pages were read"]
    )
    page.fill("#articles-search", "inspectors")
    expect(dialog.locator("tbody tr")).to_have_count(1)
    page.fill("#articles-search", "")
    dialog.get_by_role("button", name="Only Port Review: 1 article").click()
    expect(dialog.locator("tbody tr")).to_have_count(1)
    dialog.get_by_role("button", name="Only Port Review: 1 article").click()
    dialog.get_by_role("button", name="Open Channel open again").click()
    expect(page.locator(".reader h2")).to_have_text("Channel open again")


def test_only_chosen_articles_are_asked_until_all_are_again(page: Page) -> None:
    page.get_by_role("button", name="Articles", exact=True).click()
    page.get_by_label("Ask Channel open again").check()
    page.get_by_role("button", name="Ask only these").click()
    expect(page.locator(".scope")).to_contain_text("Asking only “Channel open again”")
    turn = ask(page, "only chosen")
    expect(turn.locator(".made")).to_contain_text("asked in 1")
    page.get_by_role("button", name="Ask all").click()
    expect(page.locator(".scope")).to_be_hidden()


def test_articles_are_narrowed_down_by_year_and_language_where_there_is_a_choice(page: Page) -> None:
    choices = {"all_years": [2023, 2024], "languages": [["en", 3], ["da", 1]]}
    listed = re.compile(r"/page/articles\?")
    page.route(listed, lambda route: route.fulfill(json={**route.fetch().json(), **choices}))
    page.get_by_role("button", name="Articles", exact=True).click()
    rows = page.locator("#articles tbody tr")
    page.get_by_label("Year", exact=True).select_option("2023")
    expect(rows).to_have_count(0)
    expect(page.locator("#articles .empty")).to_be_visible()
    page.get_by_label("Year", exact=True).select_option("All years")
    expect(rows).to_have_count(3)
    page.get_by_label("Language", exact=True).select_option("Danish · 1")
    expect(rows).to_have_count(0)
    page.unroute(listed)


def test_a_removed_article_comes_back_at_once_or_after_the_page_was_loaded_again(
    page: Page, context: BrowserContext, served: str
) -> None:
    rows = page.locator("#articles tbody tr")
    page.get_by_role("button", name="Articles", exact=True).click()
    page.get_by_label("Remove Channel open again").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(3)
    page.get_by_label("Remove Channel open again").click()
    expect(page.locator(".toast")).to_contain_text("is not asked any more")
    again = opened(context, served)
    again.get_by_role("button", name="Articles", exact=True).click()
    again.get_by_text("1 article removed").click()
    again.get_by_role("button", name="Bring back Channel open again").click()
    expect(again.locator("#articles tbody tr")).to_have_count(3)
    expect(again.locator("#articles .gone")).to_be_hidden()


def test_an_update_shows_how_far_it_is_and_what_it_did(page: Page) -> None:
    page.get_by_role("button", name="Articles", exact=True).click()
    page.get_by_role("button", name="Update from the folder").click()
    expect(page.locator("#articles .progress")).to_contain_text(re.compile("reading: [0-3] of 3 files"))
    expect(page.locator("#articles .progress")).to_have_text("Done: 3 unchanged.")


def test_settings_are_kept_and_a_key_never_comes_back(
    page: Page, context: BrowserContext, served: str
) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Passages per question").fill("5")
    page.get_by_label("Key", exact=True).fill("sk-secret-123")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#settings")).to_be_hidden()
    again = opened(context, served)
    again.get_by_role("button", name="Settings").click()
    expect(again.get_by_label("Passages per question")).to_have_value("5")
    expect(again.get_by_label("Key", exact=True)).to_have_value("")
    expect(again.locator("#key-note")).to_contain_text("A key is set")
    assert "sk-secret" not in again.content()
    for path in ("/page/settings", "/config", "/page/about"):
        assert "sk-secret" not in again.request.get(f"{served}{path}").text()


def test_an_endpoint_that_is_not_there_fails_the_test_button_in_one_line(page: Page) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Address of the endpoint").fill("http://127.0.0.1:9/v1")
    page.get_by_role("button", name="Test the endpoint").click()
    expect(page.locator("#settings .result")).to_contain_text("127.0.0.1:9 cannot be reached")


def test_everything_can_be_done_from_the_keyboard(page: Page) -> None:
    page.locator(".scroll").focus()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    expect(page.locator("#shortcuts dt")).to_have_count(11)
    page.keyboard.press("Escape")
    page.locator(".scroll").focus()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    ask(page, "When did the bridge fall?")
    page.keyboard.press("Alt+Period")
    expect(page.locator(".reader mark.now")).to_have_text(QUOTES[0])
    page.keyboard.press("Alt+Period")
    expect(page.locator(".reader mark.now")).to_have_text(QUOTES[1])
    page.keyboard.press("Alt+Comma")
    expect(page.locator(".reader mark.now")).to_have_text(QUOTES[0])
    page.keyboard.press("Alt+KeyP")
    expect(page.locator("#panel")).to_be_hidden()
    page.keyboard.press("Alt+KeyP")
    page.keyboard.press("Alt+KeyN")
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, "slow, to be stopped", until=None)
    page.wait_for_selector(".writing")
    page.keyboard.press("Escape")
    page.wait_for_selector(".turn[data-state=answered]")
    expect(page.locator(".turn .notice")).to_contain_text("Stopped")


def test_dark_and_light_are_remembered(context: BrowserContext, served: str) -> None:
    page = opened(context, served)
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Light or dark").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert before != after
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_a_server_that_is_gone_is_said_and_the_page_stays(page: Page) -> None:
    ask(page, "When did the bridge fall?")
    page.route("**/page/alive", lambda route: route.abort())
    expect(page.locator(".offline")).to_be_visible(timeout=12_000)
    expect(page.locator(".turn")).to_have_count(1)
    page.unroute("**/page/alive")
    expect(page.locator(".offline")).to_be_hidden(timeout=12_000)


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own best practices."""
    if not AXE.path.is_file():
        (pytest.fail if REQUIRE_ALL else pytest.skip)(
            "NO AXE: accessibility is not tested here; run: make test"
        )
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.path.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [
        f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_page(
    context: BrowserContext, served: str, scheme: str
) -> None:
    page = opened(context, served)
    if scheme == "dark":
        page.get_by_label("Light or dark").click()
    assert violations(page) == []
    turn = ask(page, "What happened in June? doubt")
    ask(page, "refuse this", until="refused")
    ask(page, "fail now", until="failed")
    turn.locator(".flag").first.hover()
    assert violations(page) == []
    turn.locator(".cite").first.click()
    page.wait_for_selector(".reader mark.now")
    assert violations(page) == []
    for name in ("Articles", "Settings", "Shortcuts"):
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_selector("dialog[open]")
        assert violations(page) == []
        page.keyboard.press("Escape")


def test_axe_finds_nothing_in_what_opens(page: Page) -> None:
    turn = ask(page, "conflict")
    for details in page.locator(".panel details, .turn details").all():
        details.evaluate("place => { place.open = true }")
    page.locator("#why-not").fill("Channel open again")
    expect(page.locator(".why-not li")).not_to_have_count(0)
    assert violations(page) == []
    turn.locator(".cite").first.click()
    expect(page.locator(".reader mark")).not_to_have_count(0)
    assert violations(page) == []
    page.get_by_role("button", name="Articles", exact=True).click()
    page.get_by_role("button", name="Add articles").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    turn.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_role("button", name="Keep this")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_nothing_on_a_narrow_screen(context: BrowserContext, served: str) -> None:
    page = opened(context, served)
    page.set_viewport_size({"width": 400, "height": 860})
    page.reload()
    page.wait_for_selector("html[data-ready]")
    ask(page, "doubt")
    assert violations(page) == []
    page.locator("[data-do=rail]").click()
    assert violations(page) == []


def waiting_page(context: BrowserContext, served: str) -> Page:
    page = context.new_page()
    waiting = (FILES / "loading.html").read_text(encoding="utf-8")
    page.route("**/waiting", lambda route: route.fulfill(content_type="text/html", body=waiting))
    page.route("**/loading.js", lambda route: route.fulfill(path=FILES / "loading.js"))
    page.route(
        "**/readyz",
        lambda route: route.fulfill(json={"ready": False, "stage": "reading", "done": 3, "total": 9}),
    )
    page.goto(f"{served}/waiting")
    return page


def test_what_was_typed_on_the_waiting_page_is_asked_as_soon_as_the_real_one_is_there(
    context: BrowserContext, served: str
) -> None:
    page = waiting_page(context, served)
    expect(page.get_by_role("status").first).to_have_text("Reading articles: 3 of 9")
    page.get_by_placeholder("Your question").fill("When did the bridge fall?")
    page.keyboard.press("Enter")
    expect(page.locator("#kept")).to_contain_text("as soon as")
    page.goto(served)
    page.wait_for_selector(".turn[data-state=answered]")
    expect(page.locator(".asked")).to_have_text("When did the bridge fall?")


def test_the_waiting_page_loads_ahead_what_the_page_was_made_of_last_time(
    context: BrowserContext, served: str
) -> None:
    page = opened(context, served)
    parts = page.evaluate("JSON.parse(localStorage.getItem('assistant-parts'))")
    scripts = [path for path in parts if path.endswith(".js")]
    assert len(scripts) > 10
    for path in scripts[:3]:
        assert "immutable" in context.request.get(f"{served}{path}").headers["cache-control"]
    page = waiting_page(context, served)
    expect(page.locator("link[rel=modulepreload]")).to_have_count(len(scripts))
    page.goto(served)
    page.wait_for_selector("html[data-ready]")


def test_a_question_that_never_reaches_the_server_is_back_in_the_box(page: Page) -> None:
    gone = re.compile("/page/alive|/gradio_api/queue/")
    page.route(gone, lambda route: route.abort())
    ask(page, "Is anybody there?", until=None)
    expect(page.locator(".toast")).to_contain_text("did not reach the assistant", timeout=15_000)
    expect(page.locator("#question")).to_have_value("Is anybody there?")
    page.unroute(gone)
    expect(page.locator(".offline")).to_be_hidden(timeout=12_000)
