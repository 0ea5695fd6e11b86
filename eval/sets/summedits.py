"""SummEdits: summaries of news articles, some edited to say what the article does not."""

from __future__ import annotations

from pathlib import Path

from eval.dataset import Case, Evidence
from eval.sets.source import Article, Source, records, slug

HEADLINE = ("balanced accuracy", "support auroc", "hit@1", "mrr@10")


def read(path: Path) -> Source:
    """Reads the first JSONL file of a folder, or such a file.

    Raises:
        UsageError: there is none.
    """
    file = next(iter(sorted(path.glob("*.jsonl"))), path / "news_dev.jsonl") if path.is_dir() else path
    articles: dict[str, Article] = {}
    cases: list[Case] = []
    for record in records(file):
        text = record["doc"]
        article = articles.setdefault(text, Article(slug(text[:50], len(articles)), text))
        edits = (
            ", ".join(record["edit_types"])
            if isinstance(record["edit_types"], list)
            else record["edit_types"]
        )
        cases.append(
            Case(
                id=record["id"],
                question=record["summary"],
                evidence=(Evidence(article.path),),
                type="consistent" if record["label"] else edits or "edited",
                supported=bool(record["label"]),
            )
        )
    return Source(list(articles.values()), cases, HEADLINE)
