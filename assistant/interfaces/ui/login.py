"""Signing in: nobody passes without a session, and guessing is slow. Covers everything of the page, Gradio's own addresses too."""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.interfaces.ui.html import element, text
from assistant.state.people import HERE, LONGEST, People, Person
from assistant.text.counts import counted

COOKIE = "assistant-session"
OPEN = ("/page/static/login.css",)
"""What may be loaded before signing in."""
TRIES, MINUTES = 5, 5
_PAGE = (Path(__file__).parent / "static" / "login.html").read_text(encoding="utf-8")
_LARGEST_FORM = 4_096


class Tries:
    """Failed attempts: after `TRIES` of them for a name from an address, or four times as many from an address, it waits."""

    def __init__(self) -> None:
        self._failed: dict[tuple[str, ...], deque[float]] = {}
        self._lock = threading.Lock()

    def wait(self, address: str, name: str, *, now: float | None = None) -> float:
        """Seconds until another attempt is looked at; 0 where it is at once."""
        now = time.monotonic() if now is None else now
        with self._lock:
            return max(self._left((address, name), TRIES, now), self._left((address,), 4 * TRIES, now))

    def failed(self, address: str, name: str, *, now: float | None = None) -> None:
        now = time.monotonic() if now is None else now
        with self._lock:
            if len(self._failed) > 10_000:
                self._failed.clear()
            for key in ((address, name), (address,)):
                self._failed.setdefault(key, deque(maxlen=4 * TRIES)).append(now)

    def _left(self, key: tuple[str, ...], most: int, now: float) -> float:
        recent = [moment for moment in self._failed.get(key, ()) if moment > now - MINUTES * 60]
        return recent[-most] + MINUTES * 60 - now if len(recent) >= most else 0.0


class Login:
    """Leaves a `Person` in `scope["state"]`, or asks for one.

    Args:
        people: who may sign in; None lets everybody in as `HERE`, for a page that only this machine reaches.
    """

    def __init__(self, app: ASGIApp, *, people: People | None) -> None:
        self.app = app
        self._people = people
        self._tries = Tries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        path = request.url.path
        if self._people is None:
            person: Person | None = HERE
        elif path == "/page/login":
            await (await self._sign_in(request, self._people))(scope, receive, send)
            return
        else:
            person = await run_in_threadpool(self._people.whose, request.cookies.get(COOKIE, ""))
        if person is None and path not in OPEN:
            await _asked(request)(scope, receive, send)
        elif self._people is not None and path == "/page/logout" and request.method == "POST":
            await (await self._sign_out(request, self._people))(scope, receive, send)
        else:
            scope.setdefault("state", {})["person"] = person
            await self.app(scope, receive, send)

    async def _sign_in(self, request: Request, people: People) -> Response:
        onward = _onward(request.query_params.get("next", "/"))
        if request.method != "POST":
            return _form(onward)
        name, password = _fields(await _body(request))
        address = request.client.host if request.client else ""
        if wait := self._tries.wait(address, name):
            return _form(
                onward, f"Too many attempts. Try again in {counted(max(1, round(wait / 60)), 'minute')}.", 429
            )
        session = await run_in_threadpool(people.sign_in, name, password)
        if session is None:
            self._tries.failed(address, name)
            return _form(onward, "That name and password do not go together.", 401)
        reply = RedirectResponse(onward, 303)
        reply.set_cookie(
            COOKIE, session, max_age=int(LONGEST), httponly=True, samesite="lax", secure=request.url.scheme == "https"
        )  # fmt: skip
        return reply

    async def _sign_out(self, request: Request, people: People) -> Response:
        await run_in_threadpool(people.sign_out, request.cookies.get(COOKIE, ""))
        reply = Response(status_code=204)
        reply.delete_cookie(COOKIE)
        return reply


def person_of(request: Request) -> Person:
    """Whom `Login` let in."""
    found = request.scope["state"]["person"]
    assert isinstance(found, Person)
    return found


def _asked(request: Request) -> Response:
    """To the form, for a page; a plain 401 for everything that a script asks for."""
    if request.method != "GET" or request.headers.get("sec-fetch-mode", "navigate") != "navigate":
        return JSONResponse({"detail": "Sign in first"}, 401)
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/page/login?next={quote(asked, safe='')}", 303)


def _onward(path: str) -> str:
    """Only to an address of this page: "//host" and "/\\host" lead elsewhere."""
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable() else "/"


def _form(onward: str, problem: str = "", status: int = 200) -> HTMLResponse:
    told = element("p", problem, class_="problem", role="alert") if problem else ""
    body = _PAGE.replace("{problem}", told).replace(
        "{action}", text(f"/page/login?next={quote(onward, safe='')}")
    )
    return HTMLResponse(body, status, {"cache-control": "no-store"})


async def _body(request: Request) -> bytes:
    if int(request.headers.get("content-length") or _LARGEST_FORM + 1) > _LARGEST_FORM:
        return b""
    return await request.body()


def _fields(body: bytes) -> tuple[str, str]:
    found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return found.get("name", [""])[0].strip(), found.get("password", [""])[0]
