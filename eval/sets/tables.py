"""A person's own questions, from JSONL, CSV, a BEIR folder, or the answers that readers of the chat marked as not helpful."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.types import Turn, from_json
from eval.dataset import Case, Evidence, load
from eval.sets.source import Article, Source, records, slug

COLUMNS = {
    "id": ("id", "_id", "qid", "question_id"),
    "question": ("question", "query", "text", "prompt"),
    "answers": ("answers", "answer", "reference", "ground_truth", "expected"),
    "document": ("document", "file", "path", "source", "article"),
    "quote": ("quote", "evidence", "passage", "context"),
    "type": ("type", "category", "question_type"),
}
"""Names a field may go by, most telling first."""
SEPARATOR = "|"
"""Stands between several right answers in one cell."""


def read_jsonl(path: Path) -> Source:
    """Cases as this package writes them.

    Raises:
        UsageError: a line is none.
    """
    return Source((), load(path))


def read_csv(path: Path) -> Source:
    """A table with a heading; a question, and as many of the other columns as there are.

    Raises:
        UsageError: there is no such file, or no column of questions.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"{path} cannot be read: {error}", "It has to be CSV in UTF-8 with a heading"
        ) from error
    if not rows or not _cell(rows[0], "question"):
        raise UsageError(
            f"{path} has no column of questions", f"Call it one of {', '.join(COLUMNS['question'])}"
        )
    cases = [_from_row(number, row) for number, row in enumerate(rows, start=1) if _cell(row, "question")]
    open_ended = sum(case.unanswerable for case in cases)
    notes = {
        f"Rows without a question, left out: {len(rows) - len(cases)}": len(rows) > len(cases),
        f"Questions without an answer and a document, taken as unanswerable: {open_ended}": open_ended > 0,
    }
    return Source((), cases, notes=tuple(note for note, holds in notes.items() if holds))


def read_beir(path: Path) -> Source:
    """A BEIR folder: `corpus.jsonl`, `queries.jsonl`, `qrels/*.tsv` (the test split where there is one).

    Raises:
        UsageError: one of them is missing.
    """
    articles: dict[str, Article] = {}
    for record in records(path / "corpus.jsonl"):
        name = f"{len(articles) // 1000}/{slug(record.get('title', ''), len(articles))}"
        articles[record["_id"]] = Article(name, record["text"], record.get("title", ""))
    judged = _judgements(path / "qrels")
    queries = list(records(path / "queries.jsonl"))
    cases = [
        Case(
            record["_id"],
            record["text"],
            evidence=tuple(Evidence(articles[i].path) for i in judged[record["_id"]] if i in articles),
        )
        for record in queries
        if judged.get(record["_id"])
    ]
    kept = [case for case in cases if case.evidence]
    left = len(queries) - len(kept)
    notes = (f"Queries without a judged document of the corpus, left out: {left}",) if left else ()
    return Source(list(articles.values()), kept, ("ndcg@10", "recall@10", "mrr@10"), notes=notes)


def read_feedback(path: Path) -> Source:
    """Questions whose answers readers marked as not helpful. What is right has to be filled in with `review`.

    Raises:
        UsageError: the file cannot be read.
    """
    latest = {record["id"]: record for record in records(path)}
    return Source((), [_from_feedback(record) for record in latest.values()])


def _from_feedback(record: Mapping[str, Any]) -> Case:
    """The passages that were shown stand as evidence until a person says otherwise."""
    cited = (
        {c["passage"] for s in record["answer"].get("sentences", ()) for c in s["citations"]}
        if record["answer"]
        else set()
    )
    shown = [p for p in record["passages"] if p["number"] in cited] or record["passages"][:1]
    return Case(
        id=record["id"],
        question=record["question"],
        evidence=tuple(Evidence(p["location"], p["text"]) for p in shown if p.get("location")),
        type="feedback",
        history=tuple(from_json(Turn, turn) for turn in record.get("history", ())),
    )


def _judgements(folder: Path) -> dict[str, list[str]]:
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise UsageError(f"There are no judgements in {folder}", "A BEIR folder holds qrels/test.tsv")
    file = next((f for f in files if f.stem == "test"), files[0])
    judged: dict[str, list[str]] = {}
    for query, document, score in _triples(file):
        if float(score) > 0:
            judged.setdefault(query, []).append(document)
    return judged


def _triples(file: Path) -> Iterable[tuple[str, str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        fields = line.split("\t")
        if len(fields) == 3:
            yield fields[0], fields[1], fields[2]


def _from_row(number: int, row: Mapping[str, str]) -> Case:
    answers = tuple(part.strip() for part in _cell(row, "answers").split(SEPARATOR) if part.strip())
    document, quote = _cell(row, "document"), _cell(row, "quote")
    return Case(
        id=_cell(row, "id") or f"row-{number:04d}",
        question=_cell(row, "question"),
        answers=answers,
        evidence=(Evidence(document, quote),) if document else (),
        type=_cell(row, "type") or ("unanswerable" if not answers and not document else "single"),
        unanswerable=not answers and not document,
    )


def _cell(row: Mapping[str, str], field: str) -> str:
    folded = {(key or "").strip().casefold(): value for key, value in row.items()}
    return next((str(folded[name]).strip() for name in COLUMNS[field] if folded.get(name)), "")
