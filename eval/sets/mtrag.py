"""MTRAG: conversations whose last turn is to be answered, over passages of four domains."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.types import Turn
from eval.dataset import Case, Evidence
from eval.sets.source import Article, Source, records, slug

HEADLINE = ("ndcg@5", "recall@5", "hit@1")
UNANSWERABLE = "UNANSWERABLE"


def read(path: Path) -> Source:
    """Reads `passages.jsonl` and `tasks.jsonl` of a folder.

    Raises:
        UsageError: one of them is missing.
    """
    articles: dict[str, Article] = {}
    for passage in records(path / "passages.jsonl"):
        name = f"{passage['collection']}/{slug(passage['id'], len(articles))}"
        articles[passage["id"]] = Article(name, passage["text"].strip())
    tasks = list(records(path / "tasks.jsonl"))
    # Two turns are mere small talk: there is nothing to find and nothing to refuse.
    cases = [_case(task, articles) for task in tasks if task["context_ids"] or _unanswerable(task)]
    return Source(list(articles.values()), cases, HEADLINE, long_answers=True)


def _unanswerable(task: dict[str, Any]) -> bool:
    found: list[str] = task["answerability"]
    return UNANSWERABLE in found


def _case(task: dict[str, Any], articles: dict[str, Article]) -> Case:
    unanswerable = _unanswerable(task)
    name = str(task["id"])
    return Case(
        id=name,
        question=str(task["question"]),
        answers=() if unanswerable else (str(task["reference"]),),
        evidence=() if unanswerable else tuple(Evidence(articles[i].path) for i in task["context_ids"]),
        type=task["answerability"][0].lower(),
        history=_turns(task["history"]),
        unanswerable=unanswerable,
        group=name.split("<::>")[0],
    )


def _turns(history: list[dict[str, str]]) -> tuple[Turn, ...]:
    texts = [message["text"] for message in history]
    return tuple(Turn(*pair) for pair in zip(texts[::2], texts[1::2], strict=False))
