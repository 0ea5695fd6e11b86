"""The page in a real browser: asking, reading along, checking, stopping, failing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.conftest import Watched, ask, opened
from tests.ui.scripted import DOCUMENTS, PASSAGES, QUOTES

pytestmark = pytest.mark.browser


def test_the_page_says_which_articles_who_answers_and_who_searches(page: Page) -> None:
    expect(page.locator(".at-work h1")).to_have_text("Harbour news · 3 articles")
    expect(page.locator(".at-work p")).to_have_text(
        "Answers: Scripted model · Search: MiniLM on this machine"
    )
    expect(page.locator("footer.svelte-1rjryqp, .built-with")).to_have_count(0)


def test_passages_are_there_before_the_first_word_and_words_before_the_end(page: Page) -> None:
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
             const turn = document.querySelector('.turn'); if (!turn) return;
             const words = (turn.querySelector('.writing')?.textContent ?? '').trim().length;
             window.seen.push([turn.dataset.state, document.querySelectorAll('.cards .card').length, words]);
           }).observe(document.querySelector('.app'), {subtree: true, childList: true, characterData: true, attributes: true}) }"""
    )
    ask(page, "When did the bridge fall?")
    seen = page.evaluate("window.seen")
    first_words = next(i for i, (_, _, words) in enumerate(seen) if words)
    assert any(cards == len(PASSAGES) for _, cards, _ in seen[:first_words])
    lengths = {words for state, _, words in seen if state == "writing" and words}
    assert len(lengths) > 3


def test_a_growing_answer_changes_only_at_its_end_so_that_what_is_selected_stays(page: Page) -> None:
    ask(page, "slow please", until=None)
    page.wait_for_selector(".writing .cite", timeout=15_000)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.writing strong'))")
    page.locator(".writing .cite").first.focus()
    before = page.locator(".writing").inner_text()
    page.wait_for_function(
        "(before) => document.querySelector('.writing').innerText.length > before.length", arg=before
    )
    assert page.evaluate("getSelection().toString()") == "bridge"
    page.wait_for_selector(".turn[data-state=answered]")
    expect(page.locator(".turn .cite").first).to_be_focused()


def test_the_end_of_a_growing_answer_stays_in_sight_until_one_scrolls_up(page: Page) -> None:
    ask(page, "long one", until=None)
    page.wait_for_function("document.querySelector('.scroll').scrollTop > 200")
    gap = "(() => { const s = document.querySelector('.scroll'); return s.scrollHeight - s.scrollTop - s.clientHeight })()"
    page.wait_for_function(f"{gap} < 5")
    page.evaluate("document.querySelector('.scroll').scrollTop = 0")
    page.wait_for_selector(".turn[data-state=answered]", timeout=30_000)
    assert page.evaluate("document.querySelector('.scroll').scrollTop") == 0


def test_an_answer_that_is_whole_carries_its_citations_and_no_marks(page: Page) -> None:
    turn = ask(page, "When did the bridge fall?")
    expect(turn.locator(".answer strong")).to_have_text("bridge")
    expect(turn.locator(".cite")).to_have_count(3)
    expect(turn.locator(".flag")).to_have_count(0)
    assert "[1]" in turn.locator(".words").inner_text() or "[1]" in turn.locator(".words").text_content()


def test_hovering_or_focusing_a_number_shows_the_quote_and_escape_hides_it(page: Page) -> None:
    turn = ask(page, "When did the bridge fall?")
    tip = page.locator("#tip")
    turn.locator(".cite").nth(1).hover()
    expect(tip).to_contain_text(QUOTES[1])
    expect(tip).to_contain_text("Port Review · 25 April 2024")
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    turn.locator(".cite").nth(0).focus()
    expect(tip).to_contain_text(QUOTES[0])
    expect(turn.locator(".cite").nth(0)).to_have_attribute("aria-describedby", "tip")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_clicking_a_number_opens_the_article_at_the_highlighted_quote(page: Page) -> None:
    turn = ask(page, "When did the bridge fall?")
    turn.locator(".cite").nth(0).click()
    mark = page.locator(".reader mark.now")
    expect(mark).to_have_text(QUOTES[0])
    expect(mark).to_be_in_viewport()
    expect(page.locator(".reader h2")).to_have_text(DOCUMENTS[0].title)
    expect(page.locator(".reader output")).to_have_text("Citation 1 of 3")


