"""What a site prints on all its pages: lines that stand in many of its articles belong to none of them.

A site is a host, where pages state their address, else a publisher, else the folder or the file in which they lie. What its pages
have in common is told from hashes of their lines, which the catalog keeps; so what is dropped of a page follows from the pages there
are, in whatever order they came. Only what is read from pages, letters and rows is judged: what somebody wrote stays as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from assistant.index.records import Frame, Member
from assistant.ingest.article import Article

FEWEST = 3
"""A line must stand in at least so many articles of a site,"""
SHARE = 0.3
"""and in this share of them to go from the head or the foot of an article."""
MOST = 0.8
"""In the midst of an article only what stands in this share goes, and a sentence goes from nowhere else."""
FEWEST_WITH_SENTENCE = 5
"""Three or four articles may well quote the same sentence."""
LONGEST = 600
LABEL = 3
"""A line of so few words may be a label of what stands under it."""
SENTENCES_LOST = 0.3
"""Articles that share more of their sentences are versions of one another, and no site's furniture."""
LOST = 0.5

_SENTENCE = re.compile(r"\S+\s+\S+\s+\S.*[.!?…؟।][\"'”’»)\]]*|.{10,}[。！？][」』）]*", re.S)

Levels = Mapping[int, int]
OFTEN, ALWAYS = 1, 2
"""How a line of an article stands on the site's other pages; one that is not level with either is the article's own."""


