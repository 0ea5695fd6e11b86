"""The settings that people change in the page: shown without secrets, tried before they are kept, in force at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from assistant.endpoint import Endpoint, Patience, discover
from assistant.errors import UsageError
from assistant.settings import Values
from assistant.state.preferences import Preferences
from assistant.types import Message

EDITABLE = ("answerer", "base_url", "api_key", "model", "answer_tokens", "passages", "rewrite")
_QUICK = Patience(connect=3.0, first=20.0, idle=20.0, total=30.0, tries=1)


class Choices:
    """What was chosen in the page, over the defaults and under flags, environment and settings file.

    Args:
        given: the values as the command got them; what is set there cannot be changed in the page.
        apply: puts values in force.
    """

    def __init__(self, given: Values, preferences: Preferences, apply: Callable[[Values], None]) -> None:
        self._given = given
        self._preferences = preferences
        self._apply = apply

    def shown(self) -> dict[str, Any]:
        """Every editable value; of a key only whether there is one."""
        values = in_force(self._given, self._preferences)
        shown = {name: getattr(values, name) for name in EDITABLE}
        return {
            "values": {**shown, "api_key": values.api_key is not None},
            "fixed": [name for name in EDITABLE if name in self._given.model_fields_set],
            "offers": [] if values.model else [{"name": name, "url": url} for name, url in discover()],
        }

    def try_out(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Asks the endpoint for its models, and the model, if one is named, for a word.

        Raises:
            AssistantError: a value is not valid, or the endpoint or the model failed.
        """
        values = self._changed(changes)
        key = values.api_key.get_secret_value() if values.api_key else None
        endpoint = Endpoint(values.base_url, key, patience=_QUICK)
        try:
            models = endpoint.models()
            said = (
                "".join(d.text for d in endpoint.chat(_GREETING, values.model, max_tokens=8))
                if values.model
                else ""
            )
        finally:
            endpoint.close()
        return {"models": models, "said": said.strip()}

    def save(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Keeps the changes and puts them in force; an empty text forgets a value.

        Raises:
            AssistantError: a value is not valid or set elsewhere, or the assistant cannot be built with it.
        """
        values = self._changed(changes)
        self._apply(values)
        self._preferences.save({name: value if value != "" else None for name, value in changes.items()})
        return self.shown()

    def _changed(self, changes: Mapping[str, Any]) -> Values:
        for name in changes:
            if name not in EDITABLE or name in self._given.model_fields_set:
                raise UsageError(
                    f"The setting {name!r} cannot be changed here", "It is set where the assistant is started"
                )
        return _with(self._given, {**self._preferences.all(), **changes})


def in_force(given: Values, preferences: Preferences) -> Values:
    """The values as given, completed with what was chosen in the page.

    Raises:
        UsageError: a saved value is not valid any more.
    """
    return _with(given, preferences.all())


_GREETING = (Message("user", "Say OK."),)


def _with(given: Values, chosen: Mapping[str, Any]) -> Values:
    set_already = given.model_dump(exclude_unset=True)
    wanted = {name: value for name, value in chosen.items() if name in EDITABLE and value not in ("", None)}
    try:
        return Values(**{**wanted, **set_already})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UsageError(
            f"The setting {first['loc'][0]!r} is not valid: {first['msg']}", "Change it in the settings"
        ) from None
