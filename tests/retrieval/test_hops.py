"""Titles found in texts, and the articles that they lead to."""

from __future__ import annotations

import pytest

from assistant.retrieval.hops import DECAY, LINKED, NAMED, Titles, links, named
from assistant.types import Chunk

TITLES = Titles(
    {
        "1": "Aas Ka Panchhi",
        "2": "Ivory (film)",
        "3": "Émile Zola",
        "4": "The",
        "5": "Sun",
        "6": "New York",
        "7": "New York City Ballet",
        **{f"twin{n}": "Annual Report" for n in range(6)},
    }
)


def chunk(document: str, text: str) -> Chunk:
    return Chunk(f"{document}-0", document, 0, 0, len(text), text)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("Who directed aas ka panchhi?", ["1"]),
        ("Was Ivory filmed there?", ["2"]),
        ("Is ivory traded there?", []),
        ("What did Emile Zola write?", ["3"]),
        ("the sun and The Sun", []),
        ("She danced with the New York City Ballet in New York", ["7", "6"]),
        ("the Annual Report", []),
        ("", []),
    ],
)
def test_titles_are_found_as_people_write_them(text: str, documents: list[str]) -> None:
    assert [document for mention in TITLES.mentions(text) for document in mention.documents] == documents


def test_a_title_that_two_articles_share_counts_half_for_each() -> None:
    titles = Titles({"1": "Ivory (film)", "2": "Ivory (novel)", "3": "Jade Lake"})
    assert named(titles, "Who wrote Ivory?") == {"1": NAMED / 2, "2": NAMED / 2}


def test_links_weaken_with_their_place_and_with_the_rank_of_their_text() -> None:
    seeds = [
        chunk("1", "Made in New York by Émile Zola."),
        chunk("2", "Émile Zola came to the New York City Ballet."),
    ]
    found = links(TITLES, seeds)
    assert {id_: link.bonus for id_, link in found.items()} == pytest.approx(
        {"6": LINKED, "3": LINKED * DECAY, "7": LINKED * DECAY**2}
    )
    assert found["6"].source == "Aas Ka Panchhi"


def test_an_article_does_not_lead_to_itself() -> None:
    assert links(TITLES, [chunk("3", "Émile Zola was born in 1840.")]) == {}
