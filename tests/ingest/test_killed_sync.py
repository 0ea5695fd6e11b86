"""Killed anywhere, the old or the new version of each article answers, and the next run ends as a clean one: promise 5."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.index.builds import current
from assistant.index.catalog import Catalog
from assistant.index.fingerprint import fingerprint
from assistant.index.lexical import Lexical
from assistant.index.store import Index
from assistant.index.writer import Writer
from assistant.ingest.sync import sync
from tests.hashing_embedder import HashingEmbedder

POINTS = 8
POINTS_OF_FIRST = 4
POINTS_APART = 3
STRESS_POINTS = 200
NEVER = 0
NAMES = [f"article-{number}" for number in range(10)]


class Killer:
    """The process in `killed_sync`."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.killed_sync"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def run(self, corpus: Path, index: Path, moment: int, *, apart: bool = False) -> tuple[bool, int]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(corpus, index, moment, int(apart), sep="\t", file=self.process.stdin, flush=True)
        was_killed, calls = self.process.stdout.readline().split()
        return was_killed == "1", int(calls)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    killer = Killer()
    yield killer
    killer.close()


class Stage:
    """A corpus as it was and as it is to be, an index of what it was, and what a clean sync makes of it.

    Two pages were there before, which are judged again when others of their site are added.
    """

    def __init__(self, root: Path, killer: Killer) -> None:
        self.old, self.new, self.indexed = root / "old", root / "new", root / "indexed"
        for name in NAMES:
            _write(self.old / f"{name}.md", name, "before")
            _write(self.new / f"{name}.md", name, "after" if name < "article-7" else "before")
        for number in range(5):
            _write_page(self.new / f"page-{number}.json", number)
        for number in range(2):
            shutil.copy(self.new / f"page-{number}.json", self.old)
        (self.new / "article-8.md").rename(self.new / "moved.md")
        (self.new / "article-9.md").unlink()
        _write(self.new / "added.md", "added", "after")
        self.corpus = root / "articles"
        self._show(self.old)
        killer.run(self.corpus, self.indexed, NEVER)
        self._show(self.new)
        clean = root / "clean"
        shutil.copytree(self.indexed, clean)
        _, self.calls = killer.run(self.corpus, clean, NEVER)
        self.wanted = dump(clean)
        first = root / "first"
        _, self.calls_of_first = killer.run(self.corpus, first, NEVER)
        self.wanted_of_first = dump(first)

    def _show(self, version: Path) -> None:
        """The same paths hold the old articles, and then the new ones."""
        shutil.rmtree(self.corpus, ignore_errors=True)
        shutil.copytree(version, self.corpus)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, killer: Killer) -> Stage:
    return Stage(tmp_path_factory.mktemp("killed"), killer)


def _write(path: Path, name: str, version: str) -> None:
    path.parent.mkdir(exist_ok=True)
    shared = " ".join(f"{name} word{number} stays." for number in range(40))
    path.write_text(f"# {name}\n\n{name} as it was {version} the change.\n\n{shared}\n", encoding="utf-8")


def _write_page(path: Path, number: int) -> None:
    """A page of a site that prints the same lines on all of them, which two pages are too few to show."""
    story = f"Story {number} is told by page {number} of the site and by no other."
    text = f"Home | News | Weather\n\n{story}\n\nSubscribe to the letter"
    page = {"title": f"Story {number}", "url": f"https://pages.example/{number}", "text": text}
    path.write_text(json.dumps(page), encoding="utf-8")


def dump(index: Path) -> dict[str, Any]:
    """Everything that makes two indexes equal; how a file came to be as it is, and row numbers, do not."""
    with Writer.open(index, None) as writer:
        catalog = writer.catalog
        chunks = [chunk for document in catalog.documents() for chunk in catalog.chunks_of(document.id)]
        rows = [row for row, _, _ in catalog.chunk_rows()]
        assert writer.vectors.ids() == catalog.chunk_ids()
        assert Lexical(catalog.database).rows() == set(rows)
        return {
            "documents": sorted(catalog.documents(), key=lambda document: document.id),
            "chunks": sorted(chunks, key=lambda chunk: chunk.id),
            "files": [(state.location, state.digest) for state in catalog.files()],
            "vectors": {
                id_: vector.tobytes() for id_, vector in catalog.vectors(sorted(catalog.chunk_ids())).items()
            },
            "frames": catalog.frames(),
            "settled": catalog.settled,
        }


