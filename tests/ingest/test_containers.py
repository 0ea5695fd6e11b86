"""Files that hold several articles: rows, letters, archives."""

from __future__ import annotations

import json
import os
import zipfile
from datetime import date
from email.message import EmailMessage
from io import BytesIO

import pytest

from assistant.errors import DocumentError
from assistant.ingest.article import Skipped
from assistant.ingest.parse import parse
from assistant.types import to_json
from tests.ingest import made

ROW = {
    "title": "Seals return",
    "author": "Survey team",
    "source": "Coast Daily",
    "published_at": "2024-03-02T12:00:00+00:00",
    "url": "https://coast.example/seals",
    "body": "The seals came back.\n\nThey were many.",
}


def reasons(data: bytes, name: str) -> dict[str, str]:
    return {problem.location: problem.reason for problem in parse(data, name).problems}


def test_jsonl_rows_are_articles_with_what_their_columns_state() -> None:
    (article,) = parse(json.dumps(ROW).encode(), "a.jsonl").articles
    assert (article.title, article.author, article.publisher) == (
        "Seals return",
        "Survey team",
        "Coast Daily",
    )
    assert (article.published, article.url) == (date(2024, 3, 2), "https://coast.example/seals")
    assert (article.text, article.part) == ("The seals came back.\n\nThey were many.", "1")
    assert article.provenance["published"] == "columns"


def test_names_inside_an_archive_lose_the_characters_that_nobody_sees() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        writing.writestr("notes\u202etxt.md", "# Seals\n\nThe seals came back.")
        writing.writestr("empty\u200b.md", "")
    parsed = parse(archive.getvalue(), "a.zip")
    assert [article.part for article in parsed.articles] == ["notestxt.md"]
    assert [problem.location for problem in parsed.problems] == ["empty.md"]


def test_a_bad_line_is_named_and_the_others_are_read() -> None:
    lines = [
        json.dumps(ROW),
        '{"title": "cut',
        "[" * 200_000,
        '{"title": "No text"}',
        '{"body": NaN}',
        '{"body": ""}',
        "7",
        "",
        json.dumps(ROW),
    ]
    parsed = parse("\n".join(lines).encode(), "a.jsonl")
    assert [article.part for article in parsed.articles] == ["1", "9"]
    problems = {problem.location: (problem.state, problem.reason) for problem in parsed.problems}
    assert set(problems) == {"2", "3", "4", "5", "6", "7"}
    assert problems["2"][0] == "failed"
    assert problems["2"][1].startswith("line 2: not valid JSON")
    assert problems["3"] == ("failed", "line 3: nested too deeply")
    assert problems["4"][0] == "skipped"


def test_what_cannot_be_written_down_reaches_no_article_and_no_report() -> None:
    row = '{"title": "T\\ud800 x", "author": "A\\udc00", "url": "https://a.example/\\ud800", "body": "Words\\ud800 and \\u0000 more."}'
    archive = made.zipped({"rows.jsonl": row.encode(), "\x07\u202ebell.bin": b"x"})
    parsed = parse(archive, "a.zip")
    (article,) = parsed.articles
    assert (article.title, article.author, article.url) == ("T x", "A", None)
    json.dumps(to_json(parsed.articles), ensure_ascii=False).encode()
    assert [problem.location for problem in parsed.problems] == ["bell.bin"]


@pytest.mark.parametrize(
    "wrap", [lambda rows: rows, lambda rows: {"articles": rows}, lambda rows: {"items": rows, "version": 1}]
)
def test_json_lists_are_found_under_their_usual_names(wrap: object) -> None:
    assert callable(wrap)
    assert len(parse(json.dumps(wrap([ROW, ROW])).encode(), "a.json").articles) == 2


def test_json_of_one_article_is_one_article() -> None:
    (article,) = parse(json.dumps(ROW).encode(), "a.json").articles
    assert article.part == ""


def test_json_without_articles_is_skipped() -> None:
    with pytest.raises(Skipped, match="no text under body"):
        parse(b'{"version": 3, "sources": []}', "a.json")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_rows_are_articles(delimiter: str) -> None:
    text = (
        delimiter.join(["Headline", "Date", "Text"])
        + "\n"
        + delimiter.join(["Seals", "2024-03-02", '"They came, at\nlast; many."'])
        + "\n"
    )
    (article,) = parse(text.encode(), "a.csv").articles
    assert (article.title, article.published) == ("Seals", date(2024, 3, 2))
    assert article.text.replace("\n\n", " ") == "They came, at last; many."


def test_a_table_without_text_is_skipped() -> None:
    with pytest.raises(Skipped, match="no column is named body"):
        parse(b"year,seals\n2004,0\n2024,41\n", "a.csv")


def test_a_row_of_html_is_read_as_html() -> None:
    row = json.dumps(
        {"title": "Seals", "content": "<h2>Banks</h2><p>North &amp; south.</p><script>x()</script>"}
    )
    (article,) = parse(row.encode(), "a.jsonl").articles
    assert article.text == "Banks\n\nNorth & south."


