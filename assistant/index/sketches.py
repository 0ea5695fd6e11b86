"""Articles that are nearly the same: MinHash sketches of their wording, and the bands that bring likely pairs together.

Method: A. Z. Broder, "On the resemblance and containment of documents", 1997; banding as in Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", chapter 3; hashing by multiply-shift, Dietzfelbinger and others, 1997. The resemblance of two texts is the share of their runs of five words that both have; the share of
equal places in their sketches estimates it with a standard error of at most .05.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

RUN = 5
"""Words in a run."""
BANDS, ROWS = 16, 6
"""Two texts with a resemblance of .8 share a band 99 times in 100, two with .4 six times."""
ALIKE = 0.8
"""Articles that resemble each other so much count as nearly the same."""
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]|\w+")
"""Scripts without spaces have a word for each character."""

Sketch = NDArray[np.uint32]


def sketch(text: str) -> Sketch | None:
    """Shape (BANDS * ROWS,); None for a text of fewer words than a run has, which resembles nothing."""
    runs = _runs(text)
    if not len(runs):
        return None
    factors, offsets = _permutations()
    lowest = np.full(len(factors), np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(runs), 4096):
        mixed = factors[:, None] * runs[start : start + 4096] + offsets[:, None]
        lowest = np.minimum(lowest, mixed.min(axis=1))
    return (lowest >> np.uint64(32)).astype(np.uint32)


def bands(found: Sketch) -> Iterator[tuple[int, int]]:
    """The number of each band and a hash of what stands in it; texts that share one may be alike."""
    for number, rows in enumerate(found.reshape(BANDS, ROWS)):
        yield number, zlib.crc32(rows.tobytes())


def resemblance(one: Sketch, other: Sketch) -> float:
    """An estimate from 0 to 1."""
    return float((one == other).mean())


def _runs(text: str) -> NDArray[np.uint64]:
    """A 32-bit hash of each run of words that the text has, each once."""
    words = _WORD.findall(text.casefold())
    runs = map(" ".join, zip(*(words[at:] for at in range(RUN)), strict=False))
    return np.fromiter({zlib.crc32(run.encode("utf-8", "replace")) for run in runs}, np.uint64)


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Always the same ones, or sketches of different days could not be compared. Sums wrap at 2 ** 64, as the method wants."""
    factors, offsets = np.random.default_rng(1997).integers(0, 2**64, (2, BANDS * ROWS), dtype=np.uint64)
    return factors | np.uint64(1), offsets
