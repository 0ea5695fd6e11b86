"""A plain sentence taken apart: who, the verb, the rest, and the date, in the order in which a question needs them.

Verbs are told by a dictionary of their forms (lemminflect). Whatever is not plain is refused, with the reason: a test set needs
good questions, not all questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from lemminflect import getInflection, getLemma

from assistant.text.names import names
from assistant.text.stopwords import STOP_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUBJECT_WORDS = 12
"""A verb further from the beginning than this is not the one that belongs to it."""
SAID_WORDS, TAIL_WORDS = 22, 6
"""Words behind a date that still belong to its question: what was said then, or a few more about it."""
AUXILIARIES = frozenset(["was", "were", "is", "are", "has", "had", "will", "would", "can", "could"])
PRONOUNS = frozenset(["he", "she", "it", "they"])

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAYS = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
DATE = (
    rf"(?:(?:{_MONTHS}) \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?|"
    rf"(?:early |mid-|late )?(?:{_MONTHS}) \d{{4}}|(?:19|20)\d{{2}})(?![\d-])"
)
_DATE_FIRST = re.compile(rf"(?:On|In) (?:{_DAYS},? )?(?P<date>{DATE})(?:, | )(?P<clause>.{{15,}})")
_DATE_INSIDE = re.compile(rf",? (?P<word>on|in) (?:{_DAYS},? )?(?P<date>{DATE}),?(?P<left>.*)")
_ANY_DATE = re.compile(DATE)
_WORD = re.compile(r"[\w’'-]+")
_IN_BRACKETS = re.compile(r" \([^()]*\)")
_CLOCK = re.compile(
    r",? (?:at|by) (?:about )?\d{1,2}(?::\d\d)+(?: ?[ap]\.?m\.?)?(?: (?:[A-Z]\w+ time|UTC|GMT|ET|EST))?"
)
_QUOTED = re.compile(r"[“”\"]")
_DETERMINERS = _words("a an the its his her their first no")
_LITTLE = re.compile(r"(?:(?:an?|the|its|his|her|their|first) )*(?:[a-z-]+ ?){0,2}$")
"""An object that says too little for a question about it: "a further reduction"."""
_ENOUGH_ALONE = _words(
    "resign land crash open reopen close die retire collapse fall start begin end launch arrive fail sink explode disappear appear return "
    "escape surrender depart leave be"
)
"""Verbs that need no object to make an event."""
_ASIDE = re.compile(r"(?P<subject>[^,]{2,60}), (?P<aside>[^,]{3,90}), (?P<verb>[a-z]+) ")
"""A subject, something about it between commas, and its verb."""
_END = re.compile(
    r"[;—–(]|:(?!\d)|, (?:and|but|or|so|which|who|whose|where|when|while|although|though|as|with|after|before|because|since|until|[a-z]+ing)\b"
    r"| (?:while|although|though|because)\b| - "
)
"""Where the first clause of a sentence is over."""
_SUBORDINATE = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|how|why|what|if|whether|after|before|until|as|than|since)\b"
)
_POINTING = re.compile(
    r"\bat the time$|^(?:Then|There|Here|But|And|So|Or|Another|Others?|Both|Such|Each)\b"
    r"|\b(?:this|these|those|such|you|your|we|our|us|i|me|my|him|them|himself|herself|themselves|both|here|another|others?|former|latter|"
    r"same|else|something|above|below|thereby|instead|then|so|the two|the three|too|similar|earlier|later|ago|last|next|now|today|"
    r"yesterday|tonight)\b|\b(?:her|it|theirs|one)(?=[.,;]|$)",
    re.I,
)
"""Points at something outside the sentence."""
LEANING = re.compile(r"\b(?:he|she|it|they|his|her|its|their|itself)\b", re.I)
"""Points at the subject, where there is one that has a name."""
_TITLED = re.compile(
    r"^(?:President|Governor|Senator|Judge|Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Lord|Lady|King|Queen|Rep|Sen)\.? (?=[A-Z])"
)
_MANY = re.compile(
    r"(?:An?|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Some|Many|Most|All|Both|Several|Few|Every|Each|No|None|Any|Half|Of|In|On|At|By|"
    r"From|For|With|To|As|If|When|While|After|Before|Since|Because|Although|Though|Despite|During|Under|Within|Instead|According|"
    r"Among|Between|Like|Unlike|Such|What|How|Why|Where|Yet|Even|Only|Not|Today|Now|Here|There|About|Over|More|Less)\b|.*\b(?:said|says)\b"
)
_FILLER = re.compile(
    r"^(?:also|then|later|soon|still|already|now|thus|therefore|only|just|eventually|even)\s+"
)
_ADVERB = re.compile(
    r" (?:also|therefore|thus|then|later|now|still|already|soon|nevertheless|reportedly|recently)$"
)
_DEFINITE = re.compile(r"\bthe (?P<words>[a-z][a-z-]*\b(?: [a-z][a-z-]*\b){0,3})")
_THAT = re.compile(r"(?:^|(?P<before>\w+) )that (?P<noun>[a-z]+)(?P<after>.*)")
_PREPOSITIONS = _words(
    "in at on of from by to for with after before under about over until since into against during"
)
_JOINS = _words("he she it they the a an its his her their there nobody nothing no")
SAYING = _words(
    "say report announce estimate warn argue explain write tell add claim note think believe suggest conclude find show confirm admit "
    "predict insist comment answer reply declare know hope fear"
)
_AFTER = re.compile(r" (?:(?:of|that|which|who|for|between|against|by) \w|[A-ZÀ-Þ])")
_ALWAYS_KNOWN = _words(
    "world sun moon earth internet sky press public police army government president first second third end beginning "
    "start time day year years most largest biggest best only whole speed sea ocean state united university use name number"
)
"""Nouns that need no earlier mention to be understood behind "the"."""


class NotPlain(Exception):
    """Why a sentence makes no question."""


@dataclass(frozen=True, slots=True)
class Clause:
    """`subject verb rest`, the date taken out; `aside` stood behind the subject between commas."""

    subject: str
    verb: str
    rest: str
    date: str = ""
    dated: str = ""
    """As the date stands in the sentence: "on 4 May 1931"."""
    aside: str = ""

    @property
    def leaning(self) -> bool:
        """Whether the subject is a pronoun."""
        return self.subject in PRONOUNS


@cache
def base(verb: str) -> str:
    """The form of a verb that follows "did"."""
    return (getLemma(verb, "VERB") or (verb,))[0]


@cache
def past(word: str) -> bool:
    """Whether a word is an auxiliary, or the past tense of a verb in the dictionary."""
    return word in AUXILIARIES or _inflected(word, "VBD")


@cache
def present(word: str) -> bool:
    """Whether a word could be what somebody does: "holds", and "plans" too."""
    return word.endswith("s") and _inflected(word, "VBZ")


@cache
def _simple_past(word: str) -> str:
    """ "announced" for "had announced"; empty for what is no participle, and for "been"."""
    lemma = getLemma(word, "VERB", lemmatize_oov=False)
    if (
        not lemma
        or lemma[0] in ("be", "have")
        or word not in getInflection(lemma[0], "VBN", inflect_oov=False)
    ):
        return ""
    return str(getInflection(lemma[0], "VBD")[0])


def _inflected(word: str, form: str) -> bool:
    lemma = getLemma(word, "VERB", lemmatize_oov=False)
    return bool(lemma) and word.islower() and word in getInflection(lemma[0], form, inflect_oov=False)


def taken_apart(sentence: str, known: frozenset[str], before: str, stands_for: Mapping[str, str]) -> Clause:
    """The first clause of a sentence, in an article with the names `known` whose text up to here is `before`.

    `stands_for` has the full name for a short one, and for "the bridge" where the article has but one that has a name.

    Raises:
        NotPlain: it has no clear subject and verb, or points at something outside itself.
    """
    text, date, dated = _CLOCK.sub("", _IN_BRACKETS.sub("", sentence.rstrip("."))), "", ""
    if first := _DATE_FIRST.match(text):
        text, date = first["clause"], first["date"]
        dated = _opening(first.string[: first.start("clause")])
    clause = _told(text, known, stands_for)
    if not date and (inside := _DATE_INSIDE.search(f" {clause.rest}")):
        kept = f" {clause.rest}"[: inside.start()].strip()
        tail = inside["left"].strip(" ,")
        if end := _END.search(f" {tail}"):
            tail = f" {tail}"[: end.start()].strip()
        said = tail.startswith("that ") and len(tail.split()) <= SAID_WORDS
        short = len(tail.split()) <= TAIL_WORDS and re.match(
            r"(?:at|for|to|from|by|between|as|under|with|in|near)\b", tail
        )
        if _ANY_DATE.search(tail) or _SUBORDINATE.search(kept):
            raise NotPlain("its date may belong to something else in it")
        date, dated = inside["date"], f"{inside['word']} {inside['date']}"
        keeps = said or (short and not points(tail, before))
        clause = replace(clause, rest=f"{kept} {tail if keeps else ''}".strip())
    if _ANY_DATE.search(clause.rest):
        raise NotPlain("its date may belong to something else in it")
    if _says_little(clause):
        raise NotPlain("says too little")
    subject = "" if clause.subject in known or clause.leaning else clause.subject
    asked = f"{subject} {clause.rest}".strip()
    if _QUOTED.search(asked) or points(asked, before):
        raise NotPlain("points at another sentence")
    return replace(clause, date=date, dated=dated)


def _says_little(clause: Clause) -> bool:
    if not clause.rest:
        return base(clause.verb) not in _ENOUGH_ALONE or clause.verb in AUXILIARIES
    rest = re.sub(r"^(?:up|out|down|off|over) ", "", clause.rest)
    return clause.verb not in AUXILIARIES and rest.split()[0] in _DETERMINERS and bool(_LITTLE.match(rest))


def _opening(words: str) -> str:
    """The opening of a sentence in lower case, as it goes behind a question."""
    return words[0].lower() + words[1:].strip(" ,")


def points(words: str, before: str) -> bool:
    """Whether something in the words is understood only with the text before."""
    return bool(_POINTING.search(words)) or _demonstrative(words) or hanging(words, before)


def _demonstrative(words: str) -> bool:
    """Whether a "that" points ("declared that law void") rather than joins ("said that law prevails")."""
    found = _THAT.search(words)
    if not found:
        return False
    verbs = [word for word in found["after"].split() if past(word) or present(word)]
    return found["before"] in _PREPOSITIONS or not (
        verbs or past(found["noun"]) or found["noun"] in _JOINS or _inflected(found["noun"], "VBP")
    )


def hanging(words: str, before: str) -> bool:
    """Whether something is called "the" so-and-so because it was told of earlier."""
    for found in _DEFINITE.finditer(words):
        run = _head(found["words"])
        behind = words[found.start("words") + len(run) :]
        if run and run.split()[-1] not in _ALWAYS_KNOWN and not _AFTER.match(behind):
            bare = " " not in run
            if bare or re.search(rf"\b{re.escape(run.split()[-1])}", before, re.I):
                return True
    return False


def _head(words: str) -> str:
    """The words that can belong to one noun: the next is a preposition or a verb."""
    run: list[str] = []
    for word in words.split():
        if word in STOP_WORDS["en"] or (run and (past(word) or present(word))):
            break
        run.append(word)
    return " ".join(run)


def _told(text: str, known: frozenset[str], stands_for: Mapping[str, str]) -> Clause:
    """Subject, verb and the rest of the first clause, dates and all."""
    aside = ""
    if (
        (found := _ASIDE.match(text))
        and (past(found["verb"]) or present(found["verb"]))
        and not _verb_in(found["subject"])
    ):
        aside, text = found["aside"], f"{found['subject']} {text[found.start('verb') :]}"
    words = list(_WORD.finditer(text))[: SUBJECT_WORDS + 1]
    at = next((word for word in words[1:] if _is_verb(text, word, known, stands_for)), None)
    if at is None:
        raise NotPlain("has no clear subject and verb")
    subject, verb, rest = (
        _inside(_ADVERB.sub("", text[: at.start()].strip())),
        at[0],
        text[at.end() :].strip(),
    )
    if verb not in AUXILIARIES and present(verb) and past(rest.partition(" ")[0]):
        raise NotPlain("has no clear subject and verb")
    if end := _END.search(f" {rest}"):
        rest = f" {rest}"[: end.start()].strip()
    rest = _without_second_verb(_FILLER.sub("", rest)).rstrip(" ,")
    if verb in ("had", "has") and rest.startswith("been "):
        verb, rest = "were" if re.search(r"[^su]s$", subject) else "was", rest.removeprefix("been ")
    elif verb in ("had", "has") and (simple := _simple_past(rest.partition(" ")[0])):
        verb, rest = simple, rest.partition(" ")[2]
    merely_is = base(verb) == "be" and re.match(r"(?:an?|the|one|not|no|to)\b", rest)
    if (
        merely_is
        or re.match(r"(?:and|or|but|by|not)\b", rest)
        or (base(verb) not in SAYING and _loose_verb(rest))
    ):
        raise NotPlain("has no clear subject and verb")
    subject = stands_for.get(
        subject,
        stands_for.get(untitled := _TITLED.sub("", subject), untitled if untitled in known else subject),
    )
    if not (subject in known or subject in PRONOUNS or _is_phrase(subject, known)):
        raise NotPlain("is about nothing that has a name")
    return Clause(subject, verb, rest, aside=aside)


def _is_verb(text: str, word: re.Match[str], known: frozenset[str], stands_for: Mapping[str, str]) -> bool:
    """The past tense anywhere near the beginning, the present only right behind a name or pronoun: "plans" is a noun as well."""
    if past(word[0]):
        return True
    subject = _inside(text[: word.start()].strip())
    return present(word[0]) and (
        subject in known or subject in PRONOUNS or subject in stands_for or _is_phrase(subject, known)
    )


def _verb_in(words: str) -> bool:
    return any(past(word) for word in words.split())


def _without_second_verb(rest: str) -> str:
    """Up to where the same subject does something else: "opened in 1977 and carried a road"."""
    for found in re.finditer(
        r"(?:,? (?:and|but|or)|,) (?:(?:was|were|is|are|has|had|then|also|later|never) )?(\w+)", rest
    ):
        if past(found[1]) or present(found[1]):
            return rest[: found.start()]
    return rest


def _loose_verb(rest: str) -> bool:
    """A second verb that nothing introduces: then the first one was not the verb."""
    found = _SUBORDINATE.search(rest)
    words = (rest[: found.start()] if found else rest).split()[1:]
    return any(word in AUXILIARIES or _only_past(word) for word in words)


@cache
def _only_past(word: str) -> bool:
    """A past tense that is no participle: "fell", not "built"."""
    lemma = getLemma(word, "VERB", lemmatize_oov=False)
    return bool(lemma) and past(word) and word not in getInflection(lemma[0], "VBN", inflect_oov=False)


def _is_phrase(subject: str, known: frozenset[str]) -> bool:
    """Something that says enough to be asked for: "the theorists Andrew Cohen and Sheldon Glashow", "Russia's space agency Roscosmos"."""
    if "," in subject or _SUBORDINATE.search(subject) or _MANY.match(subject) or LEANING.search(subject):
        return False
    ends = any(subject.endswith(f" {name}") for name in known)
    return (subject.startswith("the ") and bool(names(f"So {subject}"))) or (ends and subject[0].isupper())


def _inside(subject: str) -> str:
    """As it goes on inside a question: an opening article or pronoun in lower case."""
    return re.sub(r"^(The|A|An|He|She|It|They)\b", lambda word: word[0].lower(), subject)
