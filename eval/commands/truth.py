"""`conflicts`, `lists`, `conversations`, `short`: where articles disagree, whether lists are complete, questions that lean on others, short answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.settings import Values
from assistant.types import Answer, Turn
from eval import conflicts as gold
from eval import conversations as talk
from eval import lists as listing
from eval import progress, results, sets
from eval import short as brief
from eval.commands import options
from eval.dataset import Dataset, drawn
from eval.statistics import Estimate
from eval.subject import opened

SHORT_OF = (sets.SAMPLE, "xquad", "2wiki")


def conflicts(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SET…", help="Sets of ordinary questions, or all.", show_default="the gold questions"
        ),
    ] = None,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = None,
    seed: options.SeedOption = 0,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the results under eval/results/.")] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Ask the questions of eval/gold/conflicts.jsonl: precision and recall of corrections, disagreements and false premises.

    With sets, ask their ordinary questions instead: the share that is answered with such a note. Each note is printed, to be read.
    """
    values = options.values(set_values)
    told: dict[str, Estimate] = {}
    for name in gold.ORDINARY if names == ["all"] else names or ():
        dataset = sets.asked(name, data=data, work=work).subset(limit=limit, seed=seed)
        answers, _ = _asked(dataset, [(case.question, case.history) for case in dataset.cases], values, work)
        _print_notes(dataset, answers)
        told |= gold.noted(name, dataset.cases, answers)
    if names:
        _tell(told, "conflicts-ordinary", keep=keep, as_json=as_json)
        return
    cases = drawn(gold.load(), limit, seed)
    answers, answerer = _asked(
        sets.dataset(sets.SAMPLE), [(case.question, ()) for case in cases], values, work
    )
    _tell(
        gold.halves(gold.outcomes(cases, answers)),
        f"sample-conflicts-{answerer}",
        keep=keep,
        as_json=as_json,
    )


def _asked(
    dataset: Dataset, questions: Sequence[tuple[str, tuple[Turn, ...]]], values: Values, work: Path | None
) -> tuple[list[Answer], str]:
    """The answers over the articles of a set, and who wrote them."""
    answers = []
    with (
        opened(dataset, values, sets.work_folder(work)) as subject,
        progress.counting(f"conflicts: {dataset.name}", len(questions)) as tick,
    ):
        for question, history in questions:
            answers.append(subject.assistant.answer(question, history))
            tick(question)
        return answers, subject.assistant.answerer


def _print_notes(dataset: Dataset, answers: Sequence[Answer]) -> None:
    for case, answer in zip(dataset.cases, answers, strict=True):
        for conflict in answer.conflicts:
            typer.echo(f"{case.id}: {case.question}\n    {conflict.kind}: {conflict.note}", err=True)


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


def conversations(
    work: options.WorkOption = None,
    set_values: options.SetOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the results under eval/results/.")] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Hold the conversations of eval/gold/conversations.jsonl: two questions in one, and follow-ups of a word or two."""
    dataset = sets.dataset(sets.SAMPLE)
    with opened(dataset, options.values(set_values), sets.work_folder(work)) as subject:
        found = []
        for case in talk.load():
            answer = talk.held(subject.assistant, case)
            found.append((case, talk.scores(case, answer)))
            typer.echo(
                f"{case.id}: {' / '.join(case.turns)}\n    {answer.query.text} {list(answer.query.parts)}\n    {answer.text}\n    {found[-1][1]}",
                err=True,
            )
        answerer = subject.assistant.answerer
    _tell(talk.measured(found), f"sample-conversations-{answerer}", keep=keep, as_json=as_json)


def short(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SET…", help="Sets.", show_default=" ".join(SHORT_OF))
    ] = None,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = 300,
    seed: options.SeedOption = 0,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the results under eval/results/.")] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Judge gold answers that are only a name, a number or a date, and others of the same passages: how many of each are marked."""
    told: dict[str, Estimate] = {}
    for name in names or SHORT_OF:
        dataset = sets.dataset(name, data=data, work=work).subset(limit=limit, seed=seed)
        with opened(dataset, options.values(set_values), sets.work_folder(work)) as subject:
            told |= brief.measured(name, list(brief.tried(subject, dataset.cases, seed=seed)))
    _tell(told, "short-answers", keep=keep, as_json=as_json)


COMMANDS: tuple[Callable[..., None], ...] = (conflicts, lists, conversations, short)


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
