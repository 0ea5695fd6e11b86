"""How a fact is asked for, in the words that somebody might use."""

from __future__ import annotations

import re

from eval.clauses import AUXILIARIES, base, past, present
from eval.facts import Fact

LONGEST = 200
"""Characters of a question that somebody would still read."""
_OF_MANY = {"was": "were", "is": "are", "has": "have"}

UNTOLD: dict[bool, tuple[tuple[str, re.Pattern[str]], ...]] = {
    True: (
        ("Where was {} born?", re.compile(r"\b(?:born|birth|native|grew up|hometown)", re.I)),
        ("Where did {} go to school?", re.compile(r"school|universit|college|studied|graduat|educat", re.I)),
        ("How old is {}?", re.compile(r"\b(?:born|birth|aged?|years? old|year-old)\b", re.I)),
        ("Who is {} married to?", re.compile(r"\b(?:wife|husband|married|spouse|partner|couple)\b", re.I)),
        ("How much does {} earn?", re.compile(r"salary|earn|wage|\bpa(?:y|id)\b|income|million", re.I)),
    ),
    False: (
        ("How many people work for {}?", re.compile(r"employ|staff|worker|people|workforce|member", re.I)),
        ("In which year was {} founded?", re.compile(r"found(?!\b)|establish|set up|creat|since|start|began", re.I)),
        ("Where are the headquarters of {}?", re.compile(r"headquarter|based|seat|offices?\b|located", re.I)),
    ),
}  # fmt: skip
"""Questions about persons (True) and bodies that articles often leave open, and the words by which one would not."""


def untold(fact: Fact) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What could be asked about the name that a fact is about, and is seldom told."""
    return UNTOLD[fact.person] if fact.person or fact.body else ()


def asked(fact: Fact, name: str = "") -> str:
    """The question, about its own subject or, put into its place, another `name`."""
    if not fact.subject:
        return f"{fact.asks} {fact.verb} {fact.rest}?"
    subject = name or fact.subject
    if _turns(fact):
        verb = _OF_MANY.get(fact.verb, fact.verb) if name == "they" else fact.verb
        return _joined(fact.asks, verb, subject, fact.rest)
    does = "does" if (present(fact.verb) and not past(fact.verb)) or fact.verb == "has" else "did"
    return _joined(
        fact.asks, "do" if does == "does" and name == "they" else does, subject, base(fact.verb), fact.rest
    )


def replaced(question: str, name: str, described: str) -> str:
    """The question with a description in the place of a name; empty where the name does not stand there once and by itself."""
    places = list(re.finditer(rf"(?:\b[Tt]he )?\b{re.escape(name)}\b", question)) if name else []
    if len(places) != 1:
        return ""
    before, after = question[: places[0].start()], question[places[0].end() :]
    part_of_more = re.search(r"[A-ZÀ-Þ]\w*[’'-]?s? $", before.removeprefix(question.split()[0])) or re.match(
        r"[’'-]| [A-ZÀ-Þ]", after
    )
    return "" if part_of_more else f"{before}{described}{after}"


def happened(fact: Fact) -> bool:
    """Whether a dated statement tells of something past, that was not only planned."""
    planned = re.match(
        r"(?:will|would|can|could|is|are|has) |(?:was|were) (?:to|planned|expected|due)\b",
        f"{fact.verb} {fact.rest}",
    )
    return fact.asks == "When" and past(fact.verb) and not planned


def which_first(one: Fact, other: Fact) -> str:
    """Which of two events came first."""
    return f"Which happened first: {event(one)}, or {event(other)}?"


def event(fact: Fact) -> str:
    """What a dated statement says, without its date."""
    return " ".join(filter(None, (fact.subject, fact.verb, fact.rest)))


def _turns(fact: Fact) -> bool:
    """Whether the verb changes places with its subject where others need "did"; "had" and "has" do so only before another verb."""
    owns = fact.verb in ("had", "has") and (
        fact.asks.startswith("How") or re.match(r"(?:an?|the|no)\b", fact.rest)
    )
    return fact.verb in AUXILIARIES and not owns


def _joined(*words: str) -> str:
    return f"{' '.join(word for word in words if word)}?"
