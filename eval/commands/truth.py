"""`conflicts` and `lists`: what is shown where articles disagree, and whether lists of articles are complete."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from eval import conflicts as gold
from eval import lists as listing
from eval import progress, results, sets
from eval.commands import options
from eval.statistics import Estimate
from eval.subject import opened


def conflicts(
    work: options.WorkOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the results under eval/results/.")] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Ask the questions of eval/gold/conflicts.jsonl: precision and recall of corrections, disagreements and false premises."""
    cases = gold.load()[:limit]
    values = options.values(set_values)
    with (
        opened(sets.dataset(sets.SAMPLE), values, sets.work_folder(work)) as subject,
        progress.counting("conflicts", len(cases)) as tick,
    ):
        answers = []
        for case in cases:
            answers.append(subject.assistant.answer(case.question))
            tick(case)
        answerer = subject.assistant.answerer
    told = gold.measured(gold.outcomes(cases, answers))
    _tell(told, f"sample-conflicts-{answerer}", keep=keep, as_json=as_json)


def lists(
    set_: options.SetArgument = sets.SAMPLE,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    set_values: options.SetOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the results under eval/results/.")] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Ask for every article on something (`sample` or `multihop-rag`): recall and precision of the lists."""
    dataset = sets.dataset(set_, data=data, work=work)
    with opened(dataset, options.values(set_values), sets.work_folder(work)) as subject:
        documents = subject.corpus.documents()
        found = []
        for case in listing.load(set_):
            values = listing.scores(case, subject.assistant.answer(case.question), documents)
            found.append((case, values))
            typer.echo(f"{case.id}: {case.question} {values}", err=True)
    _tell(listing.measured(found), f"{set_}-lists", keep=keep, as_json=as_json)


COMMANDS: tuple[Callable[..., None], ...] = (conflicts, lists)


def _tell(told: Mapping[str, Estimate], name: str, *, keep: bool, as_json: bool) -> None:
    if keep:
        _keep(results.RESULTS / name, gold.report(told))
    if as_json:
        options.print_json({name: asdict(value) for name, value in told.items()})
        return
    typer.echo(gold.report(told))


def _keep(folder: Path, report: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    command = " ".join(["python -m eval", *sys.argv[1:]])
    (folder / "report.md").write_text(f"`{command}`\n\n{report}\n", encoding="utf-8")
