"""A chat assistant over your own articles whose every sentence can be checked against the passage it came from.

from assistant import Assistant, Corpus

with Corpus.open("my-articles/") as corpus:
    corpus.sync()
    print(Assistant(corpus).answer("What was decided in Kigali?").text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.chat import Assistant as Assistant
    from assistant.corpus import Corpus as Corpus

__all__ = ["Assistant", "Corpus"]
__version__ = "0.1.0"

_HOMES = {"Assistant": "assistant.chat", "Corpus": "assistant.corpus"}


def __getattr__(name: str) -> Any:
    """Loads a facade when it is first named, so that `import assistant` costs nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
