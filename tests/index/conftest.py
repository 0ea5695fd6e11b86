from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.index.fingerprint import fingerprint
from assistant.index.records import Entry, FileResult, FileState, Member
from assistant.index.writer import Change, Writer
from assistant.types import Chunk, Document
from tests.hashing_embedder import HashingEmbedder


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def writer(folder: Path, embedder: HashingEmbedder) -> Iterator[Writer]:
    with Writer.open(folder, fingerprint(embedder, "1"), corpus="articles") as opened:
        yield opened


@pytest.fixture
def put(embedder: HashingEmbedder) -> Callable[..., None]:
    """Commits a document of one chunk a line, as the sync would."""

    def put(writer: Writer, id_: str, text: str, *, context: str = "", **stated: Any) -> None:
        document = Document(id_, 1, text, stated.pop("title", id_), (), **stated)
        chunks, start = [], 0
        for ordinal, line in enumerate(document.text.split("\n")):
            chunks.append(Chunk(f"{id_}-{line}", id_, ordinal, start, start + len(line), line, context))
            start += len(line) + 1
        keys = tuple(chunk.embedded_text.encode() for chunk in chunks)
        vectors = embedder.embed([chunk.embedded_text for chunk in chunks])
        writer.remember(dict(zip(keys, vectors, strict=True)))
        file = f"{id_}.txt"
        result = FileResult(FileState(file, 1, 1, 1, text, "added"), (Member(file, file, id_),))
        writer.commit(Change(entries=[Entry(document, text, tuple(chunks), keys)], files=[result]))

    return put
