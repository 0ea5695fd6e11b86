"""Plain statements of an article that a question can be made of: a name, a verb, and a date, a number, an amount, a place or a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from assistant.text.names import names
from assistant.text.sentences import sentences
from assistant.types import Document
from eval.asking import COUNTED, UNITS, asked_of
from eval.clauses import LEANING, SAYING, Clause, NotPlain, base, past, points, taken_apart
from eval.introductions import Introduction, abbreviations, are_names, introduced, kinds


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHORTEST, LONGEST = 30, 260
"""Characters of a usable sentence: a shorter one says too little, a longer one is seldom plain."""
LONGEST_DEED = 120
"""Characters of what somebody did, as far as one would ask who did it."""

_ACTS = _words(
    "acquire accuse admit adopt announce appoint approve arrest ask authorise authorize award ban build buy cancel challenge claim condemn "
    "confirm convict create criticise criticize demand deny design detect develop discover elect examine file fine found hire introduce "
    "invent launch lead lodge make manage manufacture measure object offer open operate order own pay pledge propose publish recommend reject release "
    "repair report request rescue retract reveal sell sentence set sign sponsor steer sue suggest supply suspend test unveil urge "
    "warn win withdraw write choose post declare describe estimate call name invite seize fund finance"
)
"""Verbs whose subject, person or body, is asked for by "who"."""
BODY = re.compile(
    r"\b(?:Academy|Agency|Association|Authority|Bank|Board|Bureau|Centre|Center|Collaboration|College|Commission|Committee|Company|Corps|"
    r"Corporation|Council|Department|Federation|Foundation|Fund|Group|Hospital|Inc|Institute|Laboratory|Ministry|Museum|Office|"
    r"Organization|Partnership|Party|Press|School|Service|Society|Team|Times|Post|Trust|Union|University)\b"
)
TITLED = re.compile(
    r"(?:\w+ )*(?:General|Secretary|Minister|Secretary of State|Spokes\w+|President|Governor|Senator|Chancellor|Commissioner|CEO|"
    r"Director|Professor|Judge|Justice|Captain|Coach|Chair\w*|Administrator) [A-Z]\w+ [A-Z]\w+$"
)
_MADE = re.compile(r"\d|^[A-Z]{2}|[a-z][A-Z]")
"""Letters and digits that no person's name has: "Luna-25", "OpenAI"."""
BODY_KIND = re.compile(
    r"(?:company|firm|startup|maker|manufacturer|magazine|newspaper|agency|group|organi[sz]ation|university|museum|bank|airline|party|team|"
    r"club|school|hospital|sportsbook|brand|retailer|publisher|studio|exchange|fund|contractor)$"
)
_LEANS = re.compile(r"(?:He|She|It|They)\b")
_VAGUE = re.compile(
    r"\b(?:something|anything|things?|stuff|lot|number of|part|way|idea|fact|it)\b|^(?:out|up|down|off|back|on|in|away)?$"
)


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
    body: bool = False
    """Whether it is a company, an authority or another body of people."""
    called: str = "they"
    """The pronoun for the name."""
    dated: str = ""
    """The date as it goes behind the rest, where neither has it: "on 4 May 1931"."""
    follows: str = ""
    """The sentence before, where this one calls its subject only he, she, it or they."""


@dataclass(frozen=True)
class Reading:
    """What an article says plainly, and how many of its sentences were left alone for which reason."""

    facts: list[Fact] = field(default_factory=list)
    introductions: list[Introduction] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)


def read(document: Document) -> Reading:
    """The usable statements of a document in reading order."""
    return _Article(document).read()


class Said(NamedTuple):
    """The last subject that has a name, its sentence, and where the sentences about it end."""

    name: str
    sentence: str
    end: int


