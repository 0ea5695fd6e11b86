"""`assistant calibrate`: how sure is sure enough, learned from questions about this corpus whose answers are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError
from assistant.interfaces import console
from assistant.interfaces.options import CorpusOption, EmbedderOption, IndexOption, JsonOption, QuietOption
from assistant.interfaces.ready import flagged, ready_corpus
from assistant.text.counts import counted

if TYPE_CHECKING:
    from assistant.chat import Fitted

QUESTIONS = "questions.jsonl"
_SHARE = ".0%"


def register(app: typer.Typer) -> None:
    app.command()(calibrate)


def calibrate(
    questions: Annotated[
        Path | None,
        typer.Argument(
            metavar="QUESTIONS",
            help="Labelled questions, one JSON object a line.",
            show_default=f"{QUESTIONS} beside the corpus, else the sample's own",
        ),
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it would be worth; change nothing.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Learn from labelled questions how sure an answer must be, and keep it with the index."""
    from assistant import app as wiring

    values = flagged(corpus=corpus, index=index, embedder=embedder, answerer="extracts")
    with ready_corpus(values) as opened:
        path = questions or wiring.labelled_questions(opened.folder)
        if path is None:
            raise UsageError(
                f"There are no labelled questions for {opened.folder}",
                f"Give a file: assistant calibrate QUESTIONS; make one with: assistant-eval generate {opened.folder}",
            )
        assistant = wiring.build_assistant(values, opened)
        found = assistant.calibrate(assistant.labelled(path), keep=not dry_run)
    if as_json:
        console.print_json({"questions_file": str(path), "kept": not dry_run, **found.to_json()})
    else:
        _show(found, path, kept=not dry_run)


def _show(found: Fitted, path: Path, *, kept: bool) -> None:
    rows = [
        (f"{point.coverage:{_SHARE}}", f"{point.risk:.3f}", f"{point.threshold:.3f}")
        for point in found.tenths
    ]
    title = f"{counted(found.questions, 'question')} of {path}, half of them held out"
    console.print_table(title, ("answered", "of these without an answer here", "at confidence"), rows)
    console.out.print(
        f"AUROC {found.auroc:.3f}; refuses {found.refused:{_SHARE}} of what is not answered here"
        f" and {found.false_refusals:{_SHARE}} of what is (held out)",
        markup=False,
    )
    if kept:
        console.note("Kept with the index; its answers go by it from now on")
