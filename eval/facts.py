"""Plain statements of an article that a question can be made of: a name, a verb, and a date, a number, an amount or a place.

Verbs are told by a dictionary of their forms (lemminflect); whatever is not plain is left alone. A test set needs good
questions, not all questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from lemminflect import getInflection, getLemma

from assistant.text.names import names
from assistant.text.sentences import sentences
from assistant.types import Document

SHORTEST, LONGEST = 40, 220
"""Characters of a usable sentence: a shorter one says too little, a longer one makes a question nobody would ask."""
LONGEST_DEED = 120
"""Characters of what somebody did, as far as one would ask who did it."""
SUBJECT_WORDS = 9
"""A verb further from the beginning than this is not the one that belongs to it."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = rf"(?:(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?|(?:{_MONTHS}) \d{{4}}|(?:19|20)\d{{2}})"
AUXILIARIES = frozenset(["was", "were", "is", "are", "has", "had", "will", "would", "can", "could"])
_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)"
)
_ABOUT = r"(?:(?:more than|at least|over|about|around|nearly|almost|some|up to|only|just) )?"
_SCALE = r"(?: (?:thousand|million|billion|trillion))?"
_NAME = r"(?:[A-ZÀ-Þ][\w’'.&-]*[\w](?: (?:of|de|the|for|and) (?=[A-ZÀ-Þ])| )?)+"

