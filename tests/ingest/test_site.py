from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.article import Article, Block, Draft, compose
from assistant.ingest.metadata import Metadata
from assistant.ingest.site import without_repeats


def page(*blocks: str | Block, host: str = "coast.example") -> Article:
    metadata = Metadata()
    metadata.offer("test", "title", str(blocks[0]))
    metadata.offer("test", "url", f"https://{host}/a")
    return compose(Draft([b if isinstance(b, Block) else Block(b) for b in blocks], metadata), "a.html")


BODY = (
    "The seals of bank {} came back this spring, after twenty years, and stayed until the storms of autumn."
)


def test_lines_that_a_site_repeats_are_dropped_and_the_article_stays() -> None:
    pages = [page(f"Title {n}", "Home | News", BODY.format(n), "Sign up for the letter") for n in range(4)]
    assert [article.text for article in without_repeats(pages)] == [
        f"Title {n}\n\n{BODY.format(n)}" for n in range(4)
    ]


def test_two_pages_are_too_few_to_tell() -> None:
    pages = [page(f"Title {n}", "Home | News", f"Body {n}.") for n in range(2)]
    assert without_repeats(pages) == pages


def test_each_site_is_judged_by_its_own_pages() -> None:
    pages = [page(f"Title {n}", "Seals live here.", f"Body {n}.", host=f"{n}.example") for n in range(5)]
    assert without_repeats(pages) == pages


def test_headings_and_titles_may_repeat() -> None:
    pages = [page("Weekly letter", Block("Results", 2), f"Body {n}.") for n in range(4)]
    assert without_repeats(pages) == pages


def test_versions_of_one_article_keep_what_they_share() -> None:
    pages = [
        page("Seals", *(BODY.format(m) for m in range(5)), f"Version {n} of this report.") for n in range(4)
    ]
    assert without_repeats(pages) == pages


@given(
    st.lists(
        st.lists(
            st.sampled_from(["Menu", "Share", "One.", "Two.", "Three.", "Four."]), min_size=1, max_size=8
        ),
        min_size=3,
        max_size=6,
    )
)
def test_sections_still_stand_where_their_headings_stand(bodies: list[list[str]]) -> None:
    pages = []
    for n, body in enumerate(bodies):
        blocks = [
            block for m, line in enumerate(body) for block in (Block(f"Heading {n} {m}", 2), Block(line))
        ]
        pages.append(page(f"Title {n}", "Top", *blocks))
    for article in without_repeats(pages):
        for section in article.sections:
            assert section.heading is None or article.text[section.start :].startswith(section.heading)
        assert [section.end for section in article.sections] == [
            *(s.start for s in article.sections[1:]),
            len(article.text),
        ]
