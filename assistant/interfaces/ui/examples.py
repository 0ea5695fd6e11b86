"""Questions that the loaded articles can answer: made from their sentences, kept only if asking them finds the sentence again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from assistant.state.exchange import Exchange
from assistant.text.dates import dates
from assistant.text.names import names
from assistant.text.sentences import sentences
from assistant.types import Document, Passage

WANTED = 4
FOLLOWING = 3
TRIED = 24
"""Each try is a search; more than so many would keep a large corpus busy."""
_LOOKED_INTO = 4_000
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


def examples(documents: Sequence[Document], search: Callable[[str], Sequence[Passage]]) -> list[str]:
    """Up to `WANTED` questions, no two from one article.

    Args:
        search: the passages a question would be answered from, best first.
    """
    found: dict[str, str] = {}
    for document, question, sentence in _in_turn(_spread(documents)):
        if len(found) == WANTED:
            break
        if document.id in found or _is_like(question, found.values()):
            continue
        if _finds(search(question), document, sentence):
            found[document.id] = question
    return list(found.values())


def follow_ups(
    exchange: Exchange, documents: Sequence[Document], search: Callable[[str], Sequence[Passage]]
) -> list[str]:
    """Up to `FOLLOWING` questions that the answer's articles answer too, from sentences that it did not quote."""
    sentences = exchange.answer.sentences if exchange.answer else ()
    quoted = {citation.quote for sentence in sentences for citation in sentence.citations}
    found: list[str] = []
    for document, question, sentence in _in_turn(documents):
        if len(found) == FOLLOWING:
            break
        new = sentence not in quoted and question != exchange.question
        if new and not _is_like(question, found) and _finds(search(question), document, sentence):
            found.append(question)
    return found


def _is_like(question: str, others: Iterable[str]) -> bool:
    """Whether it begins as another does: four dates in a row would make a dull start."""
    return any(question.split()[:3] == other.split()[:3] for other in others)


def questions(document: Document) -> Iterator[tuple[str, str]]:
    """Questions that the first sentences of an article answer, each with its sentence."""
    head = document.text[:_LOOKED_INTO]
    named = {name.span.start: name.text for name in names(head)}
    for span in sentences(head):
        sentence = span.of(head)
        if _BROKEN.search(sentence):
            continue
        opening = _ARTICLE.match(sentence)
        article = opening[0] if opening else ""
        name = named.get(span.start + len(article), "")
        for question in (
            _definition(sentence, article, name),
            _subject(sentence, article, name),
            _day(sentence),
        ):
            if question and len(question) in _LENGTHS:
                yield question, sentence


def _definition(sentence: str, article: str, name: str) -> str | None:
    """ "Bennu is an asteroid …" answers "What is Bennu?" """
    found = _DEFINITION.match(sentence, len(article) + len(name)) if name else None
    return f"{_pronoun(article, name)} {found[1]} {article.lower()}{name}?" if found else None


def _subject(sentence: str, article: str, name: str) -> str | None:
    found = _VERB.match(sentence, len(article) + len(name)) if name else _COMMON.match(sentence)
    if found is None or len(found[1].split()) < _WORDS or _LOOSE.search(found[1]) or _CLAUSE.search(found[1]):
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
    if article or not subject or any(not word.isalpha() or word.isupper() for word in words):
        return "What"
    # Two or three plain words are mostly a person; one may be a person, a place or a probe.
    return {1: "Who or what", 2: "Who", 3: "Who"}.get(len(words), "What")


def _spread(documents: Sequence[Document]) -> list[Document]:
    """Articles from all over the corpus rather than the first few of one subject."""
    step = max(1, len(documents) // TRIED)
    return list(documents[::step])[:TRIED]


def _in_turn(documents: Iterable[Document]) -> Iterator[tuple[Document, str, str]]:
    """The first question of each article, then the second of each, and so on."""
    columns = [[(document, *pair) for pair in _best_first(questions(document))][:4] for document in documents]
    rounds = zip_longest(*columns)
    tries = (entry for row in rounds for entry in row if entry is not None)
    yield from (entry for entry, _ in zip(tries, range(TRIED), strict=False))


def _best_first(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Questions that name something before those that only name a day."""
    return sorted(pairs, key=lambda pair: pair[0].startswith("What happened on"))


def _finds(passages: Sequence[Passage], document: Document, sentence: str) -> bool:
    """Whether the best passage is the one that the question was made from."""
    return bool(passages) and passages[0].document_id == document.id and sentence in passages[0].text
