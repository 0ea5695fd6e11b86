"""Plain statements of an article that a question can be made of, found by their form alone: no model, no grammar.

Only forms that turn into a sound question without touching a verb are taken: "NAME did X." and "On DATE, X happened."
Everything else is left alone; a test set needs good questions, not all questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.types import Document

Form = Literal["who", "when", "figure"]

SHORTEST, LONGEST = 40, 220
"""Characters of a usable sentence: a shorter one says too little, a longer one makes a question nobody would ask."""

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = rf"(?:(?:{MONTHS}) \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?|(?:{MONTHS}) \d{{4}}|(?:19|20)\d{{2}})"
_NAME = r"(?:[A-ZÀ-Þ][\w’'.-]*[\w](?: (?:of|de|the|for|and) (?=[A-ZÀ-Þ])| )?)+"
VERB = (
    r"(?:was|were|is|are|has|had|became|began|broke|brought|built|came|fell|found|gave|held|kept|led|left|lost|made|met|paid|put|"
    r"ran|rose|said|saw|sent|set|showed|shut|spent|stood|took|told|went|won|wrote|[a-z]{2,}(?<!e)ed)"
)
_ENDS = re.compile(r"(?<=[a-z0-9%)”\"’])[.!?][”\"’)]?(?=\s+[A-ZÀ-Þ“\"]|\s*\n|\s*$)|\n+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|Jr|Sr|Prof|Gen|Col|Sen|Rep|Inc|Ltd|Co|vs|etc)|\b[A-Z]|\b[ap]\.m)\.$"
)
_WHO = re.compile(rf"(?P<subject>{_NAME}) (?P<rest>{VERB}\b.{{15,}})\.$")
_WHEN = re.compile(rf"(?:On|In) (?P<date>{_DAY}),? (?P<clause>.{{20,}})\.$")
_WHEN_LAST = re.compile(rf"(?P<clause>[^,;:()]{{20,}}) (?:on|in) (?P<date>{_DAY})\.$")
_FIGURE = re.compile(
    r"(?<![\w.,:$€£-])(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?: (?:million|billion|thousand))?(?= [a-z]{3,})"
)
_DANGLING = re.compile(
    r"\b(?:he|she|it|they|his|her|its|their|this|that|these|those|there|him|them|such|you|your|we|our|us|i|me|my)\b",
    re.I,
)
_OPENERS = {"the", "a", "an", "in", "on", "at", "by", "for", "but", "and", "after", "before", "when", "while", "according", "as", "if", "most", "one",
            "some", "many", "no", "both", "each", "all", "another", "from", "with", "under", "since", "what", "how", "why", "who", "not", "only",
            "then", "now", "here", "later", "also", "yet", "during", "although", "though", "because", "once", "there", "still"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement at `start` of its document: `quote` is the whole sentence, `answer` a span of it, `clause` the rest as it
    goes into a question; `subject` is the name that it is about, where there is one."""

    document: str
    form: Form
    quote: str
    answer: str
    clause: str
    subject: str = ""
    person: bool = False
    """Whether the article goes on to call the subject he or she."""


def facts(document: Document) -> Iterator[Fact]:
    """The usable statements of a document in reading order."""
    path = document.locations[0]
    for sentence in sentences(document.text):
        if SHORTEST <= len(sentence) <= LONGEST and "?" not in sentence:
            for fact in _facts(path, sentence):
                if fact.form == "who" and _is_ordinary(fact.subject, document.text):
                    continue
                yield replace(fact, person=bool(fact.subject) and _is_person(fact.subject, document.text))


def sentences(text: str) -> Iterator[str]:
    """Sentences verbatim; breaks inside a sentence are no reason to split, empty lines are."""
    start = 0
    for end in _ENDS.finditer(text):
        sentence = text[start : end.end()].strip()
        if _ABBREVIATED.search(sentence):
            continue
        start = end.end()
        if sentence:
            yield sentence
    if text[start:].strip():
        yield text[start:].strip()


def names(text: str) -> list[str]:
    """Runs of capitalised words, without those that only open a sentence."""
    found = [match[0].strip() for match in re.finditer(_NAME, text)]
    return [
        name for name in dict.fromkeys(found) if name.split()[0].casefold() not in _OPENERS and len(name) > 3
    ]


def _facts(path: str, sentence: str) -> Iterator[Fact]:
    dated = _WHEN.match(sentence)
    if dated and names(dated["clause"]) and not _DANGLING.search(dated["clause"]):
        yield Fact(path, "when", sentence, dated["date"], _inside(dated["clause"]), _subject(dated["clause"]))
        return
    last = _WHEN_LAST.match(sentence)
    if last and _plain(last["clause"]):
        yield Fact(path, "when", sentence, last["date"], last["clause"], _subject(last["clause"]))
    told = _WHO.match(sentence)
    if told and _is_name(told["subject"]) and not _DANGLING.search(sentence):
        yield Fact(path, "who", sentence, told["subject"].strip(), told["rest"], told["subject"].strip())
    figures = _FIGURE.findall(sentence)
    if len(figures) == 1 and not _DANGLING.search(sentence) and not re.search(_DAY, sentence):
        yield Fact(
            path, "figure", sentence, figures[0], _FIGURE.sub("___", sentence, count=1), _subject(sentence)
        )


def _plain(clause: str) -> bool:
    """A name and what it did, once: the date at the end of it can belong to nothing else."""
    joined = re.search(rf"\b(?:and|but|or|that|which|who|because|until|since|from|between)\b|{_DAY}", clause)
    return bool(_subject(clause)) and not joined and not _DANGLING.search(clause)


def _subject(clause: str) -> str:
    """The name a clause opens with and says something of; empty if it opens otherwise."""
    found = _WHO.match(clause + ".")
    return found["subject"].strip() if found and _is_name(found["subject"]) else ""


def _is_name(subject: str) -> bool:
    return len(subject.strip()) >= 4 and subject.split()[0].casefold() not in _OPENERS


def _is_ordinary(subject: str, text: str) -> bool:
    """A word that only opens a sentence, or stands elsewhere without its capital: "Students", "Odds"."""
    if " " in subject:
        return False
    return not re.search(rf"[a-z,] {re.escape(subject)}\b", text) or bool(
        re.search(rf"\b{re.escape(subject.lower())}\b", text)
    )


def _is_person(subject: str, text: str) -> bool:
    """A name of several words, at one place of which the next sentence begins with he or she."""
    return " " in subject and bool(
        re.search(rf"{re.escape(subject)}\b[^.?!]*[.?!]\s+(?:He|She|His|Her)\b", text)
    )


def _inside(clause: str) -> str:
    """The clause as it goes on inside a question: an opening article in lower case."""
    first, _, rest = clause.partition(" ")
    return f"{first.lower()} {rest}" if first.casefold() in _OPENERS else clause
