"""A question for every article on something is answered by reading every article, not the best few."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant, Corpus
from assistant.answering.models import ScriptedModel
from assistant.index.embedder import StaticEmbedder
from assistant.retrieval import scan
from assistant.retrieval.scan import wants_all
from assistant.types import Filters

SAYING = 12
QUIET = 5


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("many")
    for number in range(SAYING + QUIET):
        subject = "the ferry Marigold" if number < SAYING else "an old lighthouse"
        text = f"Report {number} begins with the weather.\n\nOn that day number {number} people came to see {subject}."
        (folder / f"{number:02d}.txt").write_text(f"Report {number}\n\n{text}\n", encoding="utf-8")
    with Corpus.open(
        folder, index=tmp_path_factory.mktemp("many-index"), embedder=StaticEmbedder()
    ) as opened:
        opened.sync()
        yield opened


def test_the_list_is_complete_however_few_passages_are_set(corpus: Corpus) -> None:
    answer = Assistant(corpus, passages=2).answer("List all articles that mention the Marigold.")
    assert len({passage.document_id for passage in answer.passages}) == SAYING
    assert answer.scanned == f"{SAYING + QUIET} of {SAYING + QUIET} articles read"
    assert answer.text.startswith(f"{SAYING} articles speak of this:")


def test_every_item_is_a_verbatim_sentence_with_its_citation(corpus: Corpus) -> None:
    answer = Assistant(corpus).answer("How many reports mention the Marigold?")
    assert len(answer.sentences) == SAYING
    for sentence in answer.sentences:
        (citation,) = sentence.citations
        document = corpus.document(answer.passages[citation.passage - 1].document_id)
        assert document.text[citation.start : citation.end] == citation.quote
        assert "Marigold" in citation.quote
        assert answer.text[sentence.start : sentence.end] == sentence.text


def test_where_no_article_speaks_of_it_that_is_said_after_reading_all(corpus: Corpus) -> None:
    answer = Assistant(corpus).answer("Which articles mention the zeppelin?")
    assert answer.refused
    assert answer.nearest == tuple(passage.number for passage in answer.passages) != ()
    assert answer.scanned == f"{SAYING + QUIET} of {SAYING + QUIET} articles read"


def test_filters_say_how_many_articles_were_read(corpus: Corpus) -> None:
    answer = Assistant(corpus).answer(
        "Which articles mention the Marigold?", filters=Filters(publishers=("Nobody",))
    )
    assert answer.scanned == f"0 of {SAYING + QUIET} articles read"


def test_the_model_is_not_asked_to_count(corpus: Corpus) -> None:
    model = ScriptedModel([])
    answer = Assistant(corpus, model=model).answer("How many articles mention the Marigold?")
    assert (len(answer.sentences), model.asked) == (SAYING, [])


@pytest.mark.parametrize(
    ("question", "count", "said"),
    [
        ("List all articles.", SAYING + QUIET, "There are 17 articles:"),
        ("How many articles are there?", SAYING + QUIET, "There are 17 articles:"),
        ("Which articles do not mention the Marigold?", QUIET, "5 articles do not speak of this:"),
        (
            "Which articles mention the Marigold or a lighthouse?",
            SAYING + QUIET,
            "17 articles speak of this:",
        ),
    ],
)
def test_all_articles_those_that_do_not_speak_of_it_and_those_of_either_of_two(
    corpus: Corpus, question: str, count: int, said: str
) -> None:
    answer = Assistant(corpus).answer(question)
    assert len({passage.document_id for passage in answer.passages}) == count == len(answer.sentences)
    assert answer.text.startswith(said)


def test_articles_of_a_time_are_counted_by_when_they_were_published(tmp_path: Path) -> None:
    folder = tmp_path / "dated"
    folder.mkdir()
    for year in (2021, 2022, 2022, 2023):
        name = f"{year}-{len(list(folder.iterdir()))}.md"
        said = "They published a map of 2022." if year == 2021 else "It rained on the harbour."
        (folder / name).write_text(
            f"---\ntitle: {name}\ndate: {year}-05-01\n---\n\n{said}\n", encoding="utf-8"
        )
    with Corpus.open(folder, index=tmp_path / "index", embedder=StaticEmbedder()) as opened:
        opened.sync()
        for question in ("Which articles were published in 2022?", "List all articles from 2022."):
            answer = Assistant(opened).answer(question)
            assert answer.text.startswith("2 articles meet this:")
            assert {passage.published for passage in answer.passages} == {date(2022, 5, 1)}


def test_of_very_many_articles_the_first_are_listed_and_all_are_counted(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "LISTED", 3)
    answer = Assistant(corpus).answer("List all articles.")
    assert answer.text.startswith("There are 17 articles, of which 3 are listed:")
    assert len(answer.sentences) == 3


@pytest.mark.parametrize(
    ("question", "all_"),
    [
        ("List all the articles about ozone.", True),
        ("Which articles mention NASA?", True),
        ("How many documents speak of the canal?", True),
        ("How many ships passed the canal?", False),
        ("Which company do articles by The Verge accuse?", False),
        ("Name the captain of the ferry.", False),
        ("What articles do you have?", True),
        ("How many documents are in the corpus", True),
        ("articles about ozone", True),
        ("In which articles is NASA mentioned?", True),
        ("Which articles don't mention NASA?", True),
        ("How many reports did the board publish?", False),
        ("What stories does she tell about her childhood?", False),
        ("What sources of the gas were found?", False),
    ],
)
def test_only_a_question_for_articles_makes_everything_be_read(question: str, all_: bool) -> None:
    assert wants_all(question) == all_
