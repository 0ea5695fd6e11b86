"""From a trace to scores: which of them apply to a question, and what they are called in reports."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from eval import metrics, published
from eval.dataset import Case, Dataset
from eval.evidence import Atlas, Gold, Place, characters
from eval.rows import Metrics, places
from eval.sets import MULTIHOP

CHARACTER_DEPTH = 5
_MARKER = re.compile(r"\[(\d+)\]")
SUPPORT = {"supported": 1.0, "partly": 0.5, "unsupported": 0.0}


def score(dataset: Dataset, case: Case, trace: Mapping[str, Any], atlas: Atlas) -> Metrics:
    """Every score that applies to this question."""
    gold = atlas.gold(case)
    if "hits" in trace:
        return retrieval(dataset, gold, trace, atlas, case)
    if case.supported is not None:
        return _claim(case, trace)
    return _answer(dataset, case, gold, trace)


def failed() -> Metrics:
    """Scores of a question that ended in an error: it counts as wrong, never as unasked."""
    return {"failed": 1.0, "correct": 0.0}


def retrieval(dataset: Dataset, gold: Gold, trace: Mapping[str, Any], atlas: Atlas, case: Case) -> Metrics:
    """Both protocols of `retrieve`; nothing for a question without evidence."""
    if not gold.pieces:
        return {}
    hits, passages = places(trace["hits"]), places(trace["passages"])
    recall, precision = characters(gold, hits[:CHARACTER_DEPTH])
    found: dict[str, float | None] = dict(metrics.ranking(gold.ranks(hits)))
    if not gold.whole_articles:
        found |= {f"chars_recall@{CHARACTER_DEPTH}": recall, f"chars_precision@{CHARACTER_DEPTH}": precision}
    if dataset.name == MULTIHOP:
        facts = [evidence.quote for evidence in case.evidence]
        found |= published.multihop_retrieval([atlas.text(hit) for hit in hits], facts)
    return found | _within(gold, passages)


def _within(gold: Gold, passages: Sequence[Place]) -> dict[str, float]:
    """How much of the evidence a list of passages holds, whatever its order."""
    ranks = gold.ranks(passages)
    recall, precision = characters(gold, passages)
    found = {
        "passages hit": metrics.hit(ranks, len(passages)),
        "passages recall": metrics.recall(ranks, len(passages)),
    }
    return (
        found
        if gold.whole_articles
        else found | {"passages chars_recall": recall, "passages chars_precision": precision}
    )


def _claim(case: Case, trace: Mapping[str, Any]) -> Metrics:
    """Whether a claim was judged as people judged it: as true only if every sentence is supported."""
    verdicts = [s["verdict"] for s in trace["answer"]["sentences"] if s["verdict"] in SUPPORT]
    accepted = bool(verdicts) and all(verdict == "supported" for verdict in verdicts)
    right = float(accepted == case.supported)
    return {
        "correct": right,
        "supported found": right if case.supported else None,
        "unsupported marked": None if case.supported else right,
        "support": min(trace["support"], default=0.0),
    }


def _answer(dataset: Dataset, case: Case, gold: Gold, trace: Mapping[str, Any]) -> Metrics:
    answer = trace["answer"]
    refused = bool(answer["refused"])
    said = "" if refused else answer["text"]
    found: dict[str, float | None] = {"failed": 0.0}
    if refused:
        found["refusal precision"] = float(case.unanswerable)
    if case.unanswerable:
        return found | {"correct": float(refused), "refusal recall": float(refused)} | _honesty(answer, trace)
    words = _words(case, said, answer)
    right = 0.0 if refused else _right(dataset, case, gold, trace, words["contains"] or 0.0)
    found |= {"correct": right, "answered correctly": right, "false refusals": float(refused), **words}
    if dataset.name == MULTIHOP:
        found["published answer"] = published.multihop_answer(said, case.answers[0])
    return (
        found
        | _within(gold, places(trace["passages"]))
        | _honesty(answer, trace)
        | _citations(gold, answer, trace)
    )


def _right(dataset: Dataset, case: Case, gold: Gold, trace: Mapping[str, Any], contains: float) -> float:
    """Whether an answer counts as right. An extract cannot say "yes" or "before": it is right if it quotes all that the
    choice rests on. Where gold answers are whole paragraphs, quoting any of the evidence is enough."""
    cited = _cited(trace["answer"], trace)
    if dataset.long_answers:
        return float(any(gold.holds(place) for place in cited))
    if trace["answer"]["extractive"] and metrics.is_choice(case.answers):
        return float(bool(gold.pieces) and gold.touched(cited) == 1.0)
    return contains


def _words(case: Case, said: str, answer: Mapping[str, Any]) -> dict[str, float | None]:
    """Answer scores from words alone."""
    shown = [sentence["text"] for sentence in answer["sentences"]] if said else []
    likeliest = _likeliest_first(answer) if said else []
    return {
        "contains": metrics.contains(said, case.answers),
        "match": metrics.matches(said, case.answers),
        "token f1": metrics.token_f1(said, case.answers),
        "token recall": metrics.token_recall(said, case.answers),
        **{f"contains in {n}": value for n, value in enumerate(_in_first(likeliest, case), start=1)},
        **{f"shown in {n}": value for n, value in enumerate(_in_first(shown, case), start=1)},
        **(_list(case, said) if case.type == "list" else {}),
    }


def _in_first(sentences: Sequence[str], case: Case) -> list[float]:
    """Whether a gold answer stands in the first sentence, the first two, the first three."""
    texts = [*accumulate(sentences, lambda a, b: f"{a} {b}")] or [""]
    return [metrics.contains(texts[min(n, len(texts)) - 1], case.answers) for n in (1, 2, 3)]


def _likeliest_first(answer: Mapping[str, Any]) -> list[str]:
    """The sentences as they stand; those of extracts by how likely they answer, with what each leans on."""
    if not answer["extractive"]:
        return [sentence["text"] for sentence in answer["sentences"]]
    told: dict[tuple[float, int, int], str] = {}
    for sentence in answer["sentences"]:
        cited = (sentence["citations"] or [{"score": 0.0, "passage": 0, "start": 0}])[0]
        key = (-cited["score"], cited["passage"], cited["start"])
        told[key] = f"{told.get(key, '')} {sentence['text']}"
    return [told[key] for key in sorted(told)]


def _list(case: Case, said: str) -> dict[str, float]:
    precision, recall = metrics.list_scores(said, case.answers)
    return {"list precision": precision, "list recall": recall}


def _honesty(answer: Mapping[str, Any], trace: Mapping[str, Any]) -> dict[str, float | None]:
    """What must hold of every answer, right or wrong."""
    known = {passage["number"] for passage in answer["passages"]}
    markers = [int(number) for number in _MARKER.findall(answer["text"])]
    claims = [s["verdict"] for s in answer["sentences"] if s["verdict"] in SUPPORT]
    return {
        "quotes verbatim": float(all(trace["verbatim"])) if trace["verbatim"] else None,
        "facts in quotes": float(all(trace["facts"])) if trace.get("facts") else None,
        "unknown markers": float(any(marker not in known for marker in markers)) if markers else None,
        "supported sentences": sum(SUPPORT[v] == 1.0 for v in claims) / len(claims) if claims else None,
    }


def _citations(gold: Gold, answer: Mapping[str, Any], trace: Mapping[str, Any]) -> dict[str, float | None]:
    cited = _cited(answer, trace)
    if not cited:
        return {"citation recall": 0.0}
    precision = sum(gold.holds(place) for place in cited) / len(cited)
    return {"citation precision": precision, "citation recall": gold.touched(cited)}


def _cited(answer: Mapping[str, Any], trace: Mapping[str, Any]) -> list[Place]:
    """The quotes of an answer as places."""
    listed = zip(answer["passages"], places(trace["passages"]), strict=True)
    documents = {passage["number"]: place.document for passage, place in listed}
    return [
        Place(documents[citation["passage"]], citation["start"], citation["end"])
        for sentence in answer["sentences"]
        for citation in sentence["citations"]
    ]
