from __future__ import annotations

from assistant.ingest.parse import parse
from tests.ingest.pages import Page, pages


def text(html: str) -> str:
    return parse(html.encode(), "page.html").articles[0].text


def kept(pieces: tuple[str, ...], inside: str) -> int:
    return sum(len(piece) for piece in pieces if piece in inside)


def test_thirty_pages_keep_their_articles_and_lose_their_chrome() -> None:
    read: list[tuple[Page, str]] = [(page, text(page.html)) for page in pages()]
    assert len(read) == 30
    body = sum(len(piece) for page, _ in read for piece in page.body)
    chrome = sum(len(piece) for page, _ in read for piece in page.chrome)
    assert sum(kept(page.body, found) for page, found in read) >= 0.98 * body
    assert sum(kept(page.chrome, found) for page, found in read) <= 0.02 * chrome


def test_headings_short_lists_and_the_headline_are_part_of_the_article() -> None:
    found = text(next(page.html for page in pages() if page.name == "divs-2"))
    assert found.startswith("How to keep sourdough alive for a year\n\nA starter")
    assert (
        "- Use a jar of glass\n- Leave the lid loose\n- Write the date on it\n\nWhen it goes grey\n\n"
        in found
    )


def test_a_standfirst_in_a_box_of_its_own_is_kept() -> None:
    paragraphs = "".join(
        f"<p>Paragraph {n} tells at some length what the survey of bank {n} found this year.</p>"
        for n in range(12)
    )
    page = f"<html><head><title>Seals</title></head><body><main><div><p>In short: the seals are back, and nobody knows for how long.</p></div><div>{paragraphs}</div></main></body></html>"
    assert text(page).startswith("In short: the seals are back")


def test_a_page_of_one_line_is_that_line() -> None:
    assert text("<html><body><p>Closed today.</p></body></html>") == "Closed today."
