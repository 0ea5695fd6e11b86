"""Rich Text Format: its words without its control words, paragraph by paragraph, with notes and text boxes.

Deleted and hidden text, comments and what stands at the head and foot of pages stay out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.ingest.article import Block, Draft
from assistant.ingest.formats.notes import note
from assistant.ingest.formats.raised import raised
from assistant.ingest.metadata import Metadata

_TOKEN = re.compile(
    r"\\(?:'(?P<hex>[0-9a-fA-F]{2})|(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|(?P<symbol>[^a-zA-Z']))"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
_UNSEEN = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "pict", "object", "header", "headerl", "headerr",
     "headerf", "footer", "footerl", "footerr", "footerf", "annotation", "fldinst", "themedata", "datastore", "generator", "xmlnstbl",
     "rsidtbl", "filetbl", "revtbl", "latentstyles", "company", "operator", "comment", "pgptbl", "ftnsep", "ftnsepc", "ftncn", "aftnsep",
     "aftnsepc", "aftncn", "xe", "tc", "tcn", "sp", "shprslt"}
)  # fmt: skip
_BOXES = frozenset({"shptxt", "dptxbxtext"})
_BESIDE = frozenset({"footnote", *_BOXES})
_READ_ALL_THE_SAME = frozenset({"shppict", "nonshppict", "shpinst", "do", *_BOXES})
"""Destinations that readers may pass over."""
_STYLED = {"v": ("hidden", True), "deleted": ("deleted", True), "super": ("above", True), "up": ("above", True),
           "sub": ("above", False), "nosupersub": ("above", False)}  # fmt: skip
_STATED = {"title": "title", "author": "author"}
_CHARACTERS = {"tab": " ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
               "bullet": "•", "line": " ", "cell": " | ", "emspace": " ", "enspace": " "}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}"}
_BREAKS = frozenset({"par", "sect", "page", "row"})


_CODE_PAGES = {77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
               177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip
"""What a font's number of a character set means; other fonts are in the document's own."""


class Group(NamedTuple):
    """What holds until a brace closes: where text goes (None: nowhere), how many bytes stand in for a Unicode character, the font,
    and which of "hidden", "deleted" (with changes tracked) and "above" the line the text is."""

    place: str | None
    stand_ins: int
    font: int = -1
    marks: frozenset[str] = frozenset()

    @property
    def shown_in(self) -> str | None:
        return None if self.marks & {"hidden", "deleted"} else self.place


def read(data: bytes) -> Iterator[Draft]:
    """One article."""
    reader = _Reader()
    for token in _tokens(data.decode("latin-1")):
        reader.take(token)
    reader.end_line()
    metadata = Metadata()
    for place, field in _STATED.items():
        metadata.offer("document properties", field, _readable(reader.written[place]))
    yield Draft(reader.blocks, metadata)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Raw bytes that a control word announces are passed over: a brace among them closes nothing."""
    place = 0
    while token := _TOKEN.match(text, place):
        place = token.end() + (int(token["number"] or 0) if token["word"] == "bin" else 0)
        yield token


def _readable(pieces: list[str]) -> str:
    """Joins the halves of characters that were written as UTF-16 pairs."""
    return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Reader:
    """Follows groups and writes their text into `written`, by place; what stands in the body becomes `blocks`, line by line."""

    def __init__(self) -> None:
        self.written: dict[str, list[str]] = {"body": [], "title": [], "author": []}
        self.blocks: list[Block] = []
        self.beside: list[str] = []
        self.notes = 0
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
        elif token["symbol"] in ("\n", "\r"):
            self._break()
        else:
            self._write(_SYMBOLS.get(token["symbol"] or "", ""))

    def end_line(self) -> None:
        """Ends a line of the body; the notes that it calls for and the boxes anchored in it come after it."""
        places, self.beside = self.beside, []
        self.blocks.append(_line(_readable(self.written["body"])))
        self.written["body"].clear()
        for place in places:
            text = _readable(self.written.pop(place))
            if place.split()[0] in _BOXES:
                self.blocks += map(_line, text.split("\n"))
            else:
                self.notes += 1
                self.blocks += note(str(self.notes), " ".join(text.split()))

    def _brace(self, brace: str) -> None:
        self.optional, self.stand_ins = False, 0
        if brace == "{":
            self.groups.append(self.groups[-1])
        elif len(self.groups) > 1:
            self.groups.pop()

    def _control(self, word: str, number: int, numbered: bool) -> None:
        hidden = word in _UNSEEN or (self.optional and word not in _READ_ALL_THE_SAME)
        self.optional = False
        group = self.groups[-1]
        if hidden or word == "info":
            self.groups[-1] = group._replace(place=None)
        elif word in _STATED and group.place is None:
            self.groups[-1] = group._replace(place=word)
        elif word in _BESIDE:
            self._open_beside(word)
        elif word in _STYLED:
            name, on = _STYLED[word]
            marked = on and (number > 0 or not numbered)
            self.groups[-1] = group._replace(marks=group.marks | {name} if marked else group.marks - {name})
        elif word == "plain":
            self.groups[-1] = group._replace(marks=frozenset())
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
            self._break()
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])

    def _open_beside(self, word: str) -> None:
        """A note or a text box begins: what it holds does not stand in the line where it is anchored."""
        group = self.groups[-1]
        if group.shown_in:
            place = f"{word} {len(self.beside)}"
            self.written[place] = []
            self.beside.append(place)
            self.groups[-1] = group._replace(place=place, marks=frozenset())
        else:
            self.groups[-1] = group._replace(place=None)

    def _break(self) -> None:
        place = self.groups[-1].place
        if place == "body":
            self.end_line()
        elif place:
            self.written[place].append("\n")

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
        group = self.groups[-1]
        if group.shown_in:
            self.written[group.shown_in].append(raised(text) if "above" in group.marks else text)


def _line(text: str) -> Block:
    return Block(" ".join(text.split()).removesuffix("|"))


def _codec(page: int) -> str:
    try:
        "".encode(f"cp{page}")
    except LookupError:
        return "cp1252"
    return f"cp{page}"
