"""Puts together what the page works with: corpus, assistant and what is kept between starts."""

from __future__ import annotations

from assistant import app as wiring
from assistant import resources
from assistant.chat import Assistant
from assistant.corpus import Corpus, data_folder
from assistant.interfaces.ui.choices import Choices, in_force
from assistant.interfaces.ui.desk import Desk
from assistant.settings import Values
from assistant.state.conversations import Conversations
from assistant.state.database import Database
from assistant.state.feedback import Feedback
from assistant.state.preferences import Preferences

SAMPLE = "Sample articles"
FORGOTTEN_AFTER = 7 * 24 * 3600.0
"""Seconds after which a deleted conversation is erased for good."""


def chosen(values: Values) -> Values:
    """The values as given, completed with what was chosen in the page before.

    Raises:
        AssistantError: the file of saved settings cannot be used, or a saved value is not valid any more.
    """
    with _database() as database:
        return in_force(values, Preferences(database))


def desk(assistant: Assistant, values: Values) -> Desk:
    """
    Args:
        values: as given where the assistant was started, without what was chosen in the page.

    Raises:
        AssistantError: the file of conversations cannot be used.
    """
    corpus, database = assistant.corpus, _database()
    conversations = Conversations(database)
    conversations.purge(older_than_seconds=FORGOTTEN_AFTER)
    opened = Desk(
        Shelf(corpus),
        assistant,
        conversations=conversations,
        feedback=Feedback(database, data_folder() / "feedback.jsonl"),
        name=_name(corpus),
        embedder=corpus.embedder.name,
    )

    def apply(changed: Values) -> None:
        # From the next question on; answers that are being written are not disturbed.
        opened.assistant = wiring.build_assistant(changed, corpus)

    opened.choices = Choices(values, Preferences(database), apply)
    return opened


def _database() -> Database:
    return Database(data_folder() / "state.sqlite3")


class Shelf:
    """A corpus as the page sees it."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.documents = corpus.documents
        self.document = corpus.document
        self.outcomes = corpus.outcomes
        self.remove = corpus.remove
        self.syncing = corpus.syncing

    @property
    def place(self) -> str:
        return SAMPLE.lower() if _is_sample(self._corpus) else str(self._corpus.folder)

    def chunks(self, document_id: str) -> int:
        return len(self._corpus.index.chunks_of(document_id))


def _name(corpus: Corpus) -> str:
    return SAMPLE if _is_sample(corpus) else corpus.folder.name


def _is_sample(corpus: Corpus) -> bool:
    return corpus.folder == resources.folder("corpus").resolve()
