"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CorpusArgument = Annotated[
    Path | None, typer.Argument(metavar="PATH", help="Folder of articles.", show_default="the sample corpus")
]
CorpusOption = Annotated[
    Path | None,
    typer.Option(
        "--corpus", help="Folder of articles.", show_default="the one indexed last, else the sample corpus"
    ),
]
IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="Folder of the index.", show_default="one per corpus in the data folder"),
]
EmbedderOption = Annotated[
    str | None, typer.Option("--embedder", help="local, fast or endpoint.", show_default="local")
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="Language model at the endpoint.", show_default="extracts, no model"),
]
BaseUrlOption = Annotated[
    str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible endpoint.")
]
GgufOption = Annotated[Path | None, typer.Option("--gguf", help="A GGUF model file to run in this process.")]
PassagesOption = Annotated[
    int | None, typer.Option("--passages", "-k", help="How many passages to use.", show_default="8")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
