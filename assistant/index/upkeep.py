"""Looking after an index by hand: taking documents out."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.index.catalog import FileResult
from assistant.index.writer import Change, Writer

REMOVED = "removed on request"


def remove(writer: Writer, ids: Sequence[str]) -> list[str]:
    """Takes documents out; a file that holds no other one is kept in mind as skipped, so that the next sync leaves it out."""
    catalog = writer.catalog
    wanted = [known.id for known in catalog.known() if known.id in set(ids)]
    if not wanted:
        return []
    members = catalog.members()
    left = {member.file for member in members if member.document_id not in wanted}
    emptied = {member.file for member in members if member.document_id in wanted} - left
    files = [
        FileResult(state._replace(state="skipped", reason=REMOVED), ())
        for state in catalog.files()
        if state.location in emptied
    ]
    writer.commit(Change(dropped=wanted, files=files))
    writer.settle()
    return wanted
