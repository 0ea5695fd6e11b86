"""How many of a thing there are, as people write it."""

from __future__ import annotations


def counted(number: int, thing: str) -> str:
    """ "1 question", "1,200 questions"; `thing` is one of them."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
