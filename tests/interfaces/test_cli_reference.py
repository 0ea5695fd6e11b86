"""`docs/cli.md` is the command line as the code has it. `make docs` writes it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from assistant import errors
from assistant.interfaces.cli import app
from assistant.settings import Values, variables

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
HEAD = """# assistant: the command line

Made from the code by `make docs`; a test fails when it drifts.

Results go to stdout, progress, notes and errors to stderr; `--json` prints one object with the field names of
[`assistant/types.py`](../assistant/types.py). Wherever a text is an argument, `-` reads it from stdin. `--quiet` leaves only errors and
files that failed on stderr. Colour is for terminals: `NO_COLOR=1` takes it away, `FORCE_COLOR=1` brings it to pipes. Progress is
drawn on terminals only.
"""
COMPLETION = """## Completion

`assistant --install-completion` adds completion to the start-up file of the shell it is called from: bash, zsh, fish or PowerShell.
`assistant --show-completion bash` prints it instead, to be put wherever you want it. Commands, options and the values of
`--embedder` and `--scope` are completed.
"""
FILES = """## Files and environment

| variable | means |
| --- | --- |
| `ASSISTANT_DATA_DIR` | the data folder: indexes, conversations, keys; else the user's data folder by the platform's convention |
| `ASSISTANT_CONFIG` | the settings file; else `corpus-assistant/settings.toml` in the user's configuration folder |
| `NO_COLOR`, `FORCE_COLOR` | colour never, or always |
| `OTEL_EXPORTER_OTLP_ENDPOINT` | where `traces` go, as OpenTelemetry defines it |

A setting is taken from its option, else from the environment, else from the settings file (`name = value`, TOML), else from its default;
`assistant config` shows which. A settings file that holds a key must be readable by its owner alone.
"""


def page() -> str:
    root: Any = get_command(app)
    return "\n".join([HEAD, *_command(root, "assistant"), COMPLETION, FILES, *_settings(), *_exits()])


def _command(command: Any, name: str) -> Iterator[str]:
    below = getattr(command, "commands", {})
    usage = command.get_usage(typer.Context(command, info_name=name)).removeprefix("Usage: ")
    if name != "assistant":
        yield f"## {name}\n\n{' '.join(command.help.split())}\n"
    yield f"    {re.sub('[{}]', '', ' '.join(usage.split()))}\n"
    yield from _options(command, name)
    for part, nested in below.items():
        yield from _command(nested, f"{name} {part}")


def _options(command: Any, name: str) -> Iterator[str]:
    context = typer.Context(command, info_name=name)
    records = [parameter.get_help_record(context) for parameter in command.params if not parameter.hidden]
    if records:
        yield "| | |\n| --- | --- |"
        yield from (f"| `{_flat(flag)}` | {_flat(text)} |" for flag, text in records)
        yield ""


def _flat(text: str) -> str:
    """On one line, with the default as words."""
    text = re.sub(r"\[default: \(?(.*?)\)?\]", r"Default: \1.", " ".join(text.split()))
    text = re.sub(r"\[required\]|(?<=[A-Z.]) <[^>]*>", "", text)
    return re.sub(r"<list\[(\w+)\]>", r"<\1>", text).replace("|", "\\|").strip()


def _settings() -> Iterator[str]:
    yield "| setting | variable | default | meaning |\n| --- | --- | --- | --- |"
    for name, field in Values.model_fields.items():
        default = "" if field.default is None else str(field.default)
        named = ", ".join(f"`{variable}`" for variable in variables(name))
        yield f"| `{name}` | {named} | {default} | {field.description} |"
    yield ""


def _exits() -> Iterator[str]:
    table = (errors.__doc__ or "").partition("| exit code")[2]
    yield f"## Exit codes\n\n| exit code{table.rstrip()}\n"


def test_the_reference_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make docs"


def test_every_option_and_every_setting_says_what_it_is_for() -> None:
    silent = [line for line in page().splitlines() if re.search(r"\|\s*(None)?\s*\|\Z", line)]
    assert [line for line in silent if line != "| | |"] == []


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
