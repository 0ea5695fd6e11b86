"""Taking documents out of an index by hand, and bringing them back exactly as they were: nothing is read or embedded again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.index import builds
from assistant.index.records import REMOVED, Entry, FileResult, FileState, Member
from assistant.index.writer import Change, Writer
from assistant.types import FileOutcome, Vector


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
    """Takes documents out and bars their contents, so that they stay out when their files are read again.

    A rebuild that was broken off is given up.
    """
    catalog = writer.catalog
    entries = catalog.entries(ids)
    if not entries:
        return []
    wanted = {entry.document.id for entry in entries}
    files = {state.location: state for state in catalog.files()}
    members, problems = _by_file(catalog.members()), catalog.problems()
    places = [Place(m, files[file]) for file, lying in members.items() for m in lying]
    taken = [
        Taken(
            entry,
            catalog.cached(set(entry.keys)),
            catalog.cached_words(set(entry.keys)),
            tuple(place for place in places if place.member.document_id == entry.document.id),
        )
        for entry in entries
    ]
    results = [
        _without(wanted, files[file], lying, problems.get(file, ()))
        for file, lying in sorted(members.items())
        if any(member.document_id in wanted for member in lying)
    ]
    digests = [entry.digest for entry in entries]
    writer.commit(Change(dropped=sorted(wanted), files=results, barred=digests))
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
    places: dict[str, list[Place]] = {}
    change = Change()
    vectors: dict[bytes, Vector] = {}
    words: dict[bytes, bytes] = {}
    for one in taken:
        found = [place for place in one.places if _unchanged(files.get(place.file.location), place.file)]
        if found and one.entry.document.id not in there:
            vectors |= one.vectors
            words |= one.words
            change.entries.append(one.entry)
            for place in found:
                places.setdefault(place.member.file, []).append(place)
    if change:
        members, problems = _by_file(catalog.members()), catalog.problems()
        change.files.extend(
            _with(back, members.get(file, []), problems.get(file, ())) for file, back in places.items()
        )
        writer.remember(vectors, words)
        writer.commit(change)
        writer.settle()
    back = {entry.document.id for entry in change.entries} | there
    return [one.entry.document.id for one in taken if one.entry.document.id in back]


def _without(
    wanted: Collection[str], file: FileState, members: Sequence[Member], problems: Sequence[FileOutcome]
) -> FileResult:
    """A file from which documents are taken; one that holds no other is skipped itself."""
    left = tuple(member for member in members if member.document_id not in wanted)
    if not left:
        return FileResult(file._replace(state="skipped", reason=REMOVED), (), tuple(problems))
    return FileResult(file, left, (*problems, *(_removed(m) for m in members if m.document_id in wanted)))


def _with(back: Sequence[Place], members: Sequence[Member], problems: Sequence[FileOutcome]) -> FileResult:
    """A file to which documents are put back."""
    put = [place.member for place in back]
    removed = [_removed(member) for member in put]
    return FileResult(back[0].file, (*members, *put), tuple(p for p in problems if p not in removed))


def _removed(member: Member) -> FileOutcome:
    return FileOutcome(member.location, "skipped", REMOVED)


def _by_file(members: Iterable[Member]) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for member in members:
        found.setdefault(member.file, []).append(member)
    return found


def _unchanged(now: FileState | None, then: FileState) -> bool:
    return now is not None and now.digest == then.digest
