"""The only place that reads whole `Settings` and wires the stages together."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from assistant import resources, tracing
from assistant.answering.models import EndpointModel, GgufModel, TracedModel
from assistant.chat import Assistant
from assistant.corpus import Corpus
from assistant.endpoint import OPENAI, Endpoint, Patience
from assistant.errors import UsageError
from assistant.index.embedder import EndpointEmbedder, LocalEmbedder, StaticEmbedder
from assistant.places import last_corpus_file
from assistant.retrieval.rerank import EndpointReranker, ModelReranker
from assistant.settings import Values, variables
from assistant.types import ChatModel, Embedder, Reranker

T = TypeVar("T")


def corpus_folder(values: Values) -> Path:
    """The folder of articles in force: the one that is set, else the sample corpus."""
    return values.corpus or resources.folder("corpus")


def build_corpus(values: Values) -> Corpus:
    """Opens the corpus in force. Nothing is indexed yet.

    Raises:
        AssistantError: the folder, the index or the embedder cannot be used.
    """
    if values.traces:
        from assistant.adapters.opentelemetry import exporting

        tracing.watch(exporting(content=values.trace_content))
    return Corpus.open(
        corpus_folder(values),
        index=values.index,
        embedder=build_embedder(values),
        reranker=build_reranker(values),
        ocr=values.ocr,
    )


def build_assistant(values: Values, corpus: Corpus) -> Assistant:
    return Assistant(
        corpus,
        model=build_model(values),
        passages=values.passages,
        longest_question=values.question_characters,
        answer_tokens=values.answer_tokens,
        abstain=values.abstain,
        rewrite=values.rewrite,
        decompose=values.decompose,
        judge=values.judge,
        prices=values.prices,
    )


def labelled_questions(folder: Path) -> Path | None:
    """Questions about the corpus at `folder` whose answers are known: a file beside it, or the sample's own."""
    beside = folder.parent / "questions.jsonl"
    if beside.is_file():
        return beside
    own = resources.folder("eval/gold") / "sample.jsonl"
    return own if folder == resources.folder("corpus").resolve() else None


def build_embedder(values: Values) -> Embedder:
    if values.embedder == "fast":
        return StaticEmbedder()
    if values.embedder == "endpoint":
        name = _required(values.embedding_model, "embedding_model", "embedder=endpoint")
        endpoint = build_endpoint(values)
        return EndpointEmbedder(
            lambda texts: endpoint.embed(texts, name), name=f"{name} at {endpoint.service}"
        )
    return LocalEmbedder()


def build_model(values: Values) -> ChatModel | None:
    """The language model that writes answers, or None for extracts. A key alone chooses nothing: a model must be named."""
    kind = _answerer(values)
    if kind == "gguf":
        path = _required(values.gguf, "gguf", "answerer=gguf")
        return GgufModel(
            path,
            context_tokens=values.context_tokens,
            patience=_patience(values),
            reasoning=values.reasoning,
        )
    if kind == "endpoint":
        name = _required(values.model, "model", "answerer=endpoint")
        return EndpointModel(build_endpoint(values), name, values.context_tokens, values.reasoning)
    return None


def build_reranker(values: Values) -> Reranker | None:
    """Who reads the best passages again, or None. It has its own, short patience: the order before it is always there."""
    if values.rerank == "off":
        return None
    seconds = values.rerank_seconds
    if values.rerank == "endpoint":
        name = _required(values.rerank_model, "rerank_model", "rerank=endpoint")
        patience = Patience(first=seconds, idle=seconds, total=seconds, tries=1)
        # A key is for the server it was given for, and goes to no other.
        key = values.rerank_key if values.rerank_url else values.api_key
        address = (values.rerank_url or values.base_url or OPENAI).rstrip("/").removesuffix("/rerank")
        return EndpointReranker(Endpoint(address, _shown(key), patience=patience), name)
    hurried = values.model_copy(update={"first_token": seconds, "timeout": seconds})
    model = build_model(hurried)
    if model is None:
        raise UsageError("rerank=model needs a language model", "Set --model or --gguf, or rerank=off")
    return ModelReranker(TracedModel(model), seconds=seconds)


def answers_with_extracts(values: Values) -> bool:
    """Whether no language model is chosen."""
    return _answerer(values) == "extracts"


def build_endpoint(values: Values) -> Endpoint:
    return Endpoint(values.base_url, _shown(values.api_key), patience=_patience(values))


def last_corpus() -> Path | None:
    """The folder indexed last on this machine, if it is still there."""
    try:
        folder = Path(last_corpus_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return folder if folder.is_dir() else None


def remember_corpus(folder: Path) -> None:
    """So that the next question without a corpus goes to this one."""
    memo = last_corpus_file()
    memo.parent.mkdir(parents=True, exist_ok=True)
    memo.write_text(str(folder.resolve()), encoding="utf-8")


def _answerer(values: Values) -> str:
    if values.answerer != "auto":
        return values.answerer
    return "gguf" if values.gguf else "endpoint" if values.model else "extracts"


def _shown(key: SecretStr | None) -> str | None:
    return key.get_secret_value() if key else None


def _patience(values: Values) -> Patience:
    return Patience(
        first=min(values.first_token, values.timeout), idle=min(60.0, values.timeout), total=values.timeout
    )


def _required(value: T | None, name: str, because: str) -> T:
    if value is None:
        raise UsageError(
            f"{because} needs a value for {name}", f"Set {variables(name)[0]}; see: assistant config"
        )
    return value
