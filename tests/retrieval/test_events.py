"""Bounds by an event, over articles that date some events, contradict each other on one, and only announce another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant import Corpus
from assistant.retrieval.retriever import Retriever
from assistant.types import Constraint, Filters, Query
from tests.hashing_embedder import HashingEmbedder

ARTICLES = {
    "tests.md": ("2023-01-05", "Engineers shook the probe Halma for a week. It passed, and they said that it could fly."),
    "launch.md": ("2023-07-20", "The probe Halma was launched on July 14 at 2:35 p.m. local time. It is on its way to the moon."),
    "landing.md": ("2023-09-01", "Halma, launched in July 2023, has landed. Engineers cheered when the probe sent its first picture."),
    "fair.md": ("2022-05-01", "The spring fair was opened on 3 April 2022. Many came to see the engineers and their probe."),
    "fair-again.md": ("2022-06-01", "The spring fair, opened on 9 April 2022, brought the town a profit."),
    "tunnel.md": ("2022-02-01", "The harbour tunnel will be opened on 1 May 2022, engineers say. Lorries are to use it first."),
    "strike.md": ("2022-03-01", "The strike of the pilots kept lorries waiting. Nobody in town remembers one that was longer."),
}  # fmt: skip
LAUNCH = date(2023, 7, 14)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("articles")
    for name, (published, text) in ARTICLES.items():
        (folder / name).write_text(f"---\ntitle: {name[:-3]}\npublished: {published}\n---\n{text}\n")
    with Corpus.open(folder, index=tmp_path_factory.mktemp("index"), embedder=HashingEmbedder()) as corpus:
        corpus.sync()
        yield corpus.retriever()


def bounded(retriever: Retriever, question: str) -> list[Constraint]:
    return [c for c in retriever.constrained(Query(question, question)).constraints if c.kind == "date"]


@pytest.mark.parametrize(
    ("question", "label", "filters", "prefer"),
    [
        ("What did engineers do before the launch of Halma?", "before the launch of Halma", Filters(before=LAUNCH), True),
        ("After Halma was launched, what did engineers do?", "after Halma was launched", Filters(after=LAUNCH), True),
        ("What have engineers done since the launch of the probe?", "since the launch of the probe", Filters(after=LAUNCH), True),
        ("Which articles published until the launch of Halma tell of engineers?", "until the launch of Halma", Filters(before=LAUNCH), False),
    ],
)  # fmt: skip
def test_an_event_that_the_articles_date_is_a_bound(
    retriever: Retriever, question: str, label: str, filters: Filters, prefer: bool
) -> None:
    assert bounded(retriever, question) == [Constraint("date", f"{label} (14 July 2023)", filters, prefer)]


@pytest.mark.parametrize(
    "question",
    [
        "What did engineers show before the spring fair was opened?",
        "What did lorries do before the harbour tunnel was opened?",
        "How long did lorries wait before the strike?",
        "What did engineers say before Halma?",
        "Who said it before you asked?",
        "What happened before the launch in 2021?",
        "Is there anything since?",
    ],
)
def test_an_event_that_nothing_dates_beyond_doubt_bounds_nothing(retriever: Retriever, question: str) -> None:
    assert not any("(" in constraint.label for constraint in bounded(retriever, question))


def test_only_what_was_published_before_an_event_answers_where_that_is_asked(retriever: Retriever) -> None:
    passages = retriever.passages("What did articles published before the launch of Halma say of the probe?")
    assert "tests.md" in {passage.location for passage in passages}
    assert all(passage.published and passage.published <= LAUNCH for passage in passages)
    assert passages[0].why.filters == ("before the launch of Halma (14 July 2023)",)


def test_a_bound_that_was_taken_away_stays_away(retriever: Retriever) -> None:
    question = "What did engineers do before the launch of Halma?"
    (bound,) = bounded(retriever, question)
    query = retriever.constrained(Query(question, question, dropped=((bound, "you took it away"),)))
    assert bound not in query.constraints


def test_a_bound_that_would_leave_nothing_of_the_question_is_dropped_with_the_reason(
    retriever: Retriever,
) -> None:
    question = "Which articles published before the launch of Halma tell of the picture?"
    query = retriever.constrained(Query(question, question))
    assert [reason for _, reason in query.dropped] == [
        "the articles that meet it say nothing of the question"
    ]
    assert "landing.md" in {passage.location for passage in retriever.passages(query)}
