"""A question for every article on something is answered by reading every article, not the best few."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Corpus
from assistant.answering.models import ScriptedModel
from assistant.index.embedder import StaticEmbedder
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
    ("question", "all_"),
    [
        ("List all the articles about ozone.", True),
        ("Which articles mention NASA?", True),
        ("How many documents speak of the canal?", True),
        ("How many ships passed the canal?", False),
        ("Which company do articles by The Verge accuse?", False),
        ("Name the captain of the ferry.", False),
    ],
)
def test_only_a_question_for_articles_makes_everything_be_read(question: str, all_: bool) -> None:
    assert wants_all(question) == all_