def test_next_and_previous_walk_through_the_citations_across_articles(page: Page) -> None:
    turn = ask(page, "When did the bridge fall?")
    turn.locator(".cite").nth(0).click()
    page.get_by_label("Next citation").click()
    expect(page.locator(".reader mark.now")).to_have_text(QUOTES[1])
    expect(page.locator(".reader output")).to_have_text("Citation 2 of 3")
    page.get_by_label("Previous citation").click()
    page.get_by_label("Previous citation").click()
    expect(page.locator(".reader mark.now")).to_have_text(QUOTES[2])
    page.get_by_text("‹ Passages").click()
    expect(page.locator(".cards .card")).to_have_count(3)


def test_the_panel_shows_each_passage_with_its_facts_its_quote_and_why_it_is_there(page: Page) -> None:
    ask(page, "When did the bridge fall?")
    card = page.locator(".cards .card").nth(1)
    expect(card.locator("h3")).to_have_text("Channel open again")
    expect(card.locator(".byline")).to_have_text("Port Review · 25 April 2024 · What happened")
    expect(card.locator("mark")).to_have_text(QUOTES[1])
    card.locator("summary").click()
    expect(card.locator(".why")).to_contain_text("collapse, bridge")
    link = card.locator("a").get_attribute("href")
    assert link is not None
    assert link.startswith("https://news.example/bridge/1#:~:text=The%20main")


def test_doubtful_sentences_are_marked_in_words_with_the_reason(page: Page) -> None:
    turn = ask(page, "Is there doubt?")
    partly, unsupported = turn.locator(".flag").nth(0), turn.locator(".flag").nth(1)
    expect(partly).to_have_text("partly backed")
    expect(unsupported).to_have_text("not backed")
    partly.hover()
    expect(page.locator("#tip")).to_have_text("The passage says 10 June 2024, not 12 June.")
    expect(turn.locator(".sentence.partly").first).to_have_css("text-decoration-style", "dotted")
    expect(turn.locator(".sentence.unsupported").first).to_have_css("text-decoration-style", "wavy")


def test_extracts_are_called_extracts(page: Page) -> None:
    turn = ask(page, "extract please")
    expect(turn.locator(".label")).to_have_text("Extracts from the articles, word for word")


def test_a_refusal_looks_like_one_and_shows_the_nearest_passages(page: Page) -> None:
    turn = ask(page, "refuse this", until="refused")
    expect(turn.get_by_label("Not in these articles")).to_be_visible()
    expect(turn.locator(".nearest li")).to_have_count(2)
    expect(turn.locator("[role=alert]")).to_have_count(0)


def test_a_refusal_that_is_not_sure_says_so_and_quotes_what_comes_nearest(page: Page) -> None:
    turn = ask(page, "unsure", until="refused")
    expect(turn.get_by_label("Perhaps not in these articles")).to_be_visible()
    expect(turn.locator(".nearest q")).to_have_text([QUOTES[1], QUOTES[0]])
    turn.locator(".nearest .cite").first.click()
    expect(page.locator(".reader mark")).to_have_text([QUOTES[1]])


def test_a_failure_looks_like_an_error_keeps_the_passages_and_gives_the_question_back(page: Page) -> None:
    turn = ask(page, "fail now", until="failed")
    expect(turn.get_by_role("alert")).to_contain_text("127.0.0.1:11434 cannot be reached")
    expect(turn.get_by_role("alert")).to_contain_text("Start the server")
    expect(page.locator(".cards .card")).to_have_count(3)
    expect(page.locator("#question")).to_have_value("fail now")
    page.fill("#question", "now it works")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn[data-state=answered]")
    expect(page.locator(".turn")).to_have_count(1)


def test_try_again_asks_the_same_question_in_place(page: Page) -> None:
    turn = ask(page, "fail now", until="failed")
    turn.get_by_text("Try again").click()
    page.wait_for_selector(".turn[data-state=failed]")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_question_too_long_is_refused_in_one_line_and_is_back_in_the_box(page: Page) -> None:
    turn = ask(page, "x" * 50_000, until="failed")
    expect(turn.get_by_role("alert")).to_contain_text("too many characters")
    assert len(page.locator("#question").input_value()) == 50_000


