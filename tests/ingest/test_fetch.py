from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from assistant.errors import DocumentError
from assistant.ingest.fetch import Fetcher

LOOPBACK = ("127.0.0.0/8",)


class Site(BaseHTTPRequestHandler):
    """A web site that misbehaves by path."""

    asked: ClassVar[list[str]] = []
    bomb: ClassVar[bytes] = gzip.compress(bytes(50 * 1024**2))

    def do_GET(self) -> None:
        Site.asked.append(self.path)
        name = self.path.partition("?")[0].strip("/").replace("-", "_")
        getattr(self, f"page_{name}", self.page_missing)()

    def reply(self, data: bytes, *, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for header, value in (
            {"Content_Type": "text/html", "Content_Length": str(len(data))} | headers
        ).items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def page_missing(self) -> None:
        self.reply(b"gone", status=404)

    def page_good(self) -> None:
        self.reply("Séals".encode("cp1252"), Content_Type="text/html; charset=windows-1252")

    def page_packed(self) -> None:
        self.reply(gzip.compress(b"Seals " * 1000), Content_Encoding="gzip")

    def page_bomb(self) -> None:
        self.reply(self.bomb, Content_Encoding="gzip")

    def page_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 65536)

    def page_cut(self) -> None:
        self.reply(b"half", Content_Length="8")

    def page_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x")
            time.sleep(0.1)

    def page_drip_headers(self) -> None:
        while True:
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX: "[:1])
            time.sleep(0.1)

    def page_loop(self) -> None:
        self.reply(b"", status=302, Location="/loop")

    def page_moved(self) -> None:
        self.reply(b"", status=301, Location="/good?x=1")

    def page_inward(self) -> None:
        self.reply(b"", status=302, Location=f"http://127.0.0.2:{self.server.server_address[1]}/good")  # type: ignore[attr-defined]

    def page_file(self) -> None:
        self.reply(b"", status=302, Location="file:///etc/passwd")

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client left, as it should
            super().handle()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def fetcher(site: str, **limits: float) -> Fetcher:
    most = int(limits.get("most_bytes", 1024**2))
    return Fetcher(
        ports=[int(site.rpartition(":")[2])],
        networks=LOOPBACK,
        seconds=limits.get("seconds", 10),
        most_bytes=most,
    )


def test_a_page_comes_with_its_kind_and_charset(site: str) -> None:
    fetched = fetcher(site).fetch(f"{site}/good")
    assert fetched == (f"{site}/good", "Séals".encode("cp1252"), "text/html", "cp1252")


def test_a_packed_page_is_unpacked(site: str) -> None:
    assert fetcher(site).fetch(f"{site}/packed").data == b"Seals " * 1000


def test_redirects_are_followed_and_the_last_address_is_kept(site: str) -> None:
    assert fetcher(site).fetch(f"{site}/moved").url == f"{site}/good?x=1"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("bomb", "larger than 1 MB"),
        ("endless", "larger than 1 MB"),
        ("cut", "did not arrive whole"),
        ("loop", "redirected more than 5 times"),
        ("file", "not a web address"),
        ("nowhere", "answered 404"),
    ],
)
def test_what_does_not_come_whole_within_the_limits_fails(site: str, path: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        fetcher(site).fetch(f"{site}/{path}")


def test_what_is_packed_too_well_is_never_held_unpacked(site: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(DocumentError, match="larger than 1 MB"):
            fetcher(site).fetch(f"{site}/bomb")
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("path", ["drip", "drip-headers"])
def test_a_dripping_server_meets_the_deadline(site: str, path: str) -> None:
    began = time.monotonic()
    with pytest.raises(DocumentError, match=r"longer than 0\.8 seconds"):
        fetcher(site, seconds=0.8).fetch(f"{site}/{path}")
    assert time.monotonic() - began < 3


def test_a_redirect_inward_is_refused_before_anything_is_asked(site: str) -> None:
    port = int(site.rpartition(":")[2])
    Site.asked.clear()
    with pytest.raises(DocumentError, match=r"127\.0\.0\.2 is not a public address"):
        Fetcher(ports=[port], networks=["127.0.0.1/32"]).fetch(f"{site}/inward")
    assert Site.asked == ["/inward"]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::7f00:1]",
    ],
)
def test_loopback_is_refused_however_it_is_written(site: str, host: str) -> None:
    port = int(site.rpartition(":")[2])
    Site.asked.clear()
    with pytest.raises(DocumentError, match=r"is not a public address|Cannot fetch"):
        Fetcher(ports=[port]).fetch(f"http://{host}:{port}/good")
    assert Site.asked == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not a web address"),
        ("ftp://files.example/a", "not a web address"),
        ("gopher://files.example/a", "not a web address"),
        ("https://", "not a web address"),
        ("https://user:secret@coast.example/", "user name or password"),
        ("https://coast.example:8443/", "port 8443 is refused"),
        ("http://coast.example:22/", "port 22 is refused"),
        ("http://coast.example:99999/", "Cannot fetch"),
        ("http://[bad/", "Cannot fetch"),
    ],
)
def test_addresses_of_other_kinds_are_refused(url: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        Fetcher().fetch(url)


def test_a_proxy_in_the_environment_is_not_used(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetcher(site).fetch(f"{site}/packed").data


def test_a_name_that_also_stands_for_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
        for address in ("93.184.216.34", "10.0.0.7")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: two)
    with pytest.raises(DocumentError, match=r"10\.0\.0\.7 is not a public address"):
        Fetcher().fetch("http://both.example/")
