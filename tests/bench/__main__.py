"""Runs benchmarks and writes what they found into docs/benchmarks.md: `python -m tests.bench [SECTION…] [--data FOLDER] [--small]`.

Whoever runs it measures his own machine; every number stands beside a baseline of the same run. `--data` is the folder of the
public sets, whose sentences then fill the articles and whose questions are asked; without it the sample corpus serves. `--most` leaves out
corpora of more articles. `--small` is a quick look at whether everything runs, and writes nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import platformdirs

from assistant import app
from assistant.settings import Values
from eval.rendering import number, signed, table
from tests.bench import articles, embedders, endpoint, indexing, languages, retrieval
from tests.ingest import pages

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_GIGABYTE = 1e9


@dataclass(frozen=True)
class Run:
    data: Path | None
    work: Path
    small: bool
    most: int

    @property
    def pool(self) -> list[str]:
        return articles.sentences(self.data)

    def sized(self, full: int, small: int) -> int:
        return small if self.small else full


def retrieval_section(run: Run) -> str:
    corpora = (1_000,) if run.small else (1_000, 10_000, 100_000)
    found = list(retrieval.sizes(corpora, run.work, run.data))
    header = (
        "chunks", "open to first result", "p50", "p95", "over embedding", "one publisher", "one month", "second hop",
        "recall@10", "16 threads: p95, worst", "same answers",
    )  # fmt: skip
    rows = [
        (
            f"{m.chunks:,}", f"{m.first_result:.0f} ms", f"{m.query:.1f} ms", f"{m.query_p95:.1f} ms", f"{m.own:.1f} ms",
            f"{m.own_filtered:.1f} ms", f"{m.own_narrow:.1f} ms", f"{m.own_second_hop:.1f} ms", f"{m.recall:.3f}",
            f"{m.thread_p95:.1f} x, {m.thread_worst:.1f} x", "yes" if m.same_with_threads else "NO",
        )
        for m in found
    ]  # fmt: skip
    return table(header, rows)


def growth_section(run: Run) -> str:
    counts = (100, 300) if run.small else (100, 1_000, 5_000, 20_000)
    found = list(indexing.growth([count for count in counts if count <= run.most], run.work, run.pool))
    rows = [
        (f"{g.articles:,}", f"{g.chunks:,}", f"{g.seconds:.1f} s", f"{g.each:.1f} ms", f"{g.peak_bytes / _GIGABYTE:.2f} GB")
        for g in found
    ]  # fmt: skip
    return table(("articles", "chunks", "in all", "an article", "peak memory"), rows)


def unchanged_section(run: Run) -> str:
    u = indexing.unchanged(run.sized(min(10_000, run.most), 200), run.work, run.pool)
    row = (
        f"{u.files:,}",
        f"{u.seconds:.2f} s",
        f"{u.hashing:.2f} s",
        f"{u.seconds / u.hashing:.2f}",
        ", ".join(u.heavy) or "none",
    )
    return table(("files", "sync", "hashing alone", "ratio", "heavy imports"), [row])


def throughput_section(run: Run) -> str:
    local = app.build_embedder(Values())
    return _beside(indexing.throughput("MiniLM", local, run.sized(150, 3), run.work, run.pool))


def endpoint_section(run: Run) -> str:
    with endpoint.far() as far:
        name = f"endpoint {endpoint.LATENCY:g} s away"
        return _beside(indexing.throughput(name, far, run.sized(1_000, 50), run.work, run.pool))


def _beside(t: indexing.Throughput) -> str:
    least, middle, greatest = t.ratios
    row = (t.name, _listed(t.bare), _listed(t.sync), f"{middle:.2f} ({least:.2f} to {greatest:.2f})")
    return table(("embedder", "bare, chunks a second", "sync, chunks a second", "ratio"), [row])


def quickstart_section(run: Run) -> str:
    q = indexing.quickstart(run.sized(40, 3), run.work, run.pool)
    row = (str(q.articles), f"{_listed(q.ours)} s", f"{_listed(q.theirs)} s", f"{q.ratio:.2f}")
    return table(("articles", "ours", "LlamaIndex's quickstart", "times as fast"), [row])


def isolation_section(run: Run) -> str:
    here, there = indexing.isolation(run.sized(200, 10), run.pool)
    row = (f"{here:.2f} ms", f"{there:.2f} ms", f"{there - here:.2f} ms")
    return table(("parsed in this process", "in a warm child", "isolation costs"), [row])


def embedders_section(run: Run) -> str:
    found = list(embedders.beside(run.data, run.work, limit=5 if run.small else None))
    rows = [
        (
            b.name, str(b.found.n), b.found.metric, number(b.found.before), number(b.found.after),
            f"{signed(b.found.difference)} [{signed(b.found.low)}, {signed(b.found.high)}]", *_sooner(b.chunks, b.seconds, b.fast_seconds),
        )
        for b in found
    ]  # fmt: skip
    all_ = [sum(b.chunks for b in found), sum(b.seconds for b in found), sum(b.fast_seconds for b in found)]
    mean = sum(b.found.difference for b in found) / len(found)
    rows.append(("all", "", "mean", "", "", signed(mean), *_sooner(*all_)))
    header = (
        "set", "questions", "metric", "MiniLM", "fast", "difference, 95 % interval", "chunks", "indexed by MiniLM", "by fast",
        "times as fast",
    )  # fmt: skip
    return table(header, rows)


def _sooner(chunks: float, seconds: float, fast: float) -> tuple[str, ...]:
    return f"{chunks:,.0f}", f"{seconds:.1f} s", f"{fast:.1f} s", f"{seconds / fast:.1f}"


def pages_section(run: Run) -> str:
    read = [pages.measured(page) for page in pages.pages()]
    all_ = pages.Read("all", *(sum(column) for column in zip(*(page[1:] for page in read), strict=True)))
    least = min(read, key=lambda page: page.body_kept / page.body)
    most = max(read, key=lambda page: page.chrome_kept / page.chrome)
    rows = [
        (name, f"{page.body:,}", f"{page.body_kept / page.body:.3f}", f"{page.chrome:,}", f"{page.chrome_kept / page.chrome:.3f}")
        for name, page in ((f"all {len(read)}", all_), (f"most lost: {least.name}", least), (f"most left: {most.name}", most))
    ]  # fmt: skip
    return table(("pages", "characters of body", "kept", "characters of chrome", "kept"), rows)


def languages_section(run: Run) -> str:
    rows = [
        (r.language, str(r.articles), str(r.questions), f"{r.own:.2f}", f"{r.plain:.2f}", f"{r.own_first:.2f}", f"{r.plain_first:.2f}", f"{r.whole:.2f}")
        for r in languages.measured(app.build_embedder(Values()))
    ]  # fmt: skip
    header = (
        "language", "articles", "questions", "words: recall@5", "FTS5 alone", "words: first", "FTS5 alone: first",
        "words and meaning: recall@5",
    )  # fmt: skip
    return table(header, rows)


SECTIONS: dict[str, Callable[[Run], str]] = {
    "retrieval": retrieval_section,
    "languages": languages_section,
    "growth": growth_section,
    "unchanged": unchanged_section,
    "throughput": throughput_section,
    "endpoint": endpoint_section,
    "quickstart": quickstart_section,
    "isolation": isolation_section,
    "embedders": embedders_section,
    "pages": pages_section,
}


def written(page: str, name: str, body: str) -> str:
    """The page with the section's table between its marks."""
    made = f"Measured on {date.today()}: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}."
    marked = re.compile(rf"(?<=<!-- {name} -->\n).*(?=<!-- /{name} -->)", re.DOTALL)
    assert marked.search(page), f"docs/benchmarks.md has no place for {name}"
    return marked.sub(lambda _: f"{body}\n\n{made}\n", page)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "sections", nargs="*", choices=[[], *SECTIONS], metavar="SECTION", help=", ".join(SECTIONS)
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument(
        "--work", type=Path, default=Path(platformdirs.user_cache_dir("corpus-assistant")) / "bench"
    )
    parser.add_argument("--most", type=int, default=20_000, metavar="ARTICLES")
    parser.add_argument("--small", action="store_true")
    asked = parser.parse_args(arguments)
    run = Run(asked.data, asked.work / "small" if asked.small else asked.work, asked.small, asked.most)
    run.work.mkdir(parents=True, exist_ok=True)
    for name in asked.sections or SECTIONS:
        body = SECTIONS[name](run)
        print(f"{name}\n{body}\n", flush=True)
        if not asked.small:
            PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), name, body), encoding="utf-8")


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.1f}" for value in values)


if __name__ == "__main__":
    main()
