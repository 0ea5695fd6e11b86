"""Prompt files, with their variables checked when they are loaded rather than when a question is asked.

A variable stands as `{{ name }}`. Values are put in once and never read again, so a document that contains `{{ name }}`,
`{0.__class__}` or any other template language stays exactly as it is. The control tokens of chat models are taken apart in
every value, so that none can end its own message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant import resources
from assistant.errors import UsageError

_VARIABLE = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_RESERVED = re.compile(
    r"<[|｜][^|｜<>\n]{1,40}[|｜]>|</?s>|<</?SYS>>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk|mask)>"
    r"|</?(?:think|tool_call|tool_response|tools)>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]",
    re.IGNORECASE,
)
_JOINER = "\u2060"
"""Unseen, and enough to make one token several."""


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    text: str

    def fill(self, **values: str) -> str:
        return _VARIABLE.sub(lambda match: disarmed(values[match[1]]), self.text)


def disarmed(text: str) -> str:
    """`text` with the control tokens of chat models broken apart, readable but powerless."""
    return _RESERVED.sub(lambda match: match[0][0] + _JOINER + match[0][1:], text)


def load(name: str, *variables: str) -> Template:
    """Reads `prompts/<name>.md`.

    Raises:
        UsageError: the file is missing, or its variables are not exactly `variables`.
    """
    path = resources.folder("prompts") / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(
            f"The prompt {path.name} cannot be read: {error.strerror}", f"Put it back at {path}"
        ) from error
    found = set(_VARIABLE.findall(text))
    if found != set(variables):
        wrong = ", ".join(sorted(found ^ set(variables)))
        raise UsageError(
            f"The prompt {path} has missing or unknown variables: {wrong}",
            f"It takes exactly {', '.join(variables) or 'none'}",
        )
    return Template(name, text)
