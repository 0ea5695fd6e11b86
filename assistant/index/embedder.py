"""Text to vectors: MiniLM on this machine (the default), a static model (faster), or somebody else's endpoint."""

from __future__ import annotations

import itertools
import json
import math
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EndpointBroken
from assistant.index.assets import (
    MODEL,
    STATIC_TOKENIZER,
    STATIC_WEIGHTS,
    TOKENIZER,
    model_path,
    path,
    tokenizer_path,
)
from assistant.text.stopwords import STOP_WORDS
from assistant.types import Reading, Vector

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

MINILM_TOKENS = 256
"""The length all-MiniLM-L6-v2 was trained for, its two special tokens included."""
_SPECIAL = 2
_CONTINUED = "##"
"""What a piece begins with that goes on with the word before it."""
ENDPOINT_BATCH = 64
ENDPOINT_FLIGHTS = 4
_ENDPOINT_HINT = "Check that the model is an embedding model"

T = TypeVar("T")


class LocalEmbedder:
    """all-MiniLM-L6-v2 with int8 weights on onnxruntime: 384 dimensions, mean of the last layer, unit length.

    Args:
        threads: cores to use; all of them unless given.
    """

    name = "MiniLM (on this machine)"
    dimensions = 384
    max_tokens = MINILM_TOKENS - _SPECIAL
    flights = 2
    """While the last texts of one call leave cores free, another begins."""

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._loading = threading.Lock()
        self._helpers = ThreadPoolExecutor(max(1, self._threads - 1), "embedding")

    @property
    def fingerprint(self) -> str:
        return f"minilm-{MODEL.sha256[:8]}-{TOKENIZER.sha256[:8]}-mean-{MINILM_TOKENS}"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return _counted(self._tokenizer, texts)

    def embed(self, texts: Sequence[str]) -> Vector:
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        means = self._each(encodings, lambda encoding: _mean(self._states(encoding.ids)))
        return np.stack(means) if means else np.empty((0, self.dimensions), np.float32)

    def embed_query(self, text: str) -> Vector:
        return _mean(self._states(self._tokenizer.encode(text).ids))

    def read(self, texts: Sequence[str]) -> list[Reading]:
        # The fast way of encoding does not tell the words.
        encodings = self._tokenizer.encode_batch(list(texts))
        return self._each(encodings, lambda encoding: _reading(encoding, self._states(encoding.ids)))

    def tokens_of(self, text: str) -> tuple[Vector, Sequence[tuple[int, int]]]:
        """A unit vector for each token as it is meant in `text`, and where it stands there; without the special ones."""
        encoding = self._tokenizer.encode(text)
        states = self._states(encoding.ids)[1:-1]
        return _unit(states), encoding.offsets[1 : len(states) + 1]

    def _each(
        self, encodings: Sequence[tokenizers.Encoding], made: Callable[[tokenizers.Encoding], T]
    ) -> list[T]:
        """What is made of each, in their order. The caller works, and with it every core that no other call keeps busy."""
        found: dict[int, T] = {}
        # All threads draw from it. The long ones come first, so that all are done at about the same time.
        left = iter(sorted(range(len(encodings)), key=lambda row: -len(encodings[row].ids)))

        def work() -> None:
            for row in left:
                found[row] = made(encodings[row])

        helpers = [self._helpers.submit(work) for _ in range(min(self._threads, len(encodings)) - 1)]
        try:
            work()
        finally:
            # Broken off, nobody begins another.
            for _ in left:
                pass
        for helper in helpers:
            if not helper.cancel():
                helper.result()
        return [found[row] for row in range(len(encodings))]

    def _states(self, ids: Sequence[int]) -> Vector:
        """The last layer, a row for each token."""
        kept = np.asarray([_shortened(ids)], np.int64)
        states = self._session.run(
            ["last_hidden_state"],
            {"input_ids": kept, "attention_mask": np.ones_like(kept), "token_type_ids": np.zeros_like(kept)},
        )[0]
        return cast(Vector, states[0])

    @cached_property
    def _tokenizer(self) -> tokenizers.Tokenizer:
        return _tokenizer(tokenizer_path())

    @property
    def _session(self) -> onnxruntime.InferenceSession:
        # Two threads asking at once must not load the model twice.
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> onnxruntime.InferenceSession:
        # From 1.31 on its import alone makes up an id for this machine and queues events for Microsoft; only this stops it.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # A text on each core rather than all cores on each text: nobody waits for the others after every layer.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])


class StaticEmbedder:
    """A static model (the weights of WordLlama, 256 dimensions): the mean of its tokens' vectors, unit length.

    The optional package is only a carrier of the two files; it is never imported.
    """

    name = "WordLlama (on this machine, fast)"
    dimensions = 256
    max_tokens = MINILM_TOKENS - _SPECIAL
    flights = 1

    @property
    def fingerprint(self) -> str:
        return f"wordllama-{STATIC_WEIGHTS.sha256[:8]}-{STATIC_TOKENIZER.sha256[:8]}-mean"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return _counted(self._tokenizer, texts)

    def embed(self, texts: Sequence[str]) -> Vector:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, encoding in enumerate(
            self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ):
            if encoding.ids:
                vectors[row] = self._weights[encoding.ids].mean(axis=0)
        return _unit(vectors)

    def embed_query(self, text: str) -> Vector:
        return cast(Vector, self.embed([text])[0])

    @cached_property
    def _tokenizer(self) -> tokenizers.Tokenizer:
        return _tokenizer(path(STATIC_TOKENIZER))

    @cached_property
    def _weights(self) -> Vector:
        """A safetensors file is the length of its header in 8 bytes, the header as JSON, and the numbers."""
        data = path(STATIC_WEIGHTS).read_bytes()
        start = 8 + int.from_bytes(data[:8], "little")
        tensor = json.loads(data[8:start])["embedding.weight"]
        first, last = tensor["data_offsets"]
        numbers = np.frombuffer(data[start + first : start + last], np.float16)
        return numbers.reshape(tensor["shape"]).astype(np.float32)


