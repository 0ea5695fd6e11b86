"""Prompt files, with their variables checked when they are loaded rather than when a question is asked.

A variable stands as `{{ name }}`. Values are put in once and never read again, so a document that contains `{{ name }}`,
`{0.__class__}` or any other template language stays exactly as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant import resources
from assistant.errors import UsageError

_VARIABLE = re.compile(r"\{\{ *([a-z_]+) *\}\}")


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    text: str

    def fill(self, **values: str) -> str:
        return _VARIABLE.sub(lambda match: values[match[1]], self.text)


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
