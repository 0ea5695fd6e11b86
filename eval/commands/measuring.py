"""`run`, `retrieve`, `ablate` and `heldout`: ask the questions of a set, and report."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.errors import UsageError
from assistant.settings import Values
from assistant.text.counts import counted
from eval import heldout as holding
from eval import progress, report, results, sets
from eval.ablation import ablated, page, shown
from eval.commands import options
from eval.dataset import Dataset
from eval.diagnosis import UNKNOWN
from eval.rendering import terminal
from eval.rows import Row
from eval.runner import Cache, Runner, finished, task_for
from eval.subject import Subject, opened
from eval.summary import summarise
from eval.tasks import timed

RUNS = Path("eval") / "runs"
EVERY = "all"
TRIED = 3
"""Questions a dry run really asks, to tell how long all would take. Their answers are kept, so nothing is asked twice."""


def run(
    set_: options.SetArgument,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    corpus: options.CorpusOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = None,
    seed: options.SeedOption = 0,
    only: options.OnlyOption = None,
    jobs: options.JobsOption = 1,
    out: options.OutOption = None,
    resume: options.ResumeOption = False,
    retry_errors: Annotated[
        bool, typer.Option("--retry-errors", help="Ask those again that ended in an error.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask everything anew, whatever is in the cache.")
    ] = False,
    diagnose: Annotated[bool, typer.Option(help="Find out why each wrong answer is wrong.")] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how long it would take and what it would cost.")
    ] = False,
    prices: Annotated[
        tuple[float, float],
        typer.Option(
            metavar="READ WRITTEN", help="Prices of a million prompt tokens and of a million answer tokens."
        ),
    ] = (0.0, 0.0),
    as_json: options.JsonOption = False,
) -> None:
    """Ask the assistant every question of a set, score the answers, and say why the wrong ones are wrong."""
    dataset = sets.dataset(set_, data=data, work=work, corpus=corpus).subset(
        limit=limit, seed=seed, only=only or ()
    )
    with _subject(dataset, options.values(set_values), work) as subject:
        task = task_for(dataset, retrieval_only=False)
        runner = Runner(subject, task, _cache(work, fresh), jobs, diagnose)
        if dry_run:
            _estimate(runner, seed, prices)
            return
        folder = _folder(dataset, "run", out, resume or retry_errors)
        about = report.about(subject, "run", command=report.command(sys.argv[1:]), seed=seed)
        report.begin(folder, about, resumed=resume or retry_errors)
        with _resumable(folder), progress.counting(dataset.name, len(dataset.cases)) as tick:
            rows = finished(runner.run(folder, resume=resume, retry_errors=retry_errors), tick)
        told = _reported(runner, rows, folder, about, quiet=as_json)
    _tell_errors(rows, folder)
    if as_json:
        options.print_json(told)


def retrieve(
    names: Annotated[
        list[str], typer.Argument(metavar="SET…", help="Sets by name or path; `all` for every one.")
    ],
    data: options.DataOption = None,
    work: options.WorkOption = None,
    corpus: options.CorpusOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = None,
    seed: options.SeedOption = 0,
    only: options.OnlyOption = None,
    jobs: options.JobsOption = 1,
    out: options.OutOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the results under eval/results/.")] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Measure retrieval alone: chunks before merging, and passages within 1,000 tokens. Never cached."""
    values, told = options.values(set_values), []
    several = len(names) > 1 or names == [EVERY]
    for dataset in _datasets(
        names, data=data, work=work, corpus=corpus, limit=limit, seed=seed, only=only or ()
    ):
        with _subject(dataset, values, work) as subject:
            runner = Runner(subject, task_for(dataset, retrieval_only=True), None, jobs)
            folder = _folder(dataset, "retrieve", out / dataset.name if out and several else out, False)
            with progress.counting(dataset.name, len(dataset.cases)) as tick:
                rows = finished(runner.run(folder), tick)
            about = report.about(subject, "retrieve", command=report.command(sys.argv[1:]), seed=seed)
            told.append(_reported(runner, rows, folder, about, quiet=as_json))
        if keep:
            results.keep(folder)
    if as_json:
        options.print_json(told[0] if len(told) == 1 else {"sets": told})


