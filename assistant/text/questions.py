"""What kind of thing a question asks for, and whether a sentence has one to offer."""

from __future__ import annotations

import re
from typing import Literal

from assistant.text.dates import dates
from assistant.text.names import names
from assistant.text.quantities import quantities

Kind = Literal["number", "date", "name"]

# The first that matches counts: "how long ago" asks for a number before it asks for a time.
_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|long|old|far|tall|high|large|big|often|fast|wide|deep|heavy)\b"
            r"|\b(?:what|which) (?:percent|percentage|number|proportion|fraction|amount|share|population)\b"
            r"|\bwhat (?:is|was|were|are) the (?:\w+ )?(?:population|number|cost|price|size|length|height|rate|percentage)\b"
            r"|\bwie\s?(?:viele?|lange|alt|hoch|groß|weit)\b|\bcombien\b|\bcu[aá]nt[oa]s?\b|\bquant[ioea]\b|\bhoeveel\b",
            re.IGNORECASE,
        ),
    ),
    (
        "date",
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b"
            r"|\bwann\b|\bquand\b|\bcu[aá]ndo\b|\bquando\b|\bwanneer\b",
            re.IGNORECASE,
        ),
    ),
    (
        "name",
        re.compile(
            r"\bwho(?:se|m)?\b|\bwhere\b|\b(?:what|which) (?:country|city|state|place|location|continent|region|town|county)\b"
            r"|\bwer\b|\bwen\b|\bwo\b|\bqui\b|\boù\b|\bqui[eé]n(?:es)?\b|\bd[oó]nde\b|\bchi\b|\bdove\b|\bquem\b|\bonde\b|\bwie is\b|\bwaar\b",
            re.IGNORECASE,
        ),
    ),
)


def expected(question: str) -> Kind | None:
    """The kind of thing that answers `question`; None where its words do not tell."""
    return next((kind for kind, pattern in _ASKS if pattern.search(question)), None)


def offers(sentence: str, kind: Kind | None, question: str) -> bool:
    """Whether `sentence` has something of `kind` that `question` does not already say."""
    if kind == "number":
        said = {(q.value, q.unit) for q in quantities(question)}
        return any((q.value, q.unit) not in said for q in quantities(sentence))
    if kind == "date":
        known = {(mention.first, mention.last) for mention in dates(question)}
        return any((mention.first, mention.last) not in known for mention in dates(sentence))
    if kind == "name":
        return bool(_name_words(sentence) - _name_words(question))
    return False


def _name_words(text: str) -> set[str]:
    return {word for name in names(text) for word in name.text.lower().split()}
