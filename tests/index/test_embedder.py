from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EndpointBroken
from assistant.index.embedder import EndpointEmbedder, LocalEmbedder, StaticEmbedder
from assistant.types import Embedder, Vector

TEXTS = [
    "Curiosity is a rover that landed on Mars in August 2012.",
    "The robot has driven on the red planet for years.",
    "Bread rises because yeast makes gas.",
]
needs_wordllama = pytest.mark.skipif(
    importlib.util.find_spec("wordllama") is None and os.environ.get("REQUIRE_ALL") != "1",
    reason="NO STATIC MODEL: install corpus-assistant[fast] to test it",
)


@pytest.fixture(scope="module", params=["minilm", pytest.param("static", marks=needs_wordllama)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return LocalEmbedder() if request.param == "minilm" else StaticEmbedder()


def test_vectors_are_unit_rows_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert float(embedder.embed_query(text) @ vector) == pytest.approx(1, abs=1e-5)


def test_a_question_is_nearest_to_what_answers_it(embedder: Embedder) -> None:
    scores = embedder.embed(TEXTS) @ embedder.embed_query("When did the Mars rover land?")
    assert scores.argmax() == 0


def test_a_text_gets_the_same_vector_in_whatever_company(embedder: Embedder) -> None:
    alone, among = embedder.embed(TEXTS[:1])[0], embedder.embed([*TEXTS[1:], "x " * 400, TEXTS[0]])[-1]
    assert float(alone @ among) == pytest.approx(1, abs=1e-5)


def test_nothing_and_emptiness_have_vectors_too(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)
    assert np.linalg.norm(embedder.embed_query("")) == pytest.approx(1, abs=1e-5)


def test_words_after_the_window_do_not_count(embedder: Embedder) -> None:
    long, empty = embedder.count_tokens(["word " * 300, ""])
    assert long >= 300 > embedder.max_tokens
    assert empty == 0


def test_minilm_gives_the_vectors_it_was_measured_with() -> None:
    first = LocalEmbedder().embed_query("The quick brown fox jumps over the lazy dog.")
    assert first[:4] == pytest.approx([0.0439, 0.0589, 0.0482, 0.0775], abs=5e-3)


def test_reading_a_text_for_its_words_gives_the_same_vector() -> None:
    embedder, texts = LocalEmbedder(), [*TEXTS, "", "… ?", "word " * 400]
    readings = embedder.read(texts)
    np.testing.assert_array_equal(np.stack([r.vector for r in readings]), embedder.embed(texts))
    assert readings[2].words == ("bread", "rises", "yeast", "makes", "gas")
    assert all(reading.meanings.shape == (len(reading.words), 384) for reading in readings[:3])
    assert [len(reading.words) for reading in readings[3:]] == [0, 0, embedder.max_tokens]
    assert np.linalg.norm(readings[5].meanings, axis=1) == pytest.approx([1] * embedder.max_tokens, abs=1e-5)


def test_a_word_of_several_pieces_means_the_sum_of_them_and_one_of_a_single_piece_what_that_means() -> None:
    embedder, text = LocalEmbedder(1), "Hydrofluorocarbons harm it."
    pieces, places = embedder.tokens_of(text)
    long, harm = embedder.read([text])[0].meanings
    count = sum(end <= len("Hydrofluorocarbons") for _, end in places)
    assert count > 2
    assert harm == pytest.approx(pieces[count], abs=1e-5)
    # Each piece stretched to its own length before it was added, so only the direction is near.
    assert float(long @ pieces[:count].sum(axis=0)) / np.linalg.norm(pieces[:count].sum(axis=0)) > 0.99
    assert all(float(long @ piece) < 0.99 for piece in pieces[:count])


def test_embedding_leaves_nothing_on_the_machine_that_could_be_sent_away(tmp_path: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    code = (
        "from assistant.index.embedder import LocalEmbedder; LocalEmbedder().embed(['The ferry is closed.'])"
    )
    subprocess.run([sys.executable, "-c", code], env={**ours, "HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []


def test_one_embedder_serves_many_threads() -> None:
    embedder = LocalEmbedder()
    expected = LocalEmbedder().embed_query(TEXTS[0])
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(embedder.embed_query(TEXTS[0]))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [float(vector @ expected) for vector in found] == pytest.approx([1] * 4, abs=1e-5)


def test_however_many_cores_share_the_texts_they_get_the_same_vectors() -> None:
    texts = [*TEXTS, "", "word " * 400, *TEXTS]
    one, many = LocalEmbedder(threads=1), LocalEmbedder(threads=4)
    np.testing.assert_array_equal(one.embed(texts), many.embed(texts))
    for alone, shared in zip(one.read(texts), many.read(texts), strict=True):
        assert alone.words == shared.words
        np.testing.assert_array_equal(alone.meanings, shared.meanings)


class Minded(LocalEmbedder):
    """Does something before it reads a text, told how many tokens that has."""

    def __init__(self, mind: Callable[[int], object]) -> None:
        super().__init__(threads=2)
        self._mind = mind

    def _states(self, ids: Sequence[int]) -> Vector:
        self._mind(len(ids))
        return super()._states(ids)


def test_a_call_goes_on_while_another_keeps_every_helper_busy() -> None:
    short_done = threading.Event()
    embedder = Minded(lambda tokens: tokens < 20 or short_done.wait(timeout=20))
    with ThreadPoolExecutor(1) as beside:
        long = beside.submit(embedder.embed, ["word " * 30] * 2)
        embedder.embed(TEXTS[2:] * 2)
        assert not long.done()
        short_done.set()
        assert len(long.result()) == 2


def test_a_call_that_is_broken_off_begins_no_more_texts() -> None:
    begun: list[str] = []
    helping, over = threading.Event(), threading.Event()

    def interrupted(_: int) -> None:
        begun.append(threading.current_thread().name)
        if threading.current_thread() is threading.main_thread():
            assert helping.wait(timeout=20)
            raise KeyboardInterrupt
        helping.set()
        assert over.wait(timeout=20)

    embedder = Minded(interrupted)
    with pytest.raises(KeyboardInterrupt):
        embedder.embed(TEXTS * 20)
    over.set()
    embedder._helpers.shutdown()
    assert len(begun) == 2


def test_an_endpoint_is_asked_in_batches_and_answered_in_order() -> None:
    asked: list[int] = []

    def send(texts: Sequence[str]) -> list[list[float]]:
        asked.append(len(texts))
        return [[float(text), 1.0] for text in texts] if texts != ["dimensions"] else [[1.0, 0.0]]

    vectors = EndpointEmbedder(send, "model at service").embed([str(n) for n in range(150)])
    assert sorted(asked) == [1, 22, 64, 64]
    assert np.all(np.diff(vectors[:, 0]) > 0)


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ([[1.0, 0.0]], "1 vectors for 2 texts"),
        ([[1.0, 0.0], [1.0]], "different lengths"),
        ([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]], "different lengths"),
        ([[1.0, 0.0], [float("nan"), 1.0]], "no numbers"),
        ([[1.0, 0.0], [0.0, 0.0]], "no numbers"),
        ([[1.0, 0.0], None], "different lengths"),
    ],
)
def test_an_endpoint_that_answers_with_something_else_is_refused(
    reply: list[list[float]], complaint: str
) -> None:
    embedder = EndpointEmbedder(lambda texts: [[1.0, 0.0]] if texts == ["dimensions"] else reply, "model")
    with pytest.raises(EndpointBroken, match=complaint):
        embedder.embed(["one", "two"])


def test_no_more_requests_are_on_their_way_than_the_endpoint_serves_however_many_embed() -> None:
    going, most, lock = 0, 0, threading.Lock()

    def send(texts: Sequence[str]) -> list[list[float]]:
        nonlocal going, most
        with lock:
            going += 1
            most = max(most, going)
        time.sleep(0.02)
        with lock:
            going -= 1
        return [[1.0, float(len(text))] for text in texts]

    embedder = EndpointEmbedder(send, "model")
    assert embedder.dimensions == 2
    texts = [str(number) for number in range(200)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(embedder.embed, [texts] * 3))
    assert most == embedder.flights
    assert all(np.array_equal(vectors, found[0]) for vectors in found)


def test_fingerprints_tell_embedders_apart() -> None:
    one, two = (EndpointEmbedder(lambda texts: [[1.0]], name) for name in ("a", "b"))
    prints = {LocalEmbedder().fingerprint, StaticEmbedder().fingerprint, one.fingerprint, two.fingerprint}
    assert len(prints) == 4