def answers_truly(index: Path) -> None:
    """What a reader finds between the kill and the next sync: each article in one version, its chunks of that version."""
    build = current(index)
    assert build is not None
    seen = [document.text for document in Catalog.open(build).documents()]
    with Index.open(index, HashingEmbedder(), splitter="1") as reader:
        for name in NAMES[:9]:
            versions = {
                v for v in ("before", "after") if any(f"{name} as it was {v}" in text for text in seen)
            }
            assert len(versions) == 1, f"{name} answers in {versions or 'no'} version"
            hits = reader.dense(reader.embedder.embed_query(f"{name} as it was the change"), 5)
            hits += reader.lexical([name.split("-")[1], "chang"], 5)
            for chunk in reader.chunks([hit.id for hit in hits]).values():
                assert reader.document(chunk.document_id).text[chunk.start : chunk.end] == chunk.text


def moment(calls: int, seed: int, of: int) -> int:
    """One of `of` moments spread over a sync of so many calls."""
    return 1 + int(calls * (seed + random.Random(seed).random()) / of)


def kill_and_go_on(stage: Stage, killer: Killer, seed: int, of: int, *, calls_apart: int = 0) -> bool:
    index = stage.indexed.with_name(f"killed-{seed}")
    shutil.copytree(stage.indexed, index)
    when = moment(calls_apart or stage.calls, seed, of)
    was_killed, _ = killer.run(stage.corpus, index, when, apart=bool(calls_apart))
    answers_truly(index)
    go_on(stage, index)
    assert dump(index) == stage.wanted
    shutil.rmtree(index)
    return was_killed


def kill_the_first_run(stage: Stage, killer: Killer, seed: int, of: int) -> bool:
    index = stage.indexed.with_name(f"killed-first-{seed}")
    was_killed, _ = killer.run(stage.corpus, index, moment(stage.calls_of_first, seed, of))
    go_on(stage, index)
    assert dump(index) == stage.wanted_of_first
    shutil.rmtree(index)
    return was_killed


def go_on(stage: Stage, index: Path) -> None:
    embedder = HashingEmbedder()
    with Writer.open(index, fingerprint(embedder, "1")) as writer:
        *_, last = sync(stage.corpus, writer, embedder)
    assert last.stage == "done"


def test_killed_at_any_point_it_answers_truly_and_the_next_run_ends_as_a_clean_one(
    stage: Stage, killer: Killer
) -> None:
    killed = [kill_and_go_on(stage, killer, seed, POINTS) for seed in range(POINTS)]
    assert sum(killed) >= POINTS - 1


def test_killed_while_chroma_writes_in_a_process_of_its_own(stage: Stage, killer: Killer) -> None:
    whole = shutil.copytree(stage.indexed, stage.indexed.with_name("whole-apart"))
    _, calls = killer.run(stage.corpus, whole, NEVER, apart=True)
    assert dump(whole) == stage.wanted
    killed = [
        kill_and_go_on(stage, killer, seed, POINTS_APART, calls_apart=calls) for seed in range(POINTS_APART)
    ]
    assert sum(killed) >= POINTS_APART - 1


def test_killed_while_it_makes_the_index_it_is_made_all_the_same(stage: Stage, killer: Killer) -> None:
    # The catalog is made in the first hundredth of the run.
    of = 20 * POINTS_OF_FIRST
    killed = [kill_the_first_run(stage, killer, seed, of) for seed in range(POINTS_OF_FIRST)]
    killed += [
        kill_the_first_run(stage, killer, of - 1 - 40 * seed, of) for seed in range(POINTS_OF_FIRST // 2)
    ]
    assert sum(killed) >= len(killed) - 1


@pytest.mark.stress
def test_killed_at_two_hundred_points(stage: Stage, killer: Killer) -> None:
    killed = [kill_and_go_on(stage, killer, seed, STRESS_POINTS) for seed in range(STRESS_POINTS)]
    assert sum(killed) >= STRESS_POINTS * 0.9


@pytest.mark.stress
def test_killed_at_two_hundred_points_of_the_first_run(stage: Stage, killer: Killer) -> None:
    killed = [kill_the_first_run(stage, killer, seed, STRESS_POINTS) for seed in range(STRESS_POINTS)]
    assert sum(killed) >= STRESS_POINTS * 0.9
