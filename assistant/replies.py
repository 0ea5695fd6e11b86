"""A streamed reply of a language model: what it says apart from what it only thinks, how it ended, and what it cost.

Some servers send the thinking in a field of its own, `reasoning` or `reasoning_content`; others leave it in the text, between
tags. Of a reply that closes a tag which nobody saw opened, because the prompt ended with it, all that came before was thought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from assistant.errors import EndpointBroken
from assistant.types import Ending, ModelDelta, Usage

LONGEST_REPLY = 200_000
"""Characters, thought or said, after which a reply is ended as too long, whatever the server goes on to send."""
TAGS = {"<think>": "</think>", "[THINK]": "[/THINK]"}


def deltas(stream: Any, service: str, *, came: Callable[[], None]) -> Iterator[ModelDelta]:
    """The pieces of a reply as they come; the last one carries `ending` and `usage`.

    Args:
        stream: what the SDK gives of a chat completion that is streamed.
        came: called whenever the model is seen to work, be it only thinking.

    Raises:
        EndpointBroken: it says nothing.
    """
    ending: Ending = "cut"
    usage: Usage | None = None
    speech = Speech()
    length = said = 0
    for event in stream:
        if event.usage:
            usage = Usage(event.usage.prompt_tokens, event.usage.completion_tokens, 1)
        for choice in event.choices or []:
            text, thought = _content(choice.delta), _thought(choice.delta)
            length += len(text) + len(thought)
            if text or thought:
                came()
            delta = speech.heard(text)
            if delta.text or delta.anew:
                said = len(delta.text.strip()) + (0 if delta.anew else said)
                yield delta
            if choice.finish_reason:
                ending = "length" if choice.finish_reason == "length" else "complete"
        if length > LONGEST_REPLY:
            ending = "length"
            break
    rest = speech.rest()
    if not said and not rest.strip():
        raise _nothing_said(service, thought=length > 0)
    yield ModelDelta(rest, ending, usage or Usage(calls=1))


def whole(pieces: Iterable[ModelDelta]) -> tuple[str, Usage]:
    """The text of a reply, and what it cost."""
    text, usage = "", Usage(calls=1)
    for piece in pieces:
        text, usage = piece.after(text), piece.usage or usage
    return text, usage


class Speech:
    """Takes a reply in pieces, however they are cut, and gives what is said of it."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking: bool | None = None
        self._closing = tuple(TAGS.values())

    def heard(self, piece: str) -> ModelDelta:
        """What is said by now; a piece with `anew` takes back all before it. What may be the beginning of a tag is held back."""
        self._held += piece
        if self._thinking is None and not self._begins():
            return ModelDelta()
        for tag in self._closing:
            _, found, behind = self._held.partition(tag)
            if found:
                anew, self._thinking, self._closing = not self._thinking, False, ()
                self._held = ""
                return ModelDelta(behind, anew=anew)
        kept = max((_begun(self._held, tag) for tag in self._closing), default=0)
        cut = len(self._held) - kept
        said, self._held = self._held[:cut], self._held[cut:]
        return ModelDelta("" if self._thinking else said)

    def rest(self) -> str:
        """What was held back, now that no more comes."""
        return "" if self._thinking else self._held

    def _begins(self) -> bool:
        """Whether it can be told by now if the reply begins with thinking."""
        start = self._held.lstrip()
        for opening, closing in TAGS.items():
            if start.startswith(opening):
                self._thinking, self._closing = True, (closing,)
                return True
            if opening.startswith(start):
                return False
        self._thinking = False
        return True


def _begun(text: str, tag: str) -> int:
    """How many characters of `tag`, not all of them, `text` ends with."""
    return next((n for n in range(len(tag) - 1, 0, -1) if text.endswith(tag[:n])), 0)


def _content(delta: Any) -> str:
    return (delta.content if delta else None) or ""


def _thought(delta: Any) -> str:
    return getattr(delta, "reasoning", None) or getattr(delta, "reasoning_content", None) or ""


def _nothing_said(service: str, *, thought: bool) -> EndpointBroken:
    if thought:
        return EndpointBroken(
            f"{service} thought until its tokens were used up, and answered nothing",
            "Raise ASSISTANT_ANSWER_TOKENS, set ASSISTANT_REASONING=none, or choose another model",
        )
    return EndpointBroken(f"{service} sent an empty reply", "Ask again, or choose another model")
