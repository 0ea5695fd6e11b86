"""Every example runs as it stands, is short, and says something that is in the articles."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from assistant import Assistant, Corpus
from assistant.interfaces.api.app import build
from assistant.state.database import Database
from assistant.state.keys import Keys
from tests.interfaces.serving import served

EXAMPLES = Path(__file__).parents[2] / "examples"
QUESTION = "Who built the mill?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "mill.md").write_text("# The mill\n\nThe mill was built in 1871 by the brothers Hale.\n")
    (folder / "lake.md").write_text("# The lake\n\nThe lake froze over in February 1929.\n")
    return folder


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    with Database(tmp_path_factory.mktemp("state") / "state.db") as database:
        yield Keys(database)


@pytest.fixture(scope="module")
def address(folder: Path, keys: Keys) -> Iterator[str]:
    with Corpus.open(folder) as corpus:
        corpus.sync()
        with served(build(Assistant(corpus), public=keys)) as address:
            yield address


def ran(example: str, *arguments: object) -> str:
    path = EXAMPLES / example
    program = ["sh", str(path)] if path.suffix == ".sh" else [sys.executable, "-W", "error", str(path)]
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        [*program, *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": tools},
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_every_example_is_short_and_run_here() -> None:
    examples = {path.name: path.read_text() for path in EXAMPLES.iterdir() if path.is_file()}
    assert {name for name, text in examples.items() if len(text.splitlines()) >= 40} == set()
    here = Path(__file__).read_text()
    assert {name for name in examples if f'"{name}"' not in here} == set()


@pytest.mark.parametrize(
    "example",
    [
        "ask.py",
        "ask_async.py",
        "llama_index_program.py",
        "haystack_pipeline.py",
        "mcp_client.py",
        "traced.py",
        "command_line.sh",
    ],
)
def test_an_example_over_a_folder_answers_from_it(example: str, folder: Path) -> None:
    assert "brothers Hale" in ran(example, folder, QUESTION)


def test_the_chain_finds_the_passage(folder: Path) -> None:
    assert "The mill" in ran("langchain_chain.py", folder, QUESTION)


@pytest.mark.parametrize("example", ["http_client.py", "openai_client.py"])
def test_an_example_over_http_answers_from_the_server(example: str, address: str) -> None:
    assert "brothers Hale" in ran(example, address, QUESTION)


def test_a_page_of_ones_own_has_the_assistant_in_a_frame(address: str, keys: Keys) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    key = keys.create("my page", ["ask"], origin=origin)[1]
    program = subprocess.Popen([sys.executable, str(EXAMPLES / "embed_page.py"), address, key, str(port)])
    try:
        source = waited(origin).partition('src="')[2].partition('"')[0]
        framed = httpx.get(unescape(source), headers={"referer": f"{origin}/", "sec-fetch-dest": "iframe"})
        assert framed.status_code == 200
        assert framed.headers["content-security-policy"].endswith(f"frame-ancestors {origin}")
    finally:
        program.terminate()
        program.wait(20)


def test_the_api_lives_in_an_application_of_ones_own(folder: Path) -> None:
    port = free_port()
    program = subprocess.Popen([sys.executable, str(EXAMPLES / "mounted.py"), str(folder), str(port)])
    try:
        address = f"http://127.0.0.1:{port}"
        assert "My own route" in waited(f"{address}/hello")
        reply = httpx.post(f"{address}/v1/ask", json={"question": QUESTION}, timeout=60)
        assert "brothers Hale" in reply.json()["text"]
    finally:
        program.terminate()
        program.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def waited(url: str) -> str:
    """The page at `url`, once somebody answers there."""
    for _ in range(600):
        try:
            return httpx.get(url).text
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answers at {url}")
