"""The layout is the architecture: which library is imported where, and which folder may import which."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for folder in ("assistant", "eval") for path in (ROOT / folder).rglob("*.py"))

LIBRARIES = {
    "chromadb": ("assistant/index/vectors.py",),
    "sqlite3": ("assistant/index/", "assistant/state/"),
    "openai": ("assistant/endpoint.py",),
    "gradio": ("assistant/interfaces/ui/",),
    "llama_index": ("assistant/ingest/", "assistant/adapters/", "eval/citation_engine.py"),
    "urllib.request": (),
    "requests": (),
    "aiohttp": (),
    "httpx": ("assistant/endpoint.py",),
    "httpx2": ("assistant/endpoint.py",),
    "opentelemetry": ("assistant/adapters/opentelemetry.py",),
    "prometheus_client": ("assistant/interfaces/api/",),
    "langchain_core": ("assistant/adapters/langchain.py",),
    "haystack": ("assistant/adapters/haystack.py",),
    "mcp": ("assistant/interfaces/mcp.py",),
}
GROUND = {
    "errors",
    "types",
    "settings",
    "templates",
    "endpoint",
    "places",
    "reading",
    "replies",
    "resources",
    "tracing",
}
FACADES = {"corpus", "chat", "aio"}
MAY_IMPORT = {
    "text": GROUND,
    "index": GROUND | {"text"},
    "ingest": GROUND | {"text", "index"},
    "retrieval": GROUND | {"text", "index"},
    "answering": GROUND | {"text"},
    "state": GROUND,
    "adapters": FACADES | {"types", "errors", "tracing", "__version__"},
    "interfaces": GROUND | FACADES | {"app", "state", "text", "__version__"},
    "corpus": GROUND | {"text", "index", "ingest", "retrieval"},
    "chat": GROUND | {"text", "answering", "retrieval", "corpus"},
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_imported_only_in_its_room(library: str) -> None:
    places = LIBRARIES[library]
    strays = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if any(is_in(name, library) for name in imports(path))
        and not str(path.relative_to(ROOT)).startswith(places or ("nowhere",))
    ]
    assert strays == []


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_stage_imports_only_what_lies_before_it(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room}
    strays = []
    for path in MODULES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[:2] != ("assistant", room):
            continue
        used = {name.split(".")[1] for name in imports(path) if name.startswith("assistant.")}
        strays += [f"{path.relative_to(ROOT)} imports {name}" for name in sorted(used - allowed)]
    assert strays == []


def test_the_ground_floor_stands_on_nothing_of_ours_but_itself() -> None:
    for name in sorted(GROUND):
        used = {
            found.split(".")[1]
            for found in imports(ROOT / "assistant" / f"{name}.py")
            if found.startswith("assistant.")
        }
        assert used <= GROUND, name


def test_the_evaluation_uses_only_the_public_face() -> None:
    public = {
        "Assistant",
        "Corpus",
        "__version__",
        "types",
        "errors",
        "settings",
        "app",
        "answering",
        "text",
        "adapters",
    }
    for path in MODULES:
        if path.relative_to(ROOT).parts[0] == "eval":
            used = {name.split(".")[1] for name in imports(path) if name.startswith("assistant.")}
            assert used <= public, path


@pytest.mark.parametrize(
    "statement",
    [
        "import assistant",
        "import assistant.interfaces.cli",
        "import assistant.chat",
        "import assistant.ingest.sync",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(statement: str) -> None:
    heavy = "('gradio', 'llama_index', 'chromadb', 'onnxruntime', 'trafilatura')"
    code = f"{statement}; import sys; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stdout.strip() == "[]"
