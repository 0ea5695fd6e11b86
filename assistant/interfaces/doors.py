"""The corpus for other programs: the commands `serve`, `mcp` and `keys`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError
from assistant.interfaces import console
from assistant.interfaces.options import (
    BaseUrlOption,
    CorpusArgument,
    CorpusOption,
    EmbedderOption,
    GgufOption,
    IndexOption,
    JsonOption,
    ModelOption,
    PassagesOption,
    QuietOption,
)
from assistant.interfaces.ready import flagged, ready_corpus

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.chat import Assistant
    from assistant.corpus import Corpus
    from assistant.settings import Values
    from assistant.state.keys import Keys

keys = typer.Typer(help="Keys for programs on other machines.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(mcp)
    app.add_typer(keys, name="keys")


def api(assistant: Assistant, values: Values, *, tools: bool = False, page: FastAPI | None = None) -> FastAPI:
    """The HTTP API as it may be served at `values.host`: on loopback to everybody there, anywhere else, behind a proxy, or where people sign in, with keys. `tools` adds /mcp."""
    from assistant.interfaces.api.app import build
    from assistant.interfaces.guard import is_loopback

    keys = stored_keys()
    # Through a proxy the whole world is on loopback.
    here_alone = is_loopback(values.host) and not values.auth and not values.public_url
    application = build(assistant, keys=None if here_alone else keys, public=keys, page=page)
    if tools:
        from assistant.interfaces import mcp as protocol

        protocol.mount(application, protocol.build(assistant))
    return application


def stored_keys() -> Keys:
    from assistant.places import state_file
    from assistant.state.database import Database
    from assistant.state.keys import Keys

    return Keys(Database(state_file()))


def serve(
    path: CorpusArgument = None,
    host: Annotated[
        str | None,
        typer.Option(
            "--host", help="Address to serve at; any but loopback needs keys.", show_default="127.0.0.1"
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help="Port to serve at; 0 takes a free one.", show_default="7860")
    ] = None,
    tools: Annotated[
        bool, typer.Option("--mcp", help="Serve the tools of `assistant mcp` at /mcp too.")
    ] = False,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    passages: PassagesOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    gguf: GgufOption = None,
    quiet: QuietOption = False,
) -> None:
    """Serve the HTTP API, without the page: /v1/retrieve, /v1/ask, /v1/chat/completions and the rest; see /openapi.json."""
    from assistant.interfaces import server

    values = flagged(
        corpus=path, host=host, port=port, index=index, embedder=embedder, passages=passages,
        model=model, base_url=base_url, gguf=gguf,
    )  # fmt: skip
    server.serve(values, _application(tools), prepare=_imported(tools))


def _application(tools: bool) -> Callable[[Values, Corpus, Callable[[Values], None]], FastAPI]:
    from assistant import app as wiring

    return lambda values, corpus, _: api(wiring.build_assistant(values, corpus), values, tools=tools)


def _imported(tools: bool) -> Callable[[], None]:
    def prepare() -> None:
        import assistant.interfaces.api.app

        if tools:
            import assistant.interfaces.mcp  # noqa: F401

    return prepare


def mcp(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    embedder: EmbedderOption = None,
    passages: PassagesOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    gguf: GgufOption = None,
    quiet: QuietOption = False,
) -> None:
    """Serve the corpus as tools over the Model Context Protocol on stdin and stdout; other assistants start this themselves."""
    from assistant import app as wiring
    from assistant.interfaces import mcp as protocol

    values = flagged(
        corpus=corpus, index=index, embedder=embedder, passages=passages,
        model=model, base_url=base_url, gguf=gguf,
    )  # fmt: skip
    with ready_corpus(values) as opened:
        protocol.build(wiring.build_assistant(values, opened)).run("stdio")


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What or whom the key is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            help="read, ask, write or explain; may be given again.",
            show_default="read, ask",
            autocompletion=lambda: ["read", "ask", "write", "explain"],
        ),
    ] = None,
    per_minute: Annotated[int, typer.Option("--per-minute", help="Requests allowed in a minute.")] = 60,
    origin: Annotated[
        str | None,
        typer.Option("--origin", help="The web page that a public key is for, such as https://example.org."),
    ] = None,
    public: Annotated[
        bool,
        typer.Option(
            "--public", help="For /embed in the page --origin: it may only ask, and everybody may know it."
        ),
    ] = False,
) -> None:
    """Make a key and print it, once; only its hash is kept."""
    if public != (origin is not None):
        raise UsageError("A public key is bound to one page", "Give --public and --origin together")
    scopes = scope or (("ask",) if public else ("read", "ask"))
    key, text = stored_keys().create(name, scopes, per_minute=per_minute, origin=origin)
    console.note(f"Key {key.id} for {key.name!r}: {', '.join(sorted(key.scopes))}. It cannot be shown again:")
    typer.echo(text)


@keys.command("list")
def list_keys(as_json: JsonOption = False) -> None:
    """Show every key without its secret."""
    found = stored_keys().all()
    if as_json:
        console.print_json(
            {
                "keys": [
                    {
                        "id": key.id,
                        "name": key.name,
                        "scopes": sorted(key.scopes),
                        "per_minute": key.per_minute,
                        "origin": key.origin,
                        "public": key.public,
                    }
                    for key in found
                ]
            }
        )
        return
    rows = [
        (
            key.id,
            key.name,
            ", ".join(sorted(key.scopes)),
            str(key.per_minute),
            key.origin or "",
            _day(key.created),
        )
        for key in found
    ]
    console.print_table("", ("id", "name", "scopes", "a minute", "public, for", "made"), rows)


@keys.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `assistant keys list` shows it.")],
) -> None:
    """Refuse a key from now on, in servers that run already too."""
    if not stored_keys().revoke(key_id):
        raise UsageError(f"There is no key {key_id!r}", "See: assistant keys list")
    console.note(f"Key {key_id} opens nothing any more")


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
