"""Whether a text speaks of somebody whom another text names in another form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.normalise import unaccented

STEM = 4
"""Letters that tell one name from another: "Libya" and "Libyan" are alike."""
_ENDING = 3
"""Letters by which the forms of a name may differ in length."""
_LONGEST_INITIALS = 6
_SMALL_WORDS = frozenset(("of", "the", "and", "for", "de", "la"))
_SPACED = r"\W+(?:(?:of|the|and|for|de|la)\W+)?"


class Said:
    """A text that may speak of a name; `vocabulary` adds to its words."""

    def __init__(self, text: str, vocabulary: frozenset[str] = frozenset()) -> None:
        self._text = unaccented(text)
        self._words = set(re.findall(r"\w+", self._text)) | vocabulary

    def names(self, name: str) -> bool:
        """Whether the text has the name as a whole, its last word, all its words in some form, or its initials."""
        plain = unaccented(name)
        parts = [part for part in re.findall(r"\w+", plain) if len(part) > 1]
        return (
            self._holds(plain)
            or bool(parts and parts[-1].isalpha() and parts[-1] in self._words)
            or all(self._has(part) for part in parts)
            or self._shortens(name, parts)
        )

    def _holds(self, plain: str) -> bool:
        """Whether the text has it: in Latin letters as whole words, for "Mars" is not in "Marseille"; in other scripts words cling together."""
        apart = rf"(?<!\w){re.escape(plain)}(?!\w)" if plain.isascii() else re.escape(plain)
        return bool(re.search(apart, self._text))

    def _has(self, word: str) -> bool:
        return word in self._words or any(
            _is_formed(*sorted((word, other), key=len)) for other in self._words
        )

    def _shortens(self, name: str, parts: Sequence[str]) -> bool:
        """Whether one side has the initials of the other: "USA" or "U.S." and "United States"."""
        letters = unaccented(name).replace(".", "")
        letters = "us" if letters == "usa" else letters
        if name.isupper() and letters.isalpha() and len(letters) <= _LONGEST_INITIALS:
            spelled = _SPACED.join(rf"{letter}\w+" for letter in letters)
            return len(letters) > 1 and bool(re.search(rf"\b{spelled}", self._text))
        initials = [part[0] for part in parts if part not in _SMALL_WORDS]
        return len(initials) > 1 and (
            "".join(initials) in self._words or f"{'.'.join(initials)}." in self._text
        )


def _is_formed(short: str, long: str) -> bool:
    """ "Libyan" and "Libya", "Germany" and "German", "Americans" and "America", but not "Iran" and "Iraq"."""
    stem = short if len(short) == STEM else short[:-1]
    return len(stem) >= STEM and len(long) - len(short) <= _ENDING and long.startswith(stem)


def name_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", unaccented(text)))


def name_stems(text: str) -> set[str]:
    """The beginnings of the words of `text` by which names are told from one another."""
    return {word[:STEM] for word in name_words(text) if len(word) >= STEM}