class Sites:
    """The pages of an index by their sites, kept current while a sync goes on. Nothing here is written to the index."""

    def __init__(self, frames: Mapping[str, Frame], places: Mapping[str, Member]) -> None:
        self._frames: dict[str, Frame] = {}
        self._sites: dict[str, str] = {}
        self._lines: dict[str, Counter[int]] = defaultdict(Counter)
        self._pages: Counter[str] = Counter()
        for document_id, frame in frames.items():
            if document_id in places:
                self._count(document_id, frame, places[document_id])

    def meet(self, document_id: str, article: Article, place: Member) -> None:
        """From here on this is what the document holds."""
        before = self._frames.get(document_id)
        self.forget([document_id])
        if not article.framed:
            return
        frame = Frame(_stated(article), _packed(article), before.judged if before else None)
        self._count(document_id, frame, place)

    def forget(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            if id_ in self._frames:
                site, frame = self._sites.pop(id_), self._frames.pop(id_)
                self._pages[site] -= 1
                self._lines[site].subtract(_unpacked(frame.lines))

    def judge(self, document_id: str) -> Levels:
        """How each line of a document stands on its site, from here on kept as its judgement; nothing of one that is no page."""
        if document_id not in self._frames:
            return {}
        levels = self._levels(document_id)
        self._frames[document_id] = self._frames[document_id]._replace(judged=_summed(levels))
        return levels

    def frame(self, document_id: str) -> Frame | None:
        """What the catalog is to keep of a document; None if it is no page."""
        return self._frames.get(document_id)

    def misjudges(self, document_id: str) -> bool:
        """Whether a document would be judged in another way now."""
        frame = self._frames.get(document_id)
        return frame is not None and frame.judged != _summed(self._levels(document_id))

    def misjudged(self, places: Mapping[str, Member]) -> list[str]:
        """The documents that were judged when other pages were known of their sites. `places` is where each lies now."""
        for id_, frame in list(self._frames.items()):
            if not frame.site and id_ in places and _ground(places[id_]) != self._sites[id_]:
                self.forget([id_])
                self._count(id_, frame, places[id_])
        return [id_ for id_ in self._frames if self.misjudges(id_)]

    def _count(self, document_id: str, frame: Frame, place: Member) -> None:
        site = frame.site or _ground(place)
        self._frames[document_id], self._sites[document_id] = frame, site
        self._pages[site] += 1
        self._lines[site].update(_unpacked(frame.lines))

    def _levels(self, document_id: str) -> Levels:
        site = self._sites[document_id]
        lines, pages = self._lines[site], self._pages[site]
        found = {
            line: _level(line, lines[line], pages) for line in _unpacked(self._frames[document_id].lines)
        }
        return {line: level for line, level in found.items() if level}


def _level(line: int, times: int, pages: int) -> int:
    if times < (FEWEST_WITH_SENTENCE if line & 1 else FEWEST):
        return 0
    if times >= MOST * pages:
        return ALWAYS
    return OFTEN if times >= SHARE * pages and not line & 1 else 0


def _stated(article: Article) -> str:
    host = urlsplit(article.url).hostname if article.url else None
    return (host or "").removeprefix("www.") or article.publisher or ""


def _ground(place: Member) -> str:
    """The folder in which a page lies, or the file that holds it among others."""
    return place.file if place.location != place.file else f"{PurePosixPath(place.file).parent}/"


def _packed(article: Article) -> bytes:
    lines = {_hash(line) for line in article.text.split("\n") if line and line != article.title}
    return np.array(sorted(line for line in lines if line), "<u8").tobytes()


def _unpacked(lines: bytes) -> list[int]:
    found: list[int] = np.frombuffer(lines, "<u8").tolist()
    return found


def _summed(levels: Levels) -> bytes:
    return hashlib.blake2b(repr(sorted(levels.items())).encode(), digest_size=8).digest()


def _hash(line: str) -> int:
    """The last bit tells a sentence; 0 is a line too long to be judged."""
    if len(line) > LONGEST:
        return 0
    found = int.from_bytes(hashlib.blake2b(line.encode(), digest_size=8).digest(), "little")
    return found | 1 if _SENTENCE.fullmatch(line) else found & ~1


# --- what goes


class _Line(NamedTuple):
    """A line of an article; `level` is 0 for its own."""

    start: int
    text: str
    level: int
    sentence: bool
    heading: bool


def without_repeats(article: Article, levels: Levels) -> Article:
    """The article without the lines that its site repeats, unless it would lose too much. A heading goes with all that stood under it."""
    if not levels:
        return article
    lines = list(_lines(article, levels))
    gone = _at_the_ends(lines, article.title) | _in_the_midst(lines)
    if sum(len(lines[n].text) for n in gone if lines[n].sentence) > SENTENCES_LOST * len(article.text):
        gone = {n for n in gone if not lines[n].sentence}
    gone |= _left_alone(lines, gone)
    if not gone or sum(len(lines[n].text) for n in gone) > LOST * len(article.text):
        return article
    return _without(article, lines, gone)


def _lines(article: Article, levels: Levels) -> Iterator[_Line]:
    headings = {section.heading.rpartition(" › ")[2] for section in article.sections if section.heading}
    at = 0
    for text in article.text.split("\n"):
        hashed = _hash(text)
        level = 0 if text == article.title else levels.get(hashed, 0)
        yield _Line(at, text, level, bool(hashed & 1), text in headings)
        at += len(text) + 1


def _at_the_ends(lines: Sequence[_Line], title: str) -> set[int]:
    """What a page has above and below its article; the title may stand amid the lines above."""
    found: set[int] = set()
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for n in order:
            line = lines[n]
            if line.level and not line.heading:
                found.add(n)
            elif line.text and line.text != title:
                break
    return found


def _in_the_midst(lines: Sequence[_Line]) -> set[int]:
    """What stands on nearly every page, unless it stands alone there and may be a label of what follows."""
    own = [n for n, line in enumerate(lines) if line.text]
    found: set[int] = set()
    for before, n, after in zip([None, *own], own, [*own[1:], None], strict=False):
        line = lines[n]
        company = any(near is not None and lines[near].level == ALWAYS for near in (before, after))
        label = line.text.endswith((":", "：")) or len(line.text.split()) <= LABEL
        if line.level == ALWAYS and not line.heading and (company or not label):
            found.add(n)
    return found


def _left_alone(lines: Sequence[_Line], gone: set[int]) -> set[int]:
    """Headings on nearly every page under which nothing is left of what there was."""
    found: set[int] = set()
    under: list[int] = []
    for n in range(len(lines) - 1, -1, -1):
        if lines[n].heading:
            if lines[n].level == ALWAYS and under and gone.issuperset(under):
                found.add(n)
            under = []
        elif lines[n].text:
            under.append(n)
    return found


def _without(article: Article, lines: Sequence[_Line], gone: set[int]) -> Article:
    kept: list[str] = []
    moved: list[tuple[int, int]] = [(0, 0)]
    """From this offset of the old text on, so many characters are gone."""
    lost = 0
    for n, line in enumerate(lines):
        if n in gone or (not line.text and (not kept or not kept[-1])):
            lost += len(line.text) + 1
            moved.append((line.start + len(line.text) + 1, lost))
        else:
            kept.append(line.text)
    text = "\n".join(kept).rstrip("\n")
    sections = tuple(
        s._replace(start=_moved(s.start, moved, text), end=_moved(s.end, moved, text))
        for s in article.sections
    )
    return replace(article, text=text, sections=tuple(s for s in sections if s.start < s.end))


def _moved(offset: int, moved: Sequence[tuple[int, int]], text: str) -> int:
    gone = next(gone for start, gone in reversed(moved) if start <= offset)
    return min(offset - gone, len(text))
