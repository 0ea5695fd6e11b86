"""What each word of a text means where it stands: kept small beside the text's vector, and held against the words of a question.

A question's word finds the word of a text that is most like it, each as it is meant in its sentence (the late interaction of
ColBERT, arXiv:2004.12832), with the states that the embedder goes through anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assistant.types import Vector

VERSION = b"\x01"
"""The first byte of what is packed. What another release packed in another way is as good as nothing."""
EVERY = 6
"""One number in so many is kept: 64 of MiniLM's 384 tell two words apart about as well as all."""
LEVELS = 16
"""A number is kept in four bits, as a level between its row's extremes."""
REACH = 0.85
"""The outermost levels stand for so much of the greatest number of a row, which is often alone out there."""


def pack(meanings: Vector) -> bytes:
    """The rows of a text's words, each in a twelfth of its dimensions in bytes; their lengths are not kept."""
    if not len(meanings):
        return VERSION
    kept = _kept(meanings)
    reach = REACH * np.abs(kept).max(axis=1, keepdims=True)
    levels = np.clip(np.floor((kept / reach + 1) * (LEVELS / 2)), 0, LEVELS - 1).astype(np.uint8)
    pairs: NDArray[np.uint8] = levels[:, 0::2] << 4 | levels[:, 1::2]
    return VERSION + pairs.tobytes()


def likeness(meanings: Vector, weights: Sequence[float], packed: Sequence[bytes | None]) -> Vector:
    """How like each word of a question is to the one of each text that is most like it, by its share of the weight: a row adds up to -1 to 1.

    Not numbers for a text whose words are not known, and for all where the question has no word that weighs; shape (texts, words).

    Args:
        meanings: of the question's words, a row each.
        weights: how telling each of them is.
        packed: what `pack` made of the words of each text.
    """
    found = np.full((len(packed), len(weights)), np.nan, np.float32)
    known = [place for place, words in enumerate(packed) if words and words[:1] == VERSION and words[1:]]
    total = sum(weights)
    if known and total > 0:
        bodies = [cast(bytes, packed[place])[1:] for place in known]
        asked = _kept(meanings)
        words = _unpacked(b"".join(bodies)).reshape(-1, asked.shape[1])
        sizes = np.array([len(body) for body in bodies]) * 2 // asked.shape[1]
        # On one thread, as in `index.exact`: BLAS waits for all of its threads, on a busy machine a hundred times as long.
        similar = np.einsum("ij,kj->ik", asked / _lengths(asked)[:, None], words)
        similar /= _lengths(words)
        best = np.maximum.reduceat(similar, np.cumsum(sizes) - sizes, axis=1)
        found[known] = best.T * (np.asarray(weights) / total)
    return found


def _kept(meanings: Vector) -> Vector:
    """An even number of columns, for two fill a byte."""
    kept = meanings[:, ::EVERY]
    return kept[:, : kept.shape[1] // 2 * 2]


def _unpacked(packed: bytes) -> Vector:
    """Numbers in proportion to those that were packed, one row's after the other's."""
    pairs = np.frombuffer(packed, np.uint8)
    levels = np.empty(2 * len(pairs), np.float32)
    levels[0::2], levels[1::2] = pairs >> 4, pairs & (LEVELS - 1)
    levels -= (LEVELS - 1) / 2
    return levels


def _lengths(rows: Vector) -> Vector:
    return cast(Vector, np.sqrt(np.einsum("ij,ij->i", rows, rows)))
