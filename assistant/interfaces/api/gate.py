"""Who is asking: the key, its page and its rate are looked at before a byte of the request is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.interfaces.api.limits import Limits, Rates
from assistant.interfaces.api.problems import Refusal, response_to
from assistant.state.keys import SCOPES, Key, Keys
from assistant.state.keys import Scope as Right

GUARDED = ("/v1/", "/mcp", "/metrics", "/embed/ask")
ADDING = "/v1/documents"
ASKING = "/embed/ask"
"""Where the page in other people's frames asks: with a public key always, on loopback too."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request, and what they may do."""

    name: str
    rights: frozenset[Right]

    def require(self, right: Right) -> None:
        """
        Raises:
            Refusal: the key lacks this scope.
        """
        if right not in self.rights:
            raise Refusal(
                403, f"The key {self.name!r} may not {right}", f"Make one: assistant keys create NAME --scope {right}"
            )  # fmt: skip


HERE = Caller("this machine", frozenset(SCOPES))
"""Who asks from this machine, or in this process: may do everything."""


class Gate:
    """Refuses what is too large, unknown or too often; leaves a `Caller` in `scope["state"]`.

    Args:
        keys: required of every request to the API; None lets everybody in, for a server that only this machine reaches.
        public: the keys for `ASKING`.
    """

    def __init__(self, app: ASGIApp, *, keys: Keys | None, public: Keys | None, limits: Limits) -> None:
        self.app = app
        self._keys = keys
        self._public = public
        self._limits = limits
        self._rates = Rates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(GUARDED):
            try:
                caller = self._caller(Headers(scope=scope), scope["path"])
            except Refusal as refusal:
                await response_to(refusal)(scope, receive, send)
                return
            scope.setdefault("state", {})["caller"] = caller
        await self.app(scope, receive, send)

    def _caller(self, headers: Headers, path: str) -> Caller:
        self._check_size(headers, self._limits.document if path == ADDING else self._limits.body)
        keys = self._public if path == ASKING else self._keys
        if keys is None:
            return HERE
        key = self._key(keys, headers)
        if key.public != (path == ASKING):
            raise Refusal(
                403, f"The key {key.name!r} is {'public, for /embed alone' if key.public else 'not public'}"
            )
        if wait := self._rates.wait(key.id, key.per_minute):
            raise Refusal(
                429, f"The key {key.name!r} is used more than {key.per_minute} times a minute", "Wait", wait=wait
            )  # fmt: skip
        return Caller(key.name, key.scopes)

    def _key(self, keys: Keys, headers: Headers) -> Key:
        scheme, _, text = headers.get("authorization", "").partition(" ")
        key = keys.find(text.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise Refusal(
                401, "A valid key is needed here", "Send: Authorization: Bearer KEY; make one: assistant keys create NAME"
            )  # fmt: skip
        return key

    @staticmethod
    def _check_size(headers: Headers, largest: int) -> None:
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers:
            raise Refusal(411, "The length of a request must be stated")
        if not length.isdecimal() or int(length) > largest:
            raise Refusal(413, f"The request has {length} bytes and at most {largest:,} are accepted")


def caller_of(request: Any) -> Caller:
    """The caller whom `Gate` let in."""
    found = request.state.caller
    assert isinstance(found, Caller)
    return found


def needs(right: Right) -> Callable[[Request], Caller]:
    """A dependency: the caller, if they have this right."""

    def allowed(request: Request) -> Caller:
        caller = caller_of(request)
        caller.require(right)
        return caller

    return allowed
