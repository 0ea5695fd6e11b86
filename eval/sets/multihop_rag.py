"""MultiHop-RAG: news articles and questions whose evidence is spread over several of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from eval.dataset import Case, Evidence
from eval.sets.source import Article, Source, records, slug

HEADLINE = ("published Hits@4", "published Hits@10", "published MRR@10", "published evidence@10")
NULL = "null_query"
ARTICLES = ("articles.jsonl", "corpus.json")
QUESTIONS = ("queries.jsonl", "MultiHopRAG.json")
OTHERS = "gold_evidence_queries.jsonl"


def read(path: Path) -> Source:
    """Reads a folder of articles and questions, in this form or as published (`corpus.json`, `MultiHopRAG.json`).

    Questions with evidence in an article that is not there are left out: nobody could answer them.

    Raises:
        UsageError: a file is missing.
    """
    all_articles = [_article(r, number) for number, r in enumerate(records(_first(path, ARTICLES)))]
    # Four articles stand there twice, and stay so: they take up places in the published ranking too.
    articles = {article.url: article for article in reversed(all_articles)}
    questions = [*records(_first(path, QUESTIONS)), *_nulls(path / "null_queries.jsonl")]
    cases = [
        _case(number, question, articles)
        for number, question in enumerate(questions)
        if all(evidence["url"] in articles for evidence in question["evidence_list"])
    ]
    return Source(all_articles, cases, HEADLINE)


def unmatched(path: Path) -> tuple[Case, ...]:
    """The questions of `gold_evidence_queries.jsonl` that `read` leaves out, because not all of their articles are there: they can
    be asked, but nothing says what would be right."""
    known = {record["query"] for record in records(_first(path, QUESTIONS))}
    asked = records(path / OTHERS) if (path / OTHERS).is_file() else ()
    others = {record["query"]: record["evidence_list"][0]["url"] for record in asked}
    left_out = [(question, url) for question, url in others.items() if question not in known]
    return tuple(
        Case(f"unmatched-{n:04d}", question, group=url) for n, (question, url) in enumerate(left_out)
    )


def _first(path: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        if (path / name).is_file():
            return path / name
    raise UsageError(f"{path} holds none of {', '.join(names)}", "Check the path")


def _nulls(path: Path) -> list[dict[str, Any]]:
    return list(records(path)) if path.is_file() else []


def _article(record: dict[str, Any], number: int) -> Article:
    return Article(
        slug(record["title"], number),
        record["body"],
        record["title"],
        record["source"] or "",
        record["author"] or "",
        (record["published_at"] or "")[:10],
        record["url"],
    )


def _case(number: int, question: dict[str, Any], articles: dict[str, Article]) -> Case:
    unanswerable = question["question_type"] == NULL
    evidence = [Evidence(articles[item["url"]].path, item["fact"]) for item in question["evidence_list"]]
    return Case(
        id=f"{question['question_type']}-{number:04d}",
        question=question["query"],
        answers=() if unanswerable else (question["answer"],),
        evidence=() if unanswerable else tuple(dict.fromkeys(evidence)),
        type=question["question_type"],
        unanswerable=unanswerable,
        group=f"{NULL} {number}" if unanswerable else "",
    )
