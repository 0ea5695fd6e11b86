"""Taking documents out of an index by hand, and bringing them back exactly as they were: nothing is read or embedded again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from assistant.index import builds
from assistant.index.records import REMOVED, Entry, FileResult, FileState, Member
from assistant.index.writer import Change, Writer
from assistant.types import Vector


class Place(NamedTuple):
    """Where a document lay, and the file as it was then."""

    member: Member
    file: FileState


class Taken(NamedTuple):
    """A document that was taken out, with all that brings it back."""

    entry: Entry
    vectors: Mapping[bytes, Vector]
    words: Mapping[bytes, bytes]
    places: tuple[Place, ...]


def remove(writer: Writer, ids: Collection[str]) -> list[Taken]:
    """Takes documents out; a file that holds no other one is kept in mind as skipped, so that the next sync leaves it out.

    A rebuild that was broken off is given up.
    """
    catalog = writer.catalog
    entries = catalog.entries(ids)
    if not entries:
        return []
    wanted = {entry.document.id for entry in entries}
    files = {state.location: state for state in catalog.files()}
    members, problems = catalog.members(), catalog.problems()
    left = {member.file for member in members if member.document_id not in wanted}
    emptied = {member.file for member in members} - left
    taken = [
        Taken(
            entry,
            catalog.cached(set(entry.keys)),
            catalog.cached_words(set(entry.keys)),
            tuple(Place(m, files[m.file]) for m in members if m.document_id == entry.document.id),
        )
        for entry in entries
    ]
    results = [
        FileResult(files[place]._replace(state="skipped", reason=REMOVED), (), problems.get(place, ()))
        for place in sorted(emptied)
    ]
    writer.commit(Change(dropped=[entry.document.id for entry in entries], files=results))
    writer.settle()
    builds.give_up(writer.folder)
    return taken


def bring_back(writer: Writer, taken: Sequence[Taken]) -> list[str]:
    """Puts documents back where they lay. One whose files have changed or gone since stays out: the next sync knows better.

    Returns the ids of those that are there now.
    """
    catalog = writer.catalog
    files = {state.location: state for state in catalog.files()}
    there = {known.id for known in catalog.known()}
    change = Change()
    vectors: dict[bytes, Vector] = {}
    words: dict[bytes, bytes] = {}
    for one in taken:
        places = [place for place in one.places if _unchanged(files.get(place.file.location), place.file)]
        if places and one.entry.document.id not in there:
            vectors |= one.vectors
            words |= one.words
            change.entries.append(one.entry)
            change.files.extend(FileResult(place.file) for place in places)
            change.places.extend(place.member for place in places)
    if change:
        writer.remember(vectors, words)
        writer.commit(change)
        writer.settle()
    back = {entry.document.id for entry in change.entries} | there
    return [one.entry.document.id for one in taken if one.entry.document.id in back]


def _unchanged(now: FileState | None, then: FileState) -> bool:
    return now is not None and now.digest == then.digest
