"""What indexing costs: beside the bare embedder, beside hashing alone, beside LlamaIndex's quickstart, and as the corpus grows."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from assistant import Corpus, app
from assistant.ingest import parse
from assistant.ingest.parser import Parser
from assistant.settings import Values
from assistant.types import Embedder
from tests.bench import articles

ROUNDS = 3
_LOOK_AGAIN = 0.2
"""Seconds between two looks at how much memory is held."""
MORE_ROUNDS = 5
"""The least and the greatest of five independent measurements hold their median between them 15 times in 16."""
_UNCHANGED = """
import json, sys, time
from pathlib import Path
from assistant import Corpus, app
from assistant.settings import Values
corpus = Corpus.open(Path(sys.argv[1]), index=Path(sys.argv[2]), embedder=app.build_embedder(Values(embedder="fast")))
report = corpus.sync()
started = time.perf_counter()
report = corpus.sync()
seconds = time.perf_counter() - started
heavy = [name for name in ("llama_index", "chromadb") if name in sys.modules]
print(json.dumps({"seconds": seconds, "unchanged": report.unchanged, "heavy": heavy}))
"""


class Growth(NamedTuple):
    """Indexing `articles` articles from nothing by the command line, with the static embedder."""

    articles: int
    chunks: int
    seconds: float
    peak_bytes: int

    @property
    def each(self) -> float:
        """Milliseconds an article."""
        return self.seconds / self.articles * 1000


class Unchanged(NamedTuple):
    """A sync that finds nothing new, beside reading and hashing the same files; `heavy` are the libraries it should not need."""

    files: int
    seconds: float
    hashing: float
    heavy: tuple[str, ...]


class Throughput(NamedTuple):
    """Chunks a second of the bare embedder, given the chunks, and of a sync from files; one pair for each round."""

    name: str
    bare: tuple[float, ...]
    sync: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, float, float]:
        """The least, the median and the greatest of the rounds."""
        found = [ours / theirs for ours, theirs in zip(self.sync, self.bare, strict=True)]
        return min(found), median(found), max(found)


class Quickstart(NamedTuple):
    """Seconds to index the same articles: ours, and LlamaIndex's pipeline into Chroma with the same embedder."""

    articles: int
    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return median(b / a for a, b in zip(self.ours, self.theirs, strict=True))


def growth(counts: Sequence[int], work: Path, pool: Sequence[str]) -> Iterator[Growth]:
    for count in counts:
        folder = work / f"articles-{count}-0"
        if not folder.exists():
            articles.write(folder, count, pool)
        with TemporaryDirectory(dir=work) as index:
            yield _indexed(folder, Path(index), count)


def _indexed(folder: Path, index: Path, count: int) -> Growth:
    command = [
        sys.executable,
        "-m",
        "assistant.interfaces.cli",
        "index",
        str(folder),
        "--index",
        str(index),
        "--json",
    ]
    environment = os.environ | {"ASSISTANT_EMBEDDER": "fast"}
    with (index / "report.json").open("w+") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _resident(process.pid))
            time.sleep(_LOOK_AGAIN)
        out.seek(0)
        report = json.loads(out.read())
    assert process.returncode == 0, report
    return Growth(count, report["embedded"] + report["reused"], report["seconds"], peak)


def _resident(root: int) -> int:
    """Bytes that a process and all below it hold in memory now, as Linux tells; a page that two of them share counts twice."""
    parents, pages = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            pages[int(folder.name)] = int((folder / "statm").read_text().split()[1])
    family = {root}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(pages.get(one, 0) for one in family) * resource.getpagesize()


