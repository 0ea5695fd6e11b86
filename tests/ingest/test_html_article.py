from __future__ import annotations

import json

import pytest

from assistant.ingest.parse import parse
from tests.ingest.pages import Read, measured, pages


def text(html: str) -> str:
    return parse(html.encode(), "page.html").articles[0].text


@pytest.fixture(scope="module")
def read() -> list[Read]:
    return [measured(page) for page in pages()]


def test_fifty_pages_of_thirty_sites_keep_their_articles_and_lose_their_chrome(read: list[Read]) -> None:
    assert len(read) == 50
    assert sum(page.body_kept for page in read) >= 0.98 * sum(page.body for page in read)
    assert sum(page.chrome_kept for page in read) <= 0.02 * sum(page.chrome for page in read)


def test_no_kind_of_site_pays_for_the_others(read: list[Read]) -> None:
    assert [page for page in read if page.body_kept < 0.95 * page.body] == []
    assert [page for page in read if page.chrome_kept > 0.25 * page.chrome] == []


def test_headings_short_lists_and_the_headline_are_part_of_the_article() -> None:
    found = text(next(page.html for page in pages() if page.name == "divs-2"))
    assert found.startswith("How to keep sourdough alive for a year\n\nA starter")
    assert (
        "- Use a jar of glass\n- Leave the lid loose\n- Write the date on it\n\nWhen it goes grey\n\n"
        in found
    )


def test_the_lines_of_a_poem_or_a_program_stay_lines() -> None:
    poem = "O ship that sails\n   beyond the bar\n\nand comes no more"
    program = "def tide(hour):\n    return hour % 12"
    story = "<p>The harbour was silent that night, and only the bell on the buoy was heard by those who kept watch.</p>"
    page = f"<h1>Songs</h1>{story}<pre>\n{poem}\n</pre>{story}<pre><code><span>def</span> tide(hour):<br>    return hour % 12</code></pre>"
    assert f"\n\n{poem}\n\n" in text(page)
    assert text(page).endswith(f"\n\n{program}")


def test_a_standfirst_in_a_box_of_its_own_is_kept() -> None:
    paragraphs = "".join(
        f"<p>Paragraph {n} tells at some length what the survey of bank {n} found this year.</p>"
        for n in range(12)
    )
    page = f"<html><head><title>Seals</title></head><body><main><div><p>In short: the seals are back, and nobody knows for how long.</p></div><div>{paragraphs}</div></main></body></html>"
    assert text(page).startswith("In short: the seals are back")


def test_a_page_of_one_line_is_that_line() -> None:
    assert text("<html><body><p>Closed today.</p></body></html>") == "Closed today."


TOLD = "\n\n".join(
    f"Paragraph {n} tells at some length what the survey of bank {n} found this year & why." for n in range(4)
)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (TOLD, '<div id="root"></div><noscript>Please enable scripts.</noscript>'),
        (TOLD, "<main><h1>Seals</h1><p>In short: the seals are back.</p><p>Subscribe to read on.</p></main>"),
        ("".join(f"<p>{line.replace('&', '&amp;')}</p>" for line in TOLD.split("\n\n")), '<div id="root"></div>'),
    ],
)  # fmt: skip
def test_a_page_that_shows_nothing_is_read_from_what_it_tells_machines(told: str, shown: str) -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Seals", "articleBody": told})
    script = f'<script type="application/ld+json">{data}</script>'
    html = f"<html><head><title>Seals</title>{script}</head><body>{shown}</body></html>"
    (article,) = parse(html.encode(), "page.html").articles
    assert (article.text, article.title) == (TOLD, "Seals")
    assert article.warnings == ("the page itself shows next to nothing, the text in its JSON-LD was taken",)


def test_what_a_page_shows_goes_before_what_it_tells_machines() -> None:
    data = json.dumps({"@type": "Article", "articleBody": TOLD.replace("survey", "Survey")})
    paragraphs = "".join(f"<p>{line}</p>" for line in TOLD.split("\n\n"))
    page = f'<html><head><title>Seals</title><script type="application/ld+json">{data}</script></head><body><main>{paragraphs}</main></body></html>'
    assert "Survey" not in text(page)
