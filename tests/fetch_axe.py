"""Fetches axe-core, the accessibility checker that the page is tested with: one script of Deque's, under MPL-2.0, inside a wheel.

Run once by `make test`, before the tests, because a test opens no connection beyond loopback.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

WHEEL = "axe-playwright-python==0.1.8"
PATH = Path(__file__).parent.parent / ".cache" / "axe.min.js"


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
            unpacked = archive.extract("axe_playwright_python/axe.min.js", folder)
        os.replace(unpacked, PATH)


if __name__ == "__main__":
    main()
