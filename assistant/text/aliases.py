"""Whether a text speaks of somebody whom another text names in another form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.normalise import unaccented
from assistant.text.stopwords import listed

STEM = 4
"""Letters that tell one name from another: "Libya" and "Libyan" are alike."""
_ENDING = 3
"""Letters by which the forms of a name may differ in length."""
_LONGEST_INITIALS = 6
_SMALL_WORDS = frozenset(("of", "the", "and", "for", "de", "la"))
_NUMBERED = r"[ -]?(\d+)\b"


# What a name ends with that says what kind of thing it is of: "Turing Award" is not borne out by another award.
_KINDS = listed(
    "act agency agreement airport alliance amendment archive army assembly association authority avenue award awards bank basin "
    "battle bay beach board bowl bridge bureau campaign canal castle cathedral center centre championship channel charter church "
    "city club code coast college commission committee community company conference constitution convention corporation "
    "council county court creek crisis cup declaration department district empire expedition express fair federation festival "
    "field force forces forest foundation fund gallery game games garden gardens group hall harbor harbour hill hills hospital "
    "hotel house institute island islands journal kingdom laboratory lake law league library line magazine market medal "
    "mill mine ministry mission mountain mountains movement museum news observatory ocean office open order organisation "
    "organization orchestra palace park party plan plant plateau port post press prize program programme project protocol "
    "province railroad railway region report republic reserve review revolution ridge river road school sea "
    "series service show society square stadium state states station street studio studios summit system team telescope temple "
    "territory theater theatre tour tower town treaty trial tribunal trust tunnel union university valley village war way "
    "week wall works world"
)
_SPACED = r"\W+(?:(?:of|the|and|for|de|la)\W+)?"


class Said:
    """A text that may speak of a name; `vocabulary` adds to its words."""

    def __init__(self, text: str, vocabulary: frozenset[str] = frozenset()) -> None:
        self._text = unaccented(text)
        self._words = set(re.findall(r"\w+", self._text)) | vocabulary
        large = {unaccented(word) for word in re.findall(r"\w+", text) if not word.islower()}
        self._surnames = large - _KINDS

    def names(self, name: str) -> bool:
        """Whether the text has the name as a whole, its last word if that is telling, all its words in some form, or its initials; with
        another number behind it, it is another name: "Luna-25" is not "Luna-26"."""
        plain = unaccented(name)
        parts = [part for part in re.findall(r"\w+", plain) if len(part) > 1]
        return self._holds(plain) or (
            not self._numbers_otherwise(plain)
            and (
                bool(parts and parts[-1].isalpha() and parts[-1] in self._surnames)
                or all(self._has(part) for part in parts)
                or self._shortens(name, parts)
            )
        )

    def _numbers_otherwise(self, plain: str) -> bool:
        """Whether the text has other numbers behind a word of the name than the name has, and never that one."""
        found = [
            (number, re.findall(rf"\b{word}{_NUMBERED}", self._text))
            for word, number in re.findall(rf"([^\W\d_]{{2,}}){_NUMBERED}", plain)
        ]
        return any(others and number not in others for number, others in found)

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