def ablate(
    names: Annotated[
        list[str], typer.Argument(metavar="SET…", help="Sets by name or path; `all` for every one.")
    ],
    part: Annotated[
        list[str] | None, typer.Option("--part", help="Only without this one; may be repeated.")
    ] = None,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    corpus: options.CorpusOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = None,
    seed: options.SeedOption = 0,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the table under eval/results/.")] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Measure what each part of the ranking is worth, by asking the same questions without it."""
    values, found = options.values(set_values), []
    for dataset in _datasets(names, data=data, work=work, corpus=corpus, limit=limit, seed=seed):
        with _subject(dataset, values, work) as subject:
            parts = _parts(subject, part)
            with progress.counting(dataset.name, len(dataset.cases) * (1 + len(parts))) as tick:
                found += ablated(subject, parts, seed=seed, tick=tick)
    told = [one.to_json() for one in found]
    if keep:
        results.keep_ablation(page(found, " ".join(report.command(sys.argv[1:]))), told)
    if as_json:
        options.print_json({"sets": told})
    else:
        typer.echo(shown(found))


def heldout(
    names: Annotated[
        list[str],
        typer.Argument(metavar="SET…", help="Two sets or more, by name or path; `all` for every one."),
    ],
    data: options.DataOption = None,
    work: options.WorkOption = None,
    corpus: options.CorpusOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = None,
    seed: options.SeedOption = 0,
    as_json: options.JsonOption = False,
) -> None:
    """Change the numbers of the ranking one at a time, and try on each set what all others would choose."""
    values, trials = options.values(set_values), []
    for dataset in _datasets(names, data=data, work=work, corpus=corpus, limit=limit, seed=seed):
        with _subject(dataset, values, work) as subject:
            total = len(dataset.cases) * (1 + len(holding.variants(subject)))
            with progress.counting(dataset.name, total) as tick:
                trials.append(holding.tried(subject, tick=tick))
    found = list(holding.held_out(trials, seed=seed))
    if as_json:
        options.print_json({"sets": [one.to_json() for one in found]})
    else:
        typer.echo(holding.shown(found))


COMMANDS: tuple[Callable[..., None], ...] = (run, retrieve, ablate, heldout)


def _parts(subject: Subject, wanted: Sequence[str] | None) -> Sequence[str]:
    known = subject.assistant.retriever.PARTS
    for name in wanted or ():
        if name not in known:
            raise UsageError(f"The ranking has no part {name!r}", f"Its parts: {', '.join(known)}")
    return wanted or known


def _datasets(
    names: Sequence[str],
    *,
    data: Path | None,
    work: Path | None,
    corpus: Path | None,
    limit: int | None,
    seed: int,
    only: Sequence[str] = (),
) -> Iterator[Dataset]:
    """The sets named, of each the questions that have evidence."""
    for name in sets.NAMES if list(names) == [EVERY] else names:
        dataset = sets.dataset(name, data=data, work=work, corpus=corpus)
        dataset = dataset.subset(limit=limit, seed=seed, only=only)
        yield replace(dataset, cases=tuple(case for case in dataset.cases if case.evidence))


@contextmanager
def _subject(dataset: Dataset, values: Values, work: Path | None) -> Iterator[Subject]:
    with (
        progress.indexing(f"indexing {dataset.name}") as tick,
        opened(dataset, values, sets.work_folder(work), progress=tick) as subject,
    ):
        yield subject


def _cache(work: Path | None, fresh: bool) -> Cache | None:
    return None if fresh else Cache(sets.work_folder(work) / "traces")


def _folder(dataset: Dataset, kind: str, out: Path | None, resume: bool) -> Path:
    if out:
        return out
    earlier = sorted(RUNS.glob(f"{dataset.name}-{kind}-*"))
    if resume and not earlier:
        raise UsageError(f"There is no run of {dataset.name} to go on with", "Leave --resume out")
    return earlier[-1] if resume else RUNS / f"{dataset.name}-{kind}-{datetime.now():%Y%m%d-%H%M%S}"


def _reported(
    runner: Runner, rows: Sequence[Row], folder: Path, about: dict[str, Any], *, quiet: bool
) -> dict[str, Any]:
    """Writes every report, prints the run unless `quiet`, and gives it as one JSON object."""
    subject, kind = runner.subject, about["kind"]
    summary = report.write(folder, about, rows)
    if not quiet:
        name = f"{subject.dataset.name}: {kind}, {subject.corpus.embedder.name}, {subject.assistant.answerer}"
        typer.echo(terminal(name, summary, subject.dataset.headline))
        typer.echo(f"report: {folder / 'report.html'}")
    return {"set": subject.dataset.name, "kind": kind, "run": str(folder), **summary.to_json()}


@contextmanager
def _resumable(folder: Path) -> Iterator[None]:
    """A run that is stopped with Ctrl-C says how it goes on."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(f"What was answered is kept. Go on: {_again(folder, '--resume')}", err=True)
        raise


def _tell_errors(rows: Sequence[Row], folder: Path) -> None:
    """What failed, the most frequent error first, and the command that asks again."""
    errors = Counter(row.error for row in rows if row.error)
    unknown = sum(row.cause == UNKNOWN for row in rows)
    for error, times in errors.most_common(3):
        typer.echo(f"{times} × {error}", err=True)
    if errors:
        typer.echo(f"Ask them again: {_again(folder, '--retry-errors')}", err=True)
    elif unknown:
        typer.echo(f"{UNKNOWN} of {unknown}. Try again: {_again(folder, '--resume')}", err=True)


def _again(folder: Path, flag: str) -> str:
    """The command of this process, going on in `folder`."""
    words, kept = iter(sys.argv[1:]), []
    for word in words:
        if word == "--out":
            next(words, None)
        elif word not in ("--resume", "--retry-errors") and not word.startswith("--out="):
            kept.append(word)
    return shlex.join(["python", "-m", "eval", *kept, "--out", str(folder), flag])


def _estimate(runner: Runner, seed: int, prices: tuple[float, float]) -> None:
    """Asks a few questions and multiplies."""
    dataset = runner.subject.dataset
    new = [case for case in dataset.cases if not runner.asked_before(case)]
    known = len(dataset.cases) - len(new)
    typer.echo(f"{counted(len(dataset.cases), 'question')}, {known} answered already and kept in the cache")
    if not new:
        return
    tried = replace(dataset, cases=tuple(new)).subset(limit=TRIED, seed=seed).cases
    rows, seconds = timed(lambda: [runner.row(case) for case in tried])
    summary = summarise(rows)
    share = len(new) / len(tried)
    prompt, completion = (round(count * share) for count in summary.tokens)
    cost = (prompt * prices[0] + completion * prices[1]) / 1e6
    typer.echo(f"about {seconds * share / runner.jobs / 60:.1f} minutes with --jobs {runner.jobs}")
    typer.echo(
        f"about {prompt:,} prompt and {completion:,} answer tokens"
        + (f", {cost:.2f} at these prices" if cost else "")
    )
