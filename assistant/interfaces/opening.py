"""Puts together what the page works with: corpus, assistants, people and what is kept between starts."""

from __future__ import annotations

from collections.abc import Callable

from assistant import app as wiring
from assistant.chat import Assistant
from assistant.errors import UsageError
from assistant.interfaces import console
from assistant.interfaces.collection import Collection
from assistant.interfaces.guard import is_loopback
from assistant.interfaces.ui.choices import Choices, completed, in_force
from assistant.interfaces.ui.desk import Desk
from assistant.interfaces.ui.rooms import Rooms
from assistant.interfaces.ui.update import Update
from assistant.places import feedback_file, state_file
from assistant.settings import Values
from assistant.state.conversations import Conversations
from assistant.state.database import Database
from assistant.state.feedback import Feedback
from assistant.state.people import People, Person
from assistant.state.preferences import Preferences

FORGOTTEN_AFTER = 7 * 24 * 3600.0
"""Seconds after which a deleted conversation is erased for good."""


def chosen(values: Values) -> Values:
    """The values as given, completed with what was chosen in the page before and holds for everyone.

    Raises:
        AssistantError: the file of saved settings cannot be used, or a saved value is not valid any more.
    """
    with Database(state_file()) as database:
        preferences = Preferences(database)
        found = in_force(values, preferences)
        if found.corpus is None or found.corpus == values.corpus or _holds_files(found):
            return found
        console.note(f"The articles at {found.corpus} are gone; the sample articles are shown instead")
        return completed(values, {**preferences.all(), "corpus": None})


def people(values: Values) -> People | None:
    """Who may sign in, or None where nobody has to.

    Raises:
        UsageError: somebody has to, and nobody may yet.
    """
    if is_loopback(values.host) and not values.auth:
        return None
    found = People(Database(state_file()))
    if not found.all():
        raise UsageError(
            f"The page at {values.host} is for people who sign in, and nobody may yet",
            "Run: assistant users add NAME --manager",
        )
    return found


def rooms(assistant: Assistant, given: Values, reopen: Callable[[Values], None]) -> Rooms:
    """A desk for each person, over the corpus of `assistant`.

    Args:
        given: the values where the assistant was started, without what was chosen in the page.
        reopen: opens everything anew with these values.

    Raises:
        AssistantError: the file of conversations cannot be used.
    """
    corpus, database = assistant.corpus, Database(state_file())
    shared = Preferences(database)
    collection = Collection(corpus, given, shared, reopen)
    assistants = {in_force(given, shared): assistant}
    update = Update()

    def furnish(person: Person) -> Desk:
        conversations = Conversations(database, person.name)
        conversations.purge(older_than_seconds=FORGOTTEN_AFTER)
        own = shared if person.name == "" else Preferences(database, person.name)
        desk = Desk(
            collection,
            assistant,
            conversations=conversations,
            feedback=Feedback(database, feedback_file()),
            name=collection.name,
            embedder=corpus.embedder.name,
            person=person,
            update=update,
        )
        desk.choices = Choices(given, own, made.refresh, shared=shared, manager=person.manager)
        return desk

    def assistant_of(desk: Desk) -> Assistant:
        """One for all who chose the same. From the next question on; answers that are being written are not disturbed."""
        assert desk.choices is not None
        values = desk.choices.values()
        if values not in assistants:
            assistants[values] = wiring.build_assistant(values, corpus)
        return assistants[values]

    made = Rooms(furnish, assistant_of)
    return made


def _holds_files(values: Values) -> bool:
    folder = wiring.corpus_folder(values)
    return folder.is_file() or (folder.is_dir() and any(path.is_file() for path in folder.rglob("*")))