class _Article:
    """One article being read, its names and what they are known to be at hand."""

    def __init__(self, document: Document) -> None:
        self.path, self.text = document.locations[0], document.text
        self.known = frozenset(filter(self._is_name, (name.text for name in names(self.text))))
        self.kinds = kinds(self.text, self.known)
        self.reading = Reading(kinds=self.kinds)
        self.people: set[str] = set()
        self.stands_for: dict[str, str] = {}

    def read(self) -> Reading:
        spans = list(sentences(self.text))
        for span in spans:
            self.reading.introductions.extend(introduced(self.path, span.of(self.text)))
        self.people = {one.name for one in self.reading.introductions} | {
            n for n in self.known if self._goes_on_as_person(n)
        }
        self.stands_for = self._stand_ins()
        said: Said | None = None
        for span in spans:
            sentence = span.of(self.text)
            for long, short in abbreviations(sentence):
                about = short if BODY.search(long) else ""
                self._add(Fact(self.path, sentence, long, "What", "", f"does {short}", "stand for", about))
            clause = self._clause(sentence, span.start)
            follows = said is not None and not self.text[said.end : span.start].strip()
            if clause is None:
                for fact in _counted(self.path, sentence):
                    self._add(fact)
                name = self._opening_name(sentence) or (
                    said.name if said and follows and _LEANS.match(sentence) else ""
                )
                said = Said(name, sentence, span.end) if name else None
            elif clause.leaning:
                if said and follows and self._agrees(clause.subject, said.name):
                    self._leaning(sentence, clause, said)
                    said = said._replace(end=span.end)
            else:
                said = Said(clause.subject, sentence, span.end)
                self._standing(sentence, clause)
        for one in self.reading.introductions:
            if are_names(one.described) and one.tells and self._is_person(one.name):
                verb, told = ("is", one.described) if one.only else ("is described as", one.indefinite)
                self._add(Fact(self.path, one.quote, one.name, "Who", "", verb, told, one.name))
        return self.reading

    def _standing(self, sentence: str, clause: Clause) -> None:
        for fact in self._facts(sentence, clause):
            self._add(fact)
        if clause.aside.startswith("the ") and clause.subject in self.known and are_names(clause.aside):
            self.reading.introductions.append(Introduction(self.path, sentence, clause.subject, clause.aside))

    def _leaning(self, sentence: str, clause: Clause, said: Said) -> None:
        """What a sentence says of the subject of the one before; by its name too, where that names nobody else."""
        for fact in self._facts(sentence, clause):
            self._add(
                replace(
                    fact, about=said.name.removeprefix("the "), called=clause.subject, follows=said.sentence
                )
            )
        others = {name.text for name in names(said.sentence)} - {said.name.removeprefix("the ")}
        if not any(self._agrees(clause.subject, other) for other in others if other not in said.name):
            for fact in self._facts(sentence, replace(clause, subject=said.name)):
                self._add(fact)

    def _opening_name(self, sentence: str) -> str:
        """The name that a sentence opens with, in full."""
        opening = re.sub(r"^The ", "the ", sentence)
        found = [
            name for name in self.known if re.match(rf"(?:the )?{re.escape(name)}(?: [a-z]|, )", opening)
        ]
        longest = max(found, key=len, default="")
        return self.stands_for.get(longest, longest)

    def _clause(self, sentence: str, start: int) -> Clause | None:
        if not _plain(sentence):
            self.reading.left["is no sentence of a useful length"] += 1
            return None
        try:
            return taken_apart(sentence, self.known, self.text[:start], self.stands_for)
        except NotPlain as reason:
            self.reading.left[str(reason)] += 1
            return None

    def _add(self, fact: Fact) -> None:
        person = self._is_person(fact.about)
        called = fact.called if fact.follows else self._pronoun(fact.about, person=person)
        body = not person and self._is_body(fact.about)
        self.reading.facts.append(replace(fact, person=person, body=body, called=called))

    def _facts(self, sentence: str, clause: Clause) -> Iterator[Fact]:
        subject, verb, rest = clause.subject, clause.verb, clause.rest
        name = subject.removeprefix("the ")
        about = name if name in self.known else _named_in(subject)
        if base(verb) in SAYING and not _says_much(rest):
            return
        if clause.date and not _VAGUE.search(rest if rest.split()[1:] else f"{rest} x"):
            yield Fact(
                self.path, sentence, clause.date, "When", subject, verb, rest, about, dated=clause.dated
            )
        asks, answer = self._who(name, verb), _as_written(name, sentence)
        if asks and answer and _tells_enough(rest):
            # Behind what somebody said, the day on which it was said would belong to what was said.
            dated = "" if base(verb) in SAYING else clause.dated
            yield Fact(self.path, sentence, answer, asks, "", verb, f"{rest} {dated}".strip(), name)
        for asks, found, answer in asked_of(verb, rest):
            left = found.strip(" ,")
            if not re.match(r"(?:and|or|to)\b", left):
                yield Fact(
                    self.path,
                    sentence,
                    answer.strip(),
                    asks,
                    subject,
                    verb,
                    f"{left} {clause.dated}".strip(),
                    about,
                )

    def _who(self, name: str, verb: str) -> str:
        """How a subject is asked for; empty where one cannot say whether it is somebody or something."""
        if name not in self.known or base(verb) == "be":
            return ""
        if self._is_person(name):
            return "Who"
        if kind := self.kinds.get(name):
            return f"Which {kind}"
        return "Who" if base(verb) in _ACTS | SAYING and not re.search(r"\d", name) else ""

    def _agrees(self, pronoun: str, name: str) -> bool:
        person = self._is_person(name)
        return person if pronoun in ("he", "she") else not person

    def _is_name(self, name: str) -> bool:
        """What stands elsewhere without its first capital only opened a sentence or a heading with it."""
        return not re.search(rf"\b{re.escape(name[0].lower() + name[1:])}\b", self.text)

    def _is_person(self, name: str) -> bool:
        return bool(name) and any(
            one == name or one.endswith(f" {name}") or name.endswith(f" {one}") for one in self.people
        )

    def _is_body(self, name: str) -> bool:
        kind = self.kinds.get(name)
        return bool(name) and bool(BODY_KIND.search(kind) if kind else BODY.search(name))

    def _goes_on_as_person(self, name: str) -> bool:
        """A name of several words after which, or after the last of which, the article goes on with he or she and not with it."""
        last = name.split()[-1]
        if TITLED.match(name):
            return True
        if (
            last == name
            or BODY.search(name)
            or not last.isalpha()
            or re.search(rf"\b[Tt]he {re.escape(name)}\b", self.text)
        ):
            return False
        return len(self._next(last, "He|She|His|Her")) > len(self._next(last, "It|Its|They"))

    def _stand_ins(self) -> dict[str, str]:
        """The full name for a short one, and the name for what is called only by its kind, where there is but one in the article."""
        found: dict[str, set[str]] = {}
        for name in self.known:
            words = name.split()
            if name in self.people and len(words) > 1:
                found.setdefault(words[-1], set()).add(name)
            elif len(words) > 1 and BODY.search(words[-1]):
                found.setdefault(f"the {words[-1]}", set()).add(f"the {name}")
            if len(words) > 1 and f"the {name}" in self.text:
                found.setdefault(f"the {words[-1].lower()}", set()).add(f"the {name}")
            if kind := self.kinds.get(name):
                found.setdefault(f"the {kind.split()[-1]}", set()).add(self._with_article(name))
        longest = {short: max(full, key=len) for short, full in found.items()}
        return {short: one for short, one in longest.items() if all(other in one for other in found[short])}

    def _with_article(self, name: str) -> str:
        return f"the {name}" if re.search(rf"\b[Tt]he {re.escape(name)}\b", self.text) else name

    def _pronoun(self, name: str, *, person: bool) -> str:
        """The pronoun that the article itself goes on with; "they" where it never does."""
        last = name.split()[-1] if name else ""
        if person:
            he, she = len(self._next(last, "He|His")), len(self._next(last, "She|Her"))
            return "they" if he == she else ("he" if he > she else "she")
        known = name.removeprefix("the ") in self.kinds or bool(
            BODY.search(name) or self._next(last, "It|Its")
        )
        return "it" if known else "they"

    def _next(self, name: str, openers: str) -> list[str]:
        return (
            re.findall(rf"\b{re.escape(name)}\b[^.?!\n]*[.?!]\s+(?:{openers})\b", self.text) if name else []
        )


