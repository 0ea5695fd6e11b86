"""One form of text for everything that is indexed, and finding a quote whatever its quotes, dashes and accents look like."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from assistant.text.spans import Span

VERSION = 1
"""Goes up whenever `normalise` gives another result for some text; part of the index's fingerprint."""

# Characters a reader cannot see but a model or a matcher can: controls, lone surrogates, soft hyphens, zero-width and
# bidirectional marks, variation selectors, Tags. Text hidden in them would be indexed and never shown.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]+"
)
_JOINING_SCRIPTS = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_EMOJI = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff"
# A joiner shapes the letter before it in Arabic and Indic scripts, and glues two emoji; anywhere else it only hides.
_STRAY_JOINER = re.compile(
    f"(?<![{_JOINING_SCRIPTS}{_EMOJI}])[\u200c\u200d]+|(?<=[\u200c\u200d])[\u200c\u200d]+"
    f"|(?<=[{_EMOJI}])(?:\u200c|\u200d(?![{_EMOJI}]))"
)
_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TRAILING = re.compile(r"(?<![ \t])[ \t]+(?=\n|\Z)")
_MANY_NEWLINES = re.compile(r"\n{3,}")


def normalise(text: str) -> str:
    """The form in which every document is stored: NFC, "\\n" line ends, nothing invisible, no trailing blanks,
    at most one empty line in a row. Applying it twice changes nothing."""
    text = _NEWLINE.sub("\n", text)
    if not text.isascii():
        text = _STRAY_JOINER.sub("", _BLANK.sub(" ", unicodedata.normalize("NFC", _UNSEEN.sub("", text))))
        text = unicodedata.normalize("NFC", text)
    else:
        text = _UNSEEN.sub("", text)
    return _MANY_NEWLINES.sub("\n\n", _TRAILING.sub("", text)).strip("\n")


def visible(text: str) -> str:
    """A piece of a text without the characters that nobody sees; joiners stay, since what they join may be in the next piece."""
    return _UNSEEN.sub("", text)


_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4`\u2039\u203a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u300c\u300d", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    }
)
# Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels and the stretching stroke. Marks of other scripts are
# letters of their own and stay.
_ACCENT = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+"
)


def unaccented(text: str) -> str:
    """Casefolded, compatibility forms and accents taken off, quotes and dashes straight."""
    if text.isascii():
        return text.lower()
    # Compatibility forms may stand for capital letters, so they are taken apart before the case is folded, and after.
    apart = unicodedata.normalize("NFKD", text).translate(_STRAIGHT).casefold()
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", apart)))


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` as it compares; character i of it began at `offsets[i]` of the original, and `offsets[-1]` is the original's length."""

    text: str
    offsets: array[int]

    def original(self, start: int, end: int) -> Span:
        """The span of the original from which `text[start:end]` was made."""
        # One letter may fold to two ("ß"), so the end is the next offset that differs.
        last = self.offsets[end - 1]
        return Span(self.offsets[start], self.offsets[bisect_right(self.offsets, last)])


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    return "" if _UNSEEN.match(character) else unaccented(character)


def fold(text: str) -> Folded:
    """The text as `find` compares it: `unaccented`, white space collapsed to one blank, invisible characters gone."""
    pieces: list[str] = []
    offsets = array("q")
    blank = False
    for position, character in enumerate(text):
        piece = _fold_character(character)
        if not piece or (blank and piece == " "):
            continue
        blank = piece == " "
        pieces.append(piece)
        offsets.extend([position] * len(piece))
    offsets.append(len(text))
    return Folded("".join(pieces), offsets)


def find(quote: str, text: str) -> Span | None:
    """Where `quote` first stands in `text`: exactly, or else as `fold` sees both; None where it does not."""
    wanted = quote.strip()
    if not wanted:
        return None
    exact = text.find(wanted)
    if exact >= 0:
        return Span(exact, exact + len(wanted))
    folded, needle = fold(text), fold(wanted).text.strip()
    at = folded.text.find(needle) if needle else -1
    return folded.original(at, at + len(needle)) if at >= 0 else None
