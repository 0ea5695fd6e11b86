"""One question and what has become of it so far: what the page shows, what is kept, and what is exported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from assistant.types import Answer, Answered, Delta, Event, Failed, Passage, Query, Retrieved, Rewritten, Turn

State = Literal["searching", "writing", "answered", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Grows event by event with `after`. `id` is random, so that only those who were given it can name it."""

    id: str
    question: str
    query: Query | None = None
    passages: tuple[Passage, ...] = ()
    draft: str = ""
    searched: bool = False
    answer: Answer | None = None
    failed: Failed | None = None

    def after(self, event: Event) -> Exchange:
        if isinstance(event, Rewritten):
            return replace(self, query=event.query)
        if isinstance(event, Retrieved):
            return replace(self, passages=event.passages, searched=True)
        if isinstance(event, Delta):
            return replace(self, draft=self.draft + event.text)
        if isinstance(event, Answered):
            return replace(
                self,
                answer=event.answer,
                query=event.answer.query,
                passages=event.answer.passages,
                draft="",
                searched=True,
            )
        return replace(
            self,
            failed=event,
            passages=event.passages or self.passages,
            draft=event.partial or self.draft,
            searched=True,
        )

    @property
    def state(self) -> State:
        if self.failed is not None:
            return "failed"
        if self.answer is not None:
            return "refused" if self.answer.refused else "answered"
        return "writing" if self.searched else "searching"

    @property
    def ended(self) -> bool:
        return self.state not in ("searching", "writing")

    def turn(self) -> Turn | None:
        """What a follow-up question may build on; a failure is nothing to build on."""
        return None if self.answer is None else self.answer.turn()


def turns(exchanges: Iterable[Exchange]) -> tuple[Turn, ...]:
    """What a follow-up to these may build on."""
    return tuple(turn for exchange in exchanges if (turn := exchange.turn()))
