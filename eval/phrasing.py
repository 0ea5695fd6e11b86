"""How a fact is asked for, in words that somebody might use; a statement that makes no such question makes none."""

from __future__ import annotations

import re

from eval.facts import VERB, Fact

_AUXILIARIES = "was|were|is|are|has|had|will|would|can|could"
_PAST = {
    "became": "become", "began": "begin", "broke": "break", "brought": "bring", "built": "build", "came": "come", "fell": "fall",
    "found": "find", "gave": "give", "held": "hold", "kept": "keep", "led": "lead", "left": "leave", "lost": "lose", "made": "make",
    "met": "meet", "paid": "pay", "put": "put", "ran": "run", "rose": "rise", "said": "say", "saw": "see", "sent": "send", "set": "set",
    "showed": "show", "shut": "shut", "spent": "spend", "stood": "stand", "took": "take", "told": "tell", "went": "go", "won": "win",
    "wrote": "write",
}  # fmt: skip
_TELLS = re.compile(rf"(?P<verb>{VERB}) (?P<rest>.+)", re.DOTALL)
_PLAIN_PAST = re.compile(rf"(?:{'|'.join(_PAST)}|(?!need)[a-z]{{2,}}(?<!e)ed)$")
_NAMELESS = re.compile(
    rf"(?:the [a-z]+ {VERB}|during|despite|after|before|because|although|while|when)\b", re.IGNORECASE
)
_COUNTED = re.compile(
    rf"(?:(?:More than|At least|Over|About|Around|Nearly|Almost|Some) )?(?P<figure>\d[\d,.]*(?: (?:million|billion|thousand))?) "
    rf"(?P<rest>(?:[a-z-]+ ){{1,4}}?(?:{VERB})\b.+)\.$",
    re.DOTALL,
)
_OWNED = re.compile(
    r"(?P<verb>has|had) (?:(?:more than|at least|over|about|around|nearly|almost|some) )?(?P<figure>\d[\d,.]*"
    r"(?: (?:million|billion|thousand))?) (?P<things>[a-z-]+s)(?P<rest>(?: (?!and\b|but\b)[^,;]+)?)\.$"
)
LONGEST = 240
"""Characters of a question that somebody would still read."""
_SINGULAR = {"was", "is", "has"}


def who(fact: Fact) -> str | None:
    """Who did it: of somebody whom the article calls he or she; of others "who or what", unless they only *are* something."""
    if re.match(r"said\b|\w+,", fact.clause):
        return None
    if fact.person:
        return f"Who {fact.clause}?"
    only_is = re.match(r"(?:is|are|was|were) (?:a|an|the|one|not)\b", fact.clause)
    return None if only_is or _owner(fact.answer) else f"Who or what {fact.clause}?"


def how_many(fact: Fact) -> str | None:
    """How many there are, where the sentence opens with them or says what a name has."""
    if counted := _COUNTED.match(fact.quote):
        return f"How many {counted['rest']}?" if counted["figure"] == fact.answer else None
    owned = _OWNED.match(fact.quote.removeprefix(fact.subject).lstrip()) if fact.subject else None
    if not owned or owned["figure"] != fact.answer:
        return None
    does = "did" if owned["verb"] == "had" else "does"
    return f"How many {owned['things']} {does} {fact.subject} have{owned['rest']}?"


def when(fact: Fact) -> str | None:
    """When it happened; nothing where the clause opens with something that only the article before it names ("the group left")."""
    if _NAMELESS.match(fact.clause):
        return None
    return _when(fact, fact.subject) or f"When was it that {fact.clause}?"


def when_of(fact: Fact, name: str) -> str | None:
    """The same asked about another name, or about "they"; nothing where the old one is still told, or the verb does not go with it."""
    told = _TELLS.match(fact.clause.removeprefix(fact.subject).lstrip()) if fact.subject else None
    if not told or fact.subject in told["rest"] or (name == "they" and told["verb"] in _SINGULAR):
        return None
    return _when(fact, name) or f"When was it that {name} {told['verb']} {told['rest']}?"


def which_first(one: Fact, other: Fact) -> str | None:
    """Which of two events came first."""
    if _NAMELESS.match(one.clause) or _NAMELESS.match(other.clause):
        return None
    return f"Which of these happened first: {one.clause}, or {other.clause}?"


def _when(fact: Fact, name: str) -> str | None:
    """The question with its verb turned around, for verbs that can be turned without knowing more of the language."""
    told = _TELLS.match(fact.clause.removeprefix(fact.subject).lstrip()) if fact.subject else None
    if not told:
        return None
    verb, rest = told["verb"], told["rest"]
    if re.fullmatch(_AUXILIARIES, verb):
        return f"When {verb} {name} {rest}?"
    return f"When did {name} {_PAST[verb]} {rest}?" if verb in _PAST else None


def _owner(name: str) -> bool:
    return bool(re.search(r"['’]s\b", name))
