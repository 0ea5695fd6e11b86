"""Chunks into passages: merged where they touch, once where they repeat, shared among articles."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

from assistant import Corpus
from assistant.retrieval.passages import LONGEST
from assistant.retrieval.retriever import Retriever


def test_touching_chunks_of_one_article_become_one_passage(corpus: Corpus, retriever: Retriever) -> None:
    passages = retriever.passages("the old power station and its restored rooms", k=4)
    merged = [passage for passage in passages if passage.why.merged]
    assert merged
    for passage in merged:
        chunks = corpus.index.chunks(passage.why.merged)
        ordinals = [chunk.ordinal for chunk in chunks.values()]
        assert ordinals == list(range(ordinals[0], ordinals[0] + len(ordinals)))
        assert 2 <= len(ordinals) <= LONGEST
        assert passage.start == min(chunk.start for chunk in chunks.values())
        assert passage.end == max(chunk.end for chunk in chunks.values())


def test_passages_do_not_overlap(retriever: Retriever) -> None:
    passages = sorted(
        retriever.passages("the boiler room of the power station"), key=lambda p: (p.document_id, p.start)
    )
    for one, other in pairwise(passages):
        assert one.document_id != other.document_id or one.end <= other.start


def test_one_article_cannot_fill_the_list_while_others_compete(retriever: Retriever) -> None:
    passages = retriever.passages("the old power station in the harbour", k=4)
    assert Counter(passage.title for passage in passages).most_common(1)[0][1] <= 2


def test_nearly_the_same_text_is_shown_once_with_its_twin_named(retriever: Retriever) -> None:
    passages = retriever.passages("How long were the cracks in the girders?")
    places = [passage.location for passage in passages]
    assert len({"bridge.md", "bridge-copy.md"} & set(places)) == 1
    shown = next(passage for passage in passages if passage.location in ("bridge.md", "bridge-copy.md"))
    assert {shown.location, *shown.also_in} == {"bridge.md", "bridge-copy.md"}


def test_the_same_words_with_another_number_are_both_shown(tmp_path: Path) -> None:
    story = "The harbour board said on Friday that {} ships had waited for the lock to be mended, the most since it opened."
    for name, ships in (("first", 41), ("corrected", 47)):
        (tmp_path / f"{name}.md").write_text(f"# The lock\n\n{story.format(ships)}\n", encoding="utf-8")
    with Corpus.open(tmp_path, index=tmp_path.with_name("index")) as corpus:
        corpus.sync()
        found = corpus.retriever().passages("How many ships waited for the lock?")
    assert {"41", "47"} == {word for passage in found for word in passage.text.split() if word.isdigit()}


def test_an_article_that_is_nearly_another_is_named_beside_it(retriever: Retriever) -> None:
    (shown,) = [
        p
        for p in retriever.passages("Who is the engineer of the city of Varn?")
        if p.location.startswith("bridge") and p.also_in
    ]
    assert {shown.location, *shown.also_in} == {"bridge.md", "bridge-copy.md"}
