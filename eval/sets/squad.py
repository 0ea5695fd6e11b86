"""SQuAD and its translations (XQuAD): every paragraph is an article, and the question is which one answers."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.errors import UsageError
from eval.dataset import Case, Evidence
from eval.sets.source import Article, Source, slug

HEADLINE = ("hit@1", "hit@5", "mrr@10")


def read(path: Path) -> Source:
    """Reads a SQuAD file, version 1 or 2, or the first one in a folder.

    Raises:
        UsageError: there is none, or it is not in that form.
    """
    file = next(iter(sorted(path.glob("*.json"))), path) if path.is_dir() else path
    articles: list[Article] = []
    cases: list[Case] = []
    try:
        for page in json.loads(file.read_text(encoding="utf-8"))["data"]:
            title = page.get("title", "").replace("_", " ")
            for paragraph in page["paragraphs"]:
                article = Article(slug(title, len(articles)), paragraph["context"], title)
                articles.append(article)
                cases += [_case(question, article.path, title) for question in paragraph["qas"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} is not a SQuAD file: {error}", "It holds data, paragraphs, qas") from error
    return Source(articles, cases, HEADLINE)


def _case(question: dict[str, object], document: str, title: str) -> Case:
    answers = question.get("answers")
    texts = [answer["text"] for answer in answers] if isinstance(answers, list) else []
    unanswerable = bool(question.get("is_impossible"))
    return Case(
        id=str(question["id"]),
        question=str(question["question"]),
        answers=() if unanswerable else tuple(dict.fromkeys(texts)),
        evidence=() if unanswerable else (Evidence(document),),
        type="unanswerable" if unanswerable else "single",
        unanswerable=unanswerable,
        group=title,
    )
