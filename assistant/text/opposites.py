"""Words of which a thing is one or the other: "rise" and "fall", "brother" and "sister", "likely" and "unlikely"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from assistant.text.spans import Span
from assistant.text.terms import terms


class Word(NamedTuple):
    """A word by its stem, with its place; `bare` is the stem of what stands behind "un" and the like."""

    stem: str
    span: Span
    bare: str | None


# Each line holds words that exclude one another; forms of the same word stand joined by "/".
_EITHER = """
rise/rose/risen increase/grow/grew/gain climb, fall/fell/fallen decrease/decline/drop/shrink/shrank lose/lost
raise boost expand, lower/cut reduce
more most, less/least fewer/fewest
high/higher/highest, low/lower/lowest
large/larger/largest big/bigger/biggest great/greater/greatest, small/smaller/smallest little
long/longer/longest, short/shorter/shortest
old/older/oldest, young/younger/youngest
old/older/oldest former ancient, new/newer/newest modern
fast/faster/fastest quick/rapid, slow/slower/slowest
strong/stronger/strongest, weak/weaker/weakest
good/better/best, bad/worse/worst
early/earlier/earliest, late/later/latest
hot/warm/hotter/warmer/hottest/warmest, cold/cool/colder/cooler/coldest/coolest
wet/wetter/wettest, dry/drier/driest
rich/wealthy, poor
easy/easier, hard/harder difficult
near/nearer/close, far/farther distant
wide/broad, narrow
deep, shallow
heavy/heavier/heaviest, light/lighter/lightest
cheap/cheaper, expensive
common/frequent often, rare/rarely seldom
always, never
above over, below under beneath
upward, downward
inside within, outside
win/won victory, lose/lost defeat
succeed/success pass, fail/failure
accept/approve agree, reject/refuse deny/decline
support/back favor favour, oppose/criticize criticise attack
allow/permit, forbid/forbade/forbidden ban/prohibit
include, exclude
likely, unlikely
confirm, deny/denied refute
live/alive survive, die/dead/died
guilty convict/convicted, innocent acquit/acquitted
true, false
legal, illegal
arctic, antarctic
right, wrong
public, private
mandatory/compulsory required, voluntary/optional
temporary, permanent
domestic, foreign
local, global
national, international
rural, urban
natural, artificial
major, minor
maximum, minimum
majority, minority
positive, negative
north northern, south southern, east eastern, west western
monday, tuesday, wednesday, thursday, friday, saturday, sunday
morning, afternoon, evening, night
summer, winter, spring, autumn
single, double, triple
half, twice
past previous, future next
surplus, deficit
optimist/optimistic, pessimist/pessimistic
active, passive
dozens, hundreds, thousands, millions, billions, trillions
"""
# The same of words that one story may well have both of: what is done in turn, and who stands to whom.
_IN_TURN = """
many, few
first, last
before, after
begin/began/begun start open/launch, end/finish stop close/closed shut
enter/arrive join, leave/left depart quit
buy/bought purchase, sell/sold
borrow, lend/lent
import, export
love, hate
praise, criticize/criticise blame
remember, forget/forgot
create/build/built, destroy
add, remove
hire/appoint, fire/dismiss
arrive, depart
push, pull
attack, defend
ask, answer
reveal/unveil disclose, hide/hid conceal
encourage, discourage
protect, harm
born, died
left, right
male man/men, female woman/women
husband, wife
brother, sister
son, daughter
father, mother
uncle, aunt
nephew, niece
king, queen
ally, enemy
friend, enemy
teacher, student
employer, employee
victim, perpetrator
winner, loser
seller, buyer
profit, loss
asset, liability
supply, demand
advantage benefit, disadvantage drawback
cause, prevent
"""
_PREFIX = re.compile(r"(?:un|in|im|ir|il|dis|non|mis)-?(?=\w{4})")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def words(text: str) -> list[Word]:
    """Every word, function words too, by its English stem."""
    return [_word(match[0].lower(), Span(*match.span())) for match in _WORD.finditer(text)]


def excludes(word: Word) -> bool:
    """Whether there is a word that cannot be true of the same thing at any time."""
    return word.stem in _EXCLUDING


def opposed(one: Word, other: Word) -> bool:
    """Whether the two exclude one another."""
    return (one.stem, other.stem) in _OPPOSED or one.stem == other.bare or other.stem == one.bare


def _word(written: str, span: Span) -> Word:
    match = _PREFIX.match(written)
    return Word(_stem(written), span, _stem(written[match.end() :]) if match else None)


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    return (terms(word) or [word])[0]


def _pairs(table: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        sides = [[_stem(word) for word in re.split(r"[/ ]", side.strip())] for side in line.split(",")]
        for side, against in permutations(sides, 2):
            yield from ((one, other) for one in side for other in against if one != other)


_OPPOSED = frozenset((*_pairs(_EITHER), *_pairs(_IN_TURN)))
_EXCLUDING = frozenset(word for word, _ in _pairs(_EITHER))
