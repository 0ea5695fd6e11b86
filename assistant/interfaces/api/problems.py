"""How the API says no: one shape for every error, the one that OpenAI's clients read, and a status for each kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from assistant.errors import (
    AssistantError,
    CorpusError,
    DocumentError,
    EndpointError,
    EndpointUnavailable,
    IndexLocked,
    UsageError,
)

_STATUS: dict[type[AssistantError], int] = {
    UsageError: 422,
    DocumentError: 422,
    CorpusError: 404,
    IndexLocked: 409,
    EndpointUnavailable: 503,
    EndpointError: 502,
}
_OTHERWISE = 503


class ProblemDetail(BaseModel):
    """What happened, and in `hint` what to do next; `code` names the kind of error for programs."""

    message: str
    type: str
    code: str
    hint: str
    param: None = None


class Problem(BaseModel):
    error: ProblemDetail


class Refusal(AssistantError):
    """A request that is not done at all. `wait` says after how many seconds to try again."""

    def __init__(self, status: int, message: str, hint: str = "", *, wait: float | None = None) -> None:
        super().__init__(message, hint)
        self.status = status
        self.wait = wait

    @property
    def headers(self) -> dict[str, str]:
        retry = {"retry-after": str(math.ceil(self.wait))} if self.wait is not None else {}
        return retry | ({"www-authenticate": "Bearer"} if self.status == 401 else {})


def status_of(error: AssistantError) -> int:
    if isinstance(error, Refusal):
        return error.status
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), _OTHERWISE)


def body_of(error: AssistantError) -> dict[str, Any]:
    kind = type(error).__name__
    return _body(error.message, kind, kind.lower(), error.hint)


def response_to(error: AssistantError) -> JSONResponse:
    headers = error.headers if isinstance(error, Refusal) else None
    return JSONResponse(body_of(error), status_of(error), headers)


def install(app: FastAPI) -> None:
    """Every error that leaves `app` has the one shape; one nobody expected tells nothing of the inside."""

    @app.exception_handler(AssistantError)
    async def expected(request: Request, error: AssistantError) -> JSONResponse:
        return response_to(error)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        return response_to(_complaint(error))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        return _plain(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        return _plain(500, "Something went wrong inside; the server's log has it")


def _complaint(error: RequestValidationError) -> UsageError:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return UsageError(f"{place}: {first['msg']}", "See: /openapi.json")


def _plain(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(_body(message, "HTTPError", f"http_{status}", ""), status, dict(headers or {}))


def _body(message: str, kind: str, code: str, hint: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "code": code, "hint": hint, "param": None}}
