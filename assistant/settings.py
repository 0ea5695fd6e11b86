"""Settings as data. Nothing is built here; `app` reads them whole and wires the stages.

A value comes from a command-line flag, else from the environment, else from the settings file, else from its default,
and `Settings.origins` remembers which. A key is taken from the environment, or from a file that only its owner can read.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from assistant.errors import UsageError

APP = "corpus-assistant"
ENVIRONMENT = {
    "api_key": ("ASSISTANT_API_KEY", "OPENAI_API_KEY"),
    "base_url": ("ASSISTANT_BASE_URL", "OPENAI_BASE_URL"),
}


def _pair(value: Any) -> Any:
    """Two values of a text: "0.15,0.60"."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Values(BaseModel):
    """Every setting, its type, its default and what it means."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    corpus: Path | None = Field(None, description="Folder of articles; without it the sample corpus is used")
    index: Path | None = Field(
        None, description="Folder of the index; without it one per corpus in the data folder"
    )
    embedder: Literal["local", "fast", "endpoint"] = Field(
        "local",
        description="Who turns text into vectors: MiniLM here, a static model here (many times faster, finds a little less), or the endpoint",
    )
    ocr: str | None = Field(
        None,
        description="Languages in which tesseract reads scanned pages, for example eng or eng+deu; without it they are skipped",
    )
    answerer: Literal["auto", "extracts", "endpoint", "gguf"] = Field(
        "auto",
        description="Who answers: extracts from the articles, a model at the endpoint, or a GGUF file; auto takes the model if one is named",
    )
    base_url: str | None = Field(
        None, description="Address of an OpenAI-compatible endpoint, for example http://127.0.0.1:11434/v1"
    )
    api_key: SecretStr | None = Field(
        None, description="Key for the endpoint", json_schema_extra={"secret": True}
    )
    model: str | None = Field(None, description="Name of the language model at the endpoint")
    embedding_model: str | None = Field(None, description="Name of the embedding model at the endpoint")
    gguf: Path | None = Field(None, description="A GGUF model file to run in this process")
    context_tokens: int = Field(8192, ge=512, description="Tokens the language model can read in one request")
    answer_tokens: int = Field(700, ge=16, le=32_000, description="Longest answer, in tokens")
    reasoning: Literal["none", "low", "medium", "high"] = Field(
        "none",
        description="How much a model that can think does so before it answers; what it thinks counts as answer_tokens and is not shown",
    )
    prices: Annotated[tuple[float, float] | None, BeforeValidator(_pair)] = Field(
        None,
        description="What the endpoint takes for a million tokens, read and written, for example 0.15,0.60; answers then tell their cost",
    )
    passages: int = Field(8, ge=1, le=50, description="How many passages a question is answered from")
    rerank: Literal["off", "endpoint", "model"] = Field(
        "off",
        description="Who reads the best passages again and orders them: nobody, a reranking model at rerank_url, or the language model (one more call)",
    )
    rerank_url: str | None = Field(
        None,
        description="Address of a server that speaks /rerank (Cohere, Jina, TEI, vLLM, llama.cpp); without it base_url is asked",
    )
    rerank_key: SecretStr | None = Field(
        None, description="Key for rerank_url", json_schema_extra={"secret": True}
    )
    rerank_model: str | None = Field(None, description="Name of the reranking model")
    rerank_seconds: float = Field(
        10.0, gt=0, description="Longest time for reranking, in seconds; after it the order before stands"
    )
    abstain: bool = Field(
        True,
        description="Without a model, say so where the articles are not likely to hold an answer; off, the likeliest sentences are told anyway",
    )
    rewrite: bool = Field(
        True, description="Let the language model rewrite a follow-up question; one more call"
    )
    decompose: bool = Field(
        False,
        description="Let the language model split a question that needs several articles into simpler ones; one more call",
    )
    first_token: float = Field(
        120.0,
        gt=0,
        description="Longest wait for the first word of an answer, in seconds; a model on an ordinary processor reads long prompts slowly",
    )
    timeout: float = Field(300.0, gt=0, description="Longest time for one answer of an endpoint, in seconds")
    question_characters: int = Field(8_000, ge=100, description="Longest question accepted, in characters")
    traces: bool = Field(
        False,
        description="Send OpenTelemetry traces to where OTEL_EXPORTER_OTLP_ENDPOINT says, else to this machine",
    )
    trace_content: bool = Field(
        False, description="Let traces hold questions, prompts, replies and file names too"
    )
    judge: bool = Field(
        False,
        description="Let the language model judge sentences that words alone cannot decide; one more call an answer",
    )
    auth: bool = Field(
        False,
        description="Ask for a name and a password before the page; always so when it is served beyond this machine",
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+$",
        description="Address at which people reach the page through a proxy, for example https://articles.example.org",
    )
    host: str = Field("127.0.0.1", description="Address the chat page is served at")
    port: int = Field(
        7860, ge=0, le=65_535, description="Port the chat page is served at; 0 takes a free one"
    )


SECRETS = frozenset(
    name for name, field in Values.model_fields.items() if field.annotation == SecretStr | None
)


@dataclass(frozen=True)
class Settings:
    """The values in force and where each came from: "flag", an environment variable's name, a file's path, or "default"."""

    values: Values
    origins: Mapping[str, str]


def settings_file(environ: Mapping[str, str] = os.environ) -> Path:
    return Path(environ.get("ASSISTANT_CONFIG") or Path(platformdirs.user_config_dir(APP)) / "settings.toml")


def load(flags: Mapping[str, Any] | None = None, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads settings from everywhere they may come from.

    Raises:
        UsageError: a value is not valid, a name is unknown, or a file that others can read holds a key.
    """
    path = settings_file(environ)
    sources = [
        (str(path), _from_file(path)),
        ("environment", _from_environment(environ)),
        ("flag", {name: value for name, value in (flags or {}).items() if value is not None}),
    ]
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Values.model_fields, "default")
    for source, found in sources:
        values |= found
        origins |= {name: _variable(name, environ) if source == "environment" else source for name in found}
    try:
        return Settings(Values(**values), origins)
    except ValidationError as error:
        raise _complaint(error, origins) from None


def shown(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Rows of (name, value, origin, description) for `assistant config`; a key shows only that it is set."""
    rows = []
    for name, field in Values.model_fields.items():
        value = getattr(settings.values, name)
        text = "set, not shown" if isinstance(value, SecretStr) else "" if value is None else str(value)
        rows.append((name, text, settings.origins[name], field.description or ""))
    return rows


def variables(name: str) -> tuple[str, ...]:
    """The environment variables that set `name`, the one that wins first."""
    return ENVIRONMENT.get(name, (f"ASSISTANT_{name.upper()}",))


def _variable(name: str, environ: Mapping[str, str]) -> str:
    return next(variable for variable in variables(name) if environ.get(variable))


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name: environ[_variable(name, environ)]
        for name in Values.model_fields
        if any(environ.get(variable) for variable in variables(name))
    }


def _from_file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The settings file {path} cannot be read: {error}", "Mend or remove it") from error
    if SECRETS & found.keys() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(f"{path} holds a key and others can read it", f"Run: chmod 600 {path}")
    return found


def _complaint(error: ValidationError, origins: Mapping[str, str]) -> UsageError:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0])
    if name not in origins or name not in Values.model_fields:
        return UsageError(f"There is no setting called {name!r}", "See: assistant config")
    return UsageError(
        f"The setting {name!r} from {origins[name]} is not valid: {first['msg']}", "See: assistant config"
    )
