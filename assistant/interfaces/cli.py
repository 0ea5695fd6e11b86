"""The command line: `assistant index | search | ask | chat | status | config | serve | mcp | keys | users`.

Results go to stdout, everything else to stderr; `--json` prints the types of `assistant.types` field for field. Heavy parts
are imported by the command that needs them, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
from typing import Annotated, Any

import typer

from assistant import __version__, settings
from assistant.errors import EXIT_OK, EndpointError
from assistant.interfaces import calibrating, console, doors, upkeep, users
from assistant.interfaces.options import (
    AfterOption,
    AuthorOption,
    BaseUrlOption,
    BeforeOption,
    CorpusArgument,
    CorpusOption,
    EmbedderOption,
    GgufOption,
    IndexOption,
    JsonOption,
    LanguageOption,
    LastCorpusArgument,
    ModelOption,
    PassagesOption,
    PublisherOption,
    QuietOption,
    filtered,
)
from assistant.interfaces.ready import flagged, named, ready_corpus

app = typer.Typer(
    name="assistant",
    help="Ask your own articles, and check every sentence of the answer against the passage it came from.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done, 1 nothing usable, 2 wrong use, 3 some files failed, 4 index unusable, 5 model file missing, 6 endpoint failed.",
)


OBJECTS = 50_000
"""New objects after which Python looks for garbage. Its 700 cost a third of all importing, and what is imported stays."""


def main() -> None:
    """The console script: runs the command and turns every expected error into one line and its exit code."""
    gc.set_threshold(OBJECTS)
    with console.told_errors():
        app()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"corpus-assistant {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def index(
    path: CorpusArgument = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the index anew beside the old one, then swap.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try files again that failed and have not changed.")
    ] = False,
    ocr: Annotated[
        str | None,
        typer.Option(
            "--ocr",
            metavar="LANGUAGES",
            help="Read scanned pages with tesseract, for example eng or eng+deu.",
        ),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Bring the index to what the folder is: added, changed, moved and deleted articles."""
    from assistant import app as wiring

    values = flagged(corpus=path, index=index, embedder=embedder, ocr=ocr)
    with wiring.build_corpus(values) as corpus:
        try:
            report = console.watch_sync(corpus.syncing(rebuild=rebuild, retry_failed=retry_failed))
        except KeyboardInterrupt:
            console.note("Stopped; what was committed stays. Run the same command to go on from there")
            raise
        wiring.remember_corpus(corpus.folder)
    if as_json:
        console.print_json(report)
    else:
        console.print_report(report)
    raise typer.Exit(console.exit_code(report))


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for; - reads it from stdin.")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    passages: PassagesOption = None,
    publisher: PublisherOption = None,
    author: AuthorOption = None,
    language: LanguageOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each passage was found.")] = False,
    why_not: Annotated[
        str | None,
        typer.Option("--why-not", metavar="ARTICLE", help="Say why this article (path or id) is not found."),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find the passages that a question would be answered from."""
    from assistant import app as wiring

    values = flagged(corpus=corpus, index=index, embedder=embedder, passages=passages)
    filters = filtered(publisher=publisher, author=author, language=language, after=after, before=before)
    with ready_corpus(values) as opened:
        answerer = values.answerer if values.decompose else "extracts"
        assistant = wiring.build_assistant(values.model_copy(update={"answerer": answerer}), opened)
        asked, found = assistant.search(console.from_stdin(query), filters=filters, split=values.decompose)
        fate = assistant.why_not(why_not, asked) if why_not else None
    if as_json:
        console.print_json({"query": asked, "passages": found} | ({"why_not": fate} if fate else {}))
        return
    if fate:
        console.print_fate(why_not or "", fate)
        return
    if explain:
        console.print_query(asked)
    console.print_passages(found, explain=explain)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question; - reads it from stdin.")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    passages: PassagesOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    gguf: GgufOption = None,
    publisher: PublisherOption = None,
    author: AuthorOption = None,
    language: LanguageOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Answer a question, every sentence with the passage it came from."""
    from assistant import app as wiring

    values = flagged(
        corpus=corpus,
        index=index,
        embedder=embedder,
        passages=passages,
        model=model,
        base_url=base_url,
        gguf=gguf,
    )
    filters = filtered(publisher=publisher, author=author, language=language, after=after, before=before)
    with ready_corpus(values) as opened:
        assistant = wiring.build_assistant(values, opened)
        *_, last = assistant.ask(console.from_stdin(question), filters=filters)
    raise typer.Exit(_print_end(last, as_json))


@app.command()
def chat(
    path: CorpusArgument = None,
    port: Annotated[
        int | None, typer.Option("--port", help="Port of the page; 0 takes a free one.", show_default="7860")
    ] = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    passages: PassagesOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    gguf: GgufOption = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Show the page in the browser when it is ready.")
    ] = True,
    quiet: QuietOption = False,
) -> None:
    """Open the assistant in the browser, indexing the articles first if needed."""
    from assistant.interfaces import server

    values = flagged(
        corpus=path,
        port=port,
        index=index,
        embedder=embedder,
        passages=passages,
        model=model,
        base_url=base_url,
        gguf=gguf,
    )
    server.chat(values, browser=browser)


@app.command()
def status(
    path: LastCorpusArgument = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is indexed, where, with which embedder, and which files failed or were not wholly read."""
    from assistant import app as wiring
    from assistant.chat import told_by

    with wiring.build_corpus(named(flagged(corpus=path, index=index, embedder=embedder))) as corpus:
        found = corpus.status()
        if "fingerprint" in found:
            found = {"confidence": told_by(corpus)} | found
    if as_json:
        console.print_json(found)
        return
    outcomes = [outcome for kind in ("problems", "warnings") for outcome in found.pop(kind)]
    facts = [(name.replace("_", " "), str(value)) for name, value in found.items()]
    console.print_table("", ("", ""), facts)
    for outcome in outcomes:
        console.out.print(f"  {outcome.state} {outcome.location}: {outcome.reason}", markup=False)


@app.command()
def config(as_json: JsonOption = False) -> None:
    """Show every setting, its value, where the value came from and what it means."""
    rows = settings.shown(settings.load())
    if as_json:
        console.print_json({name: {"value": value, "from": origin} for name, value, origin, _ in rows})
        return
    console.print_table("", ("setting", "value", "from", "meaning"), rows)
    console.note(
        f"Settings file: {settings.settings_file()}; environment: ASSISTANT_<SETTING>, OPENAI_API_KEY, OPENAI_BASE_URL"
    )


def _print_end(last: Any, as_json: bool) -> int:
    from assistant.types import Failed

    if isinstance(last, Failed):
        if as_json:
            console.print_json(last)
        else:
            console.print_passages(last.passages)
        console.complain(last.error, last.hint)
        return EndpointError.exit_code
    if as_json:
        console.print_json(last.answer)
    else:
        console.print_answer(last.answer)
    return EXIT_OK


doors.register(app)
upkeep.register(app)
users.register(app)
calibrating.register(app)

if __name__ == "__main__":
    main()
