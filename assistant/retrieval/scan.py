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
LISTED = 100
"""Articles that are named at most where a question restricts them by nothing that they say."""
_ARTICLES = r"(?:articles?|documents?|reports?|stories|texts?|pieces|sources)"
_OF_THEM = r"(?:mention|speak|spoke|talk|discuss|describ|cover|deal|say|said|tell|told|refer|contain|concern|report|quote|name|cite|publish|written|dated)"
_ABOUT = r"(?:about|on|with|without|from|in|by|before|after|since|between|of \d)"
_DENIED = rf"{_ARTICLES}(?:\s+(?:that|which|here))?\s+(?:do(?:es)?\s*(?:not|n['’]t)|are\s*(?:not|n['’]t)|not|never|without)\b"
_ALL = re.compile(
    rf"\b(?:list|name|show|give|find|enumerate|what are|which are)\b[^.?!]{{0,40}}\b(?:all|every|each)\b(?:[^.?!]{{0,30}}\b{_ARTICLES}\b)"
    # "How many reports speak of …" asks for articles, "how many reports did the board publish" does not.
    rf"|\A\W*(?:which|what|how many) (?:of (?:the|these|my) )?{_ARTICLES}(?:\W*\Z|(?:\s+(?:that|which|here|also|all|both|ever))*\s+(?:{_OF_THEM}|{_ABOUT}\b"
    rf"|(?:are|is|were|was|have been)\s+(?:there|here|{_OF_THEM}|{_ABOUT}\b)|(?:do|have) (?:you|we|i)\b|(?:do|does|are|is)\s*(?:not|n['’]t)))"
    rf"|\A\W*in (?:which|what|how many) (?:of (?:the|these|my) )?{_ARTICLES}\b"
    rf"|\b(?:list|name) (?:the |every |all )?(?:the )?{_ARTICLES}\b"
    r"|\A\W*(?:all |every )?(?:the )?articles? (?:about|on|that|which|mentioning|from)\b",
    re.IGNORECASE,
)
_FRAME = (
    "list name show give find enumerate all every each article document report story text piece source which what how many of the in "
    "mention mentioned mentions speak speaks spoke about discuss describe cover deal with say tell told refer talk concern contain there "
    "please corpus collection word do does are is was were that me my these this have has been at least once any not without never "
    "publish published write written date dated call called appear you here where cite quote both also"
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A passage for each article that is asked for, oldest first, undated ones last.

    `subject` are the terms that it speaks of, or with `denied` does not; without any, all articles are asked for, and at most
    `LISTED` of the `count` are there.
    """

    passages: tuple[Passage, ...]
    subject: tuple[str, ...]
    denied: bool
    count: int
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
    total = index.counts().documents
    read = total if allowed is None else len(allowed)
    said = [_subject(query, alternative) for alternative in re.split(r"\bor\b", query.text)]
    subjects = said if all(said) else [_subject(query, query.text)]
    denied = bool(re.search(_DENIED, query.text, re.IGNORECASE))
    speaking: dict[str, tuple[Chunk, float]] = {}
    for subject in filter(None, subjects):
        speaking = {**_speaking(index, subject, allowed), **speaking}
    if denied or not any(subjects):
        documents = [d for d in index.documents() if allowed is None or d.id in allowed]
        silent = sorted((d for d in documents if d.id not in speaking), key=_day)
        found = [(d, index.chunks_of(d.id)[0], 0.0) for d in silent[:LISTED]]
        count = len(silent)
    else:
        found = [(index.document(id_), chunk, share) for id_, (chunk, share) in speaking.items()]
        found.sort(key=lambda one: _day(one[0]))
        count = len(found)
    terms_ = tuple(dict.fromkeys(term for subject in subjects for term in subject))
    passages = (_passage(n, chunk, d, share, terms_) for n, (d, chunk, share) in enumerate(found, 1))
    return Scan(tuple(passages), terms_, denied, count, read, total)


def _subject(query: Query, text: str) -> tuple[str, ...]:
    """The terms of what the articles should speak of: neither how they are asked for, nor what restricts them."""
    languages = (language(query.text) or "en",)
    restricted = " ".join(c.label for c in query.constraints if not c.prefer)
    frame = {*terms(_FRAME, languages), *terms(restricted, languages)}
    return tuple(dict.fromkeys(term for term in terms(text, languages) if term not in frame))


def _speaking(
    index: Index, subject: Sequence[str], allowed: frozenset[str] | None
) -> dict[str, tuple[Chunk, float]]:
    """The documents that speak of a subject, each with the chunk that holds most of it and how much that is."""
    weights = {term: weight or UNSEEN for term, weight in index.weights(subject).items()}
    found = index.lexical(subject, max(1, index.counts().chunks), allowed)
    shares = dict(_shares(index.terms_of([scored.id for scored in found]), weights))
    best = _best(index.chunks([id_ for id_, share in shares.items() if share >= ENOUGH]).values(), shares)
    return {chunk.document_id: (chunk, shares[chunk.id]) for chunk in best}


def _day(document: Document) -> tuple[date, str]:
    return document.published or date.max, document.id


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
