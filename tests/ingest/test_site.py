from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.index.records import Member
from assistant.ingest.article import Article, Block, Draft, compose
from assistant.ingest.metadata import Metadata
from assistant.ingest.site import Sites, without_repeats

BODY = (
    "The seals of bank {} came back this spring, after twenty years, and stayed until the storms of autumn."
)
SHARED = "“We will count them again in the autumn,” the survey team said."


def page(*blocks: str | Block, host: str = "coast.example") -> Article:
    metadata = Metadata()
    metadata.offer("test", "title", str(blocks[0]))
    metadata.offer("test", "url", f"https://{host}/a" if host else None)
    drafted = [b if isinstance(b, Block) else Block(b) for b in blocks]
    return compose(Draft(drafted, metadata, framed=True), "a.html")


def cut(pages: Sequence[Article], folder: str = "saved") -> list[Article]:
    """The pages as a sync would store them, had it met them all."""
    sites = Sites({}, {})
    for number, article in enumerate(pages):
        place = f"{folder}/{number}.html"
        sites.meet(str(number), article, Member(place, place, str(number)))
    return [without_repeats(article, sites.judge(str(number))) for number, article in enumerate(pages)]


def test_lines_that_a_site_repeats_are_dropped_and_the_article_stays() -> None:
    pages = [page(f"Title {n}", "Home | News", BODY.format(n), "Sign up for the letter") for n in range(4)]
    assert [article.text for article in cut(pages)] == [f"Title {n}\n\n{BODY.format(n)}" for n in range(4)]


def test_what_stands_above_the_title_goes_too() -> None:
    pages = [page(f"Title {n}", BODY.format(n), BODY.format(n + 10)) for n in range(4)]
    topped = [replace(p, text=f"Home | News\n\n{p.text}", sections=()) for p in pages]
    assert [article.text for article in cut(topped)] == [article.text for article in pages]


def test_pages_without_an_address_are_judged_by_their_folder() -> None:
    pages = [page(f"Title {n}", "Home | News", BODY.format(n), host="") for n in range(4)]
    assert all("Home" not in article.text for article in cut(pages))


def test_two_pages_are_too_few_to_tell() -> None:
    pages = [page(f"Title {n}", "Home | News", BODY.format(n)) for n in range(2)]
    assert cut(pages) == pages


def test_each_site_is_judged_by_its_own_pages() -> None:
    pages = [page(f"Title {n}", "Seals live here", BODY.format(n), host=f"{n}.example") for n in range(5)]
    assert cut(pages) == pages


def test_what_somebody_wrote_is_not_judged() -> None:
    pages = [replace(page(f"Title {n}", "Home | News", BODY.format(n)), framed=False) for n in range(5)]
    assert cut(pages) == pages


def test_headings_and_titles_may_repeat() -> None:
    pages = [page("Weekly letter", Block("Results", 2), BODY.format(n)) for n in range(4)]
    assert cut(pages) == pages


def test_a_heading_goes_with_all_that_stood_under_it() -> None:
    pages = [
        page(f"Title {n}", BODY.format(n), BODY.format(n + 10), Block("More from us", 2), "Ten gulls")
        for n in range(4)
    ]
    assert [article.text for article in cut(pages)] == [
        f"Title {n}\n\n{BODY.format(n)}\n\n{BODY.format(n + 10)}" for n in range(4)
    ]


def test_a_sentence_that_some_articles_quote_is_theirs() -> None:
    quoting = [page(f"Title {n}", BODY.format(n), SHARED, BODY.format(n + 20)) for n in range(6)]
    others = [page(f"Title {n}", BODY.format(n), BODY.format(n + 20)) for n in range(6, 10)]
    assert cut(quoting + others) == quoting + others
    assert cut(quoting[:4]) == quoting[:4]


def test_a_sentence_on_nearly_every_page_is_the_sites() -> None:
    pages = [page(f"Title {n}", BODY.format(n), SHARED, BODY.format(n + 20)) for n in range(6)]
    assert all(SHARED not in article.text for article in cut(pages))


def test_labels_amid_an_article_stay() -> None:
    pages = [page(f"Film {n}", BODY.format(n), "Director", f"Jane the {n}th", "Our verdict", BODY.format(n + 20))
             for n in range(6)]  # fmt: skip
    assert cut(pages) == pages


def test_several_repeated_lines_amid_an_article_are_a_box() -> None:
    box = ["The morning letter", "All the news at seven", "Sign me up"]
    pages = [page(f"Title {n}", BODY.format(n), *box, BODY.format(n + 20)) for n in range(6)]
    assert [article.text for article in cut(pages)] == [
        f"Title {n}\n\n{BODY.format(n)}\n\n{BODY.format(n + 20)}" for n in range(6)
    ]


def test_versions_of_one_article_keep_what_they_share() -> None:
    pages = [
        page("Seals", *(BODY.format(m) for m in range(5)), f"Version {n} of this report.") for n in range(8)
    ]
    assert cut(pages) == pages


def test_pages_judged_before_their_site_was_known_are_told() -> None:
    sites = Sites({}, {})
    pages = [page(f"Title {n}", "Home | News", BODY.format(n)) for n in range(4)]
    places = {}
    for number, article in enumerate(pages):
        places[str(number)] = Member(f"{number}.html", f"{number}.html", str(number))
        sites.meet(str(number), article, places[str(number)])
        sites.judge(str(number))
    assert sites.misjudged(places) == ["0", "1"]
    sites.forget(["0", "2"])
    assert sites.misjudged(places) == ["3"]


def test_a_page_that_moves_to_another_folder_is_judged_by_that_one() -> None:
    sites = Sites({}, {})
    places = {}
    for number in range(4):
        places[str(number)] = Member(f"a/{number}.html", f"a/{number}.html", str(number))
        sites.meet(
            str(number), page(f"T {number}", "Home | News", BODY.format(number), host=""), places[str(number)]
        )
        sites.judge(str(number))
    for number in "01":
        assert sites.judge(number)
    assert sites.misjudged(places) == []
    moved = {number: Member(f"b/{number}.html", f"b/{number}.html", number) for number in "01"}
    assert sites.misjudged(places | moved) == ["2", "3", "0", "1"]


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
    for article in cut(pages):
        for section in article.sections:
            assert section.heading is None or article.text[section.start :].startswith(section.heading)
        assert [section.end for section in article.sections] == [
            *(s.start for s in article.sections[1:]),
            len(article.text),
        ]
