from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.interfaces.guard import Guard

HERE = "http://127.0.0.1:7860"
SCRIPT = "window.x = 1"


async def html(_: Request) -> Response:
    return HTMLResponse(f"<p>hi</p><script>{SCRIPT}</script><script src='/a.js'></script>")


async def echo(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes")


def client(host: str = "127.0.0.1", base: str = HERE) -> TestClient:
    app = Starlette(routes=[Route("/", html), Route("/{path:path}", echo, methods=["GET", "POST"])])
    return TestClient(Guard(app, host=host, port=7860, largest_body=1000), base_url=base)


def test_every_answer_carries_the_policy_and_html_only_its_own_inline_scripts() -> None:
    hashed = f"'sha256-{b64encode(sha256(SCRIPT.encode()).digest()).decode()}'"
    page, plain = client().get("/"), client().get("/x")
    for reply in (page, plain):
        policy = reply.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"
    assert hashed in page.headers["content-security-policy"]
    assert "sha256" not in plain.headers["content-security-policy"]
    assert SCRIPT in page.text


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:7860",
        "127.0.0.1",
        "127.0.0.1:80",
        "192.168.1.5:7860",
        "",
        "localhost.evil.test:7860",
    ],
)
def test_another_host_name_is_not_answered(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "LOCALHOST:7860", "[::1]:7860"])
def test_loopback_names_are_answered(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"), [("192.168.1.5:7860", 200), ("127.0.0.1:7860", 200), ("evil.test:7860", 421)]
)
def test_bound_to_more_than_loopback_addresses_in_digits_are_answered_and_foreign_names_are_not(
    host: str, status: int
) -> None:
    assert client("0.0.0.0").get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:7860"}, 403),
        ({"origin": HERE}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
    ],
)  # fmt: skip
def test_only_the_page_itself_may_send_requests_and_a_link_from_elsewhere_may_open_it(
    headers: Mapping[str, str], status: int
) -> None:
    assert client().post("/x", headers=headers).status_code == status


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/file=http://169.254.169.254/", "/gradio_api/file=%68ttp://x.test", "/gradio_api/file=HTTP:/x.test", "/file=//x.test", "/file=ftp://x", "/file=%20https://x"],
)  # fmt: skip
def test_no_file_of_another_host_is_fetched_for_anybody(path: str) -> None:
    assert client().get(path).status_code == 403


def test_a_file_of_the_page_may_be_asked_for() -> None:
    assert client().get("/gradio_api/file=/tmp/x.png").status_code == 200


def test_too_large_a_request_is_refused_before_it_is_read() -> None:
    assert client().post("/x", content=b"a" * 1000).text == "1000 bytes"
    assert client().post("/x", content=b"a" * 1001).status_code == 413
    assert client().post("/x", content=iter([b"a"] * 5)).status_code == 411


def test_the_address_of_a_proxy_is_answered_to_and_may_send() -> None:
    app = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])])
    guard = Guard(app, host="127.0.0.1", port=7860, public_url="https://articles.example.org")
    known = {"host": "articles.example.org", "origin": "https://articles.example.org"}
    assert TestClient(guard, base_url=HERE).post("/x", headers=known).status_code == 200
    assert (
        TestClient(guard, base_url=HERE)
        .post("/x", headers={**known, "origin": "https://evil.test"})
        .status_code
        == 403
    )
