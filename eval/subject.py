"""What is evaluated: an assistant over a dataset's articles, built from settings and known by a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant import Assistant, Corpus, app
from assistant.errors import IndexMismatch
from assistant.settings import Values
from assistant.types import Embedder, Passage, Query, SyncProgress
from eval.dataset import Case, Dataset
from eval.evidence import Atlas, Place

DEPTH = 20
"""How many chunks are ranked; no cut-off looks further."""
BUDGET_TOKENS = 1_000
MOST_PASSAGES = 50


@dataclass(frozen=True)
class Subject:
    """An indexed corpus and its assistant, ready to be asked."""

    dataset: Dataset
    corpus: Corpus
    assistant: Assistant
    values: Values

    @cached_property
    def atlas(self) -> Atlas:
        return Atlas(self.corpus.documents())

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the settings, the index, the articles and the code: whatever could change an answer."""
        articles = sorted((d.locations[0], d.text) for d in self.corpus.documents())
        parts = (settings(self.values), self.corpus.index.fingerprint, articles, code())
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]

    def without(self, part: str) -> Subject:
        """The same with one part of its retriever left out."""
        return self.scaled(part, 0.0)

    def scaled(self, part: str, factor: float) -> Subject:
        """The same with one part of its retriever counting so many times as much."""
        assistant = app.build_assistant(self.values, self.corpus)
        assistant.retriever = assistant.retriever.scaled(part, factor)
        return replace(self, assistant=assistant)

    def query(self, case: Case) -> Query:
        """The case's question as the assistant would search for it."""
        query = self.assistant.rewriter.rewrite(case.question, case.history, case.filters)
        return self.assistant.retriever.constrained(query)

    def hits(self, query: Query, k: int = DEPTH) -> list[Place]:
        """The ranking of chunks, before any merging."""
        chunks = self.assistant.retriever.hits(query, k)
        return [self.atlas.place(chunk.document_id, chunk.start, chunk.end) for chunk in chunks]

    def passages(self, query: Query, budget_tokens: int = BUDGET_TOKENS) -> list[Place]:
        """The passages that fit a budget of tokens, best first."""
        retriever = self.assistant.retriever
        return self.places(retriever.passages(query, k=MOST_PASSAGES, budget_tokens=budget_tokens))

    def places(self, passages: Sequence[Passage]) -> list[Place]:
        return [self.atlas.place(passage.document_id, passage.start, passage.end) for passage in passages]


@contextmanager
def opened(
    dataset: Dataset, values: Values, work: Path, *, progress: Callable[[SyncProgress], None] | None = None
) -> Iterator[Subject]:
    """Opens the dataset's articles under `work`, indexing what is not indexed yet.

    Raises:
        AssistantError: the corpus, the index, the embedder or the model cannot be used.
    """
    embedder = app.build_embedder(values)
    if dataset.chunk_tokens:
        embedder = shorter(embedder, dataset.chunk_tokens)
    index = (
        work
        / "indexes"
        / f"{dataset.name}-{_short(dataset.articles)}-{values.embedder}-{embedder.max_tokens}"
    )
    with Corpus.open(dataset.articles, index=index, embedder=embedder) as corpus:
        for step in _steps(corpus):
            if progress:
                progress(step)
        yield Subject(dataset, corpus, app.build_assistant(values, corpus), values)


def _steps(corpus: Corpus) -> Iterator[SyncProgress]:
    """Indexing; an index made in another way is only a cache here, and is made anew."""
    try:
        yield from corpus.syncing()
    except IndexMismatch:
        yield from corpus.syncing(rebuild=True)


def shorter(embedder: Embedder, max_tokens: int) -> Embedder:
    """The same embedder, but that it asks for shorter chunks than it could take: a published protocol may fix their size."""
    same = copy(embedder)
    same.max_tokens = max_tokens  # type: ignore[misc]
    return same


def settings(values: Values) -> dict[str, Any]:
    """The settings that can change an answer, as JSON; never a key, nor where things lie on this machine."""
    return values.model_dump(mode="json", exclude={"api_key", "corpus", "index", "host", "port", "gguf"})


def code() -> str:
    """Sixteen hexadecimal digits of the assistant's own source and prompts."""
    spec = find_spec("assistant")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    prompts = [folder / "data" / "prompts", folder.parent / "prompts"]
    files = [*folder.rglob("*.py"), *(path for place in prompts for path in place.glob("*.md"))]
    digest = hashlib.sha256()
    for path in sorted(files):
        if "interfaces" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _short(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]
