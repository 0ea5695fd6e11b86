"""As many articles as a benchmark needs, put together from sentences of real ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from eval import sets

CHUNKS = 7
"""So many chunks an article has, near enough."""
_SENTENCES = 42
_PARAGRAPH = 6
PUBLISHERS = 10
ASKED = ("xquad", "clapnq", "chunking", "2wiki")
FIRST_DAY = date(2020, 1, 1)
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"“])")


def sentences(data: Path | None) -> list[str]:
    """Sentences to build from: those of the public sets at `data`, or of the sample corpus where there are none."""
    texts = _public(data) if data else _sample()
    found = (" ".join(s.split()) for text in texts for s in _END.split(text))
    return sorted({s for s in found if 40 <= len(s) <= 300})


def questions(data: Path | None) -> list[str]:
    """Questions that people asked about these sentences' articles, as they stand in the sets."""
    if data is None:
        return [case.question for case in sets.dataset(sets.SAMPLE).cases]
    return sorted({case.question for name in ASKED for case in sets.SETS[name](data / name).cases})


def write(folder: Path, count: int, pool: Sequence[str], *, seed: int = 0) -> list[Path]:
    """`count` articles as Markdown files, a hundred in each folder, each with a title, a publisher and a date of its own."""
    return [_write(folder, number, pool, random.Random(seed * 1_000_003 + number)) for number in range(count)]


def day(number: int) -> date:
    """So many days after the first article's."""
    return FIRST_DAY + timedelta(days=number)


def title(number: int, pool: Sequence[str], seed: int = 0) -> str:
    """What article `number` of `write` is called."""
    return _title(number, random.Random(seed * 1_000_003 + number).choice(pool))


def _write(folder: Path, number: int, pool: Sequence[str], chance: random.Random) -> Path:
    path = folder / f"{number // 100:04}" / f"{number:06}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    name = _title(number, chance.choice(pool))
    published = day(number % 2000)
    told = [chance.choice(pool) for _ in range(_SENTENCES)]
    body = "\n\n".join(" ".join(told[at : at + _PARAGRAPH]) for at in range(0, len(told), _PARAGRAPH))
    head = f"---\ntitle: >-\n  {name}\npublisher: Publisher {number % PUBLISHERS}\npublished: {published}\n---\n\n"
    path.write_text(f"{head}{body}\n", encoding="utf-8")
    return path


def _title(number: int, sentence: str) -> str:
    words = re.findall(r"[\w'-]+", sentence)[:6]
    return f"{' '.join(words)}, part {number}"


def _public(data: Path) -> Iterator[str]:
    for name, read in sets.SETS.items():
        yield from (article.text for article in read(data / name).articles)


def _sample() -> Iterator[str]:
    folder = sets.dataset(sets.SAMPLE).articles
    yield from (path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md")))
