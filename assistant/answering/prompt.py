"""From a question and its passages to the messages a language model is asked with.

Passages are data: they stand in a user message between two lines that carry a random fence, and the control tokens of
chat models are taken apart so that no passage can end its own message.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from assistant import templates
from assistant.text.sentences import sentences
from assistant.types import Message, Passage

BYTES_PER_TOKEN = 3
"""A cautious estimate, since each model counts with its own tokenizer; English runs at about four."""
_RESERVED = re.compile(r"<\|[^|<>\n]{1,40}\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>")


class Prompt:
    """The system prompt and the question's form, checked when the assistant starts."""

    def __init__(self) -> None:
        self._system = templates.load("answer", "fence")
        self._question = templates.load("question", "fence", "passages", "question")

    def messages(self, question: str, passages: Sequence[Passage], *, budget: int) -> list[Message]:
        """Messages within `budget` tokens, by estimate: the best passages first, whole, and the first one to overflow cut at a sentence."""
        fence = f"-----{secrets.token_hex(8)}-----"
        system = self._system.fill(fence=fence)
        room = budget - tokens(system) - tokens(question) - 4 * tokens(fence)
        shown = "\n\n".join(_fitting(passages, room))
        asked = self._question.fill(fence=fence, passages=shown, question=disarmed(question))
        return [Message("system", system), Message("user", asked)]


def tokens(text: str) -> int:
    """An estimate of how many tokens `text` is, seldom too low."""
    return len(text.encode()) // BYTES_PER_TOKEN + 1


def disarmed(text: str) -> str:
    """`text` with the control tokens of chat models broken apart, readable but powerless."""
    return _RESERVED.sub(lambda match: match[0][0] + "\u2060" + match[0][1:], text)


def _fitting(passages: Sequence[Passage], room: int) -> list[str]:
    shown: list[str] = []
    for passage in passages:
        text = _shown(passage, passage.text)
        if tokens(text) > room:
            text = _shortened(passage, room)
            if text:
                shown.append(text)
            break
        room -= tokens(text)
        shown.append(text)
    return shown


def _shown(passage: Passage, text: str) -> str:
    facts = [passage.publisher, passage.published and passage.published.isoformat(), passage.locator]
    about = ", ".join(fact for fact in facts if fact)
    head = f"[{passage.number}] {passage.title}" + (f" ({about})" if about else "")
    return disarmed(f"{head}\n{text}")


def _shortened(passage: Passage, room: int) -> str:
    """As many whole opening sentences as fit, or nothing."""
    ends = [span.end for span in sentences(passage.text)]
    fitting = [_shown(passage, passage.text[:end]) for end in ends]
    return next((text for text in reversed(fitting) if tokens(text) <= room), "")
