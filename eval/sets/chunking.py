"""Chroma's chunking benchmark: five long texts, and for every question the exact stretches that answer it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from assistant.errors import UsageError
from eval.dataset import Case, Evidence
from eval.sets.source import Article, Source

HEADLINE = ("chars_recall@5", "chars_precision@5", "hit@5")
CHUNK_TOKENS = 200
REGION = 20_000
"""The texts are many pieces strung together (chats, abstracts, encyclopaedia pages, filings): questions this many characters
apart are about different ones, and five clusters would allow no statistics."""


def read(path: Path) -> Source:
    """
    Raises:
        UsageError: `questions_df.csv` or `corpora/` is missing.
    """
    questions = path / "questions_df.csv"
    try:
        articles = [
            Article(f"{file.stem}.txt", file.read_text(encoding="utf-8"), file.stem.replace("_", " "))
            for file in sorted((path / "corpora").glob("*.md"))
        ]
        with questions.open(encoding="utf-8", newline="") as lines:
            cases = [_case(number, row) for number, row in enumerate(csv.DictReader(lines))]
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(
            f"{questions} cannot be read: {error}", "Say where the sets lie with --data"
        ) from error
    return Source(articles, cases, HEADLINE, long_answers=True, chunk_tokens=CHUNK_TOKENS)


def _case(number: int, row: dict[str, str]) -> Case:
    document = f"{row['corpus_id']}.txt"
    references = json.loads(row["references"])
    return Case(
        id=f"{row['corpus_id']}-{number:03d}",
        question=row["question"],
        answers=(" ".join(reference["content"] for reference in references),),
        evidence=tuple(Evidence(document, reference["content"]) for reference in references),
        type=row["corpus_id"],
        group=f"{row['corpus_id']} {references[0]['start_index'] // REGION}",
    )
