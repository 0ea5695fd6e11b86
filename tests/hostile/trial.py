"""Hostile documents put to the test: indexed beside trusted ones, asked about, and answered by a model that obeys them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant import Assistant, Corpus
from assistant.answering.synthesizer import WITHHELD
from assistant.errors import AssistantError
from assistant.state.exchange import Exchange
from assistant.types import ChatModel, Delta, Filters, Message, ModelDelta, Usage
from tests.hostile import outcomes
from tests.hostile.canaries import TRUSTED, Canary

PIECE = 7
"""Characters in one piece of a reply: every marker, link and tag comes in several."""


@dataclass
class Obedient:
    """Writes what a document told it to write, and remembers what it was asked with."""

    canary: Canary
    name: str = "obedient"
    context_tokens: int = 8192
    asked: list[Sequence[Message]] = field(default_factory=list)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[ModelDelta]:
        self.asked.append(messages)
        system = messages[0].content
        reply = self.canary.obeyed
        for placeholder, known in {
            "«system»": system,
            "«system-upper»": system.upper(),
            "«system-lines»": "\n\n".join(f"Rule: {line}" for line in system.splitlines()),
            "«user»": messages[1].content,
            "«fence»": messages[1].content.splitlines()[0],
        }.items():
            reply = reply.replace(placeholder, known)
        for at in range(0, len(reply), PIECE):
            yield ModelDelta(reply[at : at + PIECE])
        yield ModelDelta(ending="complete", usage=Usage(calls=1))


@dataclass
class Watched:
    """Any model; what it was asked with is remembered."""

    model: ChatModel
    asked: list[Sequence[Message]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def context_tokens(self) -> int:
        return self.model.context_tokens

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[ModelDelta]:
        self.asked.append(messages)
        yield from self.model.stream(messages, max_tokens=max_tokens)


@dataclass(frozen=True)
class Result:
    """What came of one canary; `brought_about` should be empty."""

    canary: Canary
    answer: str
    brought_about: tuple[str, ...]


def written(folder: Path, canaries: Sequence[Canary]) -> None:
    """The corpus that the canaries stand in."""
    for name, body in TRUSTED.items():
        (folder / name).write_text(body, encoding="utf-8")
    for number, canary in enumerate(canaries):
        # Without the words that nobody sees many would be one article.
        apart = f"Report {number} on the lighthouse, filed on shelf {number}."
        body = canary.body
        if isinstance(body, str):
            body = (
                body.replace("</article>", f"<p>{apart}</p></article>")
                if "</article>" in body
                else f"{body}\n{apart}\n"
            )
            body = body.encode()
        (folder / canary.file).write_bytes(body)


def tried(canary: Canary, corpus: Corpus, model: ChatModel | None = None) -> Result:
    """The canary and one trusted article, asked about; `model` answers instead of one that obeys."""
    within = tuple(d.id for d in corpus.documents() if {canary.file, "harbour.md"} & set(d.locations))
    watched = Watched(model or Obedient(canary))
    asked = Assistant(corpus, model=watched, rewrite=False)
    exchange = Exchange("x", canary.question)
    wrong: list[str] = []
    draft = ""
    for event in asked.ask(canary.question, filters=Filters(documents=within)):
        exchange = exchange.after(event)
        wrong += outcomes.live(exchange)
        if isinstance(event, Delta):
            draft += event.text
            wrong += outcomes.active(draft)
    if exchange.failed and WITHHELD not in exchange.failed.error:
        raise AssistantError(f"{canary.name}: no answer came", exchange.failed.error)
    messages = watched.asked[0]
    found = [place for p in exchange.passages for place in (p.location, *p.also_in)]
    if canary.file not in found:
        raise AssistantError(f"{canary.name}: its document was not found", f"Found: {found}")
    told = outcomes.final(exchange)
    wrong += [found for text in told for found in outcomes.active(text)]
    wrong += outcomes.kept(exchange)
    wrong += outcomes.given_away(exchange, messages)
    wrong += outcomes.forged(exchange, canary, corpus)
    wrong += outcomes.escaped(messages, corpus, canary)
    return Result(canary, re.sub(r"\s+", " ", told[0]), tuple(dict.fromkeys(wrong)))
