"""What every vector store must keep, and how Chroma is kept from doing harm when it cannot."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexDamaged
from assistant.index.lock import exclusive
from assistant.index.vectors import LOCK, Vectors
from assistant.types import Vector

COUNT = 300


@pytest.fixture(scope="module")
def matrix() -> Vector:
    numbers = np.random.default_rng(7).normal(size=(COUNT, 32)).astype(np.float32)
    return numbers / np.linalg.norm(numbers, axis=1, keepdims=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "chroma-1"


@pytest.fixture(params=["here", "apart"])
def vectors(request: pytest.FixtureRequest, place: Path, matrix: Vector) -> Iterator[Vectors]:
    """Once in this process, and once in one of its own."""
    with exclusive(place.with_name(LOCK)) as lock:
        opened = Vectors.open(place, {}, lock=lock if request.param == "apart" else None)
        opened.upsert([f"c{i}" for i in range(COUNT)], matrix)
        yield opened
        opened.close()


def test_the_nearest_come_first_with_their_cosine(vectors: Vectors, matrix: Vector) -> None:
    query = (matrix[3] + 0.2 * matrix[4]) / np.linalg.norm(matrix[3] + 0.2 * matrix[4])
    found = vectors.search(query, 5)
    exact = sorted(((float(row @ query), f"c{i}") for i, row in enumerate(matrix)), reverse=True)[:5]
    assert [hit.id for hit in found] == [id_ for _, id_ in exact]
    assert [hit.score for hit in found] == pytest.approx([score for score, _ in exact], abs=1e-5)


def test_of_the_ten_nearest_it_misses_less_than_one_in_a_hundred(tmp_path: Path) -> None:
    # Directions drawn at random have no neighbourhoods to follow: Chroma as it comes finds some .92 of these.
    numbers = np.random.default_rng(7).normal(size=(4_040, 128)).astype(np.float32)
    rows = numbers / np.linalg.norm(numbers, axis=1, keepdims=True)
    held, queries = rows[40:], rows[:40]
    opened = Vectors.open(tmp_path / "chroma-1", {})
    opened.upsert([str(place) for place in range(len(held))], held)
    found = [{int(hit.id) for hit in opened.search(query, 10)} for query in queries]
    opened.close()
    exact = [set(np.argsort(-np.einsum("ij,j->i", held, query))[:10].tolist()) for query in queries]
    assert np.mean([len(f & e) / 10 for f, e in zip(found, exact, strict=True)]) >= 0.99


def test_more_rows_at_once_than_chroma_takes_are_written_and_deleted(place: Path) -> None:
    opened = Vectors.open(place, {})
    rows = np.eye(8, dtype=np.float32)[np.arange(6_000) % 8]
    ids = [str(number) for number in range(len(rows))]
    opened.upsert(ids, rows)
    assert opened.count() == len(ids)
    opened.delete(ids[1:])
    assert opened.ids() == {"0"}
    opened.close()


def test_asking_for_more_than_there_is_gives_what_there_is(vectors: Vectors, matrix: Vector) -> None:
    assert len(vectors.search(matrix[0], COUNT + 100)) == COUNT


def test_writing_an_id_again_replaces_its_vector(vectors: Vectors, matrix: Vector) -> None:
    vectors.upsert(["c0"], matrix[1:2])
    assert vectors.count() == COUNT
    assert {hit.id for hit in vectors.search(matrix[1], 2)} == {"c0", "c1"}


def test_deleted_is_gone_when_read_back(vectors: Vectors, matrix: Vector) -> None:
    vectors.delete(["c5", "never-there"])
    assert vectors.read_back(["c5", "c6"]) == {"c6"}
    assert "c5" not in {hit.id for hit in vectors.search(matrix[5], COUNT)}
    assert len(vectors.ids()) == COUNT - 1


def test_opened_again_it_holds_what_it_held(vectors: Vectors, place: Path, matrix: Vector) -> None:
    vectors.close()
    again = Vectors.open(place, {"c9": matrix[9]})
    assert again.count() == COUNT
    again.close()


def _without_graph(place: Path) -> None:
    for segment in place.iterdir():
        if segment.is_dir():
            shutil.rmtree(segment)


def _garbage(place: Path) -> None:
    (place / "chroma.sqlite3").write_bytes(b"not a database" * 400)


def _truncated(place: Path) -> None:
    os.truncate(place / "chroma.sqlite3", 20_000)


@pytest.mark.parametrize("harm", [_without_graph, _garbage, _truncated])
def test_damage_is_noticed_at_opening_even_where_chroma_says_nothing(
    harm: object, place: Path, matrix: Vector
) -> None:
    many = np.tile(matrix, (4, 1))
    opened = Vectors.open(place, {})
    opened.upsert([f"c{i}" for i in range(len(many))], many)
    opened.close()
    harm(place)  # type: ignore[operator]
    with pytest.raises(IndexDamaged):
        Vectors.open(place, {"c9": matrix[9]})


def test_after_an_opening_that_ended_the_process_a_child_looks_first(
    vectors: Vectors, place: Path, matrix: Vector
) -> None:
    vectors.close()
    mark = place.with_suffix(".opening")
    mark.touch()
    Vectors.open(place, {"c9": matrix[9]}).close()
    assert not mark.exists()
    mark.touch()
    (place / "chroma.sqlite3").write_bytes(b"not a database" * 400)
    with pytest.raises(IndexDamaged, match="end the process"):
        Vectors.open(place, {})
