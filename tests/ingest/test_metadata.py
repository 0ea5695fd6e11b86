from __future__ import annotations

from datetime import date

import pytest

from assistant.ingest.metadata import Metadata, day


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-03-02", date(2024, 3, 2)),
        ("2024-03-02T23:30:00-05:00", date(2024, 3, 2)),
        ("20240302", date(2024, 3, 2)),
        ("Sat, 02 Mar 2024 23:30:00 -0500", date(2024, 3, 2)),
        ("March 2nd, 2024", date(2024, 3, 2)),
        ("Published on 2 March 2024 at noon", date(2024, 3, 2)),
        ("2024/3/2", date(2024, 3, 2)),
        ("25/12/2023", date(2023, 12, 25)),
        ("12/25/2023", date(2023, 12, 25)),
        ("03/04/2023", None),
        ("04/04/2023", date(2023, 4, 4)),
        ("2024-02-30", None),
        ("March 2024", None),
        ("2024", None),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
        (20240302, None),
        (None, None),
    ],
)
def test_a_date_is_the_day_it_names_or_unknown(written: object, expected: date | None) -> None:
    assert day(written) == expected


def test_the_first_place_to_state_a_field_wins() -> None:
    metadata = Metadata()
    metadata.offer("JSON-LD", "title", "  ")
    metadata.offer("Open Graph", "title", "Seals return")
    metadata.offer("<title>", "title", "Seals return | Coast Daily")
    assert (metadata.title, metadata.provenance) == ("Seals return", {"title": "Open Graph"})


def test_usual_names_are_understood_whatever_their_case() -> None:
    metadata = Metadata()
    metadata.offer_names(
        "columns",
        {"Headline": "A", "Authors": ["B", {"name": "C"}], "Source": "D", "Published-At": "2024-03-02"},
    )
    assert (metadata.title, metadata.author, metadata.publisher) == ("A", "B, C", "D")
    assert metadata.published == date(2024, 3, 2)


@pytest.mark.parametrize(
    "written", ["By Ann Smith", "View all posts by Ann Smith", "Posted by Ann Smith", "Ann Smith"]
)
def test_a_name_is_what_stands_after_by(written: str) -> None:
    metadata = Metadata()
    metadata.offer("byline", "author", written)
    assert metadata.author == "Ann Smith"


def test_a_source_that_is_an_address_is_the_url() -> None:
    metadata = Metadata()
    metadata.offer_names("front matter", {"source": "https://coast.example/2024/03/02/seals"})
    metadata.offer_url()
    assert metadata.url == "https://coast.example/2024/03/02/seals"
    assert (metadata.publisher, metadata.published) == ("coast.example", date(2024, 3, 2))
    assert metadata.provenance["published"] == "URL"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "http://[bad",
        'https://a.b/"onclick',
        "https://coast.example/\u202egro.live",
    ],
)
def test_only_plain_web_addresses_are_urls(address: str) -> None:
    metadata = Metadata()
    metadata.offer("front matter", "url", address)
    assert metadata.url is None


@pytest.mark.parametrize("program", ["python-docx", "Apache POI", "Un-named", "Microsoft Office User"])
def test_a_program_is_nobody_who_wrote(program: str) -> None:
    metadata = Metadata()
    metadata.offer("document properties", "author", program)
    metadata.offer("byline", "author", ["Ann Smith", program])
    assert (metadata.author, metadata.provenance) == ("Ann Smith", {"author": "byline"})
