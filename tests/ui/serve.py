"""The page with the scripted assistant, as a process of its own: `python -m tests.ui.serve PORT FOLDER`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.interfaces.serving import Server
from assistant.interfaces.ui.choices import Choices
from assistant.interfaces.ui.desk import Desk
from assistant.settings import Values
from assistant.state.conversations import Conversations
from assistant.state.database import Database
from assistant.state.feedback import Feedback
from assistant.state.preferences import Preferences
from tests.ui.scripted import ScriptedArticles, ScriptedAssistant


def main(port: int, folder: Path) -> None:
    os.environ |= {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    database = Database(folder / "state.sqlite3")
    desk = Desk(
        ScriptedArticles(),
        ScriptedAssistant(),
        conversations=Conversations(database),
        feedback=Feedback(database, folder / "feedback.jsonl"),
        name="Harbour news",
        embedder="MiniLM on this machine",
    )
    preferences = Preferences(database)
    desk.choices = Choices(Values(), preferences, lambda values: None)
    with Server("127.0.0.1", port) as server:
        from assistant.interfaces.ui.layout import mounted

        server.open(lambda: mounted(desk))
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
