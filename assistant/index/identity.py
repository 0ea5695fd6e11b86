"""Which article is which: documents keep their ids when files are edited, renamed, copied, or change places.

An id belongs to content first and to a place second. Content that is known is the same document wherever it turns up; in a
file whose content is new, an article with the same title, or else in the same place, is that document edited.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Literal, NamedTuple

from assistant.index.records import Known, Member


class Found(NamedTuple):
    """An article as it was found: where, its title, and the hash of its text and metadata."""

    location: str
    title: str
    digest: str


class Assigned(NamedTuple):
    """The document that an article is, at its revision. `fate` is what became of it, None if its content is what it was;
    `same` if its chunks stand already."""

    document_id: str
    revision: int
    fate: Literal["added", "changed"] | None
    same: bool


class Identity:
    """Who is who, kept current while a sync goes on; nothing here is written to the index."""

    def __init__(self, documents: Iterable[Known], members: Iterable[Member]) -> None:
        self._documents = {document.id: document for document in documents}
        self._by_digest = {known.digest: known.id for known in self._documents.values() if known.split}
        self._members: dict[str, list[Member]] = {}
        self._holders: dict[str, set[str]] = {}
        self._left: set[str] = set()
        for member in members:
            self._members.setdefault(member.file, []).append(member)
            self._holders.setdefault(member.document_id, set()).add(member.file)

    def __len__(self) -> int:
        return len(self._documents)

    def members(self, file: str) -> list[Member]:
        return self._members.get(file, [])

    def places(self) -> dict[str, Member]:
        """For each document that lies anywhere the first place where it does."""
        every = (member for members in self._members.values() for member in members)
        found: dict[str, Member] = {}
        for member in sorted(every, reverse=True):
            found[member.document_id] = member
        return found

    def holding(self, digest: str) -> Known | None:
        """The document whose content this is."""
        return self._documents.get(self._by_digest.get(digest, ""))

    def revised(self, document_id: str) -> int:
        """The next revision of a document whose content stays and whose text does not."""
        known = self._documents[document_id]
        self._documents[document_id] = known._replace(revision=known.revision + 1)
        return known.revision + 1

    def unclaimed(self) -> list[str]:
        """Documents still waiting to be found again since the index was started over."""
        return [known.id for known in self._documents.values() if not known.split]

    def assign(self, file: str, articles: Sequence[Found]) -> list[Assigned]:
        """The document that each article of `file` is; from here on its content is known."""
        known = {self._by_digest.get(article.digest) for article in articles}
        free = [id_ for id_ in self._own(file) if id_ not in known]
        strangers = [article for article in articles if article.digest not in self._by_digest]
        claims: dict[str, str] = {}
        for rule in (self._by_content, self._by_title, self._by_place):
            left = [article for article in strangers if article.location not in claims]
            claims |= rule(file, [id_ for id_ in free if id_ not in claims.values()], left)
        return [self._assigned(article, claims.get(article.location)) for article in articles]

    def lay(self, file: str, members: Sequence[Member]) -> None:
        """Says which documents lie in `file` now."""
        before = {member.document_id for member in self._members.pop(file, [])}
        for id_ in before:
            self._holders[id_].discard(file)
        self._left |= before
        if members:
            self._members[file] = list(members)
        for member in members:
            self._holders.setdefault(member.document_id, set()).add(file)

    def evicted(self) -> list[str]:
        """The documents that lie nowhere any more since this was last asked; they are forgotten."""
        gone = sorted(id_ for id_ in self._left if not self._holders[id_])
        self._left = set()
        self.forget(gone)
        return gone

    def forget(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            known = self._documents.pop(id_)
            if self._by_digest.get(known.digest) == id_:
                del self._by_digest[known.digest]

    def _own(self, file: str) -> list[str]:
        """Documents that `file` may change: those that lie nowhere else, and those waiting to be found again."""
        here = dict.fromkeys(member.document_id for member in self.members(file))
        return [id_ for id_ in here if self._holders[id_] == {file} or not self._documents[id_].split]

    def _by_content(self, file: str, free: Sequence[str], articles: Sequence[Found]) -> dict[str, str]:
        ids = {self._documents[id_].digest: id_ for id_ in free}
        return {article.location: ids[article.digest] for article in articles if article.digest in ids}

    def _by_title(self, file: str, free: Sequence[str], articles: Sequence[Found]) -> dict[str, str]:
        """Only titles that occur once before and once now tell anything."""
        old = Counter(self._documents[id_].title for id_ in free)
        new = Counter(article.title for article in articles)
        ids = {self._documents[id_].title: id_ for id_ in free}
        return {a.location: ids[a.title] for a in articles if old[a.title] == 1 == new[a.title]}

    def _by_place(self, file: str, free: Sequence[str], articles: Sequence[Found]) -> dict[str, str]:
        ids = {
            member.location: member.document_id for member in self.members(file) if member.document_id in free
        }
        return {article.location: ids[article.location] for article in articles if article.location in ids}

    def _assigned(self, article: Found, claim: str | None) -> Assigned:
        known = self._by_digest.get(article.digest)
        if known is not None:
            return Assigned(known, self._documents[known].revision, None, same=True)
        old = self._documents.get(claim or "")
        edited = old is not None and old.digest != article.digest
        revision = old.revision + edited if old else 1
        id_ = old.id if old else self._minted(article.digest)
        if old and self._by_digest.get(old.digest) == id_:
            del self._by_digest[old.digest]
        self._documents[id_] = Known(id_, revision, article.digest, article.title, split=True)
        self._by_digest[article.digest] = id_
        return Assigned(id_, revision, "changed" if edited else None if old else "added", same=False)

    def _minted(self, digest: str) -> str:
        """From the content, so that two builds agree; counted on where that content has become another document since."""
        for number in count():
            id_ = hashlib.blake2b(f"{digest} {number}".encode(), digest_size=8).hexdigest()
            if id_ not in self._documents:
                return id_
        raise AssertionError("unreachable")
