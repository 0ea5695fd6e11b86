"""Ranking scores held against trec_eval, the field's own program, over random rankings.

The package itself does not stand on it: to trec_eval a hit is one document, while a chunk can hold two pieces of evidence and two
chunks the same piece; and it would bring SciPy along for five formulas. Where both can be asked, they agree.
"""

from __future__ import annotations

import random

import pytest
import pytrec_eval

from eval import metrics

CUTS = (1, 2, 3, 5, 10, 20)
RUNS = 300


def random_ranking(chance: random.Random) -> tuple[list[str], list[str]]:
    """Up to 40 documents in order, and up to 12 relevant ones, some of which were never retrieved."""
    listed = [f"d{number}" for number in chance.sample(range(60), chance.randint(1, 40))]
    relevant = [f"d{number}" for number in chance.sample(range(60), chance.randint(1, 12))]
    return listed, relevant


def ranks(listed: list[str], relevant: list[str]) -> list[int | None]:
    return [listed.index(document) + 1 if document in listed else None for document in relevant]


def trec(listed: list[str], relevant: list[str], measures: set[str]) -> dict[str, float]:
    judged = {"q": dict.fromkeys(relevant, 1)}
    scored = {"q": {document: float(-place) for place, document in enumerate(listed)}}
    return pytrec_eval.RelevanceEvaluator(judged, measures).evaluate(scored)["q"]


@pytest.fixture(scope="module")
def rankings() -> list[tuple[list[str], list[str]]]:
    chance = random.Random(20)
    return [random_ranking(chance) for _ in range(RUNS)]


@pytest.mark.parametrize("k", CUTS)
@pytest.mark.parametrize(
    ("ours", "theirs"), [(metrics.hit, "success"), (metrics.recall, "recall"), (metrics.ndcg, "ndcg_cut")]
)
def test_hit_recall_and_ndcg_are_those_of_trec_eval(rankings, ours, theirs, k):
    for listed, relevant in rankings:
        expected = trec(listed, relevant, {f"{theirs}.{k}"})[f"{theirs}_{k}"]
        assert ours(ranks(listed, relevant), k) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("k", CUTS)
def test_the_reciprocal_rank_is_that_of_the_first_k(rankings, k):
    for listed, relevant in rankings:
        expected = trec(listed[:k], relevant, {"recip_rank"})["recip_rank"]
        assert metrics.reciprocal_rank(ranks(listed, relevant), k) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("k", CUTS)
def test_average_precision_differs_only_in_what_can_be_reached_within_k(rankings, k):
    """trec_eval divides by all relevant documents even where fewer than that fit into k, so that a perfect ranking cannot reach 1."""
    for listed, relevant in rankings:
        expected = trec(listed, relevant, {f"map_cut.{k}"})[f"map_cut_{k}"]
        reachable = len(relevant) / min(len(relevant), k)
        assert metrics.average_precision(ranks(listed, relevant), k) == pytest.approx(
            expected * reachable, abs=1e-9
        )
