"""Questions that the loaded articles can answer: made from their sentences, kept only if asking them finds the sentence again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, zip_longest

from assistant.interfaces.ui.questions import HEAD, is_telling, names_something, questions
from assistant.state.exchange import Exchange
from assistant.types import Document, Passage

WANTED = 4
FOLLOWING = 3
FURTHER = 20_000
"""Characters of an article in which there may be a question to go on with."""
_KINDS = ("Why", "Who ", "What is", "What was the", "When")
TRIED = 24
"""Each try is a search; more than so many would keep a large corpus busy."""


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
    exchange: Exchange, circles: Iterable[Sequence[Document]], search: Callable[[str], Sequence[Passage]]
) -> list[str]:
    """Up to `FOLLOWING` questions that articles near the answer answer too, from sentences that it did not quote.

    Args:
        circles: the articles, the nearest ones first; of each circle the best questions.
    """
    told = {citation.quote for citation in exchange.answer.quotes} if exchange.answer else set()
    found: list[str] = []
    tries = (entry for documents in circles for entry in _in_turn(documents, within=FURTHER))
    for document, question, sentence in islice(tries, 2 * TRIED):
        if len(found) == FOLLOWING:
            break
        new = sentence not in told and question != exchange.question and not _is_like(question, found)
        if new and _finds(search(question), document, sentence):
            found.append(question)
            told.add(sentence)
    return found


def _is_like(question: str, others: Iterable[str]) -> bool:
    """Whether it begins as another does: four dates in a row would make a dull start."""
    return any(question.split()[:3] == other.split()[:3] for other in others)


def _spread(documents: Sequence[Document]) -> list[Document]:
    """Articles from all over the corpus rather than the first few of one subject."""
    step = max(1, len(documents) // TRIED)
    return list(documents[::step])[:TRIED]


def _in_turn(documents: Iterable[Document], *, within: int = HEAD) -> Iterator[tuple[Document, str, str]]:
    """The best questions first; of equally good ones the first of each article, then the second of each, and so on."""
    columns = [[(document, *pair) for pair in _best_first(document, within)][:4] for document in documents]
    tries = [entry for row in zip_longest(*columns) for entry in row if entry is not None]
    yield from sorted(tries, key=lambda entry: _rank(entry[1], entry[0]))[:TRIED]


def _best_first(document: Document, within: int) -> list[tuple[str, str]]:
    return sorted(questions(document, within=within), key=lambda pair: _rank(pair[0], document))


def _rank(question: str, document: Document) -> tuple[bool, bool, bool, int]:
    """Lower is better: what only names a day is last, what says its subject by name and is in the title comes first."""
    kind = next((i for i, start in enumerate(_KINDS) if question.startswith(start)), len(_KINDS))
    day = question.startswith("What happened on")
    return day, not names_something(question), not is_telling(question, document), kind


def _finds(passages: Sequence[Passage], document: Document, sentence: str) -> bool:
    """Whether the best passage is the one that the question was made from."""
    return bool(passages) and passages[0].document_id == document.id and sentence in passages[0].text