class EndpointEmbedder:
    """Vectors from somebody else: `send` takes texts and returns as many vectors, in the order of the texts.

    Several batches are on their way at once, so that the time of a request is not waited for again and again; never more than
    `flights`, however many threads embed. A query does not wait for them.

    Args:
        name: the model and the service it runs at; part of the fingerprint.
        max_tokens: longest text to send; tokens are estimated, because the endpoint's tokenizer is not known here.
    """

    flights = ENDPOINT_FLIGHTS

    def __init__(
        self, send: Callable[[Sequence[str]], Sequence[Sequence[float]]], name: str, *, max_tokens: int = 254
    ) -> None:
        self._send = send
        self.name = name
        self.max_tokens = max_tokens
        self._free = threading.Semaphore(self.flights)

    @property
    def fingerprint(self) -> str:
        """Its name alone: an index must open while the endpoint is down."""
        return f"endpoint-{self.name}"

    @cached_property
    def dimensions(self) -> int:
        """Asked of the endpoint once.

        Raises:
            EndpointError: it cannot be asked, or answers with something else than a vector.
        """
        return len(self._request(["dimensions"])[0])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Estimates on the high side: three bytes a token."""
        return [math.ceil(len(text.encode("utf-8", "replace")) / 3) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vector:
        """
        Raises:
            EndpointBroken: the reply has another number of vectors, another dimension, or numbers that are none.
        """
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        with ThreadPoolExecutor(self.flights, "embedding") as pool:
            return self._joined(list(pool.map(self._fly, _batches(texts, ENDPOINT_BATCH))))

    def embed_query(self, text: str) -> Vector:
        return cast(Vector, self._joined([self._request([text])])[0])

    def _fly(self, texts: Sequence[str]) -> Vector:
        with self._free:
            return self._request(texts)

    def _joined(self, parts: Sequence[Vector]) -> Vector:
        widths = {part.shape[1] for part in parts} | {self.dimensions}
        if len(widths) > 1:
            raise EndpointBroken(
                f"{self.name!r} sent vectors of different lengths: {sorted(widths)}", _ENDPOINT_HINT
            )
        return np.concatenate(parts)

    def _request(self, texts: Sequence[str]) -> Vector:
        reply = self._send(texts)
        if len(reply) != len(texts):
            raise EndpointBroken(
                f"{self.name!r} sent {len(reply)} vectors for {len(texts)} texts", _ENDPOINT_HINT
            )
        try:
            vectors = np.asarray(reply, np.float32)
        except (TypeError, ValueError) as error:
            raise EndpointBroken(
                f"{self.name!r} sent vectors of different lengths: {error}", _ENDPOINT_HINT
            ) from error
        if (
            vectors.ndim != 2
            or not vectors.size
            or not np.isfinite(vectors).all()
            or not vectors.any(axis=1).all()
        ):
            raise EndpointBroken(f"{self.name!r} sent vectors with no numbers in them", _ENDPOINT_HINT)
        return _unit(vectors)


def _tokenizer(file: Path) -> tokenizers.Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    # The files ask for cutting (at 128 tokens) and padding; neither is wanted for counting.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _counted(tokenizer: tokenizers.Tokenizer, texts: Sequence[str]) -> list[int]:
    # Several at once, because then other threads may run meanwhile.
    return [len(found) for found in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


def _shortened(ids: Sequence[int]) -> list[int]:
    """At most as many tokens as the model was trained for, the closing special token kept."""
    return list(ids) if len(ids) <= MINILM_TOKENS else [*ids[: MINILM_TOKENS - 1], ids[-1]]


def _mean(states: Vector) -> Vector:
    return _unit(cast(Vector, states.mean(axis=0)))


def _reading(encoding: tokenizers.Encoding, states: Vector) -> Reading:
    """A word means what its pieces mean on the average."""
    words = [
        word for word in _words(encoding) if word.end < len(states) and word.text not in STOP_WORDS["en"]
    ]
    if not words:
        return Reading(_mean(states))
    texts, starts, ends = zip(*words, strict=True)
    return Reading(_mean(states), texts, _unit(_sums(states, np.array(starts), np.array(ends))))


def _sums(states: Vector, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Vector:
    """Of the rows from each start to its end. Most words are one piece: those are copied, and only longer ones added up."""
    sums, pieces = states[starts], ends - starts
    for piece in range(1, pieces.max()):
        longer = np.flatnonzero(pieces > piece)
        sums[longer] += states[starts[longer] + piece]
    return sums


class _Word(NamedTuple):
    """A word in small letters, and its tokens."""

    text: str
    start: int
    end: int


def _words(encoding: tokenizers.Encoding) -> Iterator[_Word]:
    """The words of a text, no punctuation."""
    numbers, tokens = encoding.word_ids, encoding.tokens
    starts = [place for place in range(1, len(numbers)) if numbers[place] != numbers[place - 1]]
    for start, end in itertools.pairwise(starts):
        text = tokens[start]
        if text[0].isalnum():
            if end - start > 1:
                text += "".join(token.removeprefix(_CONTINUED) for token in tokens[start + 1 : end])
            yield _Word(text, start, end)


def _unit(vectors: Vector) -> Vector:
    """Rows of unit length. A text with nothing to embed gets the same vector everywhere, for zero has no direction."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    even = np.float32(1 / math.sqrt(vectors.shape[-1]))
    return cast(Vector, np.where(norms > 0, vectors / np.maximum(norms, np.float32(1e-12)), even))


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]