def unchanged(count: int, work: Path, pool: Sequence[str]) -> Unchanged:
    folder, index = work / f"articles-{count}-0", work / f"index-{count}-0"
    if not folder.exists():
        articles.write(folder, count, pool)
    # The first of two runs may have to index.
    for _ in range(2):
        command = [sys.executable, "-c", _UNCHANGED, str(folder), str(index)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    started = time.perf_counter()
    for path in sorted(folder.rglob("*.md")):
        hashlib.sha256(path.read_bytes()).digest()
    hashing = time.perf_counter() - started
    return Unchanged(found["unchanged"], found["seconds"], hashing, tuple(found["heavy"]))


def throughput(name: str, embedder: Embedder, count: int, work: Path, pool: Sequence[str]) -> Throughput:
    """Both measured in turn, `MORE_ROUNDS` times, each sync on articles that were never seen before."""
    bare, sync = [], []
    for round_ in range(MORE_ROUNDS):
        with TemporaryDirectory(dir=work) as scratch:
            folder = Path(scratch) / "articles"
            articles.write(folder, count, pool, seed=1000 + round_)
            with Corpus.open(folder, index=Path(scratch) / "index", embedder=embedder) as corpus:
                embedder.embed(["warm"])
                started = time.perf_counter()
                corpus.sync()
                seconds = time.perf_counter() - started
                index = corpus.index
                texts = [c.embedded_text for d in index.documents() for c in index.chunks_of(d.id)]
            sync.append(len(texts) / seconds)
            started = time.perf_counter()
            embedder.embed(texts)
            bare.append(len(texts) / (time.perf_counter() - started))
    return Throughput(name, tuple(bare), tuple(sync))


def quickstart(count: int, work: Path, pool: Sequence[str]) -> Quickstart:
    """The default embedder on both sides, each from files to an index that can be searched."""
    embedder = app.build_embedder(Values())
    ours, theirs = [], []
    for round_ in range(ROUNDS):
        with TemporaryDirectory(dir=work) as scratch:
            folder = Path(scratch) / "articles"
            articles.write(folder, count, pool, seed=2000 + round_)
            ours.append(_timed(_by_us, folder, Path(scratch) / "index", embedder))
            theirs.append(_timed(_by_pipeline, folder, Path(scratch) / "chroma", embedder))
    return Quickstart(count, tuple(ours), tuple(theirs))


def _by_us(folder: Path, index: Path, embedder: Embedder) -> None:
    with Corpus.open(folder, index=index, embedder=embedder) as corpus:
        corpus.sync()


def _by_pipeline(folder: Path, chroma: Path, embedder: Embedder) -> None:
    """As LlamaIndex's documentation shows it: reader, splitter, embedding, and a vector store that holds Chroma's collection."""
    import chromadb
    from llama_index.core import SimpleDirectoryReader
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter

    from assistant.adapters.llama_index import CorpusEmbedding

    documents = SimpleDirectoryReader(str(folder), recursive=True, exclude_hidden=False).load_data()
    splitter = SentenceSplitter(chunk_size=embedder.max_tokens, chunk_overlap=20)
    nodes = IngestionPipeline(transformations=[splitter, CorpusEmbedding(embedder)]).run(documents=documents)
    client = chromadb.PersistentClient(str(chroma))
    collection = client.create_collection("quickstart", embedding_function=None)
    for at in range(0, len(nodes), 1000):
        part = nodes[at : at + 1000]
        collection.add(
            ids=[node.node_id for node in part],
            embeddings=[node.embedding for node in part],
            documents=[node.get_content() for node in part],
        )


def isolation(count: int, pool: Sequence[str]) -> tuple[float, float]:
    """Milliseconds a file, parsed in this process and in a warm child, each file right after the other."""
    with TemporaryDirectory() as scratch, Parser() as parser:
        files = articles.write(Path(scratch), count, pool, seed=3000)
        for path in files[:3]:
            parser.parse(path.read_bytes(), path.name)
        here, there = [], []
        for path in files:
            data = path.read_bytes()
            here.append(_timed(parse.parse, data, path.name))
            there.append(_timed(parser.parse, data, path.name))
    return median(here) * 1000, median(there) * 1000


def _timed(call: Callable[..., object], *given: Any) -> float:
    started = time.perf_counter()
    call(*given)
    return time.perf_counter() - started
