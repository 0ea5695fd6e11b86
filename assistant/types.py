"""What travels between the stages: small frozen dataclasses, and the Protocols a stage may be given.

Offsets everywhere are character offsets into `Document.text` (Python string indices, 0-based, end exclusive) unless a
field says otherwise. `to_json` and `from_json` are the one way in and out of JSON; every interface uses these field names.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float32]
"""One row or a matrix of rows, float32, each row of unit length."""

Verdict = Literal["supported", "partly", "unsupported", "not a claim"]
Ending = Literal["complete", "length", "cut", "cancelled"]
ConstraintKind = Literal["date", "publisher", "author", "title", "latest"]

T = TypeVar("T")


# --- what is indexed ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """One article as the index knows it.

    `id` is minted when the article is first seen and survives edits and moves; `revision` counts its edits from 1.
    `provenance` says where each of title, author, publisher, published, url and language came from ("front matter",
    "JSON-LD", "Open Graph", …); a field nobody stated is None and absent there. `locations` are corpus-relative paths or URLs.
    """

    id: str
    revision: int
    text: str
    title: str
    locations: tuple[str, ...]
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of one document: `text == document.text[start:end]`.

    `context` (title, section, publisher, date) is prepended for embedding and indexed lexically, and is never quotable.
    `locator` is the page or heading the chunk lies under ("p. 12", "Results"); `ordinal` its place in the document from 0.
    """

    id: str
    document_id: str
    ordinal: int
    start: int
    end: int
    text: str
    context: str = ""
    locator: str | None = None

    @property
    def embedded_text(self) -> str:
        """Exactly what the embedder is given; its hash is the key of the vector cache."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text as an embedder read it: its vector, and what each of its `words` means there, a row of `meanings` for each.

    Words that tell nothing of themselves (stop words, punctuation) are left out; an embedder may keep none apart.
    """

    vector: Vector
    words: tuple[str, ...] = ()
    meanings: Vector = field(default_factory=lambda: np.empty((0, 0), np.float32))


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """How one file ended: every file ends as exactly one of these, but "warning", which says of an article that is indexed
    what was lost or had to be guessed."""

    location: str
    state: Literal["added", "changed", "moved", "unchanged", "removed", "skipped", "failed", "warning"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync did. Document counts, chunk counts, and wall-clock seconds.

    `problems` are all files and parts that are left out, `warnings` what is to be known of articles that are not, whenever they were read.
    """

    added: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    warned: int = 0
    embedded: int = 0
    reused: int = 0
    seconds: float = 0.0
    problems: tuple[FileOutcome, ...] = ()
    warnings: tuple[FileOutcome, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """A running sync: `done` of `total` files, `chunks` embedded so far, and the file in hand."""

    stage: Literal["reading", "embedding", "committing", "done"]
    done: int
    total: int
    chunks: int
    location: str = ""
    report: SyncReport | None = None


# --- what is asked --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer. Empty fields do not restrict; `after` and `before` are inclusive days.

    An article without a known date passes no date filter. Names compare case-insensitively and whole.
    """

    publishers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Constraint:
    """A restriction read from the question, shown to the user and removable by its `kind` and `label`."""

    kind: ConstraintKind
    label: str
    filters: Filters
    prefer: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange; `passage_ids` are the passages its answer cited."""

    question: str
    answer: str
    passage_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint reported them, and the number of calls it took; `cost` is told where prices are known, in their currency."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    cost: float | None = None

    def __add__(self, other: Usage) -> Usage:
        costs = [usage.cost for usage in (self, other) if usage.cost is not None]
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.calls + other.calls,
            sum(costs) if costs else None,
        )

    def priced(self, prices: tuple[float, float]) -> Usage:
        """With its cost, for `prices` of a million tokens read and a million written."""
        cost = (self.prompt_tokens * prices[0] + self.completion_tokens * prices[1]) / 1e6
        return replace(self, cost=cost)

    def __str__(self) -> str:
        """In words; empty where no model was asked."""
        if not self.calls:
            return ""
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        counted = self.prompt_tokens or self.completion_tokens
        tokens = f"{self.prompt_tokens:,} tokens read, {self.completion_tokens:,} written" if counted else ""
        cost = "" if self.cost is None else f"cost {self.cost:.4f}"
        return ", ".join(part for part in (calls, tokens, cost) if part)


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for retrieval.

    `question` is what the person typed, `text` what is searched for (the rewrite, or the question itself),
    `history_terms` words carried over from earlier turns, `constraints` restrictions in force, `dropped` those that were
    given up, each with the reason. `anew`: what earlier answers told is not what is asked for. `leans`: the rewrite leans on
    earlier turns, too. `parts` are simpler questions that are searched for beside it, `usage` what a language model took to
    make all this.
    """

    question: str
    text: str
    history: tuple[Turn, ...] = ()
    history_terms: tuple[str, ...] = ()
    filters: Filters = Filters()
    constraints: tuple[Constraint, ...] = ()
    dropped: tuple[tuple[Constraint, str], ...] = ()
    parts: tuple[str, ...] = ()
    anew: bool = False
    leans: bool = False
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage is here. `matched` pairs each lexical term found with its weight; scores are raw, not comparable across queries.

    `dense` is the cosine similarity (None if the dense leg did not return it), `wordwise` how like the question's words are to its
    own, each as it is meant in its place (None if the index does not know), `lexical` the BM25 score, `fused` the score that ordered
    the list; `dense_share` and `wordwise_share` are the parts of it owed to the first two, from 0 to 1. `reranked` names the model that gave `fused`
    where one read the chunks again; `not_reranked` says why the one that should have did not.
    `part` is the simpler question that found it.
    """

    rank: int
    fused: float
    dense: float | None = None
    lexical: float | None = None
    dense_share: float = 0.0
    matched: tuple[tuple[str, float], ...] = ()
    filters: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    hop: str | None = None
    reranked: str | None = None
    not_reranked: str | None = None
    part: str | None = None
    wordwise: float | None = None
    wordwise_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """Evidence exactly as the answerer saw it; `number` is the n of "[n]", and `text` is the document's text from `start` to `end`."""

    number: int
    id: str
    document_id: str
    revision: int
    title: str
    text: str
    start: int
    end: int
    why: Why
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    locator: str | None = None
    location: str = ""
    also_in: tuple[str, ...] = ()


# --- what is answered -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote from passage `passage`: `quote` is its document's text from `start` to `end`. `score` is from 0 to 1."""

    passage: int
    quote: str
    start: int
    end: int
    verdict: Verdict
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer; `start` and `end` are offsets into `Answer.text`, markers included. `reason` says in words why the verdict."""

    text: str
    start: int
    end: int
    verdict: Verdict
    reason: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Passages that disagree, where a later one corrects an earlier one, or that speak against what the question takes for granted.

    `passages` are their numbers, earlier first; `note` says it in words, with titles and dates; `citations` are the quotes.
    """

    kind: Literal["disagreement", "correction", "premise"]
    passages: tuple[int, ...]
    note: str
    citations: tuple[Citation, ...] = ()


UNSURE = 0.2
"""The confidence from which on a refusal says that it is not sure."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The checked answer. `confidence` is the calibrated probability from 0 to 1 that the passages hold an answer.

    `refused` is an honest "not in these articles": then `missing` says what is missing, `nearest` numbers the closest passages, and
    `glimpses` quote what comes nearest to an answer in them.
    Where only a part of a question is answered, `missing` are the others.
    `note` is what a reader should know of it as a whole: that it came in another language than the question, for one.
    `extractive` is true when the text is made of verbatim sentences. `timings` are seconds by stage.
    `fingerprint` is that of the index which the passages came from.
    """

    question: str
    query: Query
    text: str
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    refused: bool = False
    missing: str = ""
    nearest: tuple[int, ...] = ()
    glimpses: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    scanned: str | None = None
    note: str = ""
    confidence: float = 0.0
    ending: Ending = "complete"
    extractive: bool = False
    answerer: str = ""
    usage: Usage = Usage()
    timings: Mapping[str, float] = field(default_factory=dict)
    fingerprint: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The quotes of all sentences, in their order."""
        return tuple(citation for sentence in self.sentences for citation in sentence.citations)

    @property
    def quotes(self) -> tuple[Citation, ...]:
        """Every quote that a reader is shown: what is cited, or of a refusal what comes nearest."""
        return self.citations + self.glimpses

    def quotes_from(self, number: int) -> tuple[str, ...]:
        """The texts that a reader is shown of passage `number`, each once, in the answer's order."""
        return tuple(dict.fromkeys(found.quote for found in self.quotes if found.passage == number))

    @property
    def unsure(self) -> bool:
        """Whether it is refused though the passages may well hold an answer."""
        return self.refused and self.confidence >= UNSURE

    def turn(self) -> Turn:
        """What a follow-up question may build on."""
        cited = {citation.passage for citation in self.citations}
        return Turn(self.question, self.text, tuple(p.id for p in self.passages if p.number in cited))


@dataclass(frozen=True, slots=True)
class Rewritten:
    query: Query


@dataclass(frozen=True, slots=True)
class Retrieved:
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """A provisional piece of the answer's text; `Answered.answer` replaces all of them."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """The model or the index failed. Nothing is lost: the question, the passages found and the text so far are here."""

    question: str
    error: str
    hint: str
    passages: tuple[Passage, ...] = ()
    partial: str = ""


Event: TypeAlias = Rewritten | Retrieved | Delta | Answered | Failed


# --- what a stage may be given ----------------------------------------------------------------------------------------


class Embedder(Protocol):
    """Text to unit vectors. `fingerprint` changes whenever the same text could get another vector."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def max_tokens(self) -> int: ...
    @property
    def flights(self) -> int:
        """How many calls of `embed` or `read` must go on at once for it to be always at work."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Of each text, without what the model puts around it, so that counts of parts add up to `max_tokens`."""
        ...

    def embed(self, texts: Sequence[str]) -> Vector:
        """Shape (len(texts), dimensions), in the order given."""
        ...

    def embed_query(self, text: str) -> Vector:
        """Shape (dimensions,)."""
        ...


@runtime_checkable
class WordEmbedder(Embedder, Protocol):
    """An embedder that also tells what each word means where it stands."""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The vectors of `embed`, with the words of each text; at no greater cost."""
        ...


class TermWeights(Protocol):
    """How telling each term is in this corpus: inverse document frequency, 0 for a term that never occurs."""

    def weights(self, terms: Sequence[str]) -> Mapping[str, float]: ...


class Reranker(Protocol):
    """Scores texts against a query, higher is better; the same length and order as `texts`. `name` is who scores, for people."""

    @property
    def name(self) -> str: ...
    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]: ...


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ModelDelta:
    """A piece of a model's reply. The last one carries `ending` and, where the endpoint told, `usage`. One with `anew` takes
    back all before it, which was not meant to be said."""

    text: str = ""
    ending: Ending | None = None
    usage: Usage | None = None
    anew: bool = False

    def after(self, before: str) -> str:
        """The reply with this piece, where `before` is what came before it."""
        return self.text if self.anew else before + self.text


class ChatModel(Protocol):
    """A language model. `stream` raises `EndpointError`; closing the iterator stops the generation at the server."""

    @property
    def name(self) -> str: ...
    @property
    def context_tokens(self) -> int: ...
    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[ModelDelta]: ...


# --- JSON -------------------------------------------------------------------------------------------------------------


def to_json(value: Any) -> Any:
    """Turns any of these types into plain JSON values: dates as ISO days, tuples as lists, field for field. An event also says its `event` name."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        body = {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"event": type(value).__name__.lower(), **body} if isinstance(value, Event) else body
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def from_json(kind: type[T], value: Any) -> T:
    """The inverse of `to_json` for one of these dataclasses.

    Raises:
        TypeError: a field is unknown or missing.
        ValueError: a date is not an ISO day.
    """
    return typing.cast(T, _build(kind, value))


def _build(kind: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if value is None:
        return None
    if origin in (typing.Union, types.UnionType):
        return _build(next(a for a in arguments if a is not type(None)), value)
    if origin is tuple:
        inner = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_build(a, item) for a, item in zip(inner, value, strict=True))
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(
            **{name: _build(hints.get(name, Any), item) for name, item in value.items() if name != "event"}
        )  # type: ignore[operator]
    return date.fromisoformat(value) if kind is date else value
