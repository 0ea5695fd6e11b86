"""The page put together: our conversation component inside Gradio's Blocks, mounted with its static files and its routes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.interfaces.ui.events import asking, stopping
from assistant.interfaces.ui.login import Login
from assistant.interfaces.ui.rooms import Rooms
from assistant.interfaces.ui.routes import articles, conversations, settings
from assistant.interfaces.ui.routes.common import told
from assistant.interfaces.ui.theme import theme
from assistant.state.people import People

STATIC = Path(__file__).parent / "static"
STATIC_PATH = "/page/static"
ANSWERS_AT_ONCE = 24


def page(rooms: Rooms) -> gr.Blocks:
    """The Blocks of the page. Its one template is constant: Gradio compiles templates, so no data may ever be in one."""
    blocks: gr.Blocks
    with gr.Blocks(title="Assistant", analytics_enabled=False, fill_width=True) as blocks:
        shell = gr.HTML(
            value=None,
            html_template=(STATIC / "shell.html").read_text(encoding="utf-8"),
            js_on_load=(STATIC / "bridge.js").read_text(encoding="utf-8"),
            elem_id="assistant",
            apply_default_css=False,
            padding=False,
        )
        shell.ask(
            asking(rooms), None, shell, show_progress="hidden", trigger_mode="multiple",
            concurrency_limit=ANSWERS_AT_ONCE, api_visibility="private",
        )  # fmt: skip
        shell.stop(
            stopping(rooms), None, None, queue=False, trigger_mode="multiple", api_visibility="private"
        )
    blocks.queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=256)
    return blocks


def _head() -> str:
    """Asks for our scripts while Gradio's are still loading, and for what the page shows first."""
    scripts = sorted({path.name for path in STATIC.glob("*.js")} - {"bridge.js", "loading.js"})
    return "".join(
        [
            '<meta name="color-scheme" content="light dark">',
            *(f'<link rel="modulepreload" href="{STATIC_PATH}/{name}">' for name in scripts),
            *(
                f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{path}">'
                for path in ("/page/about", "/page/conversations")
            ),
        ]
    )


class Fresh(StaticFiles):
    """Files that the browser asks for again each time, so that no page runs with scripts of an older release."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


class Kept:
    """Tells the browser to keep Gradio's assets: each is named by a hash of what is in it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["cache-control"] = "max-age=31536000, immutable"
            await send(message)

        is_asset = scope["type"] == "http" and scope["path"].startswith("/assets/")
        await self.app(scope, receive, kept if is_asset else send)


def mounted(rooms: Rooms, people: People | None = None) -> FastAPI:
    """The whole page as an ASGI application; call it inside a running event loop, where Gradio makes its locks.

    Args:
        people: who may sign in; without it everybody who reaches the page is let in.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.rooms = rooms
    app.add_middleware(Kept)
    app.add_middleware(Login, people=people)
    app.add_exception_handler(AssistantError, told)
    app.mount(STATIC_PATH, Fresh(directory=STATIC))
    app.include_router(conversations.router)
    app.include_router(articles.router)
    app.include_router(settings.router)
    gr.mount_gradio_app(
        app,
        page(rooms),
        path="/",
        theme=theme(),
        css=(STATIC / "page.css").read_text(encoding="utf-8"),
        head=_head(),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size="20mb",
        ssr_mode=False,
    )
    return app
