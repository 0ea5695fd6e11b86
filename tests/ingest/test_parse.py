from __future__ import annotations

import json
import random
import time
import zipfile
from datetime import date
from io import BytesIO

import pypdf
import pypdfium2
import pytest

from assistant.errors import DocumentError
from assistant.ingest.article import Article, Skipped
from assistant.ingest.parse import parse
from tests.ingest import made


def only(data: bytes, name: str) -> Article:
    parsed = parse(data, name)
    assert len(parsed.articles) == 1
    assert parsed.problems == ()
    return parsed.articles[0]


MARKDOWN = b"""---
title: Tides
publisher: House
date: 2024-05-01
---
# Tides

Tides are *slow* [waves](http://x.example/a_(b)). ![map](x.png)
They rise and
fall.

## Causes & moon

- one item
- two **items**
  continued

| a | b |
|---|---|
| 1 | 2 |

```python
x = *1*
```

> quoted `code *x*` and snake_case_name, 2 * 3 * 4

Effects
-------
Floods.[^1]

[^1]: A note.
"""


def test_markdown_keeps_its_prose_and_its_headings() -> None:
    article = only(MARKDOWN, "tides.md")
    assert article.text == (
        "Tides\n\nTides are slow waves. They rise and fall.\n\nCauses & moon\n\n- one item\n- two items continued\n\n"
        "a | b\n1 | 2\n\nx = *1*\n\nquoted code *x* and snake_case_name, 2 * 3 * 4\n\nEffects\n\nFloods.\n\nA note."
    )
    assert [section.label for section in article.sections] == [None, "Causes & moon", "Effects"]
    assert (article.title, article.publisher, article.published) == ("Tides", "House", date(2024, 5, 1))
    assert set(article.provenance.values()) == {"front matter", "text"}


@pytest.mark.parametrize(
    "head",
    [
        b"---\ntitle: Seals: a return\ndate: 2024-03-02\n---\n",
        b'+++\ntitle = "Seals: a return"\ndate = 2024-03-02\n+++\n',
    ],
    ids=["broken YAML", "TOML"],
)
def test_front_matter_is_read_in_each_form(head: bytes) -> None:
    article = only(head + b"Body.", "a.md")
    assert (article.title, article.published, article.text) == ("Seals: a return", date(2024, 3, 2), "Body.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "It fell by 38<sup><a href='#n'>1</a></sup> percent to 10<sup>-6</sup> m<sup>2</sup>, the 5<sup>th</sup> time, not 10^6^."),
        ("a.jsonl", '{"text": "<p>It fell by 38<sup><a href=\'#n\'>1</a></sup> percent to 10<sup>-6</sup> m<sup>2</sup>, the 5<sup>th</sup> time, not 10<sup>6</sup>.</p>"}'),
        ("a.html", "<html><body><p>It fell by 38<a href='#n'><sup>1</sup></a> percent to 10<sup>-6</sup> m<sup>2</sup>, the 5<sup>th</sup> time, not 10<sup>6</sup>.</body></html>"),
    ],
)  # fmt: skip
def test_a_number_set_above_the_line_does_not_change_the_number_before_it(name: str, text: str) -> None:
    (article,) = parse(text.encode(), name).articles
    assert article.text == "It fell by 38 percent to 10⁻⁶ m², the 5th time, not 10⁶."


def test_a_headline_with_a_number_above_the_line_is_told_once() -> None:
    page = f"<html><head><title>E=mc2</title></head><body><h1>E=mc<sup>2</sup></h1><p>{'It is short and true. ' * 20}</p></body></html>"
    assert parse(page.encode(), "a.html").articles[0].text.startswith("E=mc²\n\nIt is")


def test_front_matter_that_multiplies_itself_is_not_expanded() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x]\n" + "".join(
        f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True)
    )
    article = only(f"---\ntitle: Seals\n{bomb}---\nBody.".encode(), "a.md")
    assert (article.title, article.text) == ("Seals", "Body.")
    assert article.warnings


def test_a_dash_line_in_plain_text_is_no_front_matter() -> None:
    assert only(b"---\nJust a rule above.\n---\nMore.", "a.txt").text.startswith("---")


def test_headings_as_wikis_write_them_make_sections() -> None:
    text = "= Tides =\n\nThe sea moves.\n== Causes ==\nThe moon pulls.\n\n = = = Spring tide = = = \nTwice a month.\n\nx = y = z\n=====\n== a =\nEnd."
    article = only(text.encode(), "a.txt")
    assert article.title == "Tides"
    assert [section.label for section in article.sections] == [None, "Causes", "Causes › Spring tide"]
    assert article.text.startswith("Tides\n\nThe sea moves.\n\nCauses\n\nThe moon pulls.")
    assert article.text.endswith("x = y = z\n\n=====\n\n== a =\n\nEnd.")


