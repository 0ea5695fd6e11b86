"""2WikiMultihopQA: questions that take two short articles, named by their titles."""

from __future__ import annotations

from pathlib import Path

from eval.dataset import Case, Evidence
from eval.sets.source import Article, Source, records, slug

HEADLINE = ("recall@5", "recall@10", "ndcg@10")


def read(path: Path) -> Source:
    """Reads `passages.jsonl` and `questions.jsonl` of a folder.

    Raises:
        UsageError: one of them is missing.
    """
    articles: dict[str, Article] = {}
    for passage in records(path / "passages.jsonl"):
        name = f"{len(articles) // 1000}/{slug(passage['title'], len(articles))}"
        articles[passage["title"]] = Article(name, passage["text"], passage["title"])
    cases = [
        Case(
            id=question["id"],
            question=question["question"],
            answers=(question["answer"],),
            evidence=tuple(Evidence(articles[title].path) for title in question["gold_titles"]),
            type=question["type"],
        )
        for question in records(path / "questions.jsonl")
    ]
    return Source(list(articles.values()), cases, HEADLINE)