def letter(*, listed: bool = False) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Séals return"
    message["From"] = "Coast Daily <news@coast.example>"
    message["Date"] = "Sat, 02 Mar 2024 23:30:00 -0500"
    if listed:
        message["List-Id"] = "<news.coast.example>"
    message.set_content(
        "The seals came back to the bank.\n\nThey were many, and stayed.\n\n-- \nCoast Daily, Pier 1\n"
    )
    return message


def test_a_letter_is_an_article_by_its_sender() -> None:
    (article,) = parse(letter().as_bytes(), "a.eml").articles
    assert (article.title, article.author, article.publisher) == ("Séals return", "Coast Daily", None)
    assert (article.published, article.provenance["published"]) == (date(2024, 3, 2), "mail header")
    assert article.text == "The seals came back to the bank.\n\nThey were many, and stayed."


def test_a_newsletter_is_published_by_its_sender() -> None:
    message = letter(listed=True)
    message.add_alternative(made.PAGE, subtype="html")
    (article,) = parse(message.as_bytes(), "a.eml").articles
    assert (article.author, article.publisher) == (None, "Coast Daily")
    assert "Harbour seals were counted" in article.text


def test_attachments_are_read_as_files_of_their_own() -> None:
    message = letter()
    message.add_attachment(
        made.word(), maintype="application", subtype="octet-stream", filename="../survey.docx"
    )
    message.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="seal.png")
    parsed = parse(message.as_bytes(), "a.eml")
    assert [article.title for article in parsed.articles] == ["Séals return", "Survey of the estuary"]
    assert [problem.reason for problem in parsed.problems] == ["an image, not text"]


def test_a_message_forwarded_with_another_is_an_article_too() -> None:
    message = EmailMessage()
    message["Subject"] = "Fwd: seals"
    message.add_attachment(letter())
    (forwarded,) = parse(message.as_bytes(), "a.eml").articles
    assert (forwarded.title, forwarded.author) == ("Séals return", "Coast Daily")
    assert forwarded.published == date(2024, 3, 2)
    assert parse(message.as_bytes(), "a.eml").problems == ()


def test_a_mailbox_holds_one_article_a_message() -> None:
    box = b"".join(
        b"From news@coast.example Sat Mar  2 23:30:00 2024\n"
        + letter().as_bytes()
        + b"\n>From here on it was calm.\n\n"
        for _ in range(3)
    )
    articles = parse(box, "a.mbox").articles
    assert [article.part for article in articles] == ["1", "2", "3"]


def test_an_archive_is_read_member_by_member_and_one_bad_member_costs_no_other() -> None:
    inner = made.zipped({"deep/row.jsonl": json.dumps(ROW).encode()})
    data = made.zipped(
        {
            "b/seals.html": made.PAGE.encode(),
            "a.md": b"# Tides\n\nThey rise.",
            "../../etc/passwd.txt": b"Only a name.",
            "cut.docx": made.word()[:1500],
            "photo.png": b"\x89PNG....",
            ".hidden.txt": b"x",
            "__MACOSX/a.md": b"x",
            "inner.zip": inner,
        }
    )
    parsed = parse(data, "bundle.zip")
    assert [article.part for article in parsed.articles] == [
        "../../etc/passwd.txt",
        "a.md",
        "b/seals.html",
        "inner.zip/deep/row.jsonl/1",
    ]
    assert {problem.location: problem.state for problem in parsed.problems} == {
        "cut.docx": "failed",
        "photo.png": "skipped",
    }


def test_archives_inside_archives_end_somewhere() -> None:
    data = b"The seals came back."
    for level in range(6):
        data = made.zipped({f"{level}.zip" if level else "a.txt": data})
    assert [problem.state for problem in parse(data, "nested.zip").problems] == ["failed"]


def test_an_archive_that_inflates_too_far_is_refused_by_counting() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for number in range(3):
            container.writestr(f"{number}.txt", bytes(20 * 1024**2))
    with pytest.raises(DocumentError, match="more than 100 times its size"):
        parse(out.getvalue(), "bomb.zip")
    forged = out.getvalue().replace((20 * 1024**2).to_bytes(4, "little"), (20).to_bytes(4, "little"))
    with pytest.raises(DocumentError):
        parse(forged, "forged.zip")


def test_an_archive_of_too_much_is_refused_however_little_it_was_packed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.ingest.formats.zipped.MOST_INFLATED", 2 * 1024**2)
    with pytest.raises(DocumentError, match="more than 2 MB"):
        parse(made.zipped({f"{n}.txt": os.urandom(1024**2) for n in range(3)}), "big.zip")


def test_an_archive_of_too_many_members_is_refused_before_any_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.ingest.formats.zipped.MOST_MEMBERS", 3)
    members = {f"{number}.txt": b"Seals." for number in range(4)}
    with pytest.raises(DocumentError, match="more than 3 files"):
        parse(made.zipped(members), "many.zip")
    del members["3.txt"]
    assert len(parse(made.zipped(members), "few.zip").articles) == 3


def test_an_encrypted_archive_says_so() -> None:
    data = bytearray(made.zipped({"a.txt": b"words"}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DocumentError, match="encrypted"):
        parse(bytes(data), "a.zip")
