"""Questions with their gold answers and evidence: one JSON object a line, checked as it is read."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import UsageError
from assistant.types import Filters, Turn, from_json, to_json

SHAPE = "{id, question, answers, evidence: [{document, quote}], type, history, filters, unanswerable}"
HINT = f"Each line is {SHAPE}; see eval/README.md"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What answers a question: `quote`, verbatim from the article at `document` (its path in the corpus).

    An empty quote means the article as a whole.
    """

    document: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One question. Any of `answers` is right; an unanswerable one has neither answers nor evidence.

    `supported` is set where `question` is a claim to be judged against its evidence's articles instead of a question.
    `group` names what the question is not independent of, where that is not its first article (a conversation, a page).
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    type: str = ""
    history: tuple[Turn, ...] = ()
    filters: Filters | None = None
    unanswerable: bool = False
    supported: bool | None = None
    group: str = ""

    @property
    def cluster(self) -> str:
        """Questions of one cluster rise and fall together; statistics count clusters, not questions."""
        if self.group:
            return self.group
        return self.evidence[0].document if self.evidence else re.sub(r"-\d+$", "", self.id)

    @property
    def about_articles(self) -> bool:
        """Whether finding the right article is all that can be asked."""
        return all(not evidence.quote for evidence in self.evidence)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Cases and the folder of articles that they are about.

    `headline` names the metrics to show first. `long_answers`: the gold answers are whole paragraphs, so an answer counts as
    right when it rests on the evidence. `chunk_tokens` holds the splitter to a published protocol's chunk size.
    """

    name: str
    cases: tuple[Case, ...]
    articles: Path
    headline: tuple[str, ...] = ()
    long_answers: bool = False
    chunk_tokens: int | None = None

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with any case."""
        return hashlib.sha256(dumped(self.cases).encode()).hexdigest()[:16]

    def subset(self, *, limit: int | None = None, seed: int = 0, only: Sequence[str] = ()) -> Dataset:
        """The cases whose id or type is in `only`, and of those `limit` drawn with `seed`, in their old order.

        Raises:
            UsageError: nothing is left.
        """
        kept = [case for case in self.cases if not only or case.id in only or case.type in only]
        if not kept:
            types = ", ".join(sorted({case.type for case in self.cases}))
            raise UsageError(f"No question of {self.name} is called {', '.join(only)}", f"Types are: {types}")
        return replace(self, cases=drawn(kept, limit, seed))


def drawn(among: Sequence[T], limit: int | None, seed: int) -> tuple[T, ...]:
    """At most `limit` of these, drawn with `seed`, in their old order."""
    if limit is None or limit >= len(among):
        return tuple(among)
    chosen = set(random.Random(seed).sample(range(len(among)), limit))
    return tuple(one for position, one in enumerate(among) if position in chosen)


def load(path: Path) -> tuple[Case, ...]:
    """The cases of a JSONL file.

    Raises:
        UsageError: the file cannot be read, or a line is no case; file and line are named.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The questions in {path} cannot be read: {error}", HINT) from error
    cases: list[Case] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line)))
            except json.JSONDecodeError as error:
                raise UsageError(f"{path}, line {number}, is not JSON: {error}", HINT) from None
            except (ValueError, TypeError) as error:
                raise UsageError(f"{path}, line {number}: {error}", HINT) from None
    _no_id_twice(cases, path)
    return tuple(cases)


def dumped(cases: Iterable[Case]) -> str:
    """The cases as JSONL, fields at their default left out except the eight that every file has."""
    return "".join(json.dumps(_record(case), ensure_ascii=False) + "\n" for case in cases)


def _record(case: Case) -> dict[str, Any]:
    record: dict[str, Any] = to_json(case)
    record["history"] = [{"question": turn.question, "answer": turn.answer} for turn in case.history]
    if case.filters:
        record["filters"] = {name: value for name, value in record["filters"].items() if value}
    optional = {"supported": None, "group": ""}
    return {name: value for name, value in record.items() if name not in optional or value != optional[name]}


def _case(record: Any) -> Case:
    if not isinstance(record, Mapping):
        raise ValueError("not an object")
    _strings(record, "id", "question")
    case: Case = from_json(Case, {name: value for name, value in record.items() if value is not None})
    for name in ("answers", "evidence", "history"):
        if isinstance(record.get(name), str):
            raise ValueError(f"{name!r} must be a list")
    if not all(isinstance(answer, str) and answer.strip() for answer in case.answers):
        raise ValueError("'answers' must be a list of texts")
    if case.unanswerable and (case.answers or case.evidence):
        raise ValueError("an unanswerable question has no answers and no evidence")
    return case


def _strings(record: Mapping[str, Any], *names: str) -> None:
    for name in names:
        value = record.get(name)
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{name!r} is missing or no text")


def _no_id_twice(cases: Sequence[Case], path: Path) -> None:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise UsageError(
                f"{path}: the id {case.id!r} stands there twice", "Give each question its own id"
            )
        seen.add(case.id)
    if not cases:
        raise UsageError(f"There are no questions in {path}", HINT)
