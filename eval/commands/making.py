"""`generate`, `review`, `import` and `sweep`: making test sets, and trying settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from assistant import app
from assistant.errors import UsageError
from assistant.text.counts import counted
from eval import importers, progress, sets
from eval.commands import options
from eval.dataset import Dataset, dumped, load
from eval.generate import generate as generated
from eval.rendering import comparison_table, metrics_table, table
from eval.review import Person
from eval.review import review as reviewed
from eval.rows import Row
from eval.runner import Runner, task_for
from eval.subject import opened
from eval.summary import summarise
from eval.sweep import judged, named, variants

CasesArgument = Annotated[Path, typer.Argument(metavar="CASES", help="A JSONL file of questions.")]


def generate(
    corpus: Annotated[Path, typer.Argument(metavar="FOLDER", help="Your articles.")],
    out: Annotated[Path, typer.Option("--out", help="File for the questions.")] = Path("questions.jsonl"),
    count: Annotated[int, typer.Option("--count", min=6, help="About how many questions.")] = 60,
    seed: options.SeedOption = 0,
    set_values: options.SetOption = None,
    work: options.WorkOption = None,
) -> None:
    """Make a test set from your own articles, better with `--set model=NAME`; then look it through with `review`."""
    dataset = Dataset(corpus.resolve().name, (), corpus)
    with (
        progress.indexing("indexing") as tick,
        opened(dataset, options.values(set_values), sets.work_folder(work), progress=tick) as subject,
    ):
        model = app.build_model(subject.values)
        made = generated(subject, count, seed=seed, model=model)
    if not made.cases:
        raise UsageError(
            f"No statement in {corpus} makes a question as people ask it",
            "Let a language model write them: --set base_url=URL --set model=NAME",
        )
    out.write_text(dumped(made.cases), encoding="utf-8")
    typer.echo(made.told())
    typer.echo(f"{counted(len(made.cases), 'question')} in {out}; next: python -m eval review {out}")


def review(
    cases: CasesArgument,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="File for what was accepted.", show_default="CASES.reviewed.jsonl"),
    ] = None,
) -> None:
    """Accept, edit or reject each question. Quit at any time; the next call goes on where you stopped."""
    path = out or cases.with_suffix(".reviewed.jsonl")
    rejected = path.with_suffix(".rejected.txt")
    done = {case.id for case in load(path)} if path.exists() else set()
    done |= set(rejected.read_text(encoding="utf-8").split("\n")) if rejected.exists() else set()
    person = Person(
        lambda text: typer.prompt(text).strip().lower()[:1],
        lambda label, old: typer.prompt(label, default=old),
    )
    todo = [case for case in load(cases) if case.id not in done]
    for case, kept in reviewed(todo, person):
        with (path if kept else rejected).open("a", encoding="utf-8") as file:
            file.write(dumped([kept]) if kept else f"{case.id}\n")
    accepted = len(load(path)) if path.exists() else 0
    typer.echo(f"{counted(accepted, 'question')} in {path}; next: python -m eval run {path} --corpus FOLDER")


def import_(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(importers.KINDS))],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file or folder to import.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the set; its name is the set's.")],
    corpus: options.CorpusOption = None,
) -> None:
    """Turn questions from elsewhere into a set that `run` and `retrieve` take by its path."""
    dataset = importers.bring(kind, path, out, corpus=corpus, tell=typer.echo)
    typer.echo(f"{counted(len(dataset.cases), 'question')} in {out}; try: python -m eval retrieve {out}")


def sweep(
    set_: options.SetArgument,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="NAME=A,B,…",
            help="A setting and its values; may be repeated. The first of each is the base.",
        ),
    ],
    retrieval: Annotated[
        bool, typer.Option("--retrieve/--run", help="Retrieval alone, or whole answers.")
    ] = True,
    metric: Annotated[str | None, typer.Option("--metric", help="What to compare by.")] = None,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    corpus: options.CorpusOption = None,
    limit: options.LimitOption = None,
    seed: options.SeedOption = 0,
    jobs: options.JobsOption = 1,
    as_json: options.JsonOption = False,
) -> None:
    """Ask the same questions under several settings, and say which make a difference."""
    dataset = sets.dataset(set_, data=data, work=work, corpus=corpus).subset(limit=limit, seed=seed)
    if retrieval:
        dataset = replace(dataset, cases=tuple(case for case in dataset.cases if case.evidence))
    runs = []
    for variant in variants(vary):
        assigned = [f"{name}={value}" for name, value in variant.items()]
        with opened(dataset, options.values(assigned), sets.work_folder(work)) as subject:
            runner = Runner(subject, task_for(dataset, retrieval_only=retrieval), jobs=jobs)
            with progress.counting(named(variant), len(dataset.cases)) as tick:
                runs.append((named(variant), _ticked(runner, dataset, tick)))
    _tell(runs, dataset, metric, seed=seed, as_json=as_json)


def _ticked(runner: Runner, dataset: Dataset, tick: Callable[[object], None]) -> list[Row]:
    rows = []
    for row in runner.rows(dataset.cases):
        tick(row)
        rows.append(row)
    return rows


def _tell(
    runs: list[tuple[str, list[Row]]], dataset: Dataset, metric: str | None, *, seed: int, as_json: bool
) -> None:
    swept = list(judged(runs, metric, seed=seed))
    comparisons = [variant.comparison for variant in swept if variant.comparison]
    if as_json:
        listed = [{"variant": s.name, **summarise(s.rows).to_json()} for s in swept]
        options.print_json({"variants": listed, "comparisons": [asdict(c) for c in comparisons]})
        return
    typer.echo(f"base: {swept[0].name}" + (f"; compared by {swept[0].metric}" if comparisons else ""))
    typer.echo(metrics_table(summarise(swept[0].rows).metrics, names=dataset.headline))
    typer.echo(
        comparison_table(comparisons) if comparisons else table(("variant",), [(s.name,) for s in swept])
    )


COMMANDS: tuple[Callable[..., None], ...] = (generate, review, import_, sweep)
