from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.interfaces.ui.login import COOKIE, TRIES, Login, Tries, person_of
from assistant.state.database import Database
from assistant.state.people import People

PASSWORD = "a long password"


@pytest.fixture
def people(tmp_path: Path) -> People:
    found = People(Database(tmp_path / "state.sqlite3"))
    found.add("ada", PASSWORD, manager=True)
    return found


@pytest.fixture
def client(people: People) -> TestClient:
    return TestClient(application(people), base_url="http://127.0.0.1:7860", follow_redirects=False)


def application(people: People | None) -> FastAPI:
    app = FastAPI()
    app.add_middleware(Login, people=people)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    def whoever(request: Request) -> str:
        return person_of(request).name

    return app


def sign_in(client: TestClient, name: str = "ada", password: str = PASSWORD, onward: str = "/") -> int:
    reply = client.post("/page/login", params={"next": onward}, data={"name": name, "password": password})
    return reply.status_code


def test_nothing_is_answered_before_signing_in_and_everything_after(client: TestClient) -> None:
    assert client.get("/", params={"c": "x"}).headers["location"] == "/page/login?next=%2F%3Fc%3Dx"
    assert client.post("/gradio_api/queue/join").status_code == 401
    assert client.get("/config", headers={"sec-fetch-mode": "cors"}).status_code == 401
    assert sign_in(client) == 303
    assert client.get("/config").json() == "ada"


def test_the_session_is_a_cookie_that_no_script_and_no_other_site_gets(client: TestClient) -> None:
    reply = client.post("/page/login", data={"name": "ada", "password": PASSWORD})
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_signing_out_ends_the_session_itself(client: TestClient) -> None:
    sign_in(client)
    kept = client.cookies[COOKIE]
    assert client.post("/page/logout").status_code == 204
    assert client.post("/x", headers={"cookie": f"{COOKIE}={kept}"}).status_code == 401


@pytest.mark.parametrize(
    ("onward", "leads"),
    [
        ("/?c=1", "/?c=1"), ("//evil.test", "/"), ("/\\evil.test", "/"), ("https://evil.test", "/"), ("/a\r\nb: c", "/"),
    ],
)  # fmt: skip
def test_it_leads_on_only_to_this_page(client: TestClient, onward: str, leads: str) -> None:
    reply = client.post("/page/login", params={"next": onward}, data={"name": "ada", "password": PASSWORD})
    assert reply.headers["location"] == leads


def test_a_wrong_password_and_an_unknown_name_are_told_alike_and_stay_text(client: TestClient) -> None:
    replies = [
        client.post("/page/login", params={"next": '/"><b>'}, data={"name": name, "password": "wrong one"})
        for name in ("ada", "<b>eve")
    ]
    assert [reply.status_code for reply in replies] == [401, 401]
    assert replies[0].text == replies[1].text
    assert "<b>" not in replies[0].text


def test_guessing_has_to_wait_though_the_guess_were_right(client: TestClient) -> None:
    assert [sign_in(client, password="guess") for _ in range(TRIES)] == [401] * TRIES
    assert sign_in(client) == 429


def test_attempts_are_forgotten_and_others_from_elsewhere_do_not_count() -> None:
    tries = Tries()
    for _ in range(TRIES):
        tries.failed("1.1.1.1", "ada", now=0.0)
    assert tries.wait("1.1.1.1", "ada", now=60.0) == 240.0
    assert tries.wait("1.1.1.1", "ben", now=60.0) == 0.0
    assert tries.wait("2.2.2.2", "ada", now=60.0) == 0.0
    assert tries.wait("1.1.1.1", "ada", now=301.0) == 0.0
    for at in range(3 * TRIES):
        tries.failed("1.1.1.1", str(at), now=60.0)
    assert tries.wait("1.1.1.1", "somebody else", now=60.0) == 240.0


def test_where_nobody_signs_in_whoever_is_here_is_a_manager() -> None:
    assert TestClient(application(None)).get("/").json() == ""
