"""What every search of the index returns."""

from __future__ import annotations

from typing import NamedTuple


class Scored(NamedTuple):
    """A chunk's id and its score, higher is better: cosine similarity from vectors, BM25 from terms."""

    id: str
    score: float
