"""`conflicts`: what is shown where articles disagree, are corrected, or speak against the question."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from eval import conflicts as gold
from eval import progress, results, sets
from eval.commands import options
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
    found = gold.outcomes(cases, answers)
    told = gold.measured(found)
    if keep:
        _keep(results.RESULTS / f"sample-conflicts-{answerer}", gold.report(told), answerer)
    if as_json:
        options.print_json({name: asdict(value) for name, value in told.items()})
        return
    typer.echo(gold.report(told))


COMMANDS: tuple[Callable[..., None], ...] = (conflicts,)


def _keep(folder: Path, report: str, answerer: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    about = json.dumps({"set": "eval/gold/conflicts.jsonl", "answerer": answerer})
    command = "python -m eval conflicts --keep"
    (folder / "report.md").write_text(f"# Conflicts\n\n`{command}` {about}\n\n{report}\n", encoding="utf-8")
