from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from llama_index.core.schema import Document, MetadataMode, NodeRelationship

from assistant.ingest.article import Block, Draft, compose
from assistant.ingest.metadata import Metadata
from assistant.ingest.nodes import ArticleSplitter, as_article, as_document
from assistant.ingest.splitter import split

SENTENCE = (
    "The seals came back to the bank in spring and stayed until the storms of autumn drove them out again."
)


def counts(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) + 2 for text in texts]


def document() -> Document:
    metadata = Metadata()
    metadata.offer_names("test", {"title": "Seals", "publisher": "Coast Daily", "date": "2024-03-02"})
    blocks = [Block("Method", 2), *[Block(SENTENCE)] * 20, Block("Results", 2), *[Block(SENTENCE)] * 20]
    return as_document(compose(Draft(blocks, metadata), "a.txt"), "seals")


def test_nodes_stand_exactly_where_they_say_even_where_text_repeats() -> None:
    source = document()
    nodes = ArticleSplitter(count_tokens=counts, max_tokens=80).get_nodes_from_documents([source])
    assert len(nodes) > 6
    for node in nodes:
        assert source.text[node.start_char_idx : node.end_char_idx] == node.text
        assert node.relationships[NodeRelationship.SOURCE].node_id == "seals"
    starts = [node.start_char_idx for node in nodes]
    assert starts == sorted(set(starts))


def test_nodes_are_the_pieces_and_embed_their_context_alone() -> None:
    source = document()
    nodes = ArticleSplitter(count_tokens=counts, max_tokens=80).get_nodes_from_documents([source])
    pieces = split(as_article(source), counts, 80)
    assert [(node.start_char_idx, node.end_char_idx) for node in nodes] == [(p.start, p.end) for p in pieces]
    assert nodes[0].get_content(MetadataMode.EMBED) == f"{pieces[0].context}\n{nodes[0].text}"
    assert "context" not in nodes[0].get_content(MetadataMode.LLM)
    assert nodes[-1].metadata["locator"] == "Results"
    assert nodes[-1].metadata["publisher"] == "Coast Daily"


def test_an_article_survives_the_way_through_a_document() -> None:
    article = as_article(document())
    assert (article.title, article.published) == ("Seals", date(2024, 3, 2))
    assert [section.heading for section in article.sections] == ["Method", "Results"]
