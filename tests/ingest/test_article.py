from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.article import Block, Draft, Skipped, compose
from assistant.ingest.metadata import Metadata
from assistant.text.normalise import normalise

BLOCKS = st.lists(
    st.builds(
        Block,
        text=st.text(max_size=40),
        level=st.integers(0, 3),
        page=st.none() | st.integers(1, 3),
        glue=st.sampled_from(["\n\n", "\n", " "]),
    ),
    max_size=12,
)


@given(BLOCKS)
def test_composed_text_is_normalised_and_its_sections_cover_it(blocks: list[Block]) -> None:
    try:
        article = compose(Draft(blocks, Metadata()), "notes.txt")
    except Skipped:
        return
    assert normalise(article.text) == article.text
    if article.sections:
        ends = [section.end for section in article.sections]
        assert [section.start for section in article.sections] == [0, *ends[:-1]]
        assert ends[-1] == len(article.text)


def test_sections_carry_the_path_of_headings_below_the_title() -> None:
    blocks = [
        Block("Tides", 1),
        Block("What they are."),
        Block("Causes", 2),
        Block("Moon", 3),
        Block("It pulls."),
        Block("Effects", 2),
        Block("Floods."),
    ]
    article = compose(Draft(blocks, Metadata()), "tides.md")
    labels = [
        (section.label, article.text[section.start : section.end].split("\n")[0])
        for section in article.sections
    ]
    assert labels == [
        (None, "Tides"),
        ("Causes", "Causes"),
        ("Causes › Moon", "Moon"),
        ("Effects", "Effects"),
    ]


def test_a_paragraph_that_crosses_a_page_stays_one_line_and_knows_both_pages() -> None:
    blocks = [Block("It began here", page=1), Block("and ended there.", page=2, glue=" ")]
    article = compose(Draft(blocks, Metadata()), "a.pdf")
    assert article.text == "It began here and ended there."
    assert [(section.start, section.label) for section in article.sections] == [(0, "p. 1"), (14, "p. 2")]


@pytest.mark.parametrize(
    ("blocks", "title", "place"),
    [
        ([Block("Intro."), Block("A heading", 2)], "A heading", "first heading"),
        ([Block("A short first line"), Block("More.")], "A short first line", "first line"),
        ([Block("word " * 60)], "spring notes", "file name"),
    ],
)
def test_a_title_nobody_stated_says_where_it_was_taken_from(
    blocks: list[Block], title: str, place: str
) -> None:
    article = compose(Draft(blocks, Metadata()), "spring_notes.txt")
    assert (article.title, article.provenance["title"]) == (title, place)


def test_what_nobody_stated_is_unknown_and_absent_from_provenance() -> None:
    article = compose(Draft([Block("Seven.")], Metadata()), "a.txt")
    assert (article.publisher, article.author, article.published, article.url) == (None, None, None, None)
    assert not {"publisher", "author", "published", "url"} & set(article.provenance)


def test_nothing_visible_is_skipped_as_empty() -> None:
    with pytest.raises(Skipped, match="empty"):
        compose(Draft([Block(" \u200b "), Block("")], Metadata()), "a.txt")
