"""From a sentence of an article to a question that it answers, without a model: only forms in which no word has to change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.text.dates import dates
from assistant.text.names import names
from assistant.text.sentences import sentences
from assistant.text.terms import terms
from assistant.types import Document

HEAD = 4_000
"""Characters at the start of an article, where it says what it is about."""
_LENGTHS = range(12, 106)
_WORDS = 6

# "Subject verb rest." asks for its subject: "What verb rest?" No other word needs to change, so the question is always
# grammatical, which no rule that reorders a sentence can promise.
_ARTICLE = re.compile(r"(?:The |A |An )?")
_FINITE = r"was|were|is|has|had|became|began|won|gave|took|led|lost|set|sent|found"
_VERB = re.compile(rf"\s+((?:{_FINITE}|[a-z]{{3,}}ed)\s.+?)[.]?\Z")
_COMMON = re.compile(
    r"(?:The|A|An)\s(?:(?!who|which|that\b)[\w'’-]+\s){1,5}?"
    r"((?:was|were|has been|have been|had been)\s(?:[a-z]+ed|found|made|given|built|set|flown|brought|taken|seen)\s.+?)[.]?\Z"
)
_TELLING = re.compile(
    r"(?:said|announced|revealed|released|published|reported|confirmed|counted|asked|found|proposed|had reported|set up|gave|won|made|sent|led|took)\b"
)
_CLAUSE = re.compile(r",(?!\s\d{4}\b)(?!\d)")
_DEFINITION = re.compile(r"(?:,[^,]{3,60},)?\s+(is|was)\s+(?:a|an|the|one of)\s")
_LOOSE = re.compile(
    r"\b(?:he|she|it|they|his|her|its|their|this|these|those|there|then|here|also|however|same|other|others|not)\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"[\n:;\"“”()\[\]]")
# A sentence with an auxiliary becomes a question by putting that first; the rest stays as it is.
_AUXILIARY = r"(?P<aux>was|were|is|are|has been|have been|had been|has|have|had|could|would|will)"
_OPENING = rf"(?P<subject>(?:The|A|An)\s(?:(?!who|which|that\b)[\w'’-]+\s){{1,5}}?|{{name}}\s){_AUXILIARY}\s"
_BECAUSE = re.compile(r"(?P<rest>(?!not\b)[^,;]{8,70}?),?\s(?:because|so that)\s")
_VAGUE = re.compile(r"\b(?:former|latter|first|second|third|other|same|next|latest)\b", re.IGNORECASE)
_NAMELY = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_PAST = frozenset({"was", "were"})
_DATED = re.compile(r"(?P<rest>[^,;]{4,70}?)\s(?:on|in)\s\Z")


def questions(document: Document, *, within: int = HEAD) -> Iterator[tuple[str, str]]:
    """Questions that the sentences in the first characters of an article answer, each with its sentence."""
    head = document.text[:within]
    named = {name.span.start: name.text for name in names(head)}
    for span in sentences(head):
        sentence = span.of(head)
        if _BROKEN.search(sentence):
            continue
        opening = _ARTICLE.match(sentence)
        article = opening[0] if opening else ""
        name = named.get(span.start + len(article), "")
        for question in (
            _why(sentence, article, name),
            _definition(sentence, article, name),
            _when(sentence, article, name),
            _subject(sentence, article, name),
            _day(sentence),
        ):
            if question and len(question) in _LENGTHS:
                yield question, sentence


def is_telling(question: str, document: Document) -> bool:
    """Whether it asks about what the article's title speaks of."""
    return bool(set(terms(document.title)) & set(terms(question)))


def names_something(question: str) -> bool:
    """Whether it says by name what it is about; "What was announced on Monday?" could be asked of anything."""
    return bool(names(question.partition(" ")[2]))


def _why(sentence: str, article: str, name: str) -> str | None:
    """ "The channel was closed because …" answers "Why was the channel closed?" """
    opening = _inverted(sentence, article, name)
    found = _BECAUSE.match(sentence, opening.end()) if opening else None
    return (
        f"Why {_asked(opening, found['rest'])}?"
        if opening and found and not _LOOSE.search(found["rest"])
        else None
    )


def _when(sentence: str, article: str, name: str) -> str | None:
    """ "The bridge was opened in 1977" answers "When was the bridge opened?" """
    opening = _inverted(sentence, article, name)
    if opening is None or opening["aux"] not in _PAST:
        return None
    mentions = [
        m for m in dates(sentence) if m.grain in ("day", "month", "year") and m.span.start > opening.end()
    ]
    found = _DATED.match(sentence[: mentions[0].span.start], opening.end()) if mentions else None
    return f"When {_asked(opening, found['rest'])}?" if found and not _LOOSE.search(found["rest"]) else None


def _inverted(sentence: str, article: str, name: str) -> re.Match[str] | None:
    subject = re.escape(article + name) if name else "(?!)"
    found = re.match(_OPENING.replace("{name}", subject), sentence)
    return None if found and _VAGUE.search(found["subject"]) else found


def _asked(opening: re.Match[str], rest: str) -> str:
    """Auxiliary, subject and the rest: "has been" is parted by the subject."""
    first, _, second = opening["aux"].partition(" ")
    subject = re.sub(r"\A(?:The|A|An)\s", lambda m: m[0].lower(), opening["subject"].strip())
    return " ".join(part for part in (first, subject, second, rest) if part)


def _definition(sentence: str, article: str, name: str) -> str | None:
    """ "Bennu is an asteroid …" answers "What is Bennu?" """
    found = _DEFINITION.match(sentence, len(article) + len(name)) if name else None
    return f"{_pronoun(article, name)} {found[1]} {article.lower()}{name}?" if found else None


def _subject(sentence: str, article: str, name: str) -> str | None:
    found = _VERB.match(sentence, len(article) + len(name)) if name else _COMMON.match(sentence)
    if (
        found is None
        or _VAGUE.match(sentence, len("The "))
        or len(found[1].split()) < _WORDS
        or _LOOSE.search(found[1])
        or _CLAUSE.search(found[1])
    ):
        return None
    return f"{'Who' if _TELLING.match(found[1]) else _pronoun(article, name)} {found[1]}?"


def _day(sentence: str) -> str | None:
    """ "On 26 March 2024 …" answers "What happened on 26 March 2024?" """
    days = [mention for mention in dates(sentence) if mention.grain == "day"]
    if len(days) != 1 or sentence[: days[0].span.start].strip().lower() not in ("on", ""):
        return None
    return (
        f"What happened on {days[0].span.of(sentence)}?"
        if re.search(r"\d{4}", days[0].span.of(sentence))
        else None
    )


def _pronoun(article: str, subject: str) -> str:
    words = subject.split()
    if article or not subject or any(word.isupper() or not _NAMELY.fullmatch(word) for word in words):
        return "What"
    # Two or three plain words are mostly a person; one may be a person, a place or a probe.
    return {1: "Who or what", 2: "Who", 3: "Who"}.get(len(words), "What")
