"""What stands between the network and the page: who may ask, what the browser may load, how much may be sent.

Pure ASGI and outermost, so that it covers Gradio's own addresses too; only HTML is held back, to hash its inline scripts.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from hashlib import sha256
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

LARGEST_BODY = 20 * 2**20
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
# Gradio fetches such addresses itself and passes the reply on, for anybody who asks.
_PROXIED_FILE = re.compile(r"/file=\s*(?:[a-z][a-z0-9+.-]*:|//)")
# Gradio compiles its own templates in the browser, so 'unsafe-eval' stays; no template of ours holds data.
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-eval' {hashes}; connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; "
    "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class Guard:
    """Lets through what this page itself asks for, and tells the browser to load nothing from anywhere else.

    Args:
        host, port: what the server is bound to. Bound to loopback, only loopback names are answered; bound to more,
            any address written in digits and this machine's own name: a page elsewhere can rebind only other names.
        public_url: scheme and host at which a proxy offers this page; answered to as well.
        largest_body: in bytes; a larger request is refused before it is read.
    """

    def __init__(
        self,
        app: App,
        *,
        host: str,
        port: int,
        public_url: str | None = None,
        largest_body: int = LARGEST_BODY,
    ) -> None:
        self.app = app
        self._host = host
        self._port = port
        self._public = (public_url or "").partition("://")[2].lower()
        self._largest = largest_body

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif refusal := self._refusal(scope):
            await _refuse(send, *refusal)
        else:
            await self.app(scope, receive, _Guarded(send))

    def _refusal(self, scope: MutableMapping[str, Any]) -> tuple[int, str] | None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if not self._answers_to(host):
            return 421, "This address does not answer to that host name"
        if (origin := headers.get(b"origin")) and origin not in (f"http://{host}", f"https://{host}"):
            return 403, "Requests from another page are refused"
        if (
            headers.get(b"sec-fetch-site") == "cross-site"
            and headers.get(b"sec-fetch-mode", "navigate") != "navigate"
        ):
            return 403, "Requests from another page are refused"
        if _PROXIED_FILE.search(scope["path"].lower()):
            return 403, "Only files of this page are served"
        return self._body_refusal(scope["method"], headers)

    def _body_refusal(self, method: str, headers: dict[bytes, str]) -> tuple[int, str] | None:
        length = headers.get(b"content-length", "")
        if b"transfer-encoding" in headers and not length:
            return 411, "The length of a request must be stated"
        if length and (not length.isdigit() or int(length) > self._largest):
            return 413, "The request is too large"
        return None

    def _answers_to(self, host: str) -> bool:
        if self._public and host.lower() == self._public:
            return True
        name, _, port = host.rpartition(":") if re.search(r":\d+\Z", host) else (host, "", "80")
        if port != str(self._port):
            return False
        if is_loopback(self._host):
            return is_loopback(name)
        return is_loopback(name) or _address(name) is not None or name.lower() == socket.gethostname().lower()


def is_loopback(host: str) -> bool:
    address = _address(host)
    return host.lower() == "localhost" or (address is not None and address.is_loopback)


def security_headers(body: bytes = b"") -> Headers:
    """The headers of every answer that does not state its own; `body` is the HTML whose inline scripts may run."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(body))
    return [
        (b"content-security-policy", _POLICY.format(hashes=hashes).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    ]


class _Guarded:
    """A `send` that adds the headers: at once, or for HTML when the whole body is known."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)

    async def _begin(self, message: Message) -> None:
        headers: Iterable[tuple[bytes, bytes]] = message.get("headers", [])
        if any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers):
            self._start = message
            return
        await self._send({**message, "headers": _completed(headers, security_headers())})

    async def _finish(self, start: Message) -> None:
        headers = _completed(start.get("headers", []), security_headers(self._body))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": self._body})


def _completed(stated: Iterable[tuple[bytes, bytes]], usual: Headers) -> Headers:
    """What an answer states of itself, and the usual for the rest."""
    kept = list(stated)
    names = {name.lower() for name, _ in kept}
    return [*kept, *(header for header in usual if header[0] not in names)]


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = reason.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *security_headers()]})
    await send({"type": "http.response.body", "body": body})


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _digest(script: bytes) -> str:
    return b64encode(sha256(script).digest()).decode()
