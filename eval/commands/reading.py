"""`score`, `compare`, `gate` and `view`: what can be told from runs that are finished."""

from __future__ import annotations

import functools
import http.server
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant import app
from assistant.errors import UsageError
from assistant.settings import Values
from assistant.text.counts import counted
from eval import gate as gates
from eval import report, results, sets
from eval.commands import options
from eval.judge import REPEATS, agreement, grades
from eval.rendering import comparison_table, metrics_table, terminal
from eval.runner import Cache, Runner, task_for
from eval.statistics import estimate
from eval.subject import opened

BeforeArgument = Annotated[Path, typer.Argument(metavar="BEFORE", help="Folder of the earlier run.")]
AfterArgument = Annotated[Path, typer.Argument(metavar="AFTER", help="Folder of the later run.")]
MetricOption = Annotated[
    list[str] | None, typer.Option("--metric", help="Only this metric; may be repeated.")
]


def score(
    run: options.RunArgument,
    set_: Annotated[
        str | None, typer.Option("--set-name", help="The set, unless the run knows it by name.")
    ] = None,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    corpus: options.CorpusOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Score a finished run again, with the metrics and gold answers as they are now. Nothing is asked again."""
    found = report.read(run)
    dataset = sets.dataset(set_ or found.about["dataset"]["name"], data=data, work=work, corpus=corpus)
    asked = {row.id: row for row in found.rows}
    dataset = dataset.subset(only=[case.id for case in dataset.cases if case.id in asked])
    with opened(dataset, Values(**found.about["settings"]), sets.work_folder(work)) as subject:
        asks = found.about["kind"] == "run"
        task, cache = task_for(dataset, retrieval_only=not asks), Cache(sets.work_folder(work) / "traces")
        runner = Runner(subject, task, cache, diagnose=asks)
        rows = [runner.scored(asked[case.id], case) for case in dataset.cases]
        runner.rewrite(run, rows)
    summary = report.write(run, found.about, rows)
    if as_json:
        options.print_json(summary.to_json())
    else:
        typer.echo(terminal(found.name, summary, found.headline))


def judge(
    run: options.RunArgument,
    set_values: options.SetOption = None,
    repeats: Annotated[
        int, typer.Option(min=1, help="How often each answer is judged; the majority counts.")
    ] = REPEATS,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    corpus: options.CorpusOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Let a language model judge the answers of a run, beside how often it agrees with labels made by hand."""
    model = app.build_model(options.values(set_values))
    if model is None:
        raise UsageError(
            "There is no language model to judge with", "Name one: --set model=NAME, or --set gguf=FILE"
        )
    found = report.read(run)
    cases = sets.dataset(found.about["dataset"]["name"], data=data, work=work, corpus=corpus).cases
    graded = list(grades(model, cases, found.rows, repeats=repeats))
    trusted = agreement(model)
    clusters = {row.id: row.cluster for row in found.rows}
    right = [(g, clusters[g.id]) for g in graded]
    judged = estimate([float(g.right is True) for g, _ in right], [cluster for _, cluster in right])
    ungraded = sum(g.right is None for g in graded)
    if as_json:
        options.print_json(
            {
                "judge": model.name,
                "judged right": asdict(judged),
                "ungraded": ungraded,
                "agreement": asdict(trusted),
            }
        )
        return
    typer.echo(metrics_table({f"right according to {model.name}": judged}))
    typer.echo(f"{ungraded} of {len(graded)} ungraded; they count as not right")
    typer.echo(
        f"of the answers labelled by hand the judge agrees with {trusted.agreed} of {trusted.known} ({trusted.ungraded} ungraded)"
    )


def compare(
    before: BeforeArgument,
    after: AfterArgument,
    metric: MetricOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Say whether AFTER is better or worse than BEFORE, question by question; AFTER's report shows both."""
    old, new = report.read(before), report.read(after)
    found = gates.against(old.rows, new.rows, metric or ())
    report.write(new.folder, new.about, new.rows, against=found)
    if as_json:
        options.print_json([asdict(comparison) for comparison in found])
    else:
        typer.echo(comparison_table(found))
        asked = f"{counted(found[0].n, 'question')} in {counted(found[0].clusters, 'group')}"
        typer.echo(f"{asked}; report: {after / 'report.html'}")


def gate(
    run: options.RunArgument,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Folder of the run to hold against.")
    ] = None,
    floor: Annotated[
        list[str] | None, typer.Option("--floor", metavar="METRIC=VALUE", help="Least value of a metric.")
    ] = None,
    metric: MetricOption = None,
    detect: Annotated[float, typer.Option(help="The drop that must be seen if it is there.")] = 0.05,
    as_json: options.JsonOption = False,
) -> None:
    """Exit 0 if nothing got worse, 1 if a regression is shown, 3 if there are too few questions to tell."""
    if not baseline and not floor:
        raise UsageError("There is nothing to hold the run against", "Give --baseline or --floor")
    found = report.read(run)
    checks = gates.floors(found.summary.metrics, _floors(floor or []))
    if baseline:
        comparisons = gates.against(report.read(baseline).rows, found.rows, metric or ())
        checks += gates.regressions(comparisons, detect)
    outcome = gates.outcome(checks)
    if as_json:
        listed = [{"outcome": check.outcome.name.lower(), "said": check.said} for check in checks]
        options.print_json({"outcome": outcome.name.lower(), "exit": int(outcome), "checks": listed})
    else:
        for check in checks:
            typer.echo(f"{check.outcome.name.lower().replace('_', ' '):10} {check.said}")
    raise typer.Exit(int(outcome))


def view(
    run: options.RunArgument,
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 0,
    serve: Annotated[bool, typer.Option(help="Serve the report here, or only say where it lies.")] = True,
) -> None:
    """Show the report of a run in a browser, on this machine only."""
    page = report.read(run).folder / "report.html"
    if not serve:
        typer.echo(page.resolve())
        return
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(run))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        typer.echo(f"http://127.0.0.1:{server.server_address[1]}/report.html (Ctrl-C ends it)")
        server.serve_forever()


def keep(run: options.RunArgument) -> None:
    """Keep what a run found, and the command that made it, under `eval/results/`."""
    typer.echo(results.keep(run))


def table(
    page: Annotated[
        Path | None, typer.Option("--write", help="A Markdown file with quality marks to write it into.")
    ] = None,
) -> None:
    """Print the quality table of all kept runs, or write it into a page."""
    if page is None:
        typer.echo(results.quality())
    else:
        page.write_text(results.written(page.read_text(encoding="utf-8")), encoding="utf-8")


def _floors(wanted: list[str]) -> dict[str, float]:
    found = {}
    for item in wanted:
        name, _, value = item.rpartition("=")
        try:
            found[name] = float(value)
        except ValueError:
            raise UsageError(
                f"--floor {item!r} is not METRIC=VALUE", "For example: --floor correct=0.8"
            ) from None
    return found


COMMANDS: tuple[Callable[..., None], ...] = (score, compare, gate, judge, view, keep, table)
