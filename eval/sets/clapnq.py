"""CLAPnq: questions of search users with a whole paragraph as the answer, half of them without an answer in the passage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.dataset import Case, Evidence
from eval.sets.source import Article, Source, records, slug

HEADLINE = ("ndcg@5", "hit@1", "recall@5")


def read(path: Path) -> Source:
    """Reads `passages.jsonl` and `questions.jsonl` of a folder.

    Raises:
        UsageError: one of them is missing.
    """
    articles: dict[str, Article] = {}
    for passage in records(path / "passages.jsonl"):
        name = slug(passage["title"], len(articles))
        articles[passage["id"]] = Article(name, passage["text"], passage["title"])
    cases = [_case(question, articles) for question in records(path / "questions.jsonl")]
    return Source(list(articles.values()), cases, HEADLINE, long_answers=True)


def _case(question: dict[str, Any], articles: dict[str, Article]) -> Case:
    documents = [articles[i] for i in question["passage_ids"]]
    answerable = question["answerable"]
    answers = [output["answer"] for output in question["outputs"] if output["answer"]]
    return Case(
        id=question["id"],
        question=question["question"],
        answers=tuple(answers) if answerable else (),
        evidence=tuple(Evidence(article.path) for article in documents) if answerable else (),
        type="answerable" if answerable else "unanswerable",
        unanswerable=not answerable,
        group=documents[0].title,
    )
