"""The splitter as LlamaIndex knows one: a `NodeParser` from `Document` to `TextNode`, for programs of theirs. Importing this imports LlamaIndex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.node_parser.node_utils import build_nodes_from_splits
from llama_index.core.schema import BaseNode, Document, MetadataMode, TextNode

from assistant.ingest.article import Article, Section
from assistant.ingest.metadata import day
from assistant.ingest.splitter import TARGET, CountTokens, Piece, split

HIDDEN = ["sections", "locator", "context"]


class ArticleSplitter(NodeParser):
    """Splits documents into nodes with exact `start_char_idx` and `end_char_idx` into the document's text.

    A node's `context` and `locator` are metadata: the context goes before the text when it is embedded, and never into the text.
    `count_tokens` and `max_tokens` are the embedder's.
    """

    count_tokens: CountTokens
    max_tokens: int
    target: int = TARGET
    overlap: int = 0

    @classmethod
    def class_name(cls) -> str:
        return "ArticleSplitter"

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        return [node for document in nodes for node in self._split(document)]

    def _split(self, document: BaseNode) -> list[TextNode]:
        article = as_article(document)
        pieces = split(article, self.count_tokens, self.max_tokens, target=self.target, overlap=self.overlap)
        texts = [article.text[piece.start : piece.end] for piece in pieces]
        built = build_nodes_from_splits(texts, document, id_func=self.id_func)
        return [_placed(node, piece) for node, piece in zip(built, pieces, strict=True)]

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]
    ) -> list[BaseNode]:
        """The base class searches for each text to place it, and errs where a text occurs twice; the places are known."""
        places = [(node.start_char_idx, node.end_char_idx) for node in nodes if isinstance(node, TextNode)]
        done = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(done, places, strict=True):
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = start, end
        return done


def as_document(article: Article, document_id: str) -> Document:
    """An article as a LlamaIndex document; what it states travels as metadata."""
    stated = {
        "title": article.title,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "language": article.language,
        "sections": [list(section) for section in article.sections],
    }
    known = {name: value for name, value in stated.items() if value}
    return Document(id_=document_id, text=article.text, metadata=known, excluded_llm_metadata_keys=HIDDEN)


def as_article(document: BaseNode) -> Article:
    """The inverse of `as_document`, for any document: what its metadata does not state is unknown."""
    stated = document.metadata
    return Article(
        text=document.get_content(metadata_mode=MetadataMode.NONE),
        title=str(stated.get("title") or ""),
        publisher=stated.get("publisher"),
        author=stated.get("author"),
        published=day(stated.get("published")),
        url=stated.get("url"),
        language=stated.get("language"),
        sections=tuple(Section(*section) for section in stated.get("sections", ())),
    )


def _placed(node: TextNode, piece: Piece) -> TextNode:
    node.start_char_idx, node.end_char_idx = piece.start, piece.end
    node.metadata = {"context": piece.context, "locator": piece.locator}
    # Only the context is embedded before the text, and only its words, without the key.
    node.excluded_embed_metadata_keys = [*ALL_BUT_CONTEXT]
    node.excluded_llm_metadata_keys = [*HIDDEN]
    node.metadata_template, node.text_template = "{value}", "{metadata_str}\n{content}"
    return node


ALL_BUT_CONTEXT = ("title", "publisher", "author", "published", "url", "language", "sections", "locator")
