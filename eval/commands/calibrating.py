"""`calibrate`: fits the confidence that is shipped for an embedder on several sets at once, and says what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.answering.calibration import kind_of
from assistant.answering.labelled import Example, fit_to
from eval import progress, sets
from eval.calibrating import asked, rendered, report, write
from eval.commands import options
from eval.results import RESULTS
from eval.subject import opened

FITTED_ON = ["sample", "clapnq", "multihop-rag", "mtrag", "xquad"]
SHIPPED = "calibration.json"


def calibrate(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SET…", help="Sets.", show_default=" ".join(FITTED_ON))
    ] = None,
    data: options.DataOption = None,
    work: options.WorkOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = 400,
    seed: options.SeedOption = 0,
    write_shipped: Annotated[
        bool,
        typer.Option("--write", help="Ship what was fitted on all, and keep the report under eval/results/."),
    ] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Fit the shipped confidence on sets with and without their evidence; half of each is held out for the report."""
    values, found, kind = options.values(set_values), {}, ""
    for name in names or FITTED_ON:
        dataset = sets.dataset(name, data=data, work=work).subset(limit=limit, seed=seed)
        with (
            progress.indexing(name) as tick,
            opened(dataset, values, sets.work_folder(work), progress=tick) as subject,
        ):
            found[name] = asked(subject, dataset.cases)
            kind = kind_of(subject.corpus.embedder.fingerprint)
    told = report(found, seed=seed)
    if write_shipped:
        _ship(found, kind, rendered(told))
    if as_json:
        options.print_json({"embedder": kind, **{name: asdict(worth) for name, worth in told.items()}})
    else:
        typer.echo(rendered(told))


def _ship(found: dict[str, list[Example]], kind: str, page: str) -> None:
    calibration = fit_to([example for examples in found.values() for example in examples])
    write(Path(str(files("assistant.answering"))) / SHIPPED, kind, calibration)
    head = f"# Confidence with {kind}\n\nFitted on one half of each set, reported on the other: `python -m eval calibrate`\n\n"
    (RESULTS / "calibration").mkdir(parents=True, exist_ok=True)
    (RESULTS / "calibration" / f"{kind}.md").write_text(head + page + "\n", encoding="utf-8")


COMMANDS: tuple[Callable[..., Any], ...] = (calibrate,)
