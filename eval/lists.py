"""Questions for every article on something: which of the articles that mention it are listed, and which of those listed do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.types import Answer, Document
from eval.sets import GOLD, SAMPLE
from eval.statistics import Estimate, estimate

GOLD_FILE = GOLD / "lists.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the pattern of what it asks for, and the articles that hold it by their paths.

    Articles of a public set are not part of this project: there `documents` is empty and the pattern finds them.
    """

    id: str
    set: str
    question: str
    pattern: str
    documents: tuple[str, ...] = ()

    def holds(self, document: Document) -> bool:
        return bool(re.search(self.pattern, f"{document.title}\n{document.text}"))


def load(set_: str = SAMPLE, path: Path = GOLD_FILE) -> tuple[Case, ...]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    cases = [Case(**{**record, "documents": tuple(record["documents"])}) for record in records]
    return tuple(case for case in cases if case.set == set_)


def wanted(case: Case, documents: Iterable[Document]) -> frozenset[str]:
    """The ids of the articles that should be listed."""
    return frozenset(document.id for document in documents if case.holds(document))


def scores(case: Case, answer: Answer, documents: Sequence[Document]) -> dict[str, float]:
    """Precision and recall of the articles cited, and whether every one of the corpus was read."""
    due = wanted(case, documents)
    known = {passage.number: passage.document_id for passage in answer.passages}
    cited = {known[citation.passage] for citation in answer.citations}
    right = len(due & cited)
    return {
        "list recall": right / len(due) if due else 1.0,
        "list precision": right / len(cited) if cited else float(not due),
        "all articles read": float(answer.scanned == f"{len(documents)} of {len(documents)} articles read"),
    }


def measured(found: Sequence[tuple[Case, Mapping[str, float]]]) -> dict[str, Estimate]:
    names = list(found[0][1]) if found else []
    clusters = [case.id for case, _ in found]
    return {name: estimate([values[name] for _, values in found], clusters) for name in names}
