"""The report as one HTML file that needs nothing else: no script, no request, light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from assistant.text.counts import counted
from eval import plots, risk
from eval.junit import passed
from eval.rendering import interval, number, signed
from eval.rows import Row
from eval.statistics import Comparison, percentiles
from eval.summary import Estimates, Summary, confident

CUTS = (1, 2, 3, 5, 10, 20)
SHOWN_CASES = 300
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#f3f4f6;--rule:#d8dce2;--one:#2f6fbf}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15181c;--soft:#1f2329;--rule:#3a4048;--one:#6ea8f0}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:68rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}.verdict{font-size:1.1rem}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0}td,th{text-align:left;padding:.2rem .7rem;border-bottom:1px solid var(--rule)}
td.n,th+th{text-align:right;font-variant-numeric:tabular-nums}td:first-child{min-width:8em}
@media(max-width:40rem){body{margin:1rem auto}td,th{padding:.2rem .35rem}}
.plots{display:flex;flex-wrap:wrap;gap:1rem}svg{width:26rem;max-width:100%;background:var(--soft);border-radius:6px}
svg text{font-size:11px;fill:var(--ink)}svg .title{font-weight:600;font-size:12px}
.grid{stroke:var(--rule);fill:none}.line{fill:none;stroke:var(--one);stroke-width:2}.s1{stroke:#c4622d}.s2{stroke:#3c8d57}
.s3{stroke:#8a57b5}.s4{stroke:#b5495b}.s5{stroke:#7a7f87}.bar,.dot{fill:var(--one)}.whisker{stroke:var(--ink);fill:none;stroke-width:1.5}
details{border-bottom:1px solid var(--rule);padding:.3rem 0}summary{cursor:pointer;overflow-wrap:anywhere}.wrong summary::before{content:"✗ ";color:#b5495b}
.right summary::before{content:"✓ ";color:#3c8d57}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);padding:.5rem;border-radius:6px}
"""


def page(
    about: Mapping[str, Any], rows: Sequence[Row], summary: Summary, against: Sequence[Comparison] = ()
) -> str:
    """The whole report; worst cases first, each unfolding to its question, answer and evidence."""
    name = f"{about['dataset']['name']}: {about['kind']}"
    headline = about["dataset"]["headline"]
    parts = [
        f"<h1>{escape(name)}</h1>",
        f'<p class="verdict">{_verdict(summary, headline)}</p>',
        _before_after(against),
        f'<div class="plots">{"".join(charts(rows, summary, headline, against))}</div>',
        "<h2>Metrics</h2>",
        _metrics(summary.metrics),
        _counts("Why wrong", summary.causes or {}),
        "<h2>Questions, wrong ones first</h2>",
        "".join(_case(row) for row in sorted(rows, key=passed)[:SHOWN_CASES]),
        "<h2>Made by</h2>",
        f"<pre>{escape(_made_by(about))}</pre>",
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(name)}</title>'
    return f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}</style></head><body>{"".join(parts)}</body></html>\n'


def charts(
    rows: Sequence[Row], summary: Summary, headline: Sequence[str], against: Sequence[Comparison] = ()
) -> list[str]:
    """Every chart that this run has numbers for."""
    found: list[str] = []
    recall = [
        (float(k), summary.metrics[f"recall@{k}"].value) for k in CUTS if f"recall@{k}" in summary.metrics
    ]
    if recall:
        found.append(
            plots.lines(
                "Recall at k", {"evidence found": [(0, 0), *recall]}, "chunks looked at (k)", "recall"
            )
        )
    answered = confident(rows)
    if answered:
        curve = risk.curve([a[0] for a in answered], [a[1] for a in answered])
        points = list(zip(curve.coverage, curve.risk, strict=True))
        found.append(
            plots.lines(
                "Risk and coverage", {"wrong answers": points}, "share answered, surest first", "share wrong"
            )
        )
    found += _latency(rows)
    main = next((name for name in headline if name in summary.metrics), None)
    if main and len(summary.by_type) > 1:
        kinds = {kind: e[main] for kind, e in summary.by_type.items() if main in e}
        found.append(
            plots.bars(f"{main} by type", {k: (e.value, e.low, e.high) for k, e in kinds.items()}, main)
        )
    if against:
        found.append(
            plots.forest("Before and after", {c.metric: (c.difference, c.low, c.high) for c in against})
        )
    return found


def _latency(rows: Sequence[Row]) -> list[str]:
    stages = list(dict.fromkeys(stage for row in rows for stage in row.seconds))
    shares = [step / 20 for step in range(21)]
    series = {
        stage: list(
            zip(
                percentiles([r.seconds[stage] for r in rows if stage in r.seconds], shares),
                shares,
                strict=True,
            )
        )
        for stage in stages[:6]
    }
    return [plots.lines("Time a question takes", series, "seconds", "share done")] if series else []


def _verdict(summary: Summary, headline: Sequence[str]) -> str:
    first = next((name for name in headline if name in summary.metrics), None)
    if first is None:
        return counted(summary.questions, "question")
    found = summary.metrics[first]
    return f"<b>{escape(first)} {number(found.value)}</b>, 95 % interval {interval(found)}, {counted(found.n, 'question')} in {counted(found.clusters, 'independent group')}"


def _before_after(against: Sequence[Comparison]) -> str:
    rows = [(c.metric, number(c.before), number(c.after), signed(c.difference), c.judgement) for c in against]
    return (
        "<h2>Before and after</h2>" + _table(("metric", "before", "after", "difference", "verdict"), rows)
        if rows
        else ""
    )


def _metrics(found: Estimates) -> str:
    rows = [(name, number(e.value), interval(e), str(e.n), str(e.clusters)) for name, e in found.items()]
    return _table(("metric", "value", "95 % interval", "questions", "groups"), rows)


def _counts(title: str, counts: Mapping[str, int]) -> str:
    return (
        f"<h2>{title}</h2>" + _table(("cause", "questions"), [(k, str(n)) for k, n in counts.items()])
        if counts
        else ""
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join(
        "<tr>"
        + "".join(f'<td class="{"n" if i else ""}">{escape(c)}</td>' for i, c in enumerate(row))
        + "</tr>"
        for row in rows
    )
    # A table too wide for the window scrolls by itself, with the keyboard too, and the page never sideways.
    return f'<div class="wide" role="region" aria-label="{escape(header[0])}" tabindex="0"><table><tr>{head}</tr>{body}</table></div>'


def _case(row: Row) -> str:
    kind = "right" if passed(row) else "wrong"
    note = row.error or row.cause
    said = row.answer["text"] if row.answer else ""
    scores = ", ".join(f"{name} {value:.2f}" for name, value in row.metrics.items() if value is not None)
    found = "\n".join(f"{place.document} [{place.start}:{place.end}]" for place in row.places[:8])
    body = "".join(
        f"<p><b>{label}</b></p><pre>{escape(text)}</pre>"
        for label, text in (("Answer", said), ("Found", found), ("Scores", scores), ("Why", note))
        if text
    )
    return f'<details class="{kind}" id="{escape(row.id)}"><summary>{escape(row.id)} · {escape(row.question)}</summary>{body}</details>'


def _made_by(about: Mapping[str, Any]) -> str:
    lines = [" ".join(about["command"]), f"made {about['made']}, seed {about['seed']}"]
    lines += [f"{part}: {about[part]}" for part in ("answerer", "index", "code", "versions", "settings")]
    return "\n".join(lines)
