from __future__ import annotations

from datetime import date

import pytest

from assistant.ingest.byline import offer_byline
from assistant.ingest.metadata import Metadata

DAY = date(2024, 3, 2)


@pytest.mark.parametrize(
    ("line", "author", "published"),
    [
        ("Corpus Assistant Samples, March 2, 2024", None, DAY),
        ("2 March 2024", None, DAY),
        ("Published: Saturday, March 2, 2024 at 7:05 a.m. EST", None, DAY),
        ("Published March 2, 2024, updated March 5, 2024", None, DAY),
        ("By Nora Quill | March 2, 2024", "Nora Quill", DAY),
        ("By Nora Quill and J. P. de Wit", "Nora Quill and J. P. de Wit", None),
        ("WASHINGTON — Mar. 2, 2024", None, DAY),
        ("Updated March 2, 2024", None, None),
        ("March 2, 2024 to March 5, 2024", None, None),
        ("The storm of March 2, 2024 broke the pier.", None, None),
        ("By March 2, 2024 the seals had left the bank", None, None),
        ("By then it was over.", None, None),
        ("By The Sea we were happy and nobody minded", None, None),
        ("March 2024", None, None),
    ],
)
def test_a_byline_is_read_and_a_sentence_is_not(
    line: str, author: str | None, published: date | None
) -> None:
    metadata = Metadata()
    offer_byline(metadata, [line])
    assert (metadata.author, metadata.published) == (author, published)
    assert set(metadata.provenance.values()) <= {"byline"}


def test_what_the_document_states_is_not_overruled() -> None:
    metadata = Metadata()
    metadata.offer("front matter", "published", "2023-01-01")
    offer_byline(metadata, ["2 March 2024"])
    assert metadata.published == date(2023, 1, 1)
