"""Bytes to text: byte order mark, strict UTF-8, what the document declares, detection, and Windows-1252 as the last resort."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from assistant.ingest.article import Skipped
from assistant.text.counts import counted

# UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 64 * 1024
FEWEST, SPARSE = 8, 0.04
"""Below so many bytes over 127, or this share of them, a detector sees only a few accents and guesses; Western text is then the safe reading."""

_SHIFTING = ("iso2022", "hz", "utf_7", "utf-7")
"""Encodings of seven bits: their bytes are valid UTF-8 and mean something else, so only a declaration tells."""
_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")


class Decoded(NamedTuple):
    text: str
    warning: str | None = None


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text of `data`, with a warning where its encoding had to be guessed or some of it could not be read.

    Raises:
        Skipped: it is not text.
    """
    mark, marked = next(((mark, name) for mark, name in MARKS if data.startswith(mark)), (b"", None))
    if marked:
        return _decoded(data[len(mark) :], marked)
    wide = _wide(data[:SAMPLE])
    if wide:
        return _decoded(data, wide)
    stated = _known(declared)
    if stated and stated.startswith(_SHIFTING):
        return _decoded(data, stated)
    if _binary(data[:SAMPLE]):
        raise Skipped("binary, not text")
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        # A file of UTF-8 with a stray byte in it is still UTF-8.
        if error.start > SAMPLE or _mostly_utf8(data):
            return _decoded(data, "utf-8")
    name = stated or _detected(data)
    decoded = _decoded(data, name)
    return (
        decoded
        if declared
        else Decoded(
            decoded.text,
            decoded.warning or f"encoding not stated, read as {name}; save it as UTF-8 if letters look wrong",
        )
    )


def _decoded(data: bytes, name: str) -> Decoded:
    text = data.decode(name, errors="replace")
    lost = text.count("\ufffd")
    lacking = f"{counted(lost, 'character')} could not be read as {name}; save it as UTF-8"
    return Decoded(text, lacking if lost else None)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every other byte."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if max(even, odd) / half < 0.3 or min(even, odd) / half > 0.05:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _binary(sample: bytes) -> bool:
    """A stray NUL does not make a text binary; many controls do."""
    return len(_CONTROLS.findall(sample)) > max(2, len(sample) // 200)


def _mostly_utf8(data: bytes) -> bool:
    text = data[:SAMPLE].decode("utf-8", errors="replace")
    return text.count("\ufffd") * 10 < sum(character > "\x7f" for character in text)


def _known(name: str | None) -> str | None:
    try:
        return codecs.lookup(name.strip()).name if name else None
    except LookupError:
        return None


def _detected(data: bytes) -> str:
    sample = data[:SAMPLE]
    high = sum(byte > 127 for byte in sample)
    if high < max(FEWEST, SPARSE * len(sample)):
        return "cp1252"
    from charset_normalizer import from_bytes

    found = from_bytes(sample).best()
    return _known(found.encoding) or "cp1252" if found else "cp1252"
