"""Settings over HTTP: shown without secrets, tried, kept; and another corpus or embedder opened."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import HTTPException
from pydantic import BaseModel, Field

from assistant import resources
from assistant.interfaces.ui.choices import Choices
from assistant.interfaces.ui.desk import Desk
from assistant.interfaces.ui.routes import common
from assistant.interfaces.ui.routes.common import AtDesk, AtManagersDesk
from assistant.interfaces.ui.update import moving

router = common.router()


class Opening(BaseModel):
    """What to open the page with instead; `samples` stands for the folder of the sample articles."""

    corpus: str | None = Field(None, min_length=1, max_length=4_000)
    samples: bool = False
    embedder: Literal["local", "fast"] | None = None


@router.get("/settings")
def shown(desk: AtDesk) -> dict[str, Any]:
    return _choices(desk).shown()


@router.put("/settings")
def save(desk: AtDesk, changes: dict[str, Any]) -> dict[str, Any]:
    return _choices(desk).save(changes)


@router.post("/settings/test")
def try_out(desk: AtManagersDesk, changes: dict[str, Any]) -> dict[str, Any]:
    return _choices(desk).try_out(changes)


@router.post("/opening")
def open_other(desk: AtManagersDesk, opening: Opening) -> dict[str, Any]:
    """Indexes with another corpus or embedder; the page is opened anew when that is done."""
    corpus = str(resources.folder("corpus")) if opening.samples else opening.corpus
    if corpus is not None and desk.person.name:
        raise HTTPException(403, "The folder is chosen where the assistant is started")
    chosen = {"corpus": corpus, "embedder": opening.embedder}
    changes = {name: value for name, value in chosen.items() if value is not None}
    desk.update.start(lambda: moving(desk.articles, changes))
    return desk.update.state


def _choices(desk: Desk) -> Choices:
    if desk.choices is None:
        raise HTTPException(404, "Settings cannot be changed here")
    return desk.choices
