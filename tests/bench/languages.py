"""How well words alone find what was asked for in five languages, beside FTS5's own `porter unicode61`."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from assistant import Corpus
from assistant.text.terms import terms
from assistant.types import Embedder

TEXTS = Path(__file__).parent / "languages"
NEAREST = 5
_WORD = re.compile(r"\w+")


class Text(NamedTuple):
    """A short article, and questions that it answers."""

    title: str
    body: str
    questions: tuple[str, ...]


class Recall(NamedTuple):
    """The share of the questions whose article is among the first five, and first: `own` words, and those of FTS5 as it comes."""

    language: str
    articles: int
    questions: int
    own: float
    plain: float
    own_first: float
    plain_first: float
    whole: float


def measured(embedder: Embedder) -> Iterator[Recall]:
    for path in sorted(TEXTS.glob("*.txt")):
        yield _measured(path.stem, read(path), embedder)


def read(path: Path) -> list[Text]:
    texts = []
    for block in re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, body, *asked = block.strip().splitlines()
        texts.append(Text(title, body, tuple(line.removeprefix("? ") for line in asked)))
    return texts


def _measured(language: str, texts: list[Text], embedder: Embedder) -> Recall:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "articles"
        folder.mkdir()
        for text in texts:
            (folder / f"{text.title}.md").write_text(
                f"---\ntitle: {text.title}\nlanguage: {language}\n---\n\n{text.body}\n", encoding="utf-8"
            )
        with Corpus.open(folder, index=Path(scratch) / "index", embedder=embedder) as corpus:
            corpus.sync()
            index, retriever = corpus.index, corpus.retriever()
            titles = {d.id: d.title for d in corpus.documents()}

            def own(question: str) -> list[str]:
                hits = index.lexical(terms(question, (language,)), NEAREST)
                return [titles[chunk.document_id] for chunk in index.chunks(hit.id for hit in hits).values()]

            def whole(question: str) -> list[str]:
                return [titles[chunk.document_id] for chunk in retriever.hits(question, NEAREST)]

            by_own, by_plain, by_whole = (_found(texts, find) for find in (own, _plain(texts), whole))
    count = len(by_own)
    at = [
        sum(rank < within for rank in ranks) / count
        for ranks in (by_own, by_plain)
        for within in (NEAREST, 1)
    ]
    recall = sum(rank < NEAREST for rank in by_whole) / count
    return Recall(language, len(texts), count, at[0], at[2], at[1], at[3], recall)


def _found(texts: list[Text], find: Callable[[str], list[str]]) -> list[int]:
    """For each question the place of its article, from 0; `NEAREST` if it is not found."""
    ranks = []
    for text in texts:
        for question in text.questions:
            found = find(question)
            ranks.append(found.index(text.title) if text.title in found else NEAREST)
    return ranks


def _plain(texts: list[Text]) -> Callable[[str], list[str]]:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE plain USING fts5(title, body, tokenize = 'porter unicode61')")
    db.executemany("INSERT INTO plain VALUES (?, ?)", [(text.title, text.body) for text in texts])

    def find(question: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(question)))
        query = "SELECT title FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT ?"
        return [title for (title,) in db.execute(query, (words, NEAREST))]

    return find
