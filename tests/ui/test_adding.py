"""The page in a real browser: articles come in, and only some are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.ui.conftest import ask
from tests.ui.scripted import QUOTES, TITLES

pytestmark = pytest.mark.browser


@pytest.fixture
def adding(page: Page) -> Iterator[Locator]:
    page.get_by_role("button", name="Articles", exact=True).click()
    page.get_by_role("button", name="Add articles").click()
    yield page.locator("#adding")
    page.keyboard.press("Escape")


def file(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_files_are_sent_indexed_and_those_without_an_article_are_named_with_their_reason(
    adding: Locator,
) -> None:
    adding.locator("#add-files").set_input_files([file("a.md", "An article."), file("void.md", "")])  # type: ignore[arg-type]
    expect(adding.locator(".step")).to_have_text("1 added, 3 were there already, 1 left out.")
    expect(adding.locator(".outcomes li")).to_have_text(["added/void.md: nothing is in it"])
    expect(adding.locator("progress")).to_be_hidden()


def test_a_file_of_the_same_name_is_not_replaced(adding: Locator) -> None:
    for _ in range(2):
        adding.locator("#add-files").set_input_files([file("twice.md", "An article.")])  # type: ignore[arg-type]
        expect(adding.locator(".step")).to_contain_text(re.compile("added|left out"))
        expect(adding).not_to_have_attribute("aria-busy", "true")
    expect(adding.locator(".outcomes li")).to_contain_text("There is a file 'added/twice.md' already")


def test_a_folder_keeps_its_names_and_hidden_files_stay_out(adding: Locator, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "one.md").write_text("An article.", encoding="utf-8")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    with adding.page.expect_request(re.compile(r"/articles/files\?name=notes%2Fdeep%2Fone\.md")):
        adding.locator("#add-folder").set_input_files(folder)
    expect(adding.locator(".step")).to_contain_text("added")
    expect(adding.locator(".outcomes li")).to_have_count(0)


def test_addresses_are_fetched_and_one_that_fails_is_named(adding: Locator) -> None:
    adding.locator("textarea").fill("example.org/harbour.html\nhttps://example.org/gone.html")
    adding.get_by_role("button", name="Fetch").click()
    expect(adding.locator(".outcomes li")).to_have_text(
        ["https://example.org/gone.html: the server answered 404"]
    )
    expect(adding.locator(".step")).to_contain_text("added")


def test_a_folder_that_is_not_there_is_said_and_nothing_changes(adding: Locator) -> None:
    adding.locator("#open-folder").fill("/nowhere")
    adding.get_by_role("button", name="Open", exact=True).click()
    expect(adding.locator(".step")).to_have_text("There is no folder '/nowhere'. Give a folder of articles")


def test_files_dropped_anywhere_on_the_page_are_added(page: Page) -> None:
    page.evaluate(
        """() => { const data = new DataTransfer(); data.items.add(new File(['An article.'], 'dropped.md'));
        document.querySelector('.log').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })); }"""
    )
    expect(page.locator("#adding .step")).to_contain_text("added")
    page.keyboard.press("Escape")


def test_the_list_opens_again_with_its_charts_after_articles_were_added(page: Page, adding: Locator) -> None:
    expect(page.locator("#articles .charts")).to_be_hidden()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Articles", exact=True).click()
    expect(page.locator("#articles .charts")).to_be_visible()
    expect(adding).to_be_hidden()


def test_a_folder_that_cannot_be_written_to_is_told(page: Page) -> None:
    page.route(
        re.compile(r"/page/articles\?"),
        lambda route: route.fulfill(
            json={**route.fetch().json(), "closed": "The folder cannot be written to."}
        ),
    )
    page.get_by_role("button", name="Articles", exact=True).click()
    if page.locator("#adding").is_hidden():
        page.get_by_role("button", name="Add articles").click()
    expect(page.locator("#adding .closed")).to_have_text("The folder cannot be written to.")
    expect(page.locator("#adding .drop")).to_be_hidden()
    page.unroute(re.compile(r"/page/articles\?"))
    page.keyboard.press("Escape")


def test_all_that_a_search_found_can_be_asked_alone_and_the_chip_takes_it_away(page: Page) -> None:
    page.get_by_role("button", name="Articles", exact=True).click()
    page.fill("#articles-search", "harbour gazette")
    expect(page.locator("#articles tbody tr")).to_have_count(2)
    page.get_by_label("Choose all shown").check()
    page.get_by_role("button", name="Ask only these 2").click()
    expect(page.locator(".scope")).to_contain_text("2 chosen articles")
    turn = ask(page, "only chosen")
    expect(turn.locator(".made")).to_contain_text("asked in 2")
    turn.get_by_label("Search again in all articles, not only in 2 articles").click()
    expect(page.locator(".turn .made")).not_to_contain_text("asked in")
    page.get_by_role("button", name="Ask all").click()


def test_an_answer_can_be_asked_for_again_from_other_articles(page: Page) -> None:
    turn = ask(page, "extract please")
    turn.get_by_role("button", name="Other articles").click()
    expect(page.locator(".turn .made")).to_contain_text("asked in 1")
    expect(page.locator(".turn")).to_have_count(1)


def test_why_an_article_was_not_used_is_said_in_words(page: Page) -> None:
    ask(page, "When did the bridge fall?")
    page.locator(".why-not").evaluate("place => { place.open = true }")
    page.locator("#why-not").fill("Channel open again")
    expect(page.locator(".why-not li")).to_have_text(["It was used: passage 2."])


def test_a_slow_reason_why_not_never_stands_under_another_article_or_answer(page: Page) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    ask(page, "When did the bridge fall?")
    page.locator(".why-not").evaluate("place => { place.open = true }")
    slow = re.compile(r"/why-not\?article=doc0|/page/articles\?search=The")
    page.route(slow, late)
    box, reasons = page.locator("#why-not"), page.locator(".why-not li")
    box.fill(TITLES[0])
    box.fill(TITLES[1])
    expect(reasons).to_have_text(["It was used: passage 2."])
    page.wait_for_timeout(900)
    expect(reasons).to_have_text(["It was used: passage 2."])
    # Nothing more is typed after the list has come, and the whole title stands there all the same.
    box.fill(TITLES[0])
    expect(reasons).to_have_text(["It was used: passage 1."])
    box.fill("")
    expect(reasons).to_have_count(0)
    page.unroute(slow)


def test_what_was_searched_for_can_be_changed(page: Page) -> None:
    turn = ask(page, "What happened in June?")
    turn.get_by_label("Change what is searched for: channel reopened").click()
    expect(page.locator("#question")).to_have_value("channel reopened")
    page.fill("#question", "when the channel reopened")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn[data-state=answered]")
    expect(page.locator(".asked")).to_have_text(["when the channel reopened"])


def test_articles_that_do_not_agree_are_shown_calmly_with_their_dates(page: Page) -> None:
    turn = ask(page, "conflict")
    note = turn.get_by_label("A later article corrects an earlier one")
    expect(note.locator("q")).to_have_text(list(QUOTES[:2]))
    expect(note.locator("li")).to_contain_text(["26 March 2024", "25 April 2024"])
    note.locator(".cite").nth(1).click()
    expect(page.locator(".reader mark")).to_have_text([QUOTES[1]])


def test_a_passage_that_is_not_quoted_is_shown_whole_where_it_stands(page: Page) -> None:
    turn = ask(page, "refuse this", until="refused")
    turn.locator(".nearest .cite").first.click()
    expect(page.locator(".reader mark.now").filter(has_text=QUOTES[0])).to_be_in_viewport()
    assert len("".join(page.locator(".reader mark").all_text_contents())) > len(QUOTES[0]) + 100
