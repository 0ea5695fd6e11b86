"""Looking after a corpus: `assistant fetch | watch | doctor | purge | backup | restore`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import EXIT_OK, EXIT_SOME_FAILED, AssistantError
from assistant.interfaces import console
from assistant.interfaces.options import (
    CorpusOption,
    EmbedderOption,
    IndexOption,
    JsonOption,
    LastCorpusArgument,
    QuietOption,
)
from assistant.interfaces.ready import flagged, named

if TYPE_CHECKING:
    from assistant.corpus import Corpus

Urls = Annotated[
    list[str], typer.Argument(metavar="URL...", help="Pages, feeds, sitemaps, or - for a list on stdin.")
]
Target = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def register(app: typer.Typer) -> None:
    for command in (fetch, watch, doctor, purge, backup, restore):
        app.command()(command)


def fetch(
    urls: Urls,
    into: Annotated[Path, typer.Option("--into", help="Folder of articles to save the pages in.")],
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Save pages from the web into a folder of articles, each with its address; feeds and sitemaps stand for their pages."""
    from assistant.corpus import fetched

    addresses = [line for url in urls for line in console.from_stdin(url).split()]
    outcomes = []
    for outcome in fetched(addresses, into):
        to = console.err if outcome.state == "failed" else console.notes
        to.print(f"  {outcome.state} {outcome.location} {outcome.reason}".rstrip(), markup=False)
        outcomes.append(outcome)
    if as_json:
        console.print_json({"outcomes": outcomes})
    failed = any(outcome.state == "failed" for outcome in outcomes)
    raise typer.Exit(EXIT_SOME_FAILED if failed else EXIT_OK)


def watch(
    path: LastCorpusArgument = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    quiet: QuietOption = False,
) -> None:
    """Keep the index in step with the folder until Ctrl-C."""
    told: list[str] = []

    def hindered(error: AssistantError) -> None:
        """Once for as long as it lasts."""
        if error.message not in told:
            told.append(error.message)
            console.complain(error.message, "Nothing; it is tried again until it goes")

    with _opened(path, index, embedder) as corpus:
        console.note(f"Watching {corpus.folder}; Ctrl-C ends it")
        for report in corpus.watch(threading.Event(), hindered=hindered):
            told.clear()
            console.print_report(report)


def doctor(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check catalog, words, vectors and files against each other, and mend what is not right."""
    with _opened(corpus, index, embedder) as opened:
        findings = opened.doctor()
    if as_json:
        console.print_json({"findings": [finding._asdict() for finding in findings]})
        return
    for finding in findings:
        console.out.print(f"{finding.part}: {finding.trouble}; {finding.mended}", markup=False)
    if not findings:
        console.out.print("All is well.")


def purge(corpus: CorpusOption = None, index: IndexOption = None, quiet: QuietOption = False) -> None:
    """Wipe off the disk what is still there of deleted articles."""
    with _opened(corpus, index) as opened:
        opened.purge()
    console.note("What was deleted is gone from the disk")


def backup(
    file: Target, corpus: CorpusOption = None, index: IndexOption = None, quiet: QuietOption = False
) -> None:
    """Write the whole index into one file."""
    with _opened(corpus, index) as opened:
        opened.backup(file)
    console.note(f"Written to {file}")


def restore(
    file: Target,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    quiet: QuietOption = False,
) -> None:
    """Put a backup in force, in place of the index there is."""
    with _opened(corpus, index, embedder) as opened:
        opened.restore(file)
    console.note("Restored; the next command takes up what has changed since")


@contextmanager
def _opened(corpus: Path | None, index: Path | None, embedder: str | None = None) -> Iterator[Corpus]:
    from assistant import app as wiring

    with wiring.build_corpus(named(flagged(corpus=corpus, index=index, embedder=embedder))) as opened:
        yield opened
