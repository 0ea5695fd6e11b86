from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from assistant.errors import AssetError
from assistant.index import assets


def test_the_model_and_its_tokenizer_are_the_pinned_files() -> None:
    assert hashlib.sha256(assets.model_path().read_bytes()).hexdigest() == assets.MODEL.sha256
    assert hashlib.sha256(assets.tokenizer_path().read_bytes()).hexdigest() == assets.TOKENIZER.sha256


def test_an_altered_file_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    altered = tmp_path / "model.onnx"
    altered.write_bytes(assets.model_path().read_bytes()[:-1] + b"x")
    monkeypatch.setenv("ASSISTANT_MODELS", str(tmp_path))
    with pytest.raises(AssetError, match=r"model\.onnx is not the one expected"):
        assets.model_path()


def test_a_configured_folder_goes_before_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "tokenizer.json"
    copy.write_bytes(assets.tokenizer_path().read_bytes())
    monkeypatch.setenv("ASSISTANT_MODELS", str(tmp_path))
    assert assets.tokenizer_path() == copy


def test_a_missing_file_says_what_to_install() -> None:
    absent = assets.Asset("absent.bin", "no_such_package", "absent.bin", "0" * 64)
    with pytest.raises(AssetError, match="pip install no-such-package"):
        assets.path(absent)
