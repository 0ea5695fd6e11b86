"""A language model's opinion on the sentences that words alone leave in doubt: one call for all of an answer's."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from assistant import templates
from assistant.answering.excerpts import Telling, excerpts
from assistant.answering.models import drained
from assistant.answering.prompt import BYTES_PER_TOKEN, tokens
from assistant.answering.verdicts import Quote
from assistant.errors import EndpointError
from assistant.text.sentences import sentences
from assistant.types import ChatModel, Passage, Usage, Verdict

_TOKENS_EACH = 12
"""Tokens of a reply for each statement: its number and a word, with what models like to add."""
_LINE = re.compile(
    r"^\W*(?:statement\s*)?(\d{1,3})\W+(?:\w+\W+){0,3}?(not\s+supported|unsupported|contradicted|partly|partially|supported)\b",
    re.IGNORECASE | re.MULTILINE,
)
_ALONE = re.compile(
    r"\A\W*(not\s+supported|unsupported|contradicted|partly|partially|supported)\b", re.IGNORECASE
)
_NO_ROOM = "its quotes do not fit into the model's window of"
_WORDS: dict[str, Verdict] = {"supported": "supported", "partly": "partly", "partially": "partly"}


class Doubt(NamedTuple):
    """A statement and the quote that comes closest to it, which is read with as much of its passage as there is room for."""

    statement: str
    quote: Quote


class Opinions(NamedTuple):
    """A verdict for each statement, None where the model gave none that can be read; `failure` says why there are none."""

    verdicts: tuple[Verdict | None, ...]
    usage: Usage = Usage()
    failure: str = ""


class Opinion(Protocol):
    """Whoever is asked."""

    def __call__(self, doubts: Sequence[Doubt]) -> Opinions: ...


class Judge:
    """Asks `model`, within its context window and its own deadline."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._template = templates.load("judge", "fence", "statements")

    def __call__(self, doubts: Sequence[Doubt]) -> Opinions:
        """Never raises for what the model or its endpoint does: the verdicts of code stand then, and `failure` says why."""
        room = self._model.context_tokens - tokens(self._template.text) - _TOKENS_EACH * (len(doubts) + 2)
        shown = [_shown(n, doubt, room // len(doubts)) for n, doubt in enumerate(doubts, 1)]
        if not any(shown):
            return Opinions((None,) * len(doubts), failure=f"{_NO_ROOM} {self._model.context_tokens} tokens")
        prompt = self._template.fill(
            fence=f"-----{secrets.token_hex(8)}-----", statements="\n\n".join(filter(None, shown))
        )
        try:
            text, usage = drained(self._model, prompt, _TOKENS_EACH * (len(doubts) + 1))
        except EndpointError as error:
            return Opinions((None,) * len(doubts), Usage(calls=1), error.message)
        said = zip(read(text, len(doubts)), shown, strict=True)
        return Opinions(tuple(verdict if asked else None for verdict, asked in said), usage)


def read(text: str, count: int) -> tuple[Verdict | None, ...]:
    """The verdicts in a reply. The first line for a number counts; a single statement needs no number."""
    said: dict[int, Verdict] = {}
    for number, word in _LINE.findall(text):
        said.setdefault(int(number), _verdict(word))
    if count == 1 and not said and (alone := _ALONE.match(text)):
        said[1] = _verdict(alone[1])
    return tuple(said.get(number) for number in range(1, count + 1))


def _verdict(word: str) -> Verdict:
    return _WORDS.get(word.lower(), "unsupported")


def _shown(number: int, doubt: Doubt, room: int) -> str:
    """A statement behind the sentences of its passage that fit into `room` tokens; nothing where its quote does not fit."""
    statement = f"Statement {number}: {doubt.statement}"

    def form(passage: Passage, text: str) -> str:
        return f"Passage {number}, from {passage.title!r}: {text}"

    passage, most = doubt.quote.passage, (room - tokens(statement)) * BYTES_PER_TOKEN
    if len(form(passage, doubt.quote.text).encode()) > most:
        return ""
    return f"{excerpts([passage], list(_outwards(doubt.quote)), form, most=most)}\n{statement}"


def _outwards(quote: Quote) -> Iterator[Telling]:
    """The quote, then the other sentences of its passage, the nearest first."""
    number, middle = quote.passage.number, quote.span.start + quote.span.end
    yield Telling(number, (quote.span,))
    for span in sorted(sentences(quote.passage.text), key=lambda one: abs(one.start + one.end - middle)):
        yield Telling(number, (span,))