def test_stop_ends_the_answer_at_once_and_keeps_what_was_written(page: Page) -> None:
    ask(page, "slow please", until=None)
    page.wait_for_selector(".writing")
    page.get_by_label("Stop", exact=True).click()
    page.wait_for_selector(".turn[data-state=answered]", timeout=3000)
    expect(page.locator(".turn .notice")).to_contain_text("Stopped")
    expect(page.get_by_label("Send", exact=True)).to_be_visible()


def test_what_is_typed_while_an_answer_runs_is_kept(page: Page) -> None:
    ask(page, "slow please", until=None)
    page.fill("#question", "and then?")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Still answering")
    expect(page.locator("#question")).to_have_value("and then?")
    page.get_by_label("Stop", exact=True).click()


def test_a_restriction_is_shown_as_a_chip(page: Page) -> None:
    turn = ask(page, "What happened in June?")
    expect(turn.locator(".chips")).to_contain_text("Searched for")
    expect(turn.locator(".chip")).to_have_text(re.compile("in June 2024"))


def test_a_hostile_answer_runs_nothing_and_no_request_leaves(
    page: Page, watched: Watched, served: str
) -> None:
    turn = ask(page, "hostile")
    for cite in turn.locator(".cite").all()[:1]:
        cite.hover()
        cite.click()
    page.wait_for_timeout(500)
    assert page.evaluate("window.pwned") is None
    assert [url for url in watched.requests if not url.startswith((served, "data:", "blob:"))] == []
    assert turn.locator("img, script, style, iframe, form, video, svg, object, embed").count() == 0
    assert [a.get_attribute("href") for a in turn.locator("a").all()] == []


def test_markup_injected_past_the_renderer_is_still_stopped_by_the_policy(
    page: Page, watched: Watched, served: str
) -> None:
    page.evaluate(
        """() => { document.querySelector('.log').innerHTML =
        '<img src="http://evil.test/x.png" onerror="window.pwned=1"><p onclick="window.pwned=2">click</p><a href="javascript:window.pwned=3">go</a>' }"""
    )
    page.locator(".log p").click()
    page.locator(".log a").click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in text for text in watched.complaints)


def test_an_ordinary_conversation_leaves_no_complaint_in_the_console_and_asks_no_other_host(
    page: Page, watched: Watched, served: str
) -> None:
    ask(page, "When did the bridge fall?")
    ask(page, "refuse this", until="refused")
    assert watched.complaints == []
    assert all(url.startswith((served, "data:", "blob:")) for url in watched.requests)


def test_a_conversation_is_there_again_by_its_link_and_by_the_list(
    page: Page, context: BrowserContext
) -> None:
    ask(page, "Which bridge, by link?")
    ask(page, "And then?")
    page.wait_for_url(re.compile(r"\?c="))
    again = opened(context, page.url)
    expect(again.locator(".asked")).to_have_text(["Which bridge, by link?", "And then?"])
    expect(again.locator(".turn").first.locator(".cite")).to_have_count(3)
    again.get_by_role("button", name="New conversation").click()
    expect(again.locator(".welcome")).to_be_visible()
    again.locator(".list a", has_text="Which bridge, by link?").click()
    expect(again.locator(".turn")).to_have_count(2)


def test_editing_a_question_continues_from_there(page: Page) -> None:
    ask(page, "first one")
    ask(page, "second one")
    turn = page.locator(".turn").first
    turn.hover()
    turn.get_by_label("Edit this question").click()
    expect(page.locator("#question")).to_have_value("first one")
    page.fill("#question", "first one, better")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn[data-state=answered]")
    expect(page.locator(".asked")).to_have_text(["first one, better"])


def test_a_closed_tab_does_not_disturb_another(context: BrowserContext, served: str) -> None:
    left, right = opened(context, served), opened(context, served)
    ask(left, "slow left", until=None)
    ask(right, "slow right", until=None)
    left.wait_for_selector(".writing")
    left.close()
    right.wait_for_selector(".turn[data-state=answered]")
    expect(right.locator(".asked")).to_have_text(["slow right"])


@pytest.mark.parametrize("width", [360, 400, 800, 1400, 2560])
def test_nothing_sticks_out_at_any_width(context: BrowserContext, served: str, width: int) -> None:
    page = opened(context, served)
    page.set_viewport_size({"width": width, "height": 900})
    ask(page, "hostile doubt " + "w" * 300)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    assert page.evaluate(
        "document.querySelector('.scroll').scrollWidth <= document.querySelector('.scroll').clientWidth"
    )
