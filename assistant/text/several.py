"""The questions that one text asks one after another, each worded so that it can be searched for alone.

"Who founded Acme, and when was it sold?" asks "Who founded Acme" and "when was Acme sold". A clause is a question of its own only
where its words leave no doubt: a relative clause ("the man who …, and who …") or a time ("when the bridge fell, …") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from assistant.text.language import language
from assistant.text.names import names
from assistant.text.terms import content_words

MOST = 4
"""A text of more questions than that is searched for as it stands."""
AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must"
    r"|isn't|aren't|wasn't|weren't|don't|doesn't|didn't)"
)
_EXTENT = r"(?:many|much|long|old|far|tall|high|large|big|often|fast|wide|deep|heavy|likely|soon|well|come)"
_BEFORE = r"(?:in|on|at|by|from|to|for|with|of|under|during|about|until|since|after|before|below|above|over|into|through|within|between)"
_YES_OR_NO = r"(?:is|are|was|were|do|does|did|can|could|will|would|should)"
_SUBJECT = r"(?:it|he|she|they|there|this|that|these|those|you|we|the|an?|his|her|its|their)"
_BARE = r"(?:who|what|when|where|why|how|which)\s*\Z"
# English tells a question from a subordinate clause by what follows: "when did it" asks, "when it did" does not.
_MAIN = (
    rf"(?:(?:when|where|why|how|what|who|whom)\s+{AUXILIARY}\b|(?:{_BEFORE}\s+)?how\s+(?:{_EXTENT}|[^\W\d_]+\s+{AUXILIARY})\b"
    rf"|(?:{_BEFORE}\s+)?(?:what|which|whose|whom)\s+[^\W\d_]+|who\s+[^\W\d_]+|{_BARE})"
)
_AFTER_COMMA = rf"(?:(?:when|where|why|how|what)\s+{AUXILIARY}\b|how\s+{_EXTENT}\b)"
_TOLD = r"(?:please\s+)?(?:tell me|explain|describe|say|show me|list|name|do you know|(?:can|could) you (?:please )?(?:tell me|explain|describe)|i(?:'d| would)? (?:like|want) to know)\b"
_ENGLISH_OPENS = re.compile(
    rf"(?:(?:and|so|but|also|then|ok|okay|well|hi|hello)\b[,\s]*)*(?:{_MAIN}|{AUXILIARY}\s|{_TOLD})",
    re.IGNORECASE,
)
_ENGLISH_JOINT = re.compile(
    rf"(?:,|;)?\s+and\s+(?:also\s+|then\s+)?(?={_MAIN}|{_YES_OR_NO}\s+{_SUBJECT}\b)|[,;]\s+(?={_AFTER_COMMA})",
    re.IGNORECASE,
)
_ENGLISH_TOLD_JOINT = re.compile(
    r"(?:,|;)?\s+and\s+(?:also\s+|then\s+)?(?=(?:who|what|when|where|why|how|which|whose)\b)", re.IGNORECASE
)
_IS_TOLD = re.compile(_TOLD, re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:who|whom|whose|which|qui|que)\b|,\s+(?:where|when)\b", re.IGNORECASE)
_SHARED = re.compile(
    rf"(?P<one>(?:{_BEFORE}\s+)?(?:who|when|where|why|how|what))(?:,\s*(?P<two>who|when|where|why|how|what))?,?\s+and\s+"
    rf"(?P<last>who|when|where|why|how|what)\s+(?P<rest>{AUXILIARY}\b.+)",
    re.IGNORECASE | re.DOTALL,
)

_ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "de": ("und", r"(?:(?:in|an|auf|von|mit|seit|für|bei|aus|zu)\s+)?(?:wer|wen|wem|wessen|was|wann|wo|woher|wohin|warum|wieso|weshalb|wie(?:\s?viele?)?|welche[rsnm]?)"),
    "fr": ("et", r"(?:(?:en|à|de|par|pour|avec|dans)\s+)?(?:qui|que|qu['’]|quand|où|pourquoi|comment|combien|quel(?:le)?s?)"),
    "es": ("y|e", r"¿?(?:(?:en|a|de|por|para|con|desde)\s+)?(?:quién(?:es)?|qué|cuándo|dónde|cómo|cuál(?:es)?|cuánt[oa]s?)"),
    "it": ("ed?", r"(?:(?:in|a|di|da|per|con)\s+)?(?:chi|che cosa|cosa|quando|dove|dov['’]|perché|come|qual[ei]?|quant[oaie])"),
    "pt": ("e", r"(?:(?:em|a|de|por|para|com)\s+)?(?:quem|o que|quando|onde|por que|porque|como|qua(?:l|is)|quant[oa]s?)"),
    "nl": ("en", r"(?:(?:in|op|aan|van|met|voor|door)\s+)?(?:wie|wanneer|waar|waarom|hoe(?:veel)?|welke?|wat)"),
    "sv": ("och", r"(?:(?:i|på|av|från|med|för)\s+)?(?:vem|vems|när|var|varför|hur|vad|vilke[nt]|vilka)"),
    "da": ("og", r"(?:(?:i|på|af|fra|med|for)\s+)?(?:hvem|hvis|hvornår|hvor|hvorfor|hvordan|hvad|hvilke[nt]?)"),
    "no": ("og", r"(?:(?:i|på|av|fra|med|for)\s+)?(?:hvem|når|hvor|hvorfor|hvordan|hva|hvilke[nt]?)"),
}  # fmt: skip
"""For each language how clauses are joined, and how a question begins there."""

_PRONOUN = re.compile(
    r"\b(?:(?P<owner>its|his|their|her(?=\s+[^\W\d_]))|it|he|she|they|him|them|her)\b", re.IGNORECASE
)
_DETERMINED = re.compile(
    rf"(?:who|what)\s+(?!{AUXILIARY}\b)\S+\s+(?P<subject>(?:the|an?)\s+.+)", re.IGNORECASE
)
_WHAT_IS = re.compile(r"(?:what|who)\s+(?:is|are|was|were)\s+(?P<subject>.+)", re.IGNORECASE)
_SAYS_LITTLE = 3
"""Words of content below which a question leans on the one before."""
ASKS = rf"(?:(?:{_BEFORE}\s+)?(?:how\s+{_EXTENT}|who|whom|whose|what|when|where|why|how|which)|{'|'.join(asks for _, asks in _ELSEWHERE.values())})\b"
"""A pattern of what a question begins with, in any of the languages."""
_ASKED_BEFORE = re.compile(rf"\A{ASKS}(?: (?:not|nicht|pas|no|non|niet|inte|ikke))?:\s+", re.IGNORECASE)
_ASKED = re.compile(rf"(?:and\s+)?{ASKS}\s*", re.IGNORECASE)
_LONGEST_SUBJECT = 8
"""Words; a longer one says more than what is spoken of."""


def several(text: str) -> tuple[str, ...]:
    """The questions that `text` asks, each to be understood alone; empty where it asks one, or too many."""
    clauses = [clause for segment in _segments(text) for clause in _clauses(segment)]
    clauses = list(dict.fromkeys(clause.strip(" ?,;.") for clause in clauses))
    if not 2 <= len(clauses) <= MOST:
        return ()
    told = (alone(clause, clauses[0]) if i else clause for i, clause in enumerate(clauses))
    return tuple(f"{clause}?" for clause in told)


def _segments(text: str) -> Iterator[str]:
    """What stands between question marks; what is no question itself belongs to the one behind it."""
    before = ""
    for piece in re.split(r"[?？]+(?:\s+|\Z)", " ".join(text.split())):
        segment = piece.strip(" ,;.")
        before = f"{before}? {segment}" if before else segment
        if _opening(segment) is not None:
            yield before
            before = ""
    if before.strip(" ?"):
        yield before


class _Opening(NamedTuple):
    """Where the question of a segment begins, behind what may be put before it, and the joints that count in its language."""

    start: int
    joint: re.Pattern[str]
    language: str


def _opening(segment: str) -> _Opening | None:
    """None where a segment does not open as a question does."""
    tongue = language(segment)
    for code in (tongue,) if tongue in ("en", *_ELSEWHERE) else ("en", *_ELSEWHERE):
        if found := _opening_in(segment, str(code)):
            return found
    return None


def _opening_in(segment: str, code: str) -> _Opening | None:
    if code == "en" and _SHARED.fullmatch(segment):
        return _Opening(0, _ENGLISH_JOINT, code)
    start = next((at for at in _starts(segment) if _opens(segment, at, code)), None)
    if start is None:
        return None
    if code != "en":
        joined, asks = _ELSEWHERE[code]
        return _Opening(start, re.compile(rf",?\s+(?:{joined})\s+(?={asks}\b)", re.IGNORECASE), code)
    told = _IS_TOLD.match(segment, start)
    return _Opening(start, _ENGLISH_TOLD_JOINT if told else _ENGLISH_JOINT, code)


def _starts(segment: str) -> list[int]:
    """The beginning, and what follows the first stops: "In 2005, who …"."""
    return [0, *(stop.end() for stop in list(re.finditer(r"[,.;:]\s+", segment))[:3])]


def _opens(segment: str, at: int, code: str) -> bool:
    if code == "en":
        return bool(_ENGLISH_OPENS.match(segment, at))
    return bool(re.compile(rf"(?:¿\s*)?{_ELSEWHERE[code][1]}\b", re.IGNORECASE).match(segment, at))


def _clauses(segment: str) -> list[str]:
    opening = _opening(segment)
    if opening is None:
        return [segment]
    if opening.language == "en" and (shared := _SHARED.fullmatch(segment)):
        return [f"{word} {shared['rest']}" for word in (shared["one"], shared["two"], shared["last"]) if word]
    found, at = [], 0
    for joint in opening.joint.finditer(segment, opening.start):
        before, behind = segment[at : joint.start()], segment[joint.end() :]
        if content_words(before) and not _is_relative(before[max(0, opening.start - at) :], behind):
            found.append(before)
            at = joint.end()
    return [*found, segment[at:]]


def _is_relative(before: str, behind: str) -> bool:
    """Whether "and who …" goes on with a "who …" that describes somebody, or begins to: "and who also …"."""
    word = re.match(
        rf"(?:{_BEFORE}\s+)?(?:who|whom|whose|which|qui|que)\b(?P<also>\s+also\b)?", behind, re.IGNORECASE
    )
    if not word:
        return False
    return bool(word["also"]) or bool(_RELATIVE.search(_stated(before)))


def alone(clause: str, first: str) -> str:
    """A later question with what it takes from the first one: its subject for a pronoun, its statement for a lone "when"."""
    if _stated(first) in clause:
        return clause
    if re.fullmatch(_BARE, clause, re.IGNORECASE):
        return f"{clause} {_stated(first)}"
    subject, pronoun = _subject(first), _PRONOUN.search(clause)
    if subject and pronoun:
        put = f"{subject}'s" if pronoun["owner"] else subject
        return f"{clause[: pronoun.start()]}{put}{clause[pronoun.end() :]}"
    opening = _opening(first)
    says = len(content_words(_stated(clause), (opening.language if opening else "en",)))
    if names(clause) or not (pronoun or says < _SAYS_LITTLE):
        return clause
    context = list(dict.fromkeys(name.text for name in names(first)))
    if not context and (pronoun or says < _SAYS_LITTLE - 1):
        context = [word for word, _ in content_words(_stated(first)) if not re.fullmatch(AUXILIARY, word)]
    new = [word for word in context if word.casefold() not in clause.casefold()]
    return f"{clause} ({', '.join(new)})" if new else clause


def _stated(question: str) -> str:
    """A question without the words that it asks with."""
    asking = _ASKED.match(question)
    return question[asking.end() :] if asking and asking.end() < len(question) else question


def asked_with(asking: str, question: str) -> str:
    """`question` asked with other words: "When did it open?" with "why" is "Why did it open?"."""
    asking, question = f"{asking[0].upper()}{asking[1:]}", _ASKED_BEFORE.sub("", question)
    opening, stated = _opening(question), _stated(question)
    if re.match(AUXILIARY, stated, re.IGNORECASE) or (opening and opening.language != "en"):
        return f"{asking} {stated[0].lower()}{stated[1:]}"
    return f"{asking}: {question}"


def _subject(clause: str) -> str:
    """What a question speaks of: its one name, else the noun that its verb leads to; empty where it is not plain."""
    if found := {name.text for name in names(clause)}:
        return min(found) if len(found) == 1 else ""
    noun = _WHAT_IS.match(clause) or _DETERMINED.match(clause)
    return noun["subject"] if noun and len(noun["subject"].split()) <= _LONGEST_SUBJECT else ""
