"""Puts together what the page works with: corpus, assistant and what is kept between starts."""

from __future__ import annotations

from assistant import app as wiring
from assistant import resources
from assistant.corpus import Corpus, data_folder
from assistant.interfaces.ui.desk import Desk
from assistant.settings import Values
from assistant.state.conversations import Conversations
from assistant.state.database import Database
from assistant.state.feedback import Feedback


def desk(values: Values, corpus: Corpus) -> Desk:
    """
    Raises:
        AssistantError: the index, the model's settings or the file of conversations cannot be used.
    """
    database = Database(data_folder() / "state.sqlite3")
    return Desk(
        corpus,
        wiring.build_assistant(values, corpus),
        conversations=Conversations(database),
        feedback=Feedback(database, data_folder() / "feedback.jsonl"),
        name=_name(corpus),
        embedder=corpus.embedder.name,
    )


def _name(corpus: Corpus) -> str:
    return "Sample articles" if corpus.folder == resources.folder("corpus").resolve() else corpus.folder.name
