"""What an adapter makes of a public set: articles to index and cases about them, written where a corpus can open them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from eval.dataset import Case, Dataset, dumped

ARTICLES, CASES, SET = "articles", "cases.jsonl", "set.json"
"""What a prepared folder holds. The last one is written last: a folder with it is complete."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a set. `path` is where it will stand in the corpus, and what evidence calls it."""

    path: str
    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    url: str = ""

    def file(self) -> str:
        """Front matter and text, as a person would put the article into a corpus folder."""
        stated = {
            "title": self.title,
            "publisher": self.publisher,
            "author": self.author,
            "published": self.published,
            "url": self.url,
        }
        # JSON strings are YAML strings, whatever quotes, colons and dashes a title holds.
        lines = [
            f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in stated.items() if value
        ]
        return "\n".join(["---", *lines, "---", "", self.text, ""]) if lines else self.text + "\n"


@dataclass(frozen=True, slots=True)
class Source:
    """A set as read; the fields after `cases` are those of `Dataset`."""

    articles: Sequence[Article]
    cases: Sequence[Case]
    headline: tuple[str, ...] = ()
    long_answers: bool = False
    chunk_tokens: int | None = None
    notes: tuple[str, ...] = ()
    """What was left out or taken for something, in words for the person who brought it."""

    def write(self, name: str, folder: Path, *, corpus: Path | None = None) -> Dataset:
        """Writes articles and cases under `folder`, once: a folder that is complete is used as it stands.

        Args:
            corpus: where the articles lie already, for a source that has none of its own.
        """
        articles = (corpus or folder / ARTICLES).resolve()
        about = (self.headline, self.long_answers, self.chunk_tokens)
        dataset = Dataset(name, tuple(self.cases), articles, *about)
        stated = {
            "headline": self.headline,
            "long_answers": self.long_answers,
            "chunk_tokens": self.chunk_tokens,
        }
        mark = json.dumps(
            {**stated, "digest": dataset.digest, "articles": str(corpus.resolve()) if corpus else ""}
        )
        path = folder / SET
        if not path.exists() or path.read_text(encoding="utf-8") != mark:
            for article in self.articles:
                place = articles / article.path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(article.file(), encoding="utf-8")
            folder.mkdir(parents=True, exist_ok=True)
            (folder / CASES).write_text(dumped(self.cases), encoding="utf-8")
            path.write_text(mark, encoding="utf-8")
        return dataset


def slug(title: str, number: int) -> str:
    """A file name that is unique by its number and can be recognised by its words."""
    words = re.sub(r"[^\w]+", "-", title.casefold()).strip("-")[:60].strip("-")
    return f"{number:05d}-{words}.txt" if words else f"{number:05d}.txt"


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, or of a JSON file that holds a list of them.

    Raises:
        UsageError: the file is not there or is neither.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", "Check the path") from error
    if text.lstrip().startswith("["):
        yield from _parsed(text, str(path))
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield _parsed(line, f"{path}, line {number},")


def _parsed(text: str, place: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(f"{place} is not JSON: {error}", "Mend it, or take it out") from error
