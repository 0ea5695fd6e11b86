"""Options that several commands share, and what they resolve to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import settings
from assistant.errors import UsageError
from assistant.settings import Values

SetArgument = Annotated[
    str,
    typer.Argument(
        metavar="SET", help="A set by name (sample, xquad, …), a JSONL file, or a folder that `import` wrote."
    ),
]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Where the public sets lie; or set ASSISTANT_EVAL_DATA.")
]
WorkOption = Annotated[
    Path | None,
    typer.Option(
        "--work",
        help="Where prepared sets, indexes and caches are kept.",
        show_default="the user's cache folder",
    ),
]
CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", help="Folder of the articles that a JSONL file is about.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A setting of the assistant, see: assistant config."),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, help="Only so many questions, drawn with --seed.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Draws the subset and everything else random.")]
OnlyOption = Annotated[list[str] | None, typer.Option("--only", help="Only questions with this id or type.")]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, help="Questions in flight at once.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder of the run.", show_default="eval/runs/SET-KIND-TIME")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Go on with the run in --out, or with the latest of this set.")
]
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")]


def values(assignments: list[str] | None) -> Values:
    """The assistant's settings as it would find them, with these on top.

    Raises:
        UsageError: one is not NAME=VALUE, unknown, or not valid.
    """
    flags: dict[str, Any] = {}
    for assignment in assignments or []:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise UsageError(f"--set {assignment!r} is not NAME=VALUE", "For example: --set passages=12")
        flags[name.strip().replace("-", "_")] = value.strip()
    return settings.load(flags).values


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))
