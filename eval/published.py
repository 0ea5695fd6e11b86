"""Metrics exactly as the authors of a set computed them, oddities included, so that numbers can be put beside theirs.

MultiHop-RAG (Tang and Yang, 2024, retrieval_evaluate.py and qa_evaluate.py): a chunk counts if it contains the whole fact,
blanks and line ends ignored. The oddities: the average precision looks at a rank's own finds only, and so is lower than
the usual one; an answer counts if it shares a single word with the gold answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

DEPTH = 10
_QUOTED = re.compile(r'The answer to the question is "(.*?)"')


def multihop_retrieval(chunks: Sequence[str], facts: Sequence[str]) -> dict[str, float]:
    """Hits@4, Hits@10, MAP@10 and MRR@10 of one question with at least one fact."""
    wanted = [_squeezed(fact) for fact in facts]
    first = None
    seen: set[str] = set()
    precisions = 0.0
    for rank, chunk in enumerate(map(_squeezed, chunks[:DEPTH]), start=1):
        present = [fact for fact in wanted if fact in chunk]
        if not present:
            continue
        first = first or rank
        fresh = set(present) - seen
        seen |= fresh
        precisions += len(fresh) / rank
    return {
        "published Hits@4": float(first is not None and first <= 4),
        "published Hits@10": float(first is not None),
        "published MAP@10": precisions / min(len(facts), DEPTH),
        "published MRR@10": 1 / first if first else 0.0,
        "published evidence@10": len(seen) / len(set(wanted)),
    }


def multihop_answer(answer: str, gold: str) -> float:
    """1 if the answer, or the part of it that is put in quotes as asked, shares a word with the gold answer."""
    quoted = _QUOTED.search(answer)
    said = quoted[1] if quoted else answer
    return float(bool(set(said.lower().split()) & set(gold.lower().split())))


def _squeezed(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")
