"""The lines of a PDF's page, from where its characters stand: numbers set above the line are told, and break no line in two."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from assistant.ingest.formats.pdf_layout import Line, placeless
from assistant.ingest.formats.raised import raised

SMALLER, LEAST_RISE, MOST_RISE = 0.9, 0.15, 0.8
"""A number above the line has at most so many times its neighbour's size, and stands so many of its heights above it."""
NEAR, BLANK = 1.0, 0.15
"""Pieces of one row are nearer to each other than the first, in heights of a character; beyond the second a blank is between them."""

_PIECE = re.compile(r"[^\r\n\x02\s][^\r\n\x02]*(?:\x02|(?<=\S))")
_DIGITS = re.compile(r"[0-9]+")
_OF_NUMBERS = "0123456789+-−–,"
_BLANK_PUT_IN = -1


def page_lines(page: Any) -> list[Line]:
    """The lines of a page of pypdfium2, which is closed; a word broken at the margin keeps its hyphen."""
    textpage = page.get_textpage()
    # Such a word is given as one, with a mark where the hyphen was.
    text = textpage.get_text_range().replace("\ufffe", "\x02")
    if len(text) == textpage.count_chars():
        lines = _Page(page, textpage, text).lines()
    else:
        lines = placeless([_hyphenated(piece) for piece in _PIECE.findall(text)])
    textpage.close()
    page.close()
    return lines


def _hyphenated(text: str) -> str:
    return text.replace("\x02", "-")


class _Box(NamedTuple):
    """Where a character stands, in points, with the room that its font leaves around it."""

    left: float
    foot: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.foot


class _Above(NamedTuple):
    """A number set above the line: where in its row's text, and whether it is a link."""

    start: int
    end: int
    linked: bool


class _Row(NamedTuple):
    """What stands from margin to margin. `places` are the indices of its characters on the page."""

    text: str
    places: Sequence[int]
    above: Sequence[_Above] = ()

    @property
    def note(self) -> str:
        """The number with which a note begins, if this is the first row of one."""
        first = self.above[0] if self.above else None
        return self.text[: first.end] if first and not first.start and first.end < len(self.text) else ""


class _Page:
    """The characters of a page, each known by its index in `text`."""

    def __init__(self, page: Any, textpage: Any, text: str) -> None:
        import pypdfium2.raw

        self._raw = pypdfium2.raw
        self._page = page
        self._textpage = textpage
        self._text = text
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def lines(self) -> list[Line]:
        rows = [self._row(pieces) for pieces in self._pieces()]
        times = Counter(row.text[number.start : number.end] for row in rows for number in row.above)
        # The note itself and one place that calls for it: a number raised more often may be an exponent somewhere.
        called = {row.note for row in rows if times[row.note] == 2}
        return [self._line(row, called) for row in rows]

    def _pieces(self) -> Iterator[list[re.Match[str]]]:
        """The pieces of each row; pdfium breaks a line after what is set above it."""
        row: list[re.Match[str]] = []
        for piece in _PIECE.finditer(self._text):
            if row and not self._beside(row[-1].end() - 1, piece.start()):
                yield row
                row = []
            row.append(piece)
        if row:
            yield row

    def _row(self, pieces: Sequence[re.Match[str]]) -> _Row:
        text, places = "", list[int]()
        for piece in pieces:
            if text and self._apart(places[-1], piece.start()):
                text += " "
                places.append(_BLANK_PUT_IN)
            text += _hyphenated(piece[0])
            places += range(*piece.span())
        row = _Row(text, places)
        return row._replace(above=list(self._numbers_above(row))[::-1])

    def _numbers_above(self, row: _Row) -> Iterator[_Above]:
        """From the last to the first, so that each of several with commas between them is taken with those before it."""
        before = len(row.text)
        for found in reversed(list(_DIGITS.finditer(row.text))):
            end = found.end()
            neighbour = _neighbour(row, len(row.text[:end].rstrip(_OF_NUMBERS)), end)
            base = self._base(row.places[end - 1])
            # Nearly all numbers are done with here, and a page of figures has hundreds.
            if end > before or neighbour is None or base <= self._base(neighbour):
                continue
            start = end - 1
            while start and row.text[start - 1] in _OF_NUMBERS and self._base(row.places[start - 1]) == base:
                start -= 1
            neighbour = _neighbour(row, start, end)
            if neighbour is not None and self._is_above(row.places[start], neighbour):
                before = start
                yield _Above(start, end, self._leads(row.places[start]))

    def _line(self, row: _Row, called: set[str]) -> Line:
        """`called` are the numbers of those notes on the page that one place calls for."""
        parts, at = list[str](), 0
        for start, end, linked in row.above:
            number = row.text[start:end]
            calls = start > 0 and number in called
            parts += (row.text[at:start], raised(number, linked=linked or calls))
            at = end
        left, right = self._box(row.places[0]).left, self._box(row.places[-1]).right
        text = "".join((*parts, row.text[at:]))
        # A note's text tells its size, not its number.
        body = row.places[len(row.text) - len(row.text[len(row.note) :].lstrip())]
        return Line(text, self._size(body), self._box(body).foot, left, right)

    # --- where characters stand

    def _box(self, at: int) -> _Box:
        return _Box(*self._textpage.get_charbox(at, loose=True))

    def _size(self, at: int) -> float:
        return float(self._raw.FPDFText_GetFontSize(self._textpage.raw, at))

    def _base(self, at: int) -> float:
        """The height of the line on which the character stands."""
        self._raw.FPDFText_GetCharOrigin(self._textpage.raw, at, self._x, self._y)
        return self._y.value

    def _beside(self, one: int, other: int) -> bool:
        """Whether `other` goes on in the row of `one`."""
        a, b = self._box(one), self._box(other)
        shared = min(a.top, b.top) - max(a.foot, b.foot)
        return shared > 0.5 * min(a.height, b.height) and abs(b.left - a.right) < NEAR * max(
            a.height, b.height
        )

    def _apart(self, one: int, other: int) -> bool:
        """Whether there is a blank between two characters, as pdfium read it or as wide as one."""
        a, b = self._box(one), self._box(other)
        read = self._text[one + 1 : other].strip("\r\n")
        return bool(read) or b.left - a.right > BLANK * max(a.height, b.height)

    def _is_above(self, at: int, neighbour: int) -> bool:
        rise = self._base(at) - self._base(neighbour)
        if rise <= 0:
            return False
        height = self._box(neighbour).height
        # Either measure may be the same for all characters: a font may be scaled after its size is set.
        smaller = self._size(at) < SMALLER * self._size(neighbour) or self._box(at).height < SMALLER * height
        return smaller and LEAST_RISE * height < rise < MOST_RISE * height

    def _leads(self, at: int) -> bool:
        left, foot, right, top = self._box(at)
        x, y = (left + right) / 2, (foot + top) / 2
        return bool(self._raw.FPDFLink_GetLinkAtPoint(self._page, x, y))


def _neighbour(row: _Row, start: int, end: int) -> int | None:
    """The character of the row that shows whether `start` to `end` is set above it: the one before, or else the next ones about."""
    before, after = row.text[:start].rstrip(), row.text[end:].lstrip()
    if before and (len(before) == start or not after):
        return row.places[len(before) - 1]
    return row.places[len(row.text) - len(after)] if after else None
