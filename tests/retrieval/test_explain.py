"""Why an article is not among the passages."""

from __future__ import annotations

import pytest

from assistant.errors import CorpusError
from assistant.retrieval.retriever import Retriever
from assistant.types import Filters, Query


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


def test_a_document_that_is_not_there_is_an_error(retriever: Retriever) -> None:
    with pytest.raises(CorpusError):
        retriever.why_not("no such id", "otters")
