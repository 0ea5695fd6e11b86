"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.interfaces import console
from assistant.types import Filters

CorpusArgument = Annotated[
    Path | None, typer.Argument(metavar="PATH", help="Folder of articles.", show_default="the sample corpus")
]
LAST = "the one indexed last, else the sample corpus"
LastCorpusArgument = Annotated[
    Path | None, typer.Argument(metavar="PATH", help="Folder of articles.", show_default=LAST)
]
CorpusOption = Annotated[Path | None, typer.Option("--corpus", help="Folder of articles.", show_default=LAST)]
IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="Folder of the index.", show_default="one per corpus in the data folder"),
]
EmbedderOption = Annotated[
    str | None,
    typer.Option(
        "--embedder",
        help="local, fast or endpoint.",
        show_default="local",
        autocompletion=lambda: ["local", "fast", "endpoint"],
    ),
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
QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", callback=console.hush, help="Say nothing on stderr but errors and files that failed."
    ),
]
PublisherOption = Annotated[
    list[str] | None, typer.Option("--publisher", help="Only articles of this publisher; may be given again.")
]
AuthorOption = Annotated[
    list[str] | None, typer.Option("--author", help="Only articles by this author; may be given again.")
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option("--language", help="Only articles in this language, such as en; may be given again."),
]
AfterOption = Annotated[
    datetime | None,
    typer.Option(
        "--after",
        formats=["%Y-%m-%d"],
        metavar="DAY",
        help="Only articles of this day, YYYY-MM-DD, or later.",
    ),
]
BeforeOption = Annotated[
    datetime | None,
    typer.Option(
        "--before", formats=["%Y-%m-%d"], metavar="DAY", help="Only articles of this day or earlier."
    ),
]


def filtered(
    *,
    publisher: Sequence[str] | None,
    author: Sequence[str] | None,
    language: Sequence[str] | None,
    after: datetime | None,
    before: datetime | None,
) -> Filters:
    """What these options restrict a question to."""
    return Filters(
        publishers=tuple(publisher or ()),
        authors=tuple(author or ()),
        languages=tuple(language or ()),
        after=after and after.date(),
        before=before and before.date(),
    )
