"""Summaries as text for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.text.counts import counted
from eval.statistics import Comparison, Estimate
from eval.summary import Estimates, Summary

LINES = 30
"""A terminal summary never takes more lines than this."""


def number(value: float) -> str:
    """Three decimals without the leading zero, as tables of the field write it; 1.00 for the whole."""
    if value >= 0.9995:
        return f"{value:.2f}"
    return f"{value:.3f}".replace("0.", ".", 1)


def interval(found: Estimate) -> str:
    return f"{number(found.low)}–{number(found.high)}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown that is aligned enough to be read in a terminal too."""
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def metrics_table(found: Estimates, *, names: Sequence[str] | None = None) -> str:
    """Value, interval, questions and independent groups of questions of each metric."""
    shown = [(name, found[name]) for name in names or found if name in found]
    rows = [(name, number(e.value), interval(e), str(e.n), str(e.clusters)) for name, e in shown]
    return table(("metric", "value", "95 % interval", "questions", "groups"), rows)


def types_table(found: Mapping[str, Estimates], names: Sequence[str]) -> str:
    """One line a type of question, the named metrics as columns."""
    known = [name for name in names if any(name in estimates for estimates in found.values())]
    rows = [
        (
            kind,
            str(max((e.n for e in estimates.values()), default=0)),
            *(_cell(estimates.get(name)) for name in known),
        )
        for kind, estimates in found.items()
    ]
    return table(("type", "questions", *known), rows)


def comparison_table(found: Sequence[Comparison]) -> str:
    rows = [
        (
            c.metric,
            number(c.before),
            number(c.after),
            signed(c.difference),
            f"{signed(c.low)} to {signed(c.high)}",
            "–" if c.adjusted is None else f"{c.adjusted:.3f}",
            number(c.smallest) if c.smallest < 1 else "nothing",
            c.judgement,
        )
        for c in found
    ]
    return table(
        ("metric", "before", "after", "difference", "95 % interval", "p (Holm)", "could show", "verdict"),
        rows,
    )


def signed(value: float) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "±") + number(abs(value))


def terminal(title: str, summary: Summary, headline: Sequence[str]) -> str:
    """The run in at most `LINES` lines: the metrics to look at first, the rest as far as they fit, then time."""
    first = [name for name in headline if name in summary.metrics]
    rest = [name for name in summary.metrics if name not in first]
    below = _foot(summary)
    room = LINES - len(below) - 4
    shown = (first + rest)[:room]
    left_out = len(first) + len(rest) - len(shown)
    more = [f"… {counted(left_out, 'more metric')} in the report"] if left_out else []
    return "\n".join([title, metrics_table(summary.metrics, names=shown), *more, *below])


def _foot(summary: Summary) -> list[str]:
    asked = counted(summary.questions, "question") + (
        f", {summary.errors} ended in an error" if summary.errors else ""
    )
    lines = [asked]
    if summary.latency:
        times = ", ".join(f"{stage} {p50:.3f}/{p95:.3f}" for stage, (p50, p95) in summary.latency.items())
        lines.append(f"seconds p50/p95: {times}")
    if summary.calls:
        lines.append(
            f"model: {counted(summary.calls, 'call')}, {summary.tokens[0]:,} prompt and {summary.tokens[1]:,} answer tokens"
        )
    if summary.causes:
        lines.append("why wrong: " + ", ".join(f"{cause} {n}" for cause, n in summary.causes.items()))
    return lines


def _cell(found: Estimate | None) -> str:
    return number(found.value) if found else "–"
