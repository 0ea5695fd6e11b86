"""Rich Text Format: its words without its control words, paragraph by paragraph."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.ingest.article import Block, Draft
from assistant.ingest.metadata import Metadata

_TOKEN = re.compile(
    r"\\(?:'(?P<hex>[0-9a-fA-F]{2})|(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|(?P<symbol>[^a-zA-Z']))"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
_UNSEEN = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "pict", "object", "header", "headerl", "headerr",
     "headerf", "footer", "footerl", "footerr", "footerf", "footnote", "annotation", "fldinst", "themedata", "datastore",
     "generator", "xmlnstbl", "rsidtbl", "filetbl", "revtbl", "latentstyles", "company", "operator", "comment", "pgptbl"}
)  # fmt: skip
_STATED = {"title": "title", "author": "author"}
_CHARACTERS = {"tab": " ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
               "bullet": "•", "line": " ", "cell": " | ", "emspace": " ", "enspace": " "}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}
_BREAKS = frozenset({"par", "sect", "page", "row"})


_CODE_PAGES = {77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
               177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip
"""What a font's number of a character set means; other fonts are in the document's own."""


class Group(NamedTuple):
    """What holds until a brace closes: where text goes (None: nowhere), how many bytes stand in for a Unicode character, and the font."""

    place: str | None
    stand_ins: int
    font: int = -1


def read(data: bytes) -> Iterator[Draft]:
    """One article."""
    reader = _Reader()
    for token in _TOKEN.finditer(data.decode("latin-1")):
        reader.take(token)
    metadata = Metadata()
    for place, field in _STATED.items():
        metadata.offer("document properties", field, _readable(reader.written[place]))
    lines = _readable(reader.written["body"]).split("\n")
    yield Draft([Block(" ".join(line.split()).removesuffix("|")) for line in lines], metadata)


def _readable(pieces: list[str]) -> str:
    """Joins the halves of characters that were written as UTF-16 pairs."""
    return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Reader:
    """Follows groups and writes their text into `written`, by place."""

    def __init__(self) -> None:
        self.written: dict[str, list[str]] = {"body": [], "title": [], "author": []}
        self.groups = [Group("body", 1)]
        self.encoding = "cp1252"
        self.fonts: dict[int, str] = {}
        self.decoders: dict[str, codecs.IncrementalDecoder] = {}
        self.optional = False
        self.stand_ins = 0

    def take(self, token: re.Match[str]) -> None:
        if token["brace"]:
            self._brace(token["brace"])
        elif token["word"]:
            self._control(token["word"], int(token["number"] or 0), bool(token["number"]))
        elif token["symbol"] == "*":
            self.optional = True
        elif token["hex"]:
            self._decode(bytes.fromhex(token["hex"]))
        elif token["text"]:
            self._decode(token["text"].encode("latin-1"))
        else:
            self._write(_SYMBOLS.get(token["symbol"] or "", ""))

    def _brace(self, brace: str) -> None:
        self.optional, self.stand_ins = False, 0
        if brace == "{":
            self.groups.append(self.groups[-1])
        elif len(self.groups) > 1:
            self.groups.pop()

    def _control(self, word: str, number: int, numbered: bool) -> None:
        hidden = word in _UNSEEN or (self.optional and word not in ("shppict", "nonshppict"))
        self.optional = False
        group = self.groups[-1]
        if hidden or word == "info":
            self.groups[-1] = group._replace(place=None)
        elif word in _STATED and group.place is None:
            self.groups[-1] = group._replace(place=word)
        elif word == "u":
            self.stand_ins = 0
            self._write(chr(number % 0x10000))
            self.stand_ins = group.stand_ins
        elif word == "uc":
            self.groups[-1] = group._replace(stand_ins=number)
        elif word == "ansicpg" and numbered:
            self.encoding = _codec(number)
        elif word in ("f", "deff") and numbered:
            self.groups[-1] = group._replace(font=number)
        elif word == "fcharset" and number in _CODE_PAGES:
            self.fonts[group.font] = _CODE_PAGES[number]
        elif word in _BREAKS:
            self._write("\n")
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])

    def _decode(self, data: bytes) -> None:
        """Bytes in the encoding of the font in force; a character may be spread over several tokens."""
        skipped = min(self.stand_ins, len(data))
        self.stand_ins -= skipped
        encoding = self.fonts.get(self.groups[-1].font, self.encoding)
        if encoding not in self.decoders:
            self.decoders[encoding] = codecs.getincrementaldecoder(encoding)("replace")
        self._put(self.decoders[encoding].decode(data[skipped:]))

    def _write(self, text: str) -> None:
        """After a Unicode character come the stand-ins for readers that know none: they are passed over."""
        skipped = min(self.stand_ins, len(text))
        self.stand_ins -= skipped
        self._put(text[skipped:])

    def _put(self, text: str) -> None:
        place = self.groups[-1].place
        if place:
            self.written[place].append(text)


def _codec(page: int) -> str:
    try:
        "".encode(f"cp{page}")
    except LookupError:
        return "cp1252"
    return f"cp{page}"
