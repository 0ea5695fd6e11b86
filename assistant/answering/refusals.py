"""How a model says that the passages do not hold an answer, or a part of it: as it was asked to, or in its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.answering.lacking import stated
from assistant.text.sentences import sentences
from assistant.types import Sentence

NOT_HELD = "NOT IN THE ARTICLES"
"""What the prompt asks for; models also write it in small letters, in bold, or in the language of the question."""
_IN_OTHER_WORDS = (
    NOT_HELD, "NOT IN THE PASSAGES", "NICHT IN DEN ARTIKELN", "NON DANS LES ARTICLES", "PAS DANS LES ARTICLES", "ABSENT DES ARTICLES",
    "NO EN LOS ARTÍCULOS", "NO ESTÁ EN LOS ARTÍCULOS", "NON NEGLI ARTICOLI", "NON È NEGLI ARTICOLI", "NÃO NOS ARTIGOS",
    "NÃO ESTÁ NOS ARTIGOS", "NIET IN DE ARTIKELEN", "文章中没有", "不在文章中",
)  # fmt: skip
_LAYOUT = " \t\n*_#>\"“”'-"
_SAID = re.compile(
    rf"[{re.escape(_LAYOUT)}]*(?:{'|'.join(_IN_OTHER_WORDS)})(?=[{re.escape(_LAYOUT)}]*(?:[:：.,—–]|\Z))",
    re.IGNORECASE,
)


class Reply(NamedTuple):
    """What a model wrote: the answer in it, and what it says is not in the articles; None where it does not say so."""

    text: str
    missing: str | None


def read(text: str) -> Reply:
    """Takes the sentences that say, as was asked for, what the articles lack out of a reply."""
    kept, missing, at = "", [], 0
    for span in sentences(text):
        if said := _SAID.match(span.of(text)):
            kept, at = kept + text[at : span.start].rstrip(" "), span.end
            missing.append(span.of(text)[said.end() :].strip(f"{_LAYOUT}:：.,—–。"))
    return Reply((kept + text[at:]).strip(), "; ".join(filter(None, missing)) if missing else None)


def may_become(text: str) -> bool:
    """Whether `text` says, or as far as it has come may become, that the answer is not in the articles."""
    start = text.lstrip(_LAYOUT).upper()
    return any(said.startswith(start[: len(said)]) for said in _IN_OTHER_WORDS)


def is_refusal(told: Sequence[Sentence], missing: str | None) -> bool:
    """Whether a judged reply answers nothing: it says only that something is missing, or beside that nothing that is backed."""
    if missing is not None:
        return not any(sentence.citations for sentence in told)
    lacking = any(not stated(sentence.text) for sentence in told)
    return lacking and all(sentence.verdict == "not a claim" for sentence in told)
