"""What a run amounts to: every metric with its interval, over all questions and by type, and how long they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval import risk
from eval.rows import Row
from eval.statistics import Estimate, by_metric, percentiles, resampled

Estimates = Mapping[str, Estimate]
FEWEST_OF_A_TYPE = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """`latency` holds p50 and p95 in seconds by stage; `tokens` what the endpoint reported, prompt and completion."""

    metrics: Estimates
    by_type: Mapping[str, Estimates]
    latency: Mapping[str, tuple[float, float]]
    questions: int
    errors: int
    tokens: tuple[int, int] = (0, 0)
    calls: int = 0
    causes: Mapping[str, int] | None = None

    def to_json(self) -> dict[str, Any]:
        """One object: each metric with value, interval and n."""
        return {
            "metrics": {name: asdict(found) for name, found in self.metrics.items()},
            "by_type": {
                kind: {n: asdict(e) for n, e in found.items()} for kind, found in self.by_type.items()
            },
            "latency": {stage: {"p50": p50, "p95": p95} for stage, (p50, p95) in self.latency.items()},
            "questions": self.questions,
            "errors": self.errors,
            "tokens": {"prompt": self.tokens[0], "completion": self.tokens[1], "calls": self.calls},
            "causes": dict(self.causes or {}),
        }


def summarise(rows: Sequence[Row]) -> Summary:
    """Sums up a run."""
    kinds = [kind for kind, n in Counter(row.type for row in rows).most_common() if n >= FEWEST_OF_A_TYPE]
    usage = [row.answer["usage"] for row in rows if row.answer]
    return Summary(
        metrics={**_means(rows), **_curves(rows)},
        by_type={kind: _means([row for row in rows if row.type == kind]) for kind in kinds},
        latency=_latency(rows),
        questions=len(rows),
        errors=sum(bool(row.error) for row in rows),
        tokens=(sum(u["prompt_tokens"] for u in usage), sum(u["completion_tokens"] for u in usage)),
        calls=sum(u["calls"] for u in usage),
        causes=Counter(row.cause for row in rows if row.cause),
    )


def confident(rows: Sequence[Row]) -> list[tuple[float, float, str]]:
    """Confidence, whether answering would have been right, and cluster, of every question that was answered by itself.

    A refused question that has an answer counts as right or wrong by what was said, so only answers are counted here.
    """
    return [
        (row.answer["confidence"], row.metrics.get("correct") or 0.0, row.cluster)
        for row in rows
        if row.answer and not row.answer["refused"] and "support" not in row.metrics
    ]


def _means(rows: Sequence[Row]) -> dict[str, Estimate]:
    return by_metric([(row.cluster, row.metrics) for row in rows if row.metrics])


def _latency(rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    stages = list(dict.fromkeys(stage for row in rows for stage in row.seconds))
    found = {
        stage: percentiles([row.seconds[stage] for row in rows if stage in row.seconds]) for stage in stages
    }
    return {stage: (p50, p95) for stage, (p50, p95) in found.items()}


def _curves(rows: Sequence[Row]) -> dict[str, Estimate]:
    """Statistics of the run as a whole."""
    found: dict[str, Estimate] = {}
    answered = confident(rows)
    if len({right for _, right, _ in answered}) > 1:
        sure, right = np.array([a[0] for a in answered]), np.array([a[1] for a in answered])
        clusters = [a[2] for a in answered]
        found["aurc"] = resampled(lambda at: risk.curve(sure[at], right[at]).area, clusters)
        found["calibration error"] = resampled(
            lambda at: risk.calibration_error(sure[at], right[at]), clusters
        )
    return found | _answerability(rows) | _claims(rows) | _quotes(rows)


def _quotes(rows: Sequence[Row]) -> dict[str, Estimate]:
    """How long quotes are, in characters."""
    lengths = [
        (float(citation["end"] - citation["start"]), row.cluster)
        for row in rows
        if row.answer
        for sentence in row.answer["sentences"]
        for citation in sentence["citations"]
    ]
    if not lengths:
        return {}
    values = np.array([length for length, _ in lengths])
    return {"quote characters": resampled(lambda at: float(values[at].mean()), [c for _, c in lengths])}


def _answerability(rows: Sequence[Row]) -> dict[str, Estimate]:
    """How well confidence tells questions with an answer from those without."""
    asked = [row for row in rows if row.answer and "support" not in row.metrics]
    sure = [row.answer["confidence"] for row in asked if row.answer]
    return _separation(
        "answerable auroc", sure, ["answered correctly" in row.metrics for row in asked], asked
    )


def _claims(rows: Sequence[Row]) -> dict[str, Estimate]:
    judged = [row for row in rows if "support" in row.metrics]
    support = [row.metrics["support"] or 0.0 for row in judged]
    true = [row.metrics["supported found"] is not None for row in judged]
    found = _separation("support auroc", support, true, judged)
    if found:
        right, flags = np.array([bool(row.metrics["correct"]) for row in judged]), np.array(true)
        clusters = [row.cluster for row in judged]
        found["balanced accuracy"] = resampled(
            lambda at: _balanced(right[at] == flags[at], flags[at]), clusters
        )
    return found


def _separation(
    name: str, score: Sequence[float], positive: Sequence[bool], rows: Sequence[Row]
) -> dict[str, Estimate]:
    if len(set(positive)) < 2:
        return {}
    values, flags = np.array(score), np.array(positive)
    return {name: resampled(lambda at: _auroc(values[at], flags[at]), [row.cluster for row in rows])}


def _auroc(values: NDArray[np.float64], flags: NDArray[np.bool_]) -> float:
    return risk.auroc(values, flags) if 0 < flags.sum() < len(flags) else float("nan")


def _balanced(called: NDArray[np.bool_], flags: NDArray[np.bool_]) -> float:
    return risk.balanced_accuracy(called, flags) if 0 < flags.sum() < len(flags) else float("nan")
