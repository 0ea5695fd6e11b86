"""`calibrate` and `support`: what confidence and the verdicts on sentences are worth, on several sets at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import app
from assistant.answering.calibration import kind_of
from assistant.answering.labelled import Example, fit_to
from assistant.errors import UsageError
from eval import progress, sets
from eval.calibrating import asked, even, rendered, report, strangers, write
from eval.commands import options
from eval.results import RESULTS
from eval.subject import opened
from eval.support import drawn, page, scored

FITTED_ON = ["sample", "clapnq", "multihop-rag", "mtrag", "xquad", "2wiki"]
MISSES = 40
"""Questions of each set that a near miss is made of."""
STRANGERS = 12
"""Questions of each set that are asked over the articles of each of the others."""
SHIPPED = "calibration.json"
JUDGED_ON = ("mtrag", "clapnq", "summedits", "wice")


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
    """Fit the shipped confidence on sets with and without their evidence, on near misses, questions with one name, number or
    date exchanged, and on questions asked over the articles of another set; each half is reported by a fit on the other."""
    values, kind = options.values(set_values), ""
    datasets = {
        name: sets.dataset(name, data=data, work=work).subset(limit=limit, seed=seed)
        for name in names or FITTED_ON
    }
    cases = {name: dataset.cases for name, dataset in datasets.items()}
    own: dict[str, list[Example]] = {}
    near: list[Example] = []
    elsewhere: list[Example] = []
    for name, dataset in datasets.items():
        with (
            progress.indexing(name) as tick,
            opened(dataset, values, sets.work_folder(work), progress=tick) as subject,
        ):
            others = strangers(cases, name, STRANGERS, seed=seed)
            pools = asked(subject, dataset.cases, others, misses=MISSES, seed=seed)
            kind = kind_of(subject.corpus.embedder.fingerprint)
        own[name] = pools.own
        near += pools.near
        elsewhere += pools.elsewhere
    pooled = own | {"near misses": near, "asked elsewhere": elsewhere}
    found = {name: even(examples) for name, examples in pooled.items() if examples}
    told = report(found, seed=seed)
    if write_shipped:
        _ship(found, kind, limit, rendered(told))
    if as_json:
        options.print_json({"embedder": kind, **{name: asdict(worth) for name, worth in told.items()}})
    else:
        typer.echo(rendered(told))


def _ship(found: dict[str, list[Example]], kind: str, limit: int | None, page: str) -> None:
    calibration = fit_to([example for examples in found.values() for example in examples])
    write(Path(str(files("assistant.answering"))) / SHIPPED, kind, calibration)
    command = "python -m eval calibrate" + (f" --limit {limit}" if limit else "")
    head = f"# Confidence with {kind}\n\nEach half of a set by what was fitted on the other halves: `{command}`\n\n"
    (RESULTS / "calibration").mkdir(parents=True, exist_ok=True)
    (RESULTS / "calibration" / f"{kind}.md").write_text(head + page + "\n", encoding="utf-8")


def support(
    data: options.DataOption = None,
    set_values: options.SetOption = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, help="Sentences of each set and half, drawn with --seed; all unless given."
        ),
    ] = None,
    seed: options.SeedOption = 0,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the table under eval/results/.")] = False,
) -> None:
    """Plant errors in sentences that people wrote, and count which the verdicts mark, beside token overlap and cosine.

    The articles are parted in two by a hash: errors may be read in one half, the other is only counted.
    """
    folder = sets.data_folder(data)
    if folder is None:
        raise UsageError("The sets are not part of this package", f"Set --data or {sets.DATA_VARIABLE}")
    sources = {name: sets.SETS[name](folder / name) for name in JUDGED_ON}
    embedder = app.build_embedder(options.values(set_values))
    found = {half: list(scored(claims, embedder)) for half, claims in drawn(sources, limit, seed).items()}
    if keep:
        (RESULTS / "support").mkdir(parents=True, exist_ok=True)
        drawn_by = f" --limit {limit} --seed {seed}" if limit else ""
        chosen = "".join(f" --set {value}" for value in set_values or ())
        head = (
            f"# Verdicts on sentences\n\n`python -m eval support{drawn_by}{chosen}`, with {embedder.name}\n\n"
        )
        (RESULTS / "support" / "planted.md").write_text(head + page(found) + "\n", encoding="utf-8")
    typer.echo(page(found))


COMMANDS: tuple[Callable[..., Any], ...] = (calibrate, support)