def test_wrapped_text_is_unwrapped_and_unwrapped_text_is_left() -> None:
    wrapped = "The seals came back to the bank in spring and stayed until the\nstorms of autumn drove them out again, as they had in every year\nthat anyone could remember.\n\nA second paragraph that is long enough to be wrapped at the same mar-\ngin as the first one was."
    assert only(wrapped.encode(), "a.txt").text.count("\n") == 2
    assert "margin as the first" in only(wrapped.encode(), "a.txt").text
    verse = "Seals at dawn\non the bank\nsing to the boats\nas they pass"
    assert only(verse.encode(), "a.txt").text.replace("\n\n", "\n") == verse


@pytest.mark.parametrize("name", ["Bankman-Fried", "UN-backed", "COVID-19", "Île-de-France"])
def test_a_hyphen_beside_a_capital_or_a_number_is_no_hyphen_of_the_margin(name: str) -> None:
    first, second = name.rsplit("-", 1)
    lines = [
        f"The court heard on that day of the winter what had become of {first}-",
        f"{second} in the years that had gone by since then, and what had not.",
    ]
    assert f" {name} in the years" in only(made.pdf([lines]), "a.pdf").text


def test_a_page_gives_its_article_without_the_page_around_it() -> None:
    article = only(made.PAGE.encode(), "seals.html")
    assert article.text.startswith("Harbour seals return\n\nHarbour seals were counted")
    assert article.text.endswith("- Nine pups\n- Three banks\n\nYear | Seals\n2004 | 0")
    for gone in ("Home", "cookies", "instructions", "machines", "Great article", "Copyright"):
        assert gone not in article.text
    assert [section.label for section in article.sections] == [None, "Cleaner water"]


def test_a_page_states_each_field_somewhere_and_says_where() -> None:
    article = only(made.PAGE.encode(), "seals.html")
    assert (article.title, article.author) == ("Harbour seals return to the estuary", "Survey team")
    assert (article.publisher, article.published) == ("Coast Daily", date(2024, 3, 2))
    assert article.url == "https://coast.example/news/seals"
    assert article.provenance == {
        "title": "JSON-LD",
        "author": "JSON-LD",
        "published": "JSON-LD",
        "publisher": "Open Graph",
        "url": "canonical link",
        "language": "<html lang>",
    }


@pytest.mark.parametrize(
    ("headline", "name"), [("wetland in the east", "Marsh of Venn"), ("Marsh of Venn", "article 17")]
)
def test_of_what_a_page_calls_itself_the_title_decides(headline: str, name: str) -> None:
    stated = json.dumps({"@type": "Article", "headline": headline, "name": name})
    page = f"<html><head><title>Marsh of Venn - Coastwiki</title><script type='application/ld+json'>{stated}</script></head><body><p>It floods.</p></body></html>"
    assert only(page.encode(), "marsh.html").title == "Marsh of Venn"


def test_a_page_nested_beyond_reason_still_gives_its_words() -> None:
    for depth in (200, 5_000, 100_000):
        page = (
            b"<html><body>"
            + b"<div>" * depth
            + b"Seals at dawn on the bank."
            + b"</div>" * depth
            + b"</body></html>"
        )
        article = only(page, "deep.html")
        assert article.text == "Seals at dawn on the bank."
        assert article.warnings == ("the page's structure could not be read, its plain text was taken",)


def test_pdf_paragraphs_know_their_pages_and_lose_running_heads() -> None:
    pages = [
        ["Estuary Trust   Annual report", f"{bank} bank: its seals were counted from boats in the early morning and", f"again at night by crews of the {bank}.", f"Page {n}"]
        for n, bank in enumerate(("North", "South", "East", "West"), 1)
    ]  # fmt: skip
    article = only(made.pdf(pages, info="/Title (Annual report) /CreationDate (D:20240302)"), "report.pdf")
    assert (
        article.text.split("\n\n")[1]
        == "South bank: its seals were counted from boats in the early morning and again at night by crews of the South."
    )
    assert [section.label for section in article.sections] == ["p. 1", "p. 2", "p. 3", "p. 4"]
    assert "Trust" not in article.text
    assert "Page" not in article.text
    assert (article.title, article.provenance["title"], article.published) == (
        "Annual report",
        "PDF info",
        None,
    )


@pytest.mark.parametrize("moment", ["11/27/26, 5:11 PM", "27.11.26, 17:11", "2026/11/27 17:11"])
def test_what_a_browser_prints_around_a_page_is_not_of_the_article(moment: str) -> None:
    told = "The tides of the Solent rise twice a day."
    foot = "https://coast.example/news/the-tides-of-the-solent-and-what-makes-them-rise-twice-a-d… 1/1"
    article = only(made.pdf([[told, f"{moment} The tides - Coast Daily", foot]]), "printed.pdf")
    assert article.text == told
    report = only(made.pdf([[f"{moment} Storm over the Solent", told]]), "report.pdf")
    assert "Storm" in report.text


