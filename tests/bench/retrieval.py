"""How long a question takes as the corpus grows, beside what its embedding alone takes, and what the approximate search misses."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant import Corpus
from assistant.types import Filters
from tests.bench import articles
from tests.bench.worded import WordedEmbedder

THREADS = 16
QUERIES = 60
NEAREST = 10
_MONTH = 30


@dataclass(frozen=True, slots=True)
class Measured:
    """One corpus size. Times are milliseconds; `recall` is the share of the exact ten nearest that the approximate search finds.

    `own` times are the median of what a query takes over the embedding of its text, taken question by question.
    """

    chunks: int
    first_result: float
    embedding: float
    query: float
    query_p95: float
    own: float
    own_filtered: float
    own_narrow: float
    own_second_hop: float
    recall: float
    threads: int
    thread_p95: float
    thread_worst: float
    same_with_threads: bool


def sizes(corpora: Sequence[int], work: Path, data: Path | None, *, seed: int = 0) -> Iterator[Measured]:
    """Measures corpora of so many chunks, each built under `work` unless it is there already."""
    pool, asked = articles.sentences(data), articles.questions(data)
    chosen = random.Random(seed).sample(asked, min(QUERIES, len(asked)))
    for chunks in corpora:
        count = max(chunks // articles.CHUNKS, 1)
        folder = work / f"articles-{count}-{seed}"
        if not folder.exists():
            articles.write(folder, count, pool, seed=seed)
        titles = [articles.title(number % count, pool, seed) for number in range(0, 50 * 37, 37)]
        with _opened(folder, work / f"index-{count}-{seed}-words") as corpus:
            corpus.sync()
            yield measure(corpus, chosen, titles)


def measure(corpus: Corpus, asked: Sequence[str], titles: Sequence[str]) -> Measured:
    """One corpus that is indexed and open."""
    retriever, embed = corpus.retriever(), corpus.embedder.embed_query
    month = Filters(after=articles.FIRST_DAY, before=articles.day(_MONTH))
    hops = [f"What else is told about it in “{title}”?" for title in titles]
    first = _first_result(corpus, asked[0])
    embedding, plain = _beside(embed, lambda question: retriever.passages(question), asked)
    alone, waits, same = _threads(retriever.passages, asked)
    return Measured(
        chunks=corpus.index.counts().chunks,
        first_result=first,
        embedding=float(np.median(embedding)),
        query=float(np.median(plain)),
        query_p95=float(np.percentile(plain, 95)),
        own=float(np.median(plain - embedding)),
        own_filtered=_own(
            embed, lambda q: retriever.passages(q, filters=Filters(publishers=("Publisher 3",))), asked
        ),
        own_narrow=_own(embed, lambda q: retriever.passages(q, filters=month), asked),
        own_second_hop=_own(embed, lambda q: retriever.passages(q), hops),
        recall=_recall(corpus, asked),
        threads=THREADS,
        thread_p95=float(np.percentile(waits, 95)) / max(alone, 1e-9),
        thread_worst=float(max(waits)) / max(alone, 1e-9),
        same_with_threads=same,
    )


def _opened(folder: Path, index: Path) -> Corpus:
    return Corpus.open(folder, index=index, embedder=WordedEmbedder())


def _first_result(corpus: Corpus, question: str) -> float:
    """From a closed index to passages, with everything imported."""
    corpus.retriever().passages(question)
    with Corpus(corpus.folder, corpus.index_folder, corpus.embedder) as again:
        started = time.perf_counter()
        again.retriever().passages(question)
        return (time.perf_counter() - started) * 1000


def _beside(
    embed: Callable[[str], object], ask: Callable[[str], object], asked: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds of embedding each question alone, and of asking it, one right after the other."""
    for question in asked[:3]:
        ask(question)
    pairs = [(_timed(embed, question), _timed(ask, question)) for question in asked]
    embedding, whole = np.array(pairs).T
    return embedding, whole


def _own(embed: Callable[[str], object], ask: Callable[[str], object], asked: Sequence[str]) -> float:
    embedding, whole = _beside(embed, ask, asked)
    return float(np.median(whole - embedding))


def _timed(call: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    call(question)
    return (time.perf_counter() - started) * 1000


def _threads(ask: Callable[[str], object], asked: Sequence[str]) -> tuple[float, list[float], bool]:
    """Median milliseconds alone, the milliseconds of each question among many threads, and whether the answers are the same."""
    alone = [ask(question) for question in asked]
    median = float(np.median([_timed(ask, question) for question in asked]))
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(ask, asked))
        waits = list(pool.map(lambda question: _timed(ask, question), asked))
    return median, waits, together == alone


def _recall(corpus: Corpus, asked: Sequence[str]) -> float:
    index = corpus.index
    everywhere = {document.id for document in index.documents()}
    shares = []
    for question in asked:
        vector = corpus.embedder.embed_query(question)
        found = {hit.id for hit in index.dense(vector, NEAREST)}
        exact = {hit.id for hit in index.dense(vector, NEAREST, everywhere)}
        shares.append(len(found & exact) / max(len(exact), 1))
    return float(np.mean(shares))
