"""Sentences that are understood only together with the one before: they open with a word for what that one names."""

from __future__ import annotations

import re

from assistant.text.names import names

_OPENS = re.compile(
    r"\W*(?:he|she|it|they|this|these|that|those|his|her|its|their|such|both|the latter|the former|all (?:two|three|four)"
    r"|er|sie|es|ihr|sein|dies\w*|il|elle|ils|elles|cela|ce(?:tte)?|él|ella|ellos|est[aeo]s?|egli|essa|questo)\b",
    re.IGNORECASE,
)
_OPENING = (
    r"(?:in|on|at|by|after|before|during|since|until|from|for|with|despite|under|two|three|four|five|ten|some|when|while|as|although"
    r"|though|because|but|and|so|then|later|soon|however|also|thus|therefore|meanwhile|instead|finally|eventually|today|now|again"
    r"|once|initially|originally|afterwards)\b"
)
_NO_THING = r"(?:,?\s+(?!(?:the|an?|each|every|some|all|one|no)\b)[\w.'’-]+){0,3}?"
_SAID_OF_NOTHING = r"(?!\s+(?:\w+\s)?(?:is|was|has|had|been|be|became|seem|appear|took|take)\w*\b[^.,;]{0,40}\b(?:that|to|how|whether|when)\b)"
# "In 1986 she …", "Later, its …"; not "In 1986 it was decided that …". Behind a longer opening, which may name a thing, only persons.
_BEHIND_AN_OPENING = tuple(
    re.compile(rf"\W*{_OPENING}{between},?\s+(?P<word>{words})\b", re.IGNORECASE)
    for between, words in (
        (_NO_THING, rf"he|she|they|his|her|its|their|it\b{_SAID_OF_NOTHING}"),
        (r"[^.;:!?()“”\"]{1,80}?,", r"he|she|his|her"),
    )
)
_OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they"}


def leaning_word(sentence: str) -> str:
    """The word that it opens with for what the sentence before it names, "it" for "Its" too; empty where it opens with none.

    Such a word may stand behind a few words that name nobody: "In 1986 she led …".
    """
    if found := _OPENS.match(sentence):
        word = found[0].strip("\"'“”‘’([*_- ").lower()
    else:
        behind = [found for pattern in _BEHIND_AN_OPENING if (found := pattern.match(sentence))]
        word = next((f["word"].lower() for f in behind if not _named_before(f.start("word"), sentence)), "")
    return _OWNERS.get(word, word)


def _named_before(place: int, sentence: str) -> bool:
    return any(name.span.start < place for name in names(sentence))
