"""The command line: `python -m eval COMMAND`; `--help` lists the commands.

| exit code | meaning |
| --- | --- |
| 0 | done; for `gate`: no regression |
| 1 | `gate`: a regression is shown |
| 2 | something went wrong: a flag, a file, an index, an endpoint |
| 3 | `gate`: too few questions to tell |
| 130 | stopped with Ctrl-C; `run` says how it goes on |
"""

from __future__ import annotations

import sys

import typer

from assistant.errors import EXIT_INTERRUPTED, AssistantError
from eval.commands import beside, calibrating, making, measuring, reading, truth

EXIT_ERROR = 2

app = typer.Typer(
    name="assistant-eval",
    help="How accurate the assistant is on your articles, whether a change made it better, and what to mend.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done, 1 regression shown, 2 error, 3 too few questions to tell.",
)
for command in (
    *measuring.COMMANDS,
    *reading.COMMANDS,
    *making.COMMANDS,
    *beside.COMMANDS,
    *calibrating.COMMANDS,
    *truth.COMMANDS,
):
    app.command(command.__name__.rstrip("_"))(command)


def main() -> None:
    """The console script: every expected error is one line on standard error and exit code 2."""
    try:
        app()
    except AssistantError as error:
        typer.echo(f"assistant-eval: {error.message}" + (f"\n  {error.hint}" if error.hint else ""), err=True)
        sys.exit(EXIT_ERROR)
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
        sys.exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
