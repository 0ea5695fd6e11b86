"""Why an article is not among the passages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import Corpus
from assistant.errors import CorpusError
from assistant.retrieval.retriever import Retriever
from assistant.types import Filters, Query
from tests.hashing_embedder import HashingEmbedder


def test_an_article_that_is_shown_is_named_by_its_number(retriever: Retriever, files: dict[str, str]) -> None:
    fate = retriever.why_not(files["otters.md"], "How many otters were counted on the river Sel?")
    assert (fate.stage, fate.reason, fate.rank) == ("shown", "it is passage 1", 1)


def test_a_filter_that_kept_it_out_is_named(retriever: Retriever, files: dict[str, str]) -> None:
    fate = retriever.why_not(files["otters.md"], "What did the Evening Post report about rye bread?")
    assert (fate.stage, fate.reason) == ("filtered out", "kept out by Evening Post")
    query = Query("otters", "otters", filters=Filters(publishers=("Evening Post",)))
    assert retriever.why_not(files["otters.md"], query).reason == "kept out by your filters"


def test_an_article_whose_text_another_passage_has_points_to_it(
    retriever: Retriever, files: dict[str, str]
) -> None:
    question = "How long were the cracks in the girders?"
    shown = {passage.location for passage in retriever.passages(question)}
    (left_out,) = {"bridge.md", "bridge-copy.md"} - shown
    fate = retriever.why_not(files[left_out], question)
    assert (fate.stage, fate.reason) == ("said by another", "passage 1 says nearly the same")


def test_an_article_ranked_too_low_tells_its_rank(retriever: Retriever, files: dict[str, str]) -> None:
    fate = retriever.why_not(files["bread.md"], "How many otters were counted on the river Sel?", k=1)
    assert fate.stage == "ranked too low"
    assert fate.rank is not None
    assert fate.rank > 1
    assert "its best chunk came" in fate.reason


def test_a_file_that_no_article_was_made_from_is_left_out_by_the_index(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "otters.txt").write_text("Otters are back on the river Sel.")
    (tmp_path / "articles" / "empty.txt").write_text("")
    with Corpus.open(tmp_path / "articles", index=tmp_path / "index", embedder=HashingEmbedder()) as corpus:
        corpus.sync()
        fate = corpus.retriever().why_not("empty.txt", "Are otters back?")
    assert fate.stage == "not indexed"
    assert fate.reason.startswith("it was skipped when the articles were indexed: ")


def test_an_order_that_a_reranker_made_is_said_to_be_its_own(corpus: Corpus, files: dict[str, str]) -> None:
    class LongestFirst:
        name = "longest first"

        def score(self, query: str, texts: Sequence[str]) -> list[float]:
            return [float(len(text)) for text in texts]

    question = "How many otters were counted on the river Sel?"
    retriever = Retriever(corpus.index, LongestFirst())
    fate = retriever.why_not(files["otters.md"], question, k=1)
    assert fate.stage == "ranked too low"
    assert "in the order of longest first" in fate.reason


def test_a_document_that_is_not_there_is_an_error(retriever: Retriever) -> None:
    with pytest.raises(CorpusError):
        retriever.why_not("no such id", "otters")
