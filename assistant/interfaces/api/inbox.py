"""Articles that arrive over HTTP become files in the folder `added` of the corpus: the folder stays the truth, and a sync does the rest."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import NamedTuple

from assistant.corpus import Corpus
from assistant.errors import DocumentError, UsageError
from assistant.interfaces.api.problems import Refusal
from assistant.types import FileOutcome

FOLDER = "added"


class Added(NamedTuple):
    """How a file ended, the ids of the documents it holds, and what of them was lost or had to be guessed."""

    outcome: FileOutcome
    documents: tuple[str, ...]
    warnings: tuple[FileOutcome, ...]


def add(corpus: Corpus, name: str, data: bytes) -> Added:
    """Writes the file and syncs.

    Raises:
        Refusal: there is a file of that name already; it is not replaced.
        DocumentError: there is no article in it; nothing of it is kept.
        UsageError: the corpus is a single file, or its folder cannot be written to.
        IndexLocked: another process is syncing; the file is taken up by its next sync.
    """
    location = f"{FOLDER}/{name}"
    path = written(corpus.folder, location, data)
    corpus.sync()
    outcomes = [o for o in corpus.outcomes() if _is_of(o.location, location)]
    documents = tuple(
        d.id for d in corpus.documents() if any(_is_of(place, location) for place in d.locations)
    )
    if not documents:
        path.unlink()
        corpus.sync()
        reason = outcomes[0].reason if outcomes else "nothing is in it"
        raise DocumentError(f"{name!r} was not taken up: {reason}")
    return Added(outcomes[0], documents, tuple(o for o in outcomes if o.state == "warning"))


def _is_of(place: str, location: str) -> bool:
    """The place of an article inside a file is named after the file and "#"."""
    return place == location or place.startswith(f"{location}#")


def written(folder: Path, location: str, data: bytes) -> Path:
    """The new file, complete as soon as it can be seen.

    Raises:
        Refusal: there is a file of that name already; it is not replaced.
        UsageError: the folder cannot be written to.
    """
    path = folder / location
    # Hidden files are no articles, so a sync that runs meanwhile passes over it.
    unfinished = path.with_name(f".{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        os.link(unfinished, path)
    except FileExistsError as error:
        raise Refusal(409, f"There is a file {location!r} already", "Choose another name") from error
    except OSError as error:
        raise UsageError(
            f"The corpus at {str(folder)!r} cannot be written to: {os.strerror(error.errno or 0)}"
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return path
