"""Checks the parts of an index against each other, and mends what can be mended.

Everything but the texts can be made again from the catalog; texts can be read again from the corpus. A document that is
not sound loses its chunks and is marked to be read again, which the next sync does.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import Literal, NamedTuple

from assistant.errors import IndexDamaged
from assistant.index.records import Entry, FileResult
from assistant.index.vectors import BATCH
from assistant.index.writer import Change, Writer
from assistant.text.counts import counted
from assistant.types import Document

SEARCHES = 200
"""How many vectors must find themselves, at most."""

Part = Literal["catalog", "documents", "lexical", "vectors", "files"]


class Finding(NamedTuple):
    """Something that was not as it should be; `mended` says what was done about it."""

    part: Part
    trouble: str
    mended: str


def examine(writer: Writer) -> list[Finding]:
    """Checks and mends; an empty list is a clean bill of health.

    Raises:
        IndexDamaged: the catalog itself is broken; only a rebuild from the corpus helps.
    """
    complaints = writer.catalog.complaints()
    if complaints:
        raise IndexDamaged(
            f"The catalog is damaged: {complaints[0]}",
            f"Run: assistant index {shlex.quote(writer.catalog.meta('corpus') or 'PATH')} --rebuild",
        )
    return [*_homeless(writer), *_unsound(writer), *_words(writer), *_meaning(writer)]


def _homeless(writer: Writer) -> Iterable[Finding]:
    """Documents that lie in no file, and files that should hold some and do not."""
    members = writer.catalog.members()
    placed, filled = {member.document_id for member in members}, {member.file for member in members}
    lost = [known.id for known in writer.catalog.known() if known.id not in placed]
    empty = [
        state
        for state in writer.catalog.files()
        if state.state not in ("skipped", "failed") and state.digest and state.location not in filled
    ]
    if lost or empty:
        unread = [FileResult(state._replace(size=-1, digest="")) for state in empty]
        writer.commit(Change(dropped=lost, files=unread))
        trouble = f"{counted(len(lost), 'document')} in no file, and {counted(len(empty), 'file')} without a document"
        yield Finding("documents", trouble, "to be read again")


def _unsound(writer: Writer) -> Iterable[Finding]:
    """Chunks that are not their document's text, or have no vector, or only part of a document in chunks."""
    catalog = writer.catalog
    broken = [document for document in catalog.documents() if not _sound(writer, document)]
    if broken:
        digests = {known.id: known.digest for known in catalog.known()}
        writer.commit(Change(entries=[Entry(document, digests[document.id], (), ()) for document in broken]))
        catalog.distrust([document.id for document in broken])
        yield Finding(
            "documents", f"{counted(len(broken), 'document')} at odds with the chunks", "to be read again"
        )


def _sound(writer: Writer, document: Document) -> bool:
    chunks = writer.catalog.chunks_of(document.id)
    vectors = writer.catalog.vectors([chunk.id for chunk in chunks])
    return bool(chunks) and all(
        document.text[chunk.start : chunk.end] == chunk.text and chunk.id in vectors for chunk in chunks
    )


def _words(writer: Writer) -> Iterable[Finding]:
    wanted = {row for row, _, _ in writer.catalog.chunk_rows()}
    if not writer.lexical.sound() or writer.lexical.rows() != wanted:
        writer.renew_lexical()
        yield Finding("lexical", "the lexical index does not hold exactly the chunks there are", "made anew")


def _meaning(writer: Writer) -> Iterable[Finding]:
    """Opening Chroma for writing brings it into agreement; what is left to see is whether it holds the right numbers."""
    vectors = writer.vectors
    for trouble in writer.repairs:
        yield Finding("vectors", trouble, "mended from the catalog")
    ids = sorted(writer.catalog.chunk_ids())
    wrong = 0
    for start in range(0, len(ids), BATCH):
        wrong += len(vectors.differing(writer.catalog.vectors(ids[start : start + BATCH])))
    if wrong or not _found(writer):
        writer.renew_vectors()
        yield Finding("vectors", f"{counted(wrong, 'vector')} wrong, or not found by a search", "made anew")


def _found(writer: Writer) -> bool:
    try:
        writer.vectors.check(writer.catalog.sample(SEARCHES))
    except IndexDamaged:
        return False
    return True