_DATE_FIRST = re.compile(rf"(?:On|In) (?P<date>{_DAY})\b,? (?P<clause>.{{20,}})\.$")
_DATE_INSIDE = re.compile(rf"(?P<clause>[^,;:()]{{15,}}?) (?:on|in) (?P<date>{_DAY})\b(?P<left>[^,;:()]*)\.$")
_COUNTED = re.compile(
    rf"(?i:{_ABOUT}(?P<answer>{_NUMBER}{_SCALE})) (?P<things>(?:[a-z-]+ ){{0,2}}(?:[a-z-]+s|people|men|women|children))(?P<rest>\b.*)"
)
_MONEY = re.compile(
    rf"{_ABOUT}(?P<answer>[$€£]\d[\d,.]*\d?{_SCALE}|{_NUMBER}{_SCALE} (?:US )?(?:dollars|euros|pounds))(?P<rest>\b.*|)"
)
_LASTING = re.compile(
    rf"{_ABOUT}(?P<answer>{_NUMBER}{_SCALE} (?:seconds|minutes|hours|days|weeks|months|years))(?P<rest>\b.*|)"
)
_PLACE = re.compile(rf"(?P<rest>.*?)\b(?:in|at|near) (?P<answer>{_NAME})$")
_UNITS = re.compile(
    r"(?:seconds|minutes|hours|days|weeks|months|years|dollars|euros|pounds|percent|times|degrees|\w*met(?:re|er)s|miles|feet|"
    r"inches|tons|tonnes|\w*grams|acres|litres|liters|\w*watts)\b"
)
_PRICED = frozenset(["pay", "cost", "raise", "spend", "earn", "invest", "lose", "donate", "charge", "fine"])
_PLACED = frozenset(
    ["be", "open", "land", "die", "begin", "end", "start", "meet", "gather", "crash", "settle"]
)
_PLACED_PASSIVE = re.compile(
    r"(?:born|held|built|found|founded|signed|buried|killed|arrested|opened|based|located)\b"
)
_ACTS = frozenset(
    [
        "acquire",
        "accuse",
        "admit",
        "adopt",
        "announce",
        "appoint",
        "approve",
        "arrest",
        "ask",
        "authorise",
        "authorize",
        "award",
        "ban",
        "build",
        "buy",
        "cancel",
        "challenge",
        "claim",
        "condemn",
        "confirm",
        "convict",
        "create",
        "criticise",
        "criticize",
        "demand",
        "deny",
        "design",
        "detect",
        "develop",
        "discover",
        "elect",
        "examine",
        "file",
        "fine",
        "found",
        "hire",
        "introduce",
        "invent",
        "launch",
        "lead",
        "lodge",
        "make",
        "manufacture",
        "measure",
        "object",
        "offer",
        "open",
        "order",
        "own",
        "pay",
        "pledge",
        "propose",
        "publish",
        "recommend",
        "reject",
        "release",
        "repair",
        "report",
        "request",
        "rescue",
        "retract",
        "reveal",
        "sell",
        "sentence",
        "set",
        "sign",
        "sponsor",
        "steer",
        "sue",
        "suggest",
        "supply",
        "suspend",
        "test",
        "unveil",
        "urge",
        "warn",
        "win",
        "withdraw",
        "write",
    ]
)
"""Verbs whose subject, person or body, is asked for by "who"."""
_POINTING = re.compile(
    r"^That\b|\b(?:this|these|those|such a|you|your|we|our|us|i|me|my|him|them)\b|\b(?:her|it|theirs)(?=[.,;])",
    re.I,
)
"""Points at something outside the sentence."""
_LEANING = re.compile(r"\b(?:he|she|it|they|his|her|its|their)\b", re.I)
"""Points at the subject, where there is one that has a name."""
_JOINED = re.compile(rf"\b(?:and|but|or|that|which|who|because|until|since|from|between|when|while)\b|{_DAY}")
_ROLE = (
    r"(?:\w+(?:ist|ian|eur)|founder|director|minister|president|secretary|leader|manager|officer|executive|professor|researcher|engineer|"
    r"lawyer|attorney|teacher|writer|author|actor|singer|player|owner|broker|trader|prosecutor|investigator|inspector|senator|governor|"
    r"commissioner|chancellor|ambassador|editor|reporter|producer|inventor|partner|winner|discoverer|spokes\w+|advis[eo]r|head|chief|"
    r"chair\w*|judge|coach|expert|analyst|scholar|chemist|nurse|king|queen|pope|mayor|captain)"
)
_APPOSED = re.compile(
    rf"(?P<name>{_NAME}), (?P<described>(?:an?|the) (?:(?!of\b|in\b|at\b|on\b|for\b|by\b)[\w’'-]+ ){{0,4}}{_ROLE}\b"
    r"[^,.;:()\n]{0,70})(?=,|\.$)"
)
"""Somebody, and what he or she is: "Petteri Taalas, the head of the World Meteorological Organization,"."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of a document: `quote` is the whole sentence, `answer` a span of it.

    `asks` opens its question; `subject`, `verb` and `rest` are the sentence without its answer. Where `subject` is empty, the
    answer is the subject or belongs to it. `about` is the name that the statement is about.
    """

    document: str
    quote: str
    answer: str
    asks: str
    subject: str
    verb: str
    rest: str
    about: str = ""
    person: bool = False
    """Whether the article goes on to call the name he or she."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """A sentence that says who or what a name is: `described` is "the lawyer of the port", say."""

    document: str
    quote: str
    name: str
    described: str


def facts(document: Document) -> Iterator[Fact]:
    """The usable statements of a document in reading order."""
    path, text = document.locations[0], document.text
    known = frozenset(name.text for name in names(text))
    introduced = list(introductions(document))
    people = {one.name for one in introduced}
    for sentence in _plain_sentences(text):
        for fact in _facts(path, sentence, known):
            person = fact.about in people or _is_person(fact.about, text)
            if fact.asks != "Who" or person or base(fact.verb) in _ACTS:
                yield replace(fact, person=person)
    for one in introduced:
        if names(f"So {one.described}"):
            yield Fact(path, one.quote, one.name, "Who", "", "is", one.described, one.name, person=True)


def introductions(document: Document) -> Iterator[Introduction]:
    """Where a document says who somebody is, in a few words between commas."""
    for sentence in _plain_sentences(document.text):
        for match in _APPOSED.finditer(sentence):
            name, described = match["name"].strip(), match["described"]
            if " " in name and not _LEANING.search(described):
                the = re.sub(r"^an? ", "the ", described)
                yield Introduction(document.locations[0], sentence, name, the)


def _plain_sentences(text: str) -> Iterator[str]:
    for span in sentences(text):
        sentence = span.of(text)
        plain = "?" not in sentence and "\n" not in sentence and sentence.endswith(".")
        if plain and SHORTEST <= len(sentence) <= LONGEST and not _POINTING.search(sentence):
            yield sentence


@cache
def base(verb: str) -> str:
    """The form of a verb that follows "did"."""
    return (getLemma(verb, "VERB") or (verb,))[0]


@cache
def _is_verb(word: str) -> bool:
    """Whether a word is an auxiliary, or the past tense of a verb in the dictionary."""
    if word in AUXILIARIES:
        return True
    lemma = getLemma(word, "VERB", lemmatize_oov=False)
    return bool(lemma) and word.islower() and word in getInflection(lemma[0], "VBD", inflect_oov=False)


def _facts(path: str, sentence: str, known: frozenset[str]) -> Iterator[Fact]:
    first, inside = _DATE_FIRST.match(sentence), _DATE_INSIDE.match(sentence)
    if first:
        yield from _dated(path, sentence, first["clause"], first["date"], known)
    elif inside and not _JOINED.search(inside["clause"] + inside["left"]):
        yield from _dated(path, sentence, inside["clause"] + inside["left"], inside["date"], known)
    elif not re.search(_DAY, sentence):
        yield from _counted(path, sentence)
        if (told := _told(sentence[:-1], known)) and told[0] in known:
            yield from _about_name(path, sentence, *told)


def _dated(path: str, sentence: str, clause: str, date: str, known: frozenset[str]) -> Iterator[Fact]:
    told = _told(clause, known)
    if told and (told[0] in known or names(f"So {clause}")):
        yield Fact(path, sentence, date, "When", *told, about=told[0] if told[0] in known else "")


def _counted(path: str, sentence: str) -> Iterator[Fact]:
    """A sentence that opens with a number of things."""
    counted = _COUNTED.match(sentence)
    if counted and not _LEANING.search(sentence) and not _UNITS.match(counted["things"].split()[-1]):
        verb, _, rest = counted["rest"].rstrip(".").strip().partition(" ")
        if _is_verb(verb) and names(f"So {rest}"):
            yield Fact(path, sentence, counted["answer"], f"How many {counted['things']}", "", verb, rest)


def _about_name(path: str, sentence: str, subject: str, verb: str, rest: str) -> Iterator[Fact]:
    if 15 < len(rest) < LONGEST_DEED and base(verb) not in ("say", "be") and not _LEANING.search(rest):
        yield Fact(path, sentence, subject, "Who", "", verb, rest, subject)
    for asks, found in _asked_of(verb, rest):
        left = found["rest"].strip(" ,")
        if not _UNITS.match(asks.split()[-1]) and not re.match(r"(?:and|or|to)\b", left):
            yield Fact(path, sentence, found["answer"].strip(), asks, subject, verb, left, subject)


def _asked_of(verb: str, rest: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What opens a question for something in `rest`, and where that stands."""
    lemma = base(verb)
    if (found := _MONEY.match(rest)) and lemma in _PRICED:
        yield "How much", found
    elif (found := _LASTING.match(rest)) and lemma in ("last", "take"):
        yield "How long", found
    elif (found := _COUNTED.match(rest)) and verb not in AUXILIARIES - {"had", "has"}:
        yield f"How many {found['things']}", found
    elif (found := _PLACE.match(rest)) and (
        _PLACED_PASSIVE.match(rest) if lemma == "be" else lemma in _PLACED
    ):
        yield "Where", found


