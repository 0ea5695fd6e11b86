"""Reading everything: the articles of the whole corpus that speak of a subject, for questions that ask for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.index.store import Index
from assistant.retrieval import constraints
from assistant.text.language import language
from assistant.text.terms import terms
from assistant.types import Chunk, Document, Passage, Query, Why

ENOUGH = 0.8
"""The share of the subject's weight that one chunk, with its article's title, must hold for the article to speak of it."""
UNSEEN = 8.0
"""What a word weighs that no article has: as much as the rarest."""
_ARTICLES = r"(?:articles?|documents?|reports?|stories|texts?|pieces|sources)"
_ALL = re.compile(
    rf"\b(?:list|name|show|give|find|enumerate)\b[^.?!]{{0,40}}\b(?:all|every|each)\b(?:[^.?!]{{0,30}}\b{_ARTICLES}\b)"
    rf"|\A\W*(?:in )?(?:which|what|how many) (?:of (?:the|these|my) )?{_ARTICLES}\b"
    rf"|\b(?:list|name) (?:the |every |all )?(?:the )?{_ARTICLES}\b",
    re.IGNORECASE,
)
_FRAME = (
    "list name show give find enumerate all every each article document report story text piece source which what how many of the in "
    "mention mentioned mentions speak speaks spoke about discuss describe cover deal with say tell refer talk concern contain there "
    "please corpus collection word do does are is was were that me my these this have has been at least once any"
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A passage for each article that speaks of the subject, oldest first, undated ones last; `subject` are its terms."""

    passages: tuple[Passage, ...]
    subject: tuple[str, ...]
    read: int
    total: int

    @property
    def told(self) -> str:
        return f"{self.read} of {self.total} articles read"


def wants_all(question: str) -> bool:
    """Whether a question asks for every article on something, or for their number, rather than for the best answer."""
    return bool(_ALL.search(question))


def scan(index: Index, query: Query) -> Scan:
    """Looks at every chunk of every article that the query's filters and constraints let through."""
    allowed = constraints.allowed(index, query)
    counts = index.counts()
    read = counts.documents if allowed is None else len(allowed)
    languages = (language(query.text) or "en",)
    frame = frozenset(terms(_FRAME, languages))
    subject = tuple(dict.fromkeys(term for term in terms(query.text, languages) if term not in frame))
    weights = {term: weight or UNSEEN for term, weight in index.weights(subject).items()}
    found = index.lexical(subject, max(1, counts.chunks), allowed) if subject else []
    shares = dict(_shares(index.terms_of([scored.id for scored in found]), weights))
    best = _best(index.chunks([id_ for id_, share in shares.items() if share >= ENOUGH]).values(), shares)
    documents = {chunk.document_id: index.document(chunk.document_id) for chunk in best}
    best.sort(key=lambda chunk: (documents[chunk.document_id].published or date.max, chunk.document_id))
    passages = tuple(
        _passage(number, chunk, documents[chunk.document_id], shares[chunk.id], subject)
        for number, chunk in enumerate(best, 1)
    )
    return Scan(passages, subject, read, counts.documents)


def _shares(
    held: Mapping[str, tuple[list[str], list[str]]], weights: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """For each chunk the share of the subject's weight that it holds; what stands in the text itself breaks ties."""
    whole = sum(weights.values())
    for id_, (context, body) in held.items():
        inside, around = set(body), {*body, *context}
        share = sum(weight for term, weight in weights.items() if term in around) / whole
        yield id_, share + 1e-3 * sum(term in inside for term in weights)


def _best(chunks: Iterable[Chunk], shares: Mapping[str, float]) -> list[Chunk]:
    """The first of the best chunks of each article."""
    best: dict[str, Chunk] = {}
    for chunk in chunks:
        held = best.setdefault(chunk.document_id, chunk)
        if (shares[chunk.id], -chunk.ordinal) > (shares[held.id], -held.ordinal):
            best[chunk.document_id] = chunk
    return list(best.values())


def _passage(number: int, chunk: Chunk, document: Document, share: float, subject: Sequence[str]) -> Passage:
    return Passage(
        number=number,
        id=f"{document.id}:{document.revision}:{chunk.start}-{chunk.end}",
        document_id=document.id,
        revision=document.revision,
        title=document.title,
        text=chunk.text,
        start=chunk.start,
        end=chunk.end,
        why=Why(number, share, matched=tuple((term, 1.0) for term in subject)),
        publisher=document.publisher,
        author=document.author,
        published=document.published,
        url=document.url,
        locator=chunk.locator,
        location=document.locations[0] if document.locations else "",
    )
