"""A sync on a disk that runs full, and another after it has grown: a process of its own, in whose mounts `place` is that disk.

Prints as JSON how the first ended, whether what it committed is sound, how the second ended, whether that is a clean build, and
how a third ends once the disk may only be read (false if its articles do not answer then).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from assistant.errors import AssistantError, IndexMissing
from assistant.index import room
from assistant.index.fingerprint import fingerprint
from assistant.index.store import Index
from assistant.index.writer import Writer
from assistant.ingest import staging
from assistant.ingest.sync import sync
from tests.hashing_embedder import HashingEmbedder
from tests.ingest.test_killed_sync import dump

# Small commits, so that a few fit.
staging.COMMIT_CHUNKS = 50


def attempt(corpus: Path, index: Path) -> str:
    embedder = HashingEmbedder()
    try:
        with Writer.open(index, fingerprint(embedder, "1")) as writer:
            for _ in sync(corpus, writer, embedder):
                pass
    except AssistantError as error:
        return f"{type(error).__name__}: {error.message}. {error.hint}"
    return "done"


def committed(index: Path, clean: Path) -> tuple[int, bool]:
    """How many documents answer, and whether each is as a clean build has it, with its chunks."""
    try:
        with (
            Index.open(index, HashingEmbedder(), splitter="1") as found,
            Index.open(clean, HashingEmbedder(), splitter="1") as whole,
        ):
            documents = found.documents()
            sound = all(
                document == whole.document(document.id)
                and found.chunks_of(document.id) == whole.chunks_of(document.id)
                for document in documents
            )
            hits = found.dense(HashingEmbedder().embed_query("ship 1"), 5) if documents else []
            return len(documents), sound and bool(hits) == bool(documents)
    except IndexMissing:
        return 0, True


def main() -> None:
    place, corpus = Path(sys.argv[1]), Path(sys.argv[2])
    clean, index = corpus.with_name("clean"), place / "index"
    assert attempt(corpus, clean) == "done"
    if sys.argv[3] == "no-reserve":
        room.RESERVE = 0
    first = attempt(corpus, index)
    documents, sound = committed(index, clean)
    subprocess.run(["mount", "-o", "remount,size=200m", str(place)], check=True)
    second = attempt(corpus, index)
    same = second == "done" and dump(index) == dump(clean)
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    read_only = committed(index, clean) == (len(list(corpus.iterdir())), True) and attempt(corpus, index)
    told = {"first": first, "documents": documents, "sound": sound, "second": second}
    print(json.dumps(told | {"same": same, "read_only": read_only}))


if __name__ == "__main__":
    main()
