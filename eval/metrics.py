"""Scores of one question: of retrieval from the rank at which each piece of evidence was found, of answers from their words.

Every function is plain arithmetic on one question; means and intervals are `statistics`' business.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

Ranks = Sequence[int | None]
"""For each piece of evidence the first rank, from 1, at which it was found; None where it was not."""


# --- retrieval ------------------------------------------------------------------------------------------------------


def hit(ranks: Ranks, k: int) -> float:
    """1 if any evidence is among the first `k`."""
    return float(any(rank is not None and rank <= k for rank in ranks))


def recall(ranks: Ranks, k: int) -> float:
    """Share of the evidence among the first `k`."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def reciprocal_rank(ranks: Ranks, k: int) -> float:
    """One over the rank of the first evidence, 0 beyond `k`."""
    found = [rank for rank in ranks if rank is not None and rank <= k]
    return 1 / min(found) if found else 0.0


def average_precision(ranks: Ranks, k: int) -> float:
    """Mean over all evidence of the precision at its rank, 0 for what is not among the first `k`.

    Where one hit holds two pieces of evidence, precision stays at most 1.
    """
    found = sorted(rank for rank in ranks if rank is not None and rank <= k)
    return sum(min(1.0, count / rank) for count, rank in enumerate(found, start=1)) / min(len(ranks), k)


def ndcg(ranks: Ranks, k: int) -> float:
    """Discounted gain over the best possible one, every piece of evidence worth 1 (Järvelin and Kekäläinen, 2002)."""
    gain = sum(1 / math.log2(1 + rank) for rank in ranks if rank is not None and rank <= k)
    best = sum(1 / math.log2(1 + rank) for rank in range(1, min(len(ranks), k) + 1))
    # A hit that holds two pieces of evidence at once beats the list of one piece a rank.
    return min(1.0, gain / best)


def ranking(ranks: Ranks) -> dict[str, float]:
    """All of the above at the cut-offs that are reported."""
    return {
        **{f"hit@{k}": hit(ranks, k) for k in (1, 4, 5, 10)},
        **{f"recall@{k}": recall(ranks, k) for k in (1, 2, 3, 5, 10, 20)},
        "mrr@10": reciprocal_rank(ranks, 10),
        "map@10": average_precision(ranks, 10),
        "ndcg@5": ndcg(ranks, 5),
        "ndcg@10": ndcg(ranks, 10),
    }


# --- answers --------------------------------------------------------------------------------------------------------

_ARTICLES = {"a", "an", "the"}
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
_SAME = {
    **_NUMBERS,
    "percent": "%",
    "metre": "m", "metres": "m", "meter": "m", "meters": "m", "kilometre": "km", "kilometres": "km", "kilometer": "km",
    "kilometers": "km", "centimetre": "cm", "centimetres": "cm", "centimeter": "cm", "centimeters": "cm", "kilogram": "kg",
    "kilograms": "kg", "tonne": "t", "tonnes": "t", "dollar": "$", "dollars": "$",
}  # fmt: skip
_PER_CENT = re.compile(r"\bper cent\b")
_THOUSANDS = re.compile(r"(?<=\d)[,  ](?=\d{3}(?!\d))")
_TOKEN = re.compile(r"\d+(?:\.\d+)*|%|\$|[^\W\d_]+", re.UNICODE)
_MARKER = re.compile(r"\[\d+\]")
CHOICES = frozenset(
    {
        "yes",
        "no",
        "before",
        "after",
        "true",
        "false",
        "more",
        "less",
        "earlier",
        "later",
        "longer",
        "shorter",
        "same",
    }
)
_LIST = re.compile(r"\s*(?:;|,|\band\b|\n)\s*")


def words(text: str) -> list[str]:
    """The text as answers are compared: casefolded, accents and punctuation off, without English articles and citation
    markers; "1,000" is 1000, "seven" 7, "per cent" %."""
    plain = unicodedata.normalize("NFKD", _MARKER.sub(" ", text)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _THOUSANDS.sub("", _PER_CENT.sub("%", plain))
    return [_SAME.get(token, token) for token in _TOKEN.findall(plain) if token not in _ARTICLES]


def is_choice(gold: Sequence[str]) -> bool:
    """Whether the gold answers only choose ("yes", "before"): words that no article spells out."""
    return any(answer.casefold() in CHOICES for answer in gold)


def matches(answer: str, gold: Sequence[str]) -> float:
    """1 if the answer is one of the gold answers, as `words` sees them."""
    return float(any(words(answer) == words(text) for text in gold))


def contains(answer: str, gold: Sequence[str]) -> float:
    """1 if one of the gold answers stands in the answer as whole words in a row."""
    said = words(answer)
    return float(any(_stands(words(text), said) for text in gold))


def token_f1(answer: str, gold: Sequence[str]) -> float:
    """The best F1 of shared words with any gold answer (SQuAD)."""
    return max((_f1(words(answer), words(text)) for text in gold), default=0.0)


def token_recall(answer: str, gold: Sequence[str]) -> float:
    """The best share of a gold answer's words that the answer says too."""
    said = Counter(words(answer))
    golds = [Counter(words(text)) for text in gold]
    return max(((said & wanted).total() / max(1, wanted.total()) for wanted in golds), default=0.0)


def list_scores(answer: str, items: Sequence[str]) -> tuple[float, float]:
    """Precision and recall of a listed answer against gold items: an item counts if it stands in the answer; every listed
    part that holds no gold item counts against precision."""
    found = sum(contains(answer, [item]) for item in items)
    parts = [part for part in _LIST.split(answer) if words(part)]
    wrong = sum(not any(contains(part, [item]) or contains(item, [part]) for item in items) for part in parts)
    return found / (found + wrong) if found + wrong else 0.0, found / len(items)


def _stands(wanted: Sequence[str], said: Sequence[str]) -> bool:
    size = len(wanted)
    return size > 0 and any(said[i : i + size] == wanted for i in range(len(said) - size + 1))


def _f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    shared = (Counter(said) & Counter(wanted)).total()
    if not shared:
        return 0.0
    precision, found = shared / len(said), shared / len(wanted)
    return 2 * precision * found / (precision + found)
