"""Where the files that travel with the package lie: the prompts and the sample corpus.

In an installed wheel they are inside the package; in a checkout they are the top-level folders of the same name.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of resources called `name`: "prompts", "corpus", or "eval/gold", which lies beside the package in both cases.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for place in (PACKAGE / "data" / name, PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"{name!r} is missing from this installation of corpus-assistant; install it again"
    )
