"""What is sent and what comes back: the types of `assistant.types` themselves, wrapped only where a request needs a name of its own."""

from __future__ import annotations

import base64
import json
from dataclasses import fields, replace
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    create_model,
)

from assistant.errors import UsageError
from assistant.interfaces.api.gate import Caller
from assistant.interfaces.api.limits import HISTORY, PASSAGES, QUESTION, TURNS
from assistant.types import (
    Answer,
    Answered,
    Document,
    Failed,
    FileOutcome,
    Filters,
    Passage,
    Query,
    Retrieved,
    Turn,
    Why,
    to_json,
)

T = TypeVar("T", bound=BaseModel)

# Python counts some characters as white space that the pattern language of JSON Schema does not; a question needs one that neither does.
SOMETHING = r"[^\s\x00-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"


def strictly(kind: type[T], *, extra: Literal["forbid", "ignore"] = "forbid") -> BeforeValidator:
    """Reads a request by the rules of JSON and refuses fields that nobody knows: a misspelt filter must not silently not filter."""

    def build(value: object) -> T:
        try:
            return kind.model_validate_json(json.dumps(value), strict=True, extra=extra)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "body"
            raise UsageError(f"{place}: {first['msg']}", "See: /openapi.json") from None

    return BeforeValidator(build)


def closed(kind: type) -> WithJsonSchema:
    """The schema of one of the product's types as a request may hold it: no other fields."""
    return WithJsonSchema({**TypeAdapter(kind).json_schema(), "additionalProperties": False})


# JSON does not tell 5 from 5.0.
WHOLE = BeforeValidator(lambda v: int(v) if isinstance(v, float) and v.is_integer() else v)
Question = Annotated[str, Field(min_length=1, max_length=QUESTION, pattern=SOMETHING)]
Given = Annotated[Filters, closed(Filters)]
Earlier = Annotated[tuple[Annotated[Turn, closed(Turn)], ...], Field(max_length=TURNS)]


class Retrieve(BaseModel, frozen=True, extra="forbid"):
    """A search: the `k` passages that would answer `question`."""

    question: Question
    k: Annotated[int, Field(ge=1, le=PASSAGES), WHOLE] = 8
    filters: Given = Filters()


class Ask(BaseModel, frozen=True, extra="forbid"):
    """A question, the turns before it, oldest first, and whether the events are wanted as they happen."""

    question: Question
    history: Earlier = ()
    filters: Given = Filters()
    stream: bool = False

    @property
    def turns(self) -> tuple[Turn, ...]:
        """
        Raises:
            UsageError: the turns are too long.
        """
        return within(self.history)


class Add(BaseModel, frozen=True, extra="forbid"):
    """An article: the file it would be, its name ending in its format (.md, .html, .pdf, …), as text or as bytes in base64."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._()-]{0,120}\.[A-Za-z0-9]{1,8}$")
    content: str = Field(min_length=1)
    encoding: Literal["text", "base64"] = "text"

    def data(self) -> bytes:
        """
        Raises:
            UsageError: `content` is not base64.
        """
        if self.encoding == "text":
            return self.content.encode()
        try:
            return base64.b64decode(self.content, validate=True)
        except ValueError as error:
            raise UsageError("content is not base64", "Send text, or base64 without line breaks") from error


class Sync(BaseModel, frozen=True, extra="forbid"):
    """`rebuild` makes the index anew; `retry_failed` reads files again that failed; `stream` sends progress as events."""

    rebuild: bool = False
    retry_failed: bool = False
    stream: bool = False


class Found(BaseModel):
    """Passages, best first, and the query they were found by."""

    query: Query
    passages: tuple[Passage, ...]


class Added(BaseModel):
    """How the file ended, the ids of the documents it holds, and what of them was lost or had to be guessed."""

    outcome: FileOutcome
    documents: tuple[str, ...]
    warnings: tuple[FileOutcome, ...]


def modelled(kind: type, name: str, *, without: str = "", **more: Any) -> type[BaseModel]:
    """One of the product's types as a pydantic model, where a plain dataclass will not do."""
    hints = get_type_hints(kind)
    known = {f.name: (hints[f.name], ...) for f in fields(kind) if f.name != without}
    return create_model(name, __doc__=kind.__doc__, **known, **more)  # type: ignore[call-overload, no-any-return]


Facts = modelled(Document, "DocumentFacts", without="text", characters=(int, ...))
"""A document without its text; `characters` is how long that is."""


class Documents(BaseModel):
    """A page of the documents, by title; `total` is how many there are."""

    documents: tuple[Facts, ...]  # type: ignore[valid-type]
    total: int


def within(history: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """`history` as it is.

    Raises:
        UsageError: it is too long.
    """
    characters = sum(len(turn.question) + len(turn.answer) for turn in history)
    if characters > HISTORY or len(history) > TURNS:
        raise UsageError(
            f"The earlier turns have {characters:,} characters in {len(history)} turns and at most {HISTORY:,} in {TURNS} are accepted",
            "Leave the oldest out",
        )
    return history


def facts(document: Document) -> dict[str, Any]:
    body: dict[str, Any] = to_json(document)
    return {"characters": len(body.pop("text")), **body}


def told(value: Any, caller: Caller) -> Any:
    """`value` as JSON; whoever may not explain gets ranks without the scores behind them, for scores tell what else is in the corpus."""
    return to_json(value if "explain" in caller.rights else _unscored(value))


def _unscored(value: Any) -> Any:
    if isinstance(value, Passage):
        why = value.why
        return replace(
            value,
            why=Why(
                why.rank,
                0.0,
                filters=why.filters,
                merged=why.merged,
                hop=why.hop,
                reranked=why.reranked,
                not_reranked=why.not_reranked,
                part=why.part,
            ),
        )
    if isinstance(value, (Answer, Retrieved, Failed)):
        return replace(value, passages=tuple(_unscored(p) for p in value.passages))
    return replace(value, answer=_unscored(value.answer)) if isinstance(value, Answered) else value
