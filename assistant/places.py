"""Where on this machine things are kept: indexes, conversations, articles that came in through the page."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import platformdirs

APP = "corpus-assistant"


def data_folder() -> Path:
    """Of everything: ASSISTANT_DATA_DIR, or the user's data folder by platform convention."""
    return Path(os.environ.get("ASSISTANT_DATA_DIR") or platformdirs.user_data_dir(APP))


def index_folder(corpus: Path) -> Path:
    """The index of a corpus: one for each real path, its name readable."""
    path = corpus.resolve()
    slug = re.sub(r"[^a-z0-9]+", "-", path.name.lower()).strip("-")[:40] or "corpus"
    mark = hashlib.blake2b(os.fsencode(path), digest_size=5).hexdigest()
    return data_folder() / "indexes" / f"{slug}-{mark}"


def own_articles() -> Path:
    """A collection that began in the page."""
    return data_folder().resolve() / "articles"


def state_file() -> Path:
    """The database of conversations, people and keys."""
    return data_folder() / "state.sqlite3"


def feedback_file() -> Path:
    """What people thought of answers, a line each."""
    return data_folder() / "feedback.jsonl"


def last_corpus_file() -> Path:
    """The path of the corpus that was asked last."""
    return data_folder() / "last-corpus"
