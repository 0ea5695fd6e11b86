"""The page at /embed, its files, and the questions it asks at /embed/ask.

A public key (`assistant keys create --public --origin ORIGIN`) stands in the address of the frame, for everybody to see. It opens nothing but
this page and its questions: the browser shows the page only inside pages of that origin, and the key has a rate.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from assistant.interfaces.api.gate import ASKING, Caller, needs
from assistant.interfaces.api.schema import Ask, strictly
from assistant.interfaces.api.service import Service
from assistant.interfaces.embed.view import View, refusal
from assistant.state.keys import Key, Keys

STATIC: Final = Path(__file__).parent / "static"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {ancestors}"
)


def routes(service: Service, keys: Keys) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/embed")
    def page(request: Request, key: str = "") -> Response:
        """The page, for a frame of the page that the key is bound to; nobody else is shown it."""
        found = keys.find(key)
        if found is None or not found.public:
            return _refused("This address holds no public key.")
        if trouble := _elsewhere(found, request):
            return _refused(trouble)
        return HTMLResponse(
            (STATIC / "embed.html").read_text(encoding="utf-8"), headers=_policy(found.origin)
        )

    @router.get("/embed/{name}")
    def file(name: str) -> Response:
        path = {"embed.js": STATIC / "embed.js", "embed.css": STATIC / "embed.css"}.get(name)
        return (
            FileResponse(path, headers={"cache-control": "no-cache"}) if path else Response(status_code=404)
        )

    @router.post(ASKING)
    async def ask(
        body: Annotated[Ask, strictly(Ask)], caller: Annotated[Caller, Depends(needs("ask"))]
    ) -> Response:
        """Pictures of the answer as it grows, as server-sent events; the last one is the checked answer."""
        events = service.assistant.ask(body.question, body.turns, filters=body.filters)
        return await service.stream(events, View(body.question).after)

    return router


def _elsewhere(key: Key, request: Request) -> str:
    """Why the page is not shown where this request comes from, as far as the browser tells; the policy holds all the same."""
    if request.headers.get("sec-fetch-dest", "iframe") not in ("iframe", "frame"):
        return f"This page is shown in a frame on {key.origin}."
    page = urlsplit(request.headers.get("referer", key.origin or ""))
    return (
        "" if f"{page.scheme}://{page.netloc}" == key.origin else f"This page is shown on {key.origin} alone."
    )


def _refused(reason: str) -> Response:
    return HTMLResponse(refusal(reason), 403, headers=_policy(None))


def _policy(origin: str | None) -> dict[str, str]:
    policy = _POLICY.format(ancestors=origin or "'none'")
    return {"content-security-policy": policy, "cache-control": "no-store"}
