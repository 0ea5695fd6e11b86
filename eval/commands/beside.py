"""`beside`: the same questions to the assistant and to LlamaIndex's CitationQueryEngine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant import app
from assistant.errors import UsageError
from eval import beside as pairing
from eval import progress, results, sets
from eval.commands import options
from eval.subject import opened

KEPT = ("beside.json", "report.md")


def beside(
    set_: options.SetArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder of the run; one that was stopped goes on.")],
    data: options.DataOption = None,
    work: options.WorkOption = None,
    corpus: options.CorpusOption = None,
    set_values: options.SetOption = None,
    limit: options.LimitOption = 35,
    seed: options.SeedOption = 0,
    only: options.OnlyOption = None,
    passage_tokens: Annotated[
        int, typer.Option(min=50, help="Tokens of passages that both are shown.")
    ] = 300,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the results under eval/results/.")] = False,
) -> None:
    """Ask the assistant and LlamaIndex's CitationQueryEngine the same questions, with the same passages and language model.

    Each finished question is a line of `rows.jsonl`; the same command goes on from there.
    """
    from eval.citation_engine import answered  # LlamaIndex takes seconds that no other command should pay

    values = options.values(set_values)
    model = app.build_model(values)
    if model is None:
        raise UsageError(
            "Both need a language model",
            "For example: --set base_url=http://127.0.0.1:8080/v1 --set model=NAME",
        )
    dataset = sets.dataset(set_, data=data, work=work, corpus=corpus).subset(
        limit=limit, seed=seed, only=only or ()
    )
    with (
        progress.indexing(f"indexing {dataset.name}") as indexed,
        opened(dataset, values, sets.work_folder(work), progress=indexed) as subject,
        progress.counting(dataset.name, len(dataset.cases)) as tick,
    ):
        found = []
        for pair in pairing.pairs(subject, answered, model, out, passage_tokens=passage_tokens):
            found.append(pair)
            tick(len(found))
    about = {
        "set": dataset.name,
        "model": model.name,
        "questions": len(found),
        "seed": seed,
        "passage tokens": passage_tokens,
        "answer tokens": values.answer_tokens,
        "embedder": values.embedder,
    }
    told = pairing.report(found, about)
    (out / "report.md").write_text(told, encoding="utf-8")
    compared = [asdict(comparison) for comparison in pairing.compared(found)]
    (out / "beside.json").write_text(json.dumps({**about, "compared": compared}, indent=1), encoding="utf-8")
    if keep:
        _keep(out, results.RESULTS / f"{dataset.name}-beside-{model.name}".replace("/", "-"))
    typer.echo(told)


COMMANDS: tuple[Callable[..., None], ...] = (beside,)


def _keep(run: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in KEPT:
        shutil.copyfile(run / name, folder / name)
