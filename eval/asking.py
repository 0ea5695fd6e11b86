"""What in the rest of a clause can be asked for: an amount, a number of things, a measure, a time, a share, a doer, a place or a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.clauses import AUXILIARIES, base
from eval.introductions import NAME

_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)"
)
_ABOUT = (
    r"(?:(?:more than|at least|over|about|around|nearly|almost|some|up to|only|just|roughly|approximately) )?"
)
_SCALE = r"(?: (?:thousand|million|billion|trillion))?"
_THINGS = r"(?:[a-z-]+ ){0,2}?(?:[a-z-]+s|people|men|women|children|feet)(?: of (?:[a-z-]+ )?[a-z]{4,})?"
COUNTED = re.compile(rf"(?i:{_ABOUT}(?P<answer>{_NUMBER}{_SCALE})) (?P<things>{_THINGS})(?P<rest>\b.*)")
_SHARE = re.compile(rf"{_ABOUT}(?P<answer>{_NUMBER}(?: per ?cent|%)) of (?P<rest>.+)")
_MONEY = re.compile(
    rf"{_ABOUT}(?P<answer>[$€£]\d[\d,.]*\d?{_SCALE}|{_NUMBER}{_SCALE} (?:US )?(?:dollars|euros|pounds))(?P<rest>\b.*|)"
)
_LASTING = re.compile(
    rf"{_ABOUT}(?P<answer>{_NUMBER}{_SCALE} (?:seconds|minutes|hours|days|weeks|months|years))(?P<rest>\b.*|)"
)
_MEASURED = re.compile(
    rf"{_ABOUT}(?P<answer>{_NUMBER}{_SCALE} [a-z]+s?) (?P<how>long|wide|high|tall|deep|old|heavy|across)\b(?P<rest>.*)"
)
_PLACE = re.compile(rf"(?P<rest>.*?)\b(?:in|at|near) (?P<answer>{NAME})$")
_BY = re.compile(
    rf"(?P<rest>\w+ed|built|made|led|written|founded|held|set up|begun|run|won|bought|sold|taken|given|found|drawn)\b(?P<more>[^,]*?) by (?:the )?(?P<answer>{NAME})$"
)
_OBJECT = re.compile(
    rf"(?:the )?(?P<answer>{NAME}) (?P<rest>(?:at|in|for|on|to|from|with|under|as|after|during)\b.+)"
)
UNITS = re.compile(r"(?:years?|percent|times|degrees)\b")
_PRICED = frozenset(
    ["pay", "cost", "raise", "spend", "earn", "invest", "lose", "donate", "charge", "fine", "win", "owe"]
)
_PLACED = frozenset(
    ["be", "open", "land", "die", "begin", "end", "start", "meet", "gather", "crash", "settle"]
)
_PLACED_PASSIVE = re.compile(
    r"(?:born|held|built|found|founded|signed|buried|killed|arrested|opened|based|located|launched|made)\b"
)
_TAKES = frozenset(
    [
        "launch",
        "unveil",
        "release",
        "acquire",
        "buy",
        "open",
        "visit",
        "publish",
        "join",
        "leave",
        "found",
        "win",
        "host",
        "build",
        "develop",
        "introduce",
        "announce",
        "sign",
        "ban",
        "name",
        "call",
        "appoint",
        "hire",
        "choose",
        "lead",
        "write",
        "reach",
    ]
)


def asked_of(verb: str, rest: str) -> Iterator[tuple[str, str, str]]:
    """What opens a question for something in `rest`, what is left of it, and the answer."""
    lemma = base(verb)
    if (found := _MEASURED.match(rest)) and not found["rest"]:
        yield f"How {'wide' if found['how'] == 'across' else found['how']}", "", found["answer"]
    elif (found := _MONEY.match(rest)) and lemma in _PRICED:
        yield "How much", found["rest"], found["answer"]
    elif (found := _LASTING.match(rest)) and lemma in ("last", "take"):
        yield "How long", found["rest"], found["answer"]
    elif (found := _SHARE.match(rest)) and verb not in AUXILIARIES:
        yield f"What percentage of {found['rest']}", "", found["answer"]
    elif (
        (found := COUNTED.match(rest))
        and verb not in AUXILIARIES - {"had", "has"}
        and not UNITS.match(found["things"].split()[-1])
        and not re.match(r" \w+ed\b", found["rest"])
        and (verb != "had" or found["rest"].strip())
    ):
        yield f"How many {found['things']}", found["rest"], found["answer"]
    elif lemma == "be" and (found := _BY.match(rest)) and not re.search(r"\d", found["answer"]):
        yield "Who", f"{found['rest']}{found['more']} by", found["answer"]
    elif (found := _PLACE.match(rest)) and (
        _PLACED_PASSIVE.match(rest) if lemma == "be" else lemma in _PLACED
    ):
        yield "Where", found["rest"], found["answer"]
    elif lemma in _TAKES and (found := _OBJECT.match(rest)) and len(found["rest"].split()) > 2:
        yield "What", found["rest"], found["answer"]
