"""The page with the scripted assistant, open and behind a login, as a process of its own: `python -m tests.ui.serve FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.interfaces.serving import Server
from assistant.interfaces.ui.choices import Choices
from assistant.interfaces.ui.desk import Desk
from assistant.interfaces.ui.lean import leanly
from assistant.interfaces.ui.rooms import Rooms
from assistant.interfaces.ui.update import Update
from assistant.settings import Values
from assistant.state.conversations import Conversations
from assistant.state.database import Database
from assistant.state.feedback import Feedback
from assistant.state.people import People, Person
from assistant.state.preferences import Preferences
from tests.ui.scripted import ScriptedArticles, ScriptedAssistant


def rooms(folder: Path) -> Rooms:
    database = Database(folder / "state.sqlite3")
    articles, assistant, update = ScriptedArticles(), ScriptedAssistant(), Update()

    def furnish(person: Person) -> Desk:
        desk = Desk(
            articles,
            assistant,
            conversations=Conversations(database, person.name),
            feedback=Feedback(database, folder / "feedback.jsonl"),
            name="Harbour news",
            embedder="MiniLM on this machine",
            person=person,
            update=update,
        )
        own, shared = Preferences(database, person.name), Preferences(database)
        desk.choices = Choices(Values(), own, lambda: None, shared=shared, manager=person.manager)
        return desk

    return Rooms(furnish, lambda desk: assistant)


PEOPLE = {"ada": "correct horse battery", "ben": "staple of the harbour"}
"""Who may sign in, and their passwords; the first one is a manager."""


def main(folder: Path) -> None:
    mounted = leanly("assistant.interfaces.ui.layout").mounted
    people = People(Database(folder / "people.sqlite3"))
    for name, password in PEOPLE.items():
        people.add(name, password, manager=name == "ada")
    with Server("127.0.0.1", 0) as free, Server("127.0.0.1", 0) as guarded:
        free.open(lambda: mounted(rooms(folder / "free")))
        guarded.open(lambda: mounted(rooms(folder / "guarded"), people))
        print(free.url, guarded.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