def _counted(path: str, sentence: str) -> Iterator[Fact]:
    """A sentence that opens with a number of things."""
    counted = COUNTED.match(sentence) if _plain(sentence) else None
    if counted and not LEANING.search(sentence) and not UNITS.match(counted["things"].split()[-1]):
        verb, _, rest = counted["rest"].rstrip(".").strip().partition(" ")
        if past(verb) and names(f"So {rest}") and not points(rest, ""):
            yield Fact(path, sentence, counted["answer"], f"How many {counted['things']}", "", verb, rest)


def _plain(sentence: str) -> bool:
    plain = not re.search(r"[?\n]", sentence) and sentence.endswith(".")
    return plain and SHORTEST <= len(sentence) <= LONGEST


def _says_much(said: str) -> bool:
    """Whether what was said makes a question: a whole sentence that names something."""
    return said.startswith("that ") and len(said.split()) > 6 and bool(names(f"So {said}"))


def _tells_enough(deed: str) -> bool:
    """Whether one may ask who did it: it names or counts something ("started with a noble cause" could be anybody's), is not too
    long, and says it without words that stand for others."""
    fewest = 3 if names(f"So {deed}") else 6 if re.search(r"\d", deed) else LONGEST_DEED
    whole = not LEANING.search(deed) and not _VAGUE.search(deed)
    return whole and len(deed.split()) >= fewest and 12 < len(deed) < LONGEST_DEED


def _as_written(name: str, sentence: str) -> str:
    """The name, or the last word of it, where the sentence has it; empty for one that has only a pronoun."""
    return next((form for form in (name, name.split()[-1]) if form in sentence), "")


def _named_in(subject: str) -> str:
    found = names(f"So {subject}")
    return found[-1].text if found else ""
