"""What every test stands on: no connection beyond loopback, no data folder but its own, and skips that are loud."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Corpus
from assistant.answering.models import GgufModel
from assistant.index.embedder import StaticEmbedder
from assistant.types import Embedder
from tests import fetched

# Haystack reads this when it is imported, and would otherwise tell its makers of every pipeline.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Any connection that leaves this machine fails the test that tried it."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if (
            self.family in (socket.AF_INET, socket.AF_INET6)
            and not ipaddress.ip_address(address[0]).is_loopback
        ):
            raise AssertionError(f"a test tried to reach {address[0]}, which is beyond loopback")
        real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Indexes, settings and conversations of the tests lie in a folder of their own; keys of the person running them are not seen."""
    patch = pytest.MonkeyPatch()
    home = tmp_path_factory.mktemp("home")
    patch.setenv("ASSISTANT_DATA_DIR", str(home / "data"))
    patch.setenv("ASSISTANT_CONFIG", str(home / "settings.toml"))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        patch.delenv(name, raising=False)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a headless-capable Chromium; without one the browser tests are one loud skip, or a failure where all is required."""
    if CHROMIUM:
        return CHROMIUM
    if REQUIRE_ALL:
        pytest.fail("REQUIRE_ALL=1 and there is no Chromium; install Debian's package chromium")
    pytest.skip("NO BROWSER: the page is not tested here; install Chromium to test it")


@pytest.fixture(scope="session")
def sample_corpus() -> Path:
    return Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def small_model() -> GgufModel:
    """A real language model, small and weak, streaming over a real loopback connection."""
    if not fetched.MODEL.path.is_file():
        if REQUIRE_ALL:
            pytest.fail("REQUIRE_ALL=1 and there is no language model; run: make test")
        pytest.skip("NO MODEL: the wire is not tested against a real model here; run: make test")
    return GgufModel(fetched.MODEL.path, context_tokens=4096)


@pytest.fixture(scope="session")
def sample_assistant(sample_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Answers with extracts from the sample corpus, indexed once with the fast embedder. Nobody may change its index."""
    place = tmp_path_factory.mktemp("sample-index")
    with Corpus.open(sample_corpus, index=place, embedder=StaticEmbedder()) as corpus:
        corpus.sync()
        yield Assistant(corpus)


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Corpus]:
    """Makes a corpus of articles, by file name, in a folder that the test may change: `articles`, and `index` beside it.

    The index of the same articles is made once and copied, because making one starts two processes.
    """
    made: dict[object, Path] = {}

    def indexed(
        place: Path, articles: Mapping[str, str], embedder: Callable[[], Embedder] = StaticEmbedder
    ) -> Corpus:
        def opened(place: Path) -> Corpus:
            return Corpus.open(place / "articles", index=place / "index", embedder=embedder())

        known = embedder, tuple(articles.items())
        if known not in made:
            made[known] = tmp_path_factory.mktemp("indexed")
            (made[known] / "articles").mkdir()
            for name, text in articles.items():
                (made[known] / "articles" / name).write_text(text, encoding="utf-8")
            with opened(made[known]) as corpus:
                corpus.sync()
        shutil.copytree(made[known], place, dirs_exist_ok=True)
        return opened(place)

    return indexed