def _told(clause: str, known: frozenset[str]) -> tuple[str, str, str] | None:
    """Subject, verb and the rest of a plain clause; none where the subject is no name and something else may be its verb."""
    words = list(re.finditer(r"[\w’'-]+", clause))[: SUBJECT_WORDS + 1]
    at = next((word for word in words[1:] if _is_verb(word[0])), None)
    if at is None:
        return None
    subject, rest = _inside(clause[: at.start()].strip()), clause[at.end() :].strip()
    merely_is = base(at[0]) == "be" and re.match(r"(?:an?|the|one|not)\b", rest)
    joined = any(_is_verb(word) for word in re.findall(r"\b(?:and|or|but) (\w+)", rest))
    if not rest or joined or merely_is or ":" in rest or re.match(r"(?:and|or|by)\b", rest):
        return None
    plain = not _LEANING.search(clause) and not any(_is_verb(word) for word in rest.split())
    sound = subject in known or (_is_phrase(subject) and plain)
    return (subject, at[0], rest) if sound else None


def _is_phrase(subject: str) -> bool:
    """Something definite that says enough to be asked for: "the theorists Andrew Cohen and Sheldon Glashow"."""
    return (
        "," not in subject
        and subject.startswith("the ")
        and (len(subject.split()) > 3 or bool(names(f"So {subject}")))
    )


def _is_person(name: str, text: str) -> bool:
    """A name of several words, at one place of which the next sentence begins with he or she."""
    return " " in name and bool(re.search(rf"{re.escape(name)}\b[^.?!]*[.?!]\s+(?:He|She|His|Her)\b", text))


def _inside(subject: str) -> str:
    """As it goes on inside a question: an opening article in lower case."""
    return re.sub(r"^(The|A|An)\b", lambda article: article[0].lower(), subject)
