"""Two thousand articles, real sentences in them, through everything: parsed in a child, embedded, edited, moved, deleted, examined."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from assistant import Corpus
from assistant.index.embedder import StaticEmbedder
from tests.bench import articles

COUNT = 2_000
EDITED, MOVED, DELETED, COPIED = 200, 100, 100, 50


@pytest.mark.stress
def test_two_thousand_articles_are_what_their_folder_is_whatever_is_done_to_it(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    paths = articles.write(folder, COUNT, articles.sentences(None))
    with Corpus.open(folder, index=tmp_path / "index", embedder=StaticEmbedder()) as corpus:
        report = corpus.sync()
        assert (report.added, report.failed, report.skipped) == (COUNT, 0, 0)
        assert chunks_are_their_documents_texts(corpus) == report.embedded + report.reused
        again = corpus.sync()
        assert (again.unchanged, again.embedded) == (COUNT, 0)

        chance = random.Random(1)
        chance.shuffle(paths)
        edited, moved = paths[:EDITED], paths[EDITED : EDITED + MOVED]
        deleted = paths[EDITED + MOVED : EDITED + MOVED + DELETED]
        for path in edited:
            path.write_text(path.read_text() + "\n\nOne more sentence stands at the end now.\n")
        for path in moved:
            path.rename(path.with_name(f"moved-{path.name}"))
        for path in deleted:
            path.unlink()
        for path in paths[-COPIED:]:
            shutil.copy(path, path.with_name(f"copy-{path.name}"))
        report = corpus.sync()
        assert (report.changed, report.removed, report.added) == (EDITED, DELETED, 0)
        assert report.moved == MOVED + COPIED
        assert report.embedded <= 2 * EDITED
        assert len(corpus.documents()) == COUNT - DELETED
        chunks_are_their_documents_texts(corpus)
        assert corpus.doctor() == []


def chunks_are_their_documents_texts(corpus: Corpus) -> int:
    """How many there are."""
    seen: set[str] = set()
    for document in corpus.documents():
        for chunk in corpus.index.chunks_of(document.id):
            assert document.text[chunk.start : chunk.end] == chunk.text
            seen.add(chunk.id)
    return len(seen)
