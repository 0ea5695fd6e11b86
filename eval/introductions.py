"""Where articles say who somebody is, or what a name is the name of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.text.names import names
from assistant.text.stopwords import STOP_WORDS
from eval.clauses import LEANING

NAME = r"(?:[A-ZÀ-Þ][\w’'.&-]*[\w](?: (?:of|de|the|for|and) (?=[A-ZÀ-Þ])| )?)+"
_FORENAMED = (
    r"[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ]\.)?(?: (?:de|van|von|bin|al|el|[A-ZÀ-Þ][\w’'-]+)){0,2} [A-ZÀ-Þ][\w’'-]+"
)
"""A person's name in full: forename and surname at least."""
_ROLE = (
    r"(?:[a-z]\w*(?:ist|ian|eur)|founder|director|minister|president|secretary|leader|manager|officer|executive|professor|researcher|engineer|"
    r"lawyer|attorney|teacher|writer|author|actor|singer|player|owner|broker|trader|prosecutor|investigator|inspector|senator|governor|"
    r"commissioner|chancellor|ambassador|editor|reporter|producer|inventor|partner|winner|discoverer|spokes\w+|advis[eo]r|head|chief|"
    r"chair\w*|judge|coach|expert|analyst|scholar|chemist|nurse|king|queen|pope|mayor|captain|administrator|coordinator|quarterback|"
    r"general|CEO|CTO|co-founder)"
)
_APPOSED = re.compile(
    rf"(?P<name>{NAME}), (?P<described>(?:an?|the) (?:(?!of\b|in\b|at\b|on\b|for\b|by\b)[\w’'-]+ ){{0,4}}{_ROLE}\b"
    r"[^,.;:()\n]{0,70})(?=,|\.$)"
)
"""Petteri Taalas, the head of the World Meteorological Organization,"""
_BEHIND = re.compile(
    rf"(?P<former>\b\d{{4}} |\b[Ff]ormer |\b[Ee]x-)?(?P<described>(?:[A-ZÀ-Þ][\w-]*(?: [A-ZÀ-Þ][\w-]*){{0,3}}(?:['’]s)? )(?:[a-z][a-z-]+ ){{0,2}}{_ROLE})(?P<comma>,?) (?P<name>{_FORENAMED})\b"
)
"""Venezuela's foreign minister, Yván Gil; CERN research director Sergio Bertolucci."""
_SORT = (
    r"(?:ship|vessel|lander|probe|rover|orbiter|spacecraft|satellite|telescope|experiment|detector|mission|company|firm|startup|maker|"
    r"manufacturer|magazine|newspaper|journal|agency|group|organi[sz]ation|city|town|village|river|lake|island|country|state|university|"
    r"museum|bank|airline|app|platform|film|movie|book|memoir|album|song|series|game|vaccine|drug|treaty|law|gang|cartel|party|team|club|"
    r"school|hospital|asteroid|crater|mountain|bridge|port|tower|programme|program|protein|virus|compound|material|service|device|tool|"
    r"model|chatbot|website|sportsbook|brand|retailer|publisher|studio|network|channel|podcast|tournament|festival|exchange|fund|"
    r"contractor|engine|instrument|rocket|family|dish)"
)
_KIND = re.compile(
    rf"\b(?P<kind>(?:[a-z][a-z-]+ ){{0,2}}{_SORT}) (?P<name>{NAME})"
    rf"|(?P<called>{NAME}), an? (?P<what>(?:[a-z][a-z-]+ ){{0,2}}{_SORT})(?= (?:that|which|of|for|in|from|with|made)\b|,|\.$)"
)
"""the container ship Dali; XRISM, an X-ray telescope,"""
_SHORT = re.compile(
    rf"(?P<long>{NAME}) \((?P<short>[A-Z][A-Za-z-]*[A-Z])\)|(?P<name>{NAME}), (?P<letters>[A-Z]{{3,6}}),"
)
SORT = re.compile(rf"{_SORT}$")
_OPENER = re.compile(
    r"(?:The|A|An|His|Her|Their|Its|Our|My|And|But|In|On|At|When|While|If|As|For|With|After|Before|According|So|That|This)\b"
)
ONE = re.compile(
    r"\b(?:president|head|CEO|CTO|director|chief|chair\w*|minister|secretary|administrator|governor|mayor|king|queen|pope|coach|captain|"
    r"commissioner|chancellor|founder|coordinator|leader|investigator|owner|discoverer|inventor|winner|lawyer of|spokes\w+|officer|"
    r"editor-in-chief|quarterback)\b(?! and)"
)
"""Roles that one holds at a time, so that "the" goes with them."""
_RELATIVE = frozenset(["parent", "sister", "rival", "fellow", "own", "whole", "entire", "original"])
"""Words before a kind that say what it is to somebody else."""
_TITLE = re.compile(
    rf"\b(?:{_ROLE}|Chief|Officer|Executive|Scientist|[A-Z][a-z]+ist|C[A-Z]O|Director|President|Head|Vice)\b"
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """A sentence that says who or what a name is: `described` is "the lawyer of the port", say."""

    document: str
    quote: str
    name: str
    described: str
    only: bool = True
    """Whether nobody else can be that at the same time."""
    indefinite: str = ""
    """As the article has it where many could be that: "a lawyer of the port"."""

    @property
    def tells(self) -> bool:
        """Whether it says enough to ask for the name."""
        return self.only or bool(self.indefinite)


def introduced(path: str, sentence: str) -> Iterator[Introduction]:
    """Who is introduced in a sentence, by words that say enough to ask for the name."""
    for match in _APPOSED.finditer(sentence):
        name, described = match["name"].strip(), match["described"]
        if " " in name and not LEANING.search(described):
            only = described.startswith("the ")
            the = re.sub(r"^an? ", "the ", described)
            yield Introduction(path, sentence, name, the, only, "" if only else described)
    for match in _BEHIND.finditer(sentence):
        described, name = match["described"], match["name"]
        owned = re.search(r"['’]s ", described)
        if (
            not _OPENER.match(described)
            and not match["former"]
            and " then " not in described
            and (owned or not match["comma"])
            and not re.search(r"['’]s$", name)
        ):
            only = bool(ONE.search(described)) and "co-founder" not in described
            yield Introduction(path, sentence, name, described if owned else f"the {described}", only)


def kinds(text: str, known: Iterable[str]) -> dict[str, str]:
    """What names are the names of, as far as an article puts it beside them ("the container ship Dali") or they say it themselves."""
    lasts = {name: name.split()[-1].lower() for name in known if " " in name}
    found = {name: last for name, last in lasts.items() if SORT.match(last)}
    for match in _KIND.finditer(text):
        kind, name = (match["kind"] or match["what"]), (match["name"] or match["called"]).strip()
        words = kind.split()
        while len(words) > 1 and (words[0] in _RELATIVE | STOP_WORDS["en"] or words[0].endswith("ly")):
            words = words[1:]
        if not any(word in STOP_WORDS["en"] for word in words):
            found.setdefault(name, " ".join(words))
    return found


def abbreviations(sentence: str) -> Iterator[tuple[str, str]]:
    """What is written out beside its initials, and these."""
    for match in _SHORT.finditer(sentence):
        long, short = (
            (match["long"] or match["name"]).strip().removeprefix("The "),
            match["short"] or match["letters"],
        )
        capitals = "".join(word[0] for word in re.findall(r"[\w-]+", long) if word[0].isupper())
        if capitals == short:
            yield long, short


def are_names(described: str) -> bool:
    """Whether a description names something besides titles: without that it could be said of many."""
    return bool(names(f"So {_TITLE.sub('one', described)}"))
