"""WiCE: claims of an encyclopaedia, and which sentences of the cited web page support them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.dataset import Case, Evidence
from eval.sets.source import Article, Source, records, slug

HEADLINE = ("support auroc", "balanced accuracy", "hit@1", "hit@5", "chars_recall@5")
TITLE = "(meta data) TITLE: "
SUPPORTED = "supported"
NOT_SUPPORTED = "not_supported"


def read(path: Path) -> Source:
    """Reads `dev.jsonl`, `test.jsonl` or `train.jsonl` of a folder, or such a file.

    Raises:
        UsageError: there is none.
    """
    file = next(iter(sorted(path.glob("*.jsonl"))), path / "dev.jsonl") if path.is_dir() else path
    articles: list[Article] = []
    cases: list[Case] = []
    for record in records(file):
        article = _article(record["evidence"], len(articles))
        articles.append(article)
        cases.append(_case(record, article.path))
    return Source(articles, cases, HEADLINE)


def _article(sentences: list[str], number: int) -> Article:
    title = sentences[0].removeprefix(TITLE) if sentences[0].startswith(TITLE) else ""
    body = "\n\n".join(sentences[1:] if title else sentences)
    return Article(slug(title, number), body, title)


def _case(record: dict[str, Any], document: str) -> Case:
    label = record["label"]
    sets = record["supporting_sentences"]
    # Sentence 0 is the page's title, which the article carries as metadata.
    chosen = [record["evidence"][i] for i in sets[0] if i > 0] if sets else []
    quotes = tuple(Evidence(document, sentence) for sentence in chosen) if label != NOT_SUPPORTED else ()
    return Case(
        id=record["meta"]["id"],
        question=record["claim"],
        evidence=quotes or (Evidence(document),),
        type=label,
        supported=label == SUPPORTED,
        group=document,
    )
