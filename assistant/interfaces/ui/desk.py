"""What the page asks for: answers to questions, kept as conversations; articles; and who is at work."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from assistant.chat import Fate
from assistant.errors import AssistantError, UsageError
from assistant.interfaces.ui.choices import Choices
from assistant.interfaces.ui.examples import examples, follow_ups
from assistant.interfaces.ui.pump import Pump
from assistant.interfaces.ui.shelf import Articles
from assistant.interfaces.ui.update import Update
from assistant.interfaces.ui.why import day, why_not
from assistant.state.conversations import Conversation, Conversations
from assistant.state.exchange import Exchange, turns
from assistant.state.feedback import Feedback
from assistant.state.people import HERE, Person
from assistant.text.counts import counted
from assistant.types import (
    Answer,
    Answered,
    Constraint,
    Event,
    Failed,
    Filters,
    Passage,
    Query,
    Turn,
)

PAUSE = 0.25
"""Seconds of silence after which a page is asked whether it is still there."""
FRAME = 0.04
"""Shortest time between two pictures of a growing answer, in seconds; so much again for every `LONG` characters."""
LONG = 4_000
FOLLOWED = (4, 2)
"""Articles that are looked into for further questions: of those that an answer cites, and of those found beside them."""

_log = logging.getLogger(__name__)


class Answering(Protocol):
    """The part of `Assistant` that the page uses."""

    @property
    def answerer(self) -> str: ...
    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        dropped: Collection[Constraint] = (),
    ) -> Iterator[Event]: ...
    def search(
        self, question: str, *, k: int | None = None, filters: Filters | None = None
    ) -> tuple[Query, tuple[Passage, ...]]: ...
    def why_not(self, document: str, query: Query, *, k: int | None = None) -> Fate: ...
    def check(self, text: str, passages: Sequence[Passage], *, question: str = "") -> Answer: ...
    def accepted(self, question: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Request:
    """A question as the page sends it. `place` is its number in the conversation, from 0; what stood there is replaced.

    Only `documents` are asked, or all where there are none, and none of `excluded`.
    """

    turn: str
    question: str
    conversation: str | None = None
    place: int = 0
    without: tuple[Constraint, ...] = ()
    documents: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


class Desk:
    """Serves the pages of one person; safe to use from many threads.

    Args:
        name: what the corpus is called.
        embedder: who turns text into vectors, in words.
        update: the work on the index, one for all desks.
    """

    def __init__(
        self,
        articles: Articles,
        assistant: Answering,
        *,
        conversations: Conversations,
        feedback: Feedback,
        name: str,
        embedder: str,
        person: Person = HERE,
        update: Update | None = None,
    ) -> None:
        self.person = person
        self.articles = articles
        self.assistant = assistant
        self.conversations = conversations
        self.feedback = feedback
        self.name = name
        self.embedder = embedder
        self.choices: Choices | None = None
        self.update = update or Update()
        self.kept: set[str] = set()
        """Files that were sent and wait to be indexed."""
        self._running: dict[str, Pump] = {}
        self._lock = threading.Lock()
        self._examples: tuple[int, list[str]] | None = None
        self._examples_lock = threading.Lock()

    def about(self) -> dict[str, Any]:
        """Which articles, who answers and who searches, in words for people."""
        documents = self.articles.documents()
        days = sorted(document.published for document in documents if document.published)
        span = f", published from {day(days[0])} to {day(days[-1])}" if days and days[0] != days[-1] else ""
        articles = _counted(len(documents))
        return {
            "corpus": f"{self.name} · {articles}",
            "answerer": self.assistant.answerer,
            "embedder": self.embedder,
            "person": self.person.name,
            "manager": self.person.manager,
            "sample": self.articles.starts_anew,
            "empty": not documents,
            "place": self.articles.place,
            "closed": self.articles.closed,
            "may_move": self.articles.may_move,
            "lead": f"Answers come from {articles}{span}, each sentence with the passage it rests on.",
        }

    def examples(self) -> list[str]:
        """Questions that these articles answer; worked out once, and again when the articles have changed."""
        documents = self.articles.documents()
        state = hash(tuple((document.id, document.revision) for document in documents))
        with self._examples_lock:
            if self._examples is None or self._examples[0] != state:
                self._examples = (state, examples(documents, self._found))
            return self._examples[1]

    def follow_ups(self, exchange: Exchange) -> list[str]:
        """Questions that the articles behind an answer answer as well, or those that were found beside them."""
        cited = {citation.passage for citation in exchange.answer.citations} if exchange.answer else set()
        behind = dict.fromkeys(p.document_id for p in exchange.passages if p.number in cited)
        beside = dict.fromkeys(p.document_id for p in exchange.passages if p.document_id not in behind)
        known = {document.id: document for document in self.articles.documents()}
        circles = ([known[id] for id in ids if id in known] for ids in (behind, beside))
        return follow_ups(
            exchange, [circle[:most] for circle, most in zip(circles, FOLLOWED, strict=True)], self._found
        )

    def why_not(self, exchange: Exchange, document_id: str) -> list[str]:
        """Why no passage of an article was used for an answer, a sentence each.

        Raises:
            AssistantError: there is no such article, or the index cannot be read.
        """
        document = self.articles.document(document_id)
        query = exchange.query or Query(exchange.question, exchange.question)
        fate = self.assistant.why_not(document_id, query, k=len(exchange.passages) or None)
        own = self.assistant.search(query.text, k=1, filters=Filters(documents=(document_id,)))[1]
        return why_not(exchange, document, fate, own)

    def stop(self, turn: str) -> None:
        """Ends an answer; only who knows the turn's random id can name it."""
        with self._lock:
            pump = self._running.get(turn)
        if pump is not None:
            pump.stop()

    def ask(self, request: Request) -> Iterator[tuple[Exchange, Conversation | None]]:
        """Pictures of the growing exchange, the last one ended and kept. Closing the iterator stops the answer and keeps its text."""
        exchange = Exchange(request.turn or secrets.token_urlsafe(12), request.question)
        try:
            self.assistant.accepted(request.question)
        except UsageError as error:
            yield exchange.after(Failed(request.question, error.message, error.hint)), None
            return
        conversation = self.conversations.find(request.conversation) if request.conversation else None
        history = self._history(conversation, request.place)
        filters = self._filters(request)
        assistant = self.assistant
        pump = Pump(
            lambda: assistant.ask(request.question, history, filters=filters, dropped=request.without)
        )
        with self._lock:
            self._running[exchange.id] = pump
        try:
            for picture in self._pictures(exchange, pump):
                exchange = picture
                yield exchange, conversation
        finally:
            pump.stop()
            with self._lock:
                self._running.pop(exchange.id, None)
            exchange = exchange if exchange.ended else self._stopped(exchange)
            conversation = self._keep(exchange, conversation, request)
        yield exchange, conversation

    def _found(self, question: str) -> Sequence[Passage]:
        return self.assistant.search(question)[1]

    def _filters(self, request: Request) -> Filters | None:
        asked = request.documents
        if request.excluded:
            known = asked or tuple(document.id for document in self.articles.documents())
            asked = tuple(id for id in known if id not in request.excluded) or asked
        return Filters(documents=asked) if asked else None

    def _history(self, conversation: Conversation | None, place: int) -> tuple[Turn, ...]:
        if conversation is None:
            return ()
        return turns(self.conversations.exchanges(conversation.id)[:place])

    def _pictures(self, exchange: Exchange, pump: Pump) -> Iterator[Exchange]:
        yield exchange
        shown = time.monotonic()
        try:
            for batch in pump.batches(PAUSE):
                for event in batch:
                    exchange = exchange.after(event)
                if exchange.ended or pump.stopped:
                    break
                yield exchange
                frame = FRAME * (1 + len(exchange.draft) // LONG)
                time.sleep(max(0.0, shown + frame - time.monotonic()))
                shown = time.monotonic()
        except AssistantError as error:
            exchange = exchange.after(Failed(exchange.question, error.message, error.hint, exchange.passages))
        except Exception:
            _log.exception("a question failed")
            exchange = exchange.after(
                Failed(exchange.question, "Something went wrong inside the assistant",
                       "Ask again; the console has the details", exchange.passages)
            )  # fmt: skip
        yield exchange if exchange.ended else self._stopped(exchange)

    def _stopped(self, exchange: Exchange) -> Exchange:
        """What was written until the stop, checked like any other answer."""
        query = exchange.query or Query(exchange.question, exchange.question)
        if exchange.draft:
            answer = self.assistant.check(exchange.draft, exchange.passages, question=exchange.question)
        else:
            answer = Answer(exchange.question, query, "", (), exchange.passages)
        ended = replace(
            answer, query=query, ending="cancelled", refused=False, answerer=self.assistant.answerer
        )
        return exchange.after(Answered(ended))

    def _keep(self, exchange: Exchange, conversation: Conversation | None, request: Request) -> Conversation:
        conversation = conversation or self.conversations.begin(exchange.question)
        self.conversations.keep(conversation.id, exchange, request.place)
        return conversation


def _counted(articles: int) -> str:
    return counted(articles, "article") if articles else "no articles yet"
