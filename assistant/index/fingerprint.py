"""What an index was made with. Chunks and vectors of one making never stand beside those of another."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterable, Mapping

from assistant.errors import IndexMismatch
from assistant.text import normalise, terms
from assistant.types import Embedder


def fingerprint(embedder: Embedder, splitter: str) -> dict[str, str]:
    """Each part that decides what chunks and vectors come out, with what tells it from any other."""
    return {
        "embedder": embedder.fingerprint,
        "splitter": splitter,
        "normaliser": str(normalise.VERSION),
        "terms": str(terms.VERSION),
    }


def short(parts: Mapping[str, str]) -> str:
    """Twelve hexadecimal digits for all parts together."""
    return hashlib.blake2b(json.dumps(dict(parts), sort_keys=True).encode(), digest_size=6).hexdigest()


def differing(found: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """The parts that are not as wanted."""
    return [part for part in wanted if found.get(part) != wanted[part]]


def told(changed: Iterable[str], found: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    return ", ".join(f"{part} {found.get(part)!r} instead of {wanted[part]!r}" for part in changed)


def require(found: Mapping[str, str], wanted: Mapping[str, str], corpus: str) -> None:
    """
    Raises:
        IndexMismatch: some part differs; the message names it and both values.
    """
    changed = differing(found, wanted)
    if changed:
        words = told(changed, found, wanted)
        again = f"run: assistant index {shlex.quote(corpus)} --rebuild"
        hint = f"Name that embedder again with --embedder or ASSISTANT_EMBEDDER, or {again}"
        raise IndexMismatch(
            f"This index was built with {words}",
            hint if changed == ["embedder"] else again[0].upper() + again[1:],
        )
