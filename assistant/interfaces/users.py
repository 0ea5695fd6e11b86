"""`assistant users`: who may sign in to the page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError
from assistant.interfaces import console
from assistant.interfaces.options import JsonOption

if TYPE_CHECKING:
    from assistant.state.people import People

users = typer.Typer(help="Who may sign in to the page.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="What they sign in as.")]


def register(app: typer.Typer) -> None:
    app.add_typer(users, name="users")


def stored_people() -> People:
    from assistant.places import state_file
    from assistant.state.database import Database
    from assistant.state.people import People

    return People(Database(state_file()))


@users.command("add")
def add_user(
    name: Name,
    manager: Annotated[
        bool, typer.Option("--manager", help="May also change the articles and the settings of everyone.")
    ] = False,
) -> None:
    """Let someone sign in; asks for their password, or reads it from a pipe. Only its hash is kept."""
    people = stored_people()
    if people.known(name):
        raise UsageError(f"{name!r} may sign in already", f"Run: assistant users password {name}")
    people.add(name, _password(), manager=manager)
    console.note(f"{name} may sign in" + (" and manage articles and settings" if manager else ""))


@users.command("password")
def change_password(name: Name) -> None:
    """Give someone a new password; their open sessions end."""
    people = stored_people()
    _is_there(people.known(name), name)
    people.set_password(name, _password())
    console.note(f"{name} has a new password")


@users.command("list")
def list_users(as_json: JsonOption = False) -> None:
    """Show who may sign in."""
    found = stored_people().all()
    if as_json:
        console.print_json({"users": [{"name": p.name, "manager": p.manager} for p in found]})
        return
    rows = [(person.name, "manager" if person.manager else "") for person in found]
    console.print_table("", ("name", "role"), rows)


@users.command("remove")
def remove_user(name: Name) -> None:
    """Let someone sign in no more, and erase their conversations and settings."""
    _is_there(stored_people().remove(name), name)
    console.note(f"{name} may not sign in any more")


def _is_there(found: bool, name: str) -> None:
    if not found:
        raise UsageError(f"There is no one called {name!r}", "See: assistant users list")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
