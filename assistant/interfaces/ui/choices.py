"""The settings that people change in the page: shown without secrets, tried before they are kept, in force at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from assistant.endpoint import Endpoint, Patience, discover
from assistant.errors import UsageError
from assistant.replies import whole
from assistant.settings import Values
from assistant.state.preferences import Preferences
from assistant.types import Message

PERSONAL = ("answer_tokens", "passages", "rewrite", "judge")
"""Each person's own."""
EVERYONES = ("answerer", "base_url", "api_key", "model", "rerank")
"""The same for everyone, so that nobody sends the articles of all to a place of their own; managers change them."""
OPENING = ("corpus", "embedder")
"""What the page is opened with; another one needs indexing first."""
_QUICK = Patience(connect=3.0, first=20.0, idle=20.0, total=30.0, tries=1)


class Choices:
    """What one person chose in the page, over the defaults and under flags, environment and settings file.

    Args:
        given: the values as the command got them; what is set there cannot be changed in the page.
        own: what this person chose.
        apply: puts everything that is kept in force.
        shared: what holds for everyone; the person's own where nobody signs in.
    """

    def __init__(
        self,
        given: Values,
        own: Preferences,
        apply: Callable[[], None],
        *,
        shared: Preferences | None = None,
        manager: bool = True,
    ) -> None:
        self._given = given
        self._own = own
        self._shared = shared or own
        self._apply = apply
        self._editable = (*EVERYONES, *PERSONAL) if manager else PERSONAL
        self._manager = manager

    def values(self) -> Values:
        """What is in force for this person.

        Raises:
            UsageError: a saved value is not valid any more.
        """
        return in_force(self._given, self._shared, self._own)

    def shown(self) -> dict[str, Any]:
        """Every value that this person may change; of a key only whether there is one."""
        values = self.values()
        shown = {name: getattr(values, name) for name in self._editable}
        if self._manager:
            shown["api_key"] = values.api_key is not None
        fixed = self._given.model_fields_set
        return {
            "values": shown,
            "fixed": [name for name in self._editable if name in fixed],
            "embedder": values.embedder if self._manager and "embedder" not in fixed else None,
            "offers": self._offers(values),
        }

    def try_out(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Asks the endpoint for its models, and the model, if one is named, for a word.

        Raises:
            AssistantError: a value is not valid, or the endpoint or the model failed.
        """
        if not self._manager:
            raise UsageError("The endpoint is chosen for everyone", "Ask whoever looks after this assistant")
        values = self._changed(changes)
        key = values.api_key.get_secret_value() if values.api_key else None
        endpoint = Endpoint(values.base_url, key, patience=_QUICK)
        try:
            models = endpoint.models()
            said = self._greeting(endpoint, values) if values.model else ""
        finally:
            endpoint.close()
        return {"models": models, "said": said.strip()}

    def save(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Keeps the changes and puts them in force; an empty text forgets a value.

        Raises:
            AssistantError: a value is not valid or set elsewhere, or the assistant cannot be built with it; nothing is kept.
        """
        self._changed(changes)
        before = self._shared.all(), self._own.all()
        kept = {name: value if value != "" else None for name, value in changes.items()}
        self._keep(kept)
        try:
            self._apply()
        except BaseException:
            earlier = before[0] | before[1]
            self._keep({name: earlier.get(name) for name in kept})
            raise
        return self.shown()

    def _keep(self, values: Mapping[str, Any]) -> None:
        self._shared.save({name: value for name, value in values.items() if name in EVERYONES})
        self._own.save({name: value for name, value in values.items() if name in PERSONAL})

    def _greeting(self, endpoint: Endpoint, values: Values) -> str:
        """What the model says when it is greeted; one that thinks first has room for it."""
        assert values.model is not None
        reply = endpoint.chat(_HELLO, values.model, max_tokens=_HELLO_TOKENS, reasoning=values.reasoning)
        return whole(reply)[0]

    def _offers(self, values: Values) -> list[dict[str, str]]:
        if values.model or not self._manager:
            return []
        return [{"name": name, "url": url} for name, url in discover()]

    def _changed(self, changes: Mapping[str, Any]) -> Values:
        for name in changes:
            if name not in self._editable or name in self._given.model_fields_set:
                raise UsageError(
                    f"The setting {name!r} cannot be changed here", "It is set where the assistant is started"
                )
        return completed(self._given, {**self._shared.all(), **self._own.all(), **changes})


def in_force(given: Values, shared: Preferences, own: Preferences | None = None) -> Values:
    """The values as given, completed with what was chosen in the page.

    Raises:
        UsageError: a saved value is not valid any more.
    """
    return completed(given, {**shared.all(), **(own.all() if own else {})})


_HELLO = (Message("user", "Say OK."),)
_HELLO_TOKENS = 500


def completed(given: Values, chosen: Mapping[str, Any]) -> Values:
    """
    Raises:
        UsageError: a value is not valid.
    """
    set_already = given.model_dump(exclude_unset=True)
    # An index that was named belongs to the corpus it was named with.
    opening = ("embedder",) if given.index else OPENING
    names = (*EVERYONES, *PERSONAL, *opening)
    wanted = {name: value for name, value in chosen.items() if name in names and value not in ("", None)}
    try:
        return Values(**{**wanted, **set_already})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UsageError(
            f"The setting {first['loc'][0]!r} is not valid: {first['msg']}", "Change it in the settings"
        ) from None
