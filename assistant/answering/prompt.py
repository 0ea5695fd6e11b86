"""From a question and its passages to the messages a language model is asked with.

Passages are data: they stand in a user message between two lines that carry a random fence, and what looks like a passage's
number inside of one is taken apart, so that no passage can pass for another.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import templates
from assistant.answering.excerpts import Telling, excerpts
from assistant.text.normalise import unaccented
from assistant.types import Message, Passage

BYTES_PER_TOKEN = 3
"""A cautious estimate, since each model counts with its own tokenizer; English runs at about four."""
_NUMBER = re.compile(r"([\[【])(?=\s*\^?\d{1,4}\s*[\]】])")
_APART = "\\1\u2060"
THE_SAME = "the language of the question"
"""What a model is told to answer in where the language of the question is not sure."""
REPEATED = 8
"""Words in a row that an answer has in common with its instructions only if it repeats them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked with; `instructions` are what it is told, as opposed to what it is told about."""

    messages: tuple[Message, ...]
    instructions: frozenset[tuple[str, ...]]
    fence: str

    def is_repeated(self, text: str) -> bool:
        """Whether `text` gives away the instructions, word for word, or the fence."""
        return self.fence in text or not self.instructions.isdisjoint(_runs(text))


class Prompt:
    """The system prompt and the question's form, checked when the assistant starts."""

    def __init__(self) -> None:
        self._system = templates.load("answer", "fence")
        self._question = templates.load("question", "fence", "passages", "question", "language")

    def asked(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        budget: int,
        telling: Sequence[Telling] = (),
        language: str = THE_SAME,
    ) -> Asked:
        """Messages within `budget` tokens, by estimate: the passages whole or, where they do not fit, their sentences, `telling` first."""
        fence = f"-----{secrets.token_hex(8)}-----"
        system = self._system.fill(fence=fence)
        room = budget - tokens(system) - tokens(question) - 4 * tokens(fence)
        shown = excerpts(passages, telling, _shown, most=room * BYTES_PER_TOKEN)
        user = self._question.fill(fence=fence, passages=shown, question=question, language=language)
        # What the question or the articles say themselves gives nothing away.
        secret = _runs(system) - _runs(user)
        return Asked((Message("system", system), Message("user", user)), frozenset(secret), fence.strip("-"))


def tokens(text: str) -> int:
    """An estimate of how many tokens `text` is, seldom too low."""
    return len(text.encode()) // BYTES_PER_TOKEN + 1


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", unaccented(text))
    return {tuple(words[i : i + REPEATED]) for i in range(len(words) - REPEATED + 1)}


def _shown(passage: Passage, text: str) -> str:
    facts = [passage.publisher, passage.published and passage.published.isoformat(), passage.locator]
    about = ", ".join(fact for fact in facts if fact)
    head = f"[{passage.number}] " + _NUMBER.sub(_APART, passage.title + (f" ({about})" if about else ""))
    return f"{' '.join(head.split())}\n{_NUMBER.sub(_APART, text)}"
