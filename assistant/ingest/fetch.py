"""The only client that fetches documents: public addresses only, checked on every hop and then connected to, with one deadline.

It speaks plain HTTP/1.1 over a socket of its own, so that the address that was checked is the address that is used: no proxy
from the environment, no second look-up, no cookies, no credentials.
"""

from __future__ import annotations

import codecs
import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from assistant.errors import DocumentError
from assistant.ingest.addresses import permitted

SECONDS = 30.0
MOST_BYTES = 20 * 1024 * 1024
MOST_HOPS = 5
PORTS = {"http": 80, "https": 443}
AGENT = "corpus-assistant"

_STEP = 64 * 1024
_SAFE = "/%:@!$&'()*+,;=~-._?[]"


class Fetched(NamedTuple):
    """What came back. `url` is where the last redirect led, `kind` the media type without parameters, `charset` as stated."""

    url: str
    data: bytes
    kind: str
    charset: str | None


class Fetcher:
    """Fetches within limits: `seconds` for all hops together, `most_bytes` after inflating.

    `ports` may be used beside 80 and 443; `networks` ("127.0.0.0/8") may be reached although they are not public.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        ports: Collection[int] = (),
        networks: Collection[str] = (),
    ) -> None:
        self.seconds = seconds
        self.most_bytes = most_bytes
        self.ports = {*PORTS.values(), *ports}
        self.networks = tuple(networks)

    def fetch(self, url: str) -> Fetched:
        """The document at `url`.

        Raises:
            DocumentError: the address is not permitted, or the document did not arrive whole within the limits.
        """
        with _Deadline(self.seconds) as deadline:
            try:
                fetched = self._follow(url, deadline)
                if (
                    deadline.passed
                ):  # a body that ends with its connection looks whole when the deadline ends that
                    raise TimeoutError
                return fetched
            except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
                late = f"it took longer than {self.seconds:g} seconds" if deadline.passed else _said(error)
                raise DocumentError(
                    f"Cannot fetch {url!r}: {late}", "Open it in a browser and save it as a file"
                ) from error

    def _follow(self, url: str, deadline: _Deadline) -> Fetched:
        for _ in range(MOST_HOPS + 1):
            parts = self._checked(url)
            with self._connected(parts, deadline) as connection:
                reply = _asked(connection, parts)
                location = reply.getheader("Location")
                if reply.status not in (301, 302, 303, 307, 308) or not location:
                    return self._read(url, reply)
            url = urljoin(url, location)
        raise DocumentError(f"Cannot fetch {url!r}: redirected more than {MOST_HOPS} times")

    def _checked(self, url: str) -> SplitResult:
        parts = urlsplit(url.strip())
        if parts.scheme not in PORTS or not parts.hostname:
            raise DocumentError(
                f"Cannot fetch {url!r}: not a web address", "Give one that begins with https://"
            )
        if parts.username is not None or parts.password is not None:
            raise DocumentError(f"Cannot fetch {url!r}: addresses with a user name or password are refused")
        if _port(parts) not in self.ports:
            raise DocumentError(f"Cannot fetch {url!r}: port {_port(parts)} is refused")
        return parts

    @contextmanager
    def _connected(self, parts: SplitResult, deadline: _Deadline) -> Iterator[http.client.HTTPConnection]:
        host = (
            str(parts.hostname).encode("idna").decode("ascii")
            if not _numeric(str(parts.hostname))
            else str(parts.hostname)
        )
        plain = self._socket(host, _port(parts), deadline)
        connection = http.client.HTTPConnection(host, _port(parts))
        try:
            secure = parts.scheme == "https"
            connection.sock = (
                ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
            )
            deadline.guard(connection.sock)
            yield connection
        finally:
            connection.close()
            plain.close()

    def _socket(self, host: str, port: int, deadline: _Deadline) -> socket.socket:
        """Every address a name stands for must be permitted, or none is used: the next look-up could choose another."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        refused = [str(address[0]) for *_, address in found if not permitted(str(address[0]), self.networks)]
        if refused:
            raise DocumentError(f"Cannot fetch from {host!r}: {refused[0]} is not a public address")
        for number, (family, kind, protocol, _, address) in enumerate(found):
            plain = socket.socket(family, kind, protocol)
            deadline.guard(plain)
            try:
                plain.connect(address)
                return plain
            except OSError:
                plain.close()
                if number == len(found) - 1:
                    raise
        raise OSError(f"{host} has no address")

    def _read(self, url: str, reply: http.client.HTTPResponse) -> Fetched:
        if reply.status != 200:
            raise DocumentError(
                f"Cannot fetch {url!r}: the server answered {reply.status} {reply.reason}"[:300]
            )
        pieces: list[bytes] = []
        size = 0
        for piece in _inflated(reply, self.most_bytes):
            size += len(piece)
            if size > self.most_bytes:
                raise DocumentError(
                    f"Cannot fetch {url!r}: it is larger than {self.most_bytes // 1024**2} MB"
                )
            pieces.append(piece)
        return Fetched(
            url,
            b"".join(pieces),
            reply.headers.get_content_type(),
            _codec(reply.headers.get_content_charset()),
        )


class _Deadline:
    """Ends the socket in use when time is up: a server that drips bytes can outlast any timeout of a single read."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def guard(self, used: socket.socket) -> None:
        used.settimeout(self.seconds)
        self._socket = used
        if self.passed:
            raise TimeoutError

    def _end(self) -> None:
        self.passed = True
        used = self._socket
        if used is not None:
            try:
                used.shutdown(socket.SHUT_RDWR)
            except OSError:
                used.close()  # not connected yet, or already over

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _asked(connection: http.client.HTTPConnection, parts: SplitResult) -> http.client.HTTPResponse:
    target = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    connection.request(
        "GET", target, headers={"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close"}
    )
    return connection.getresponse()


def _inflated(reply: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
    """The body in pieces none of which is larger than the limit, however well it was packed."""
    packed = reply.getheader("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip")
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed else None
    while piece := reply.read(_STEP):
        if inflater is None:
            yield piece
            continue
        while piece:
            yield inflater.decompress(piece, most + 1)
            piece = inflater.unconsumed_tail
    if reply.length or (inflater is not None and not inflater.eof):
        raise http.client.IncompleteRead(b"")


def _port(parts: SplitResult) -> int:
    return parts.port if parts.port is not None else PORTS[parts.scheme]


def _codec(charset: str | None) -> str | None:
    """The charset under the name Python knows it by; None for none and for one that nobody knows."""
    try:
        return codecs.lookup(charset).name if charset else None
    except LookupError:
        return None


def _numeric(host: str) -> bool:
    return ":" in host


def _said(error: Exception) -> str:
    if isinstance(error, http.client.IncompleteRead):
        return "it did not arrive whole"
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return words or type(error).__name__
