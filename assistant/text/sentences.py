"""Where sentences begin and end, in one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.text.spans import Span, trimmed
from assistant.text.stopwords import listed

_CLOSERS = "\"'”’»›)\\]}」』）】》〉"
_STOP = re.compile(
    f"(?:[.!?…]+|[؟۔।॥]+)(?:[{_CLOSERS}]|\\[\\d{{1,3}}\\])*(?=\\s|\\Z)|[。！？｡．]+[{_CLOSERS}]*"
)
_LAST_WORD = re.compile(r"[^\s\"'“‘(\[{«]+\Z")
_NEXT_WORD = re.compile(r"\s*[\"'“”‘’(\[{«*_]*(\w*)")
_BEFORE = 40
"""No abbreviation is longer; looking back no further keeps the pass linear."""


_NEVER_LAST = listed(
    "mr mrs ms messrs mx dr prof st ste mt ft gen sen rep gov lt col sgt maj capt cmdr adm rev hon pres supt insp vs v "
    "e.g i.e eg ie cf viz fig figs eq eqs sec ch vol approx ca dept nr bzw z.b d.h u.a sog abb hr fr frl sr sra srta "
    "dra ud uds mme mlle p.ej dott sig ing avv т.е г ул"
)
_SELDOM_LAST = listed(
    "inc ltd co corp bros llc plc jr sr esq etc al est u.s u.k u.n e.u u.s.a d.c a.m p.m b.c a.d ph.d m.d b.a m.a "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ave blvd rd usw "
    "ed eds trans min max km kg cm mm lb lbs oz hrs ibid misc tel ext"
)
_BEFORE_NUMBERS = listed("no nos nr núm num art para pp p pg vol ch sec fig op cap § n")
_OPENERS = listed(
    "the a an this that these those he she it they we you i his her its their our my in on at by for from with after "
    "before during since when while if as but and or so yet however although though because there here what who "
    "where why how which many most some all both each no not one two another according despite meanwhile instead "
    "then also der die das ein eine er sie es wir im am le la les un une il elle ils nous el los las una se"
)
_MONTHS = listed(
    "januar februar märz april mai juni juli august september oktober november dezember marts maj juni juli"
)
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣▪◦–—]\s|\d{1,3}[.)]\s|[a-zA-Z][.)]\s|#{1,6}\s|>|\||```)")
_LINK = re.compile(r"[ \t]*(?:https?://|www\.)\S+", re.IGNORECASE)
_ROW = re.compile(r"[^\n]*[^\n|] \| ")
_EMPTY_LINE = re.compile(r"[ \t]*\n")
_SHORTEST_WRAPPED, _LONGEST_WRAPPED = 45, 120


def sentences(text: str) -> list[Span]:
    """The sentences of `text` in order, without white space around them; together they hold every visible character.

    A paragraph break, a heading, a list item, a table's row and a line of links each end a sentence, whatever stands there. Takes
    time linear in the text.
    """
    spans: list[Span] = []
    for block in _blocks(text):
        start = block.start
        for stop in _STOP.finditer(text, block.start, block.end):
            if _ends_sentence(text, start, stop, block.end):
                spans.append(trimmed(text, start, stop.end()))
                start = stop.end()
        spans.append(trimmed(text, start, block.end))
    return [span for span in spans if span.start < span.end]


def _blocks(text: str) -> Iterator[Span]:
    """Stretches between line ends that end a sentence."""
    block = line = 0
    while (newline := text.find("\n", line)) >= 0:
        if _line_ends_sentence(text, line, newline):
            yield Span(block, newline)
            block = newline + 1
        line = newline + 1
    yield Span(block, len(text))


def _line_ends_sentence(text: str, start: int, end: int) -> bool:
    following = text[end + 1 : end + 2]
    if following in ("", "\n") or start == end or _ITEM.match(text, end + 1):
        return True
    if text[start] in "#|" or _EMPTY_LINE.match(text, end + 1):
        return True
    if _LINK.match(text, end + 1) or _ends_in_link(text, start, end, following):
        return True
    if _ROW.match(text, start, end) or _ROW.match(text, end + 1):
        return True
    length = end - start
    # Lines wrapped at a margin have about its length; a short one before a capital is a heading or a field.
    return length > _LONGEST_WRAPPED or (
        length < _SHORTEST_WRAPPED and not following.islower() and not following.isspace()
    )


def _ends_in_link(text: str, start: int, end: int, following: str) -> bool:
    words = text[start:end].split()
    return all(map(_LINK.match, words)) or bool(_LINK.match(words[-1]) and not following.islower())


def _ends_sentence(text: str, start: int, stop: re.Match[str], limit: int) -> bool:
    mark = text[stop.start()]
    if stop.end() >= limit or mark in "。！？｡．؟۔।॥":
        return True
    following = _NEXT_WORD.match(text, stop.end(), min(limit, stop.end() + _BEFORE))
    word = following[1] if following else ""
    small = word[:1].islower() and not any(map(str.isupper, word[:3]))
    if small and not _LINK.match(text, stop.end(), limit):
        return False
    return mark != "." or stop[0].startswith("..") or _full_stop_ends(text, start, stop, word)


def _full_stop_ends(text: str, start: int, stop: re.Match[str], following: str) -> bool:
    """Whether a single full stop before `following` is the end, rather than that of an abbreviation, initial or list number."""
    before = _LAST_WORD.search(text, max(start, stop.start() - _BEFORE), stop.start())
    word = before[0] if before else ""
    name = word.casefold()
    numeral = following[:1].isdigit()
    if word.isdigit() and (following.casefold() in _MONTHS or _opens(text, start, before)):
        return False
    if name in _NEVER_LAST:
        return False
    if numeral and (name in _BEFORE_NUMBERS or name in _SELDOM_LAST):
        return False
    if name in _SELDOM_LAST or _is_initial(word):
        return following.casefold() in _OPENERS and not numeral
    return True


def _opens(text: str, start: int, number: re.Match[str] | None) -> bool:
    """Whether the number is the first thing in its sentence, as in "2. Wash your hands"."""
    return (
        number is not None and number.start() - start < _BEFORE and not text[start : number.start()].strip()
    )


def _is_initial(word: str) -> bool:
    """ "J", "J.K", "U.S.S.R": letters one by one."""
    letters = word.split(".")
    return all(len(letter) == 1 and letter.isupper() for letter in letters) and word not in ("I",)
