"""A desk for each person: nobody's conversations, feedback or settings are another's."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

from assistant.interfaces.ui.desk import Answering, Desk
from assistant.state.people import Person


class Rooms:
    """
    Args:
        furnish: makes someone's desk when they first come.
        assistant_of: who answers at a desk, by the settings chosen there.
    """

    def __init__(self, furnish: Callable[[Person], Desk], assistant_of: Callable[[Desk], Answering]) -> None:
        self.opening = secrets.token_hex(8)
        """Another one after the articles were opened anew; by it a page knows that it must load itself again."""
        self._furnish = furnish
        self._assistant_of = assistant_of
        self._desks: dict[str, Desk] = {}
        self._lock = threading.Lock()

    def desk(self, person: Person) -> Desk:
        with self._lock:
            found = self._desks.get(person.name)
            if found is None or found.person != person:
                found = self._desks[person.name] = self._furnish(person)
                found.assistant = self._assistant_of(found)
            return found

    def refresh(self) -> None:
        """Puts the settings in force that are kept now, for everyone or for no one.

        Raises:
            AssistantError: an assistant cannot be built with them.
        """
        with self._lock:
            found = {desk: self._assistant_of(desk) for desk in self._desks.values()}
            for desk, assistant in found.items():
                desk.assistant = assistant
