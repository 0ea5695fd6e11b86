"""What is kept lies in one folder of the user's, each corpus's index under a name of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import places


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "My Articles!"
    found.mkdir()
    return found


def test_the_index_of_a_corpus_lies_in_the_data_folder_under_a_readable_name(folder: Path) -> None:
    found = places.index_folder(folder)
    assert found.parent == places.data_folder() / "indexes"
    assert found.name.startswith("my-articles-")


def test_one_real_path_has_one_index_and_another_has_another(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert places.index_folder(folder.parent / "link") == places.index_folder(folder)
    assert places.index_folder(folder.parent) != places.index_folder(folder)


def test_the_data_folder_can_be_named_and_all_that_is_kept_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "elsewhere"))
    kept = [
        places.state_file(),
        places.feedback_file(),
        places.last_corpus_file(),
        places.own_articles(),
        places.index_folder(tmp_path),
    ]
    assert all(path.is_relative_to(tmp_path / "elsewhere") for path in kept)
    assert len(set(kept)) == len(kept)


def test_unless_named_the_data_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ASSISTANT_DATA_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert places.data_folder().name == places.APP
