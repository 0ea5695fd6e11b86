"""The wheel alone is the whole product: prompts, sample corpus, gold questions and the page's files travel in it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*command, *options], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("folder", ["prompts", "corpus"])
def test_every_file_of_a_resource_folder_is_in_the_package(names: set[str], folder: str) -> None:
    files = {
        path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()
    }
    assert files
    assert {f"assistant/data/{folder}/{file}" for file in files} <= names


def test_every_file_beside_the_modules_is_in_the_package(names: set[str]) -> None:
    kinds = ("*.json", "*.jsonl", "*.css", "*.js", "*.html", "*.svg", "*.woff2", "py.typed", "*.py")
    files = {
        path.relative_to(ROOT).as_posix()
        for top in ("assistant", "eval")
        for kind in kinds
        for path in (ROOT / top).rglob(kind)
    }
    files = {file for file in files if not file.startswith("eval/runs/")}
    assert files - names == set()


def test_nothing_else_travels(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"assistant", "eval"}