def test_a_pdf_without_text_is_skipped_as_scanned() -> None:
    with pytest.raises(Skipped, match="no text layer"):
        parse(made.pdf([[]]), "scan.pdf")


def test_a_truncated_pdf_fails() -> None:
    with pytest.raises(DocumentError, match="broken"):
        parse(made.pdf([["Seals."]])[:200], "cut.pdf")


def test_word_headings_lists_and_tables_are_kept() -> None:
    article = only(made.word(), "survey.docx")
    assert article.text == (
        "Survey of the estuary\n\nThe survey ran for two years.\n\nMethod\n\nBoats counted seals at low tide.\n\n"
        "- twice a month\n- from three banks\n\nResults\n\nYear | Seals\n2024 | 41"
    )
    assert [section.label for section in article.sections] == [None, "Method", "Results"]
    assert (article.title, article.author, article.published) == (
        "Survey of the estuary",
        "Estuary Trust",
        None,
    )


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\n", "a.md", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.txt", "image"),
        (bytes(range(256)) * 20, "a.txt", "binary"),
        (b"Just words.", "a.pdf", "named .pdf but its content is plain text"),
        (b"<!doctype html><p>Error 404", "a.pdf", "named .pdf but its content is HTML"),
        (made.pdf([["Seals."]]), "a.txt", "named .txt but its content is PDF"),
        (made.word(), "a.html", "named .html but its content is Word"),
        (b"body { color: red }", "site.css", ".css is not a format of articles"),
    ],
)
def test_what_is_no_article_is_skipped_with_its_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(Skipped, match=reason):
        parse(data, name)


@pytest.mark.parametrize("name", ["note.txt", "note.md"])
def test_text_copied_off_a_page_loses_what_the_page_put_around_it(name: str) -> None:
    copied = (
        "Previous post\nWhy are the seals back?\nThe seals of the estuary came back this spring after twenty years away.\n"
        "Watch the pups on the bank this morning! pic.twitter.com/R270tpM5AF\n— Coast Daily (@coastdaily) March 2, 2024\n"
        "They were counted from boats on three banks.\nLeave a Reply\nYour email address will not be published.\nName *\nPost Comment\n"
    )
    lines = copied.split("\n")
    text = only("\n\n".join(lines).encode(), name).text
    assert text.split("\n\n") == [lines[1], lines[2], lines[5]]


@pytest.mark.parametrize(
    "marks", ["[", "**a", "`a", "_a", "![", "[[", "[a](", "<!--", "<script ", "|a", "a-"]
)
def test_markup_that_never_ends_is_read_in_linear_time(marks: str) -> None:
    began = time.process_time()
    parse((marks * 40_000).encode(), "a.md")
    assert time.process_time() - began < 8


def protected(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(made.pdf([["Seals came back."]])))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_that_only_forbids_copying_is_read_and_one_with_a_password_is_called_encrypted() -> None:
    assert only(protected(""), "a.pdf").text == "Seals came back."
    with pytest.raises(DocumentError, match="encrypted"):
        parse(protected("secret"), "a.pdf")


def test_a_pdf_whose_pages_lead_back_to_themselves_fails() -> None:
    looped = made.pdf([["Seals."]]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(DocumentError, match="broken"):
        parse(looped, "loop.pdf")


def refusing(_: bytes) -> None:
    raise pypdfium2.PdfiumError("cannot open it")


@pytest.mark.parametrize("by", ["pdfium", "pypdf"])
def test_of_a_pdf_of_too_many_pages_the_first_are_read_and_it_is_said_whichever_library_reads_it(
    monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr("assistant.ingest.formats.pdf.MOST_PAGES", 2)
    if by == "pypdf":
        monkeypatch.setattr(pypdfium2, "PdfDocument", refusing)
    article = only(made.pdf([["Seals."], ["Pups."], ["Boats."]]), "long.pdf")
    assert article.text.split() == ["Seals.", "Pups."]
    assert article.warnings == ("only the first 2 of 3 pages were read; split the file to have all of it",)


def with_picture(document: bytes, picture: bytes) -> bytes:
    out = BytesIO(document)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/media/image1.bmp", picture)
    return out.getvalue()


def test_pictures_in_a_word_document_are_ignored_but_count_as_inflated() -> None:
    noise = random.Random(1).randbytes(12 * 1024**2)
    assert only(with_picture(made.word(), noise), "a.docx").title == "Survey of the estuary"
    with pytest.raises(DocumentError, match="inflates to more than"):
        parse(with_picture(made.word(), bytes(60 * 1024**2)), "bomb.docx")


@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_one_paragraph_of_ten_million_letters_is_kept_whole(name: str) -> None:
    said = "The seals came back to the bank in spring. " * 240_000
    page = f"<html><body><p>{said}</p></body></html>" if name.endswith("html") else said
    began = time.process_time()
    assert len(only(page.encode(), name).text) == len(said) - 1
    assert time.process_time() - began < 30
