"""The page with the scripted assistant, as a process of its own: `python -m tests.ui.serve PORT FOLDER [NAME:PASSWORD ...]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.interfaces.serving import Server
from assistant.interfaces.ui.choices import Choices
from assistant.interfaces.ui.desk import Desk
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


def main(port: int, folder: Path, names: list[str]) -> None:
    os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    people = People(Database(folder / "state.sqlite3")) if names else None
    for entry in names:
        name, _, password = entry.partition(":")
        assert people is not None
        people.add(name, password, manager=name == names[0].partition(":")[0])
    with Server("127.0.0.1", port) as server:
        from assistant.interfaces.ui.layout import mounted

        server.open(lambda: mounted(rooms(folder), people))
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
