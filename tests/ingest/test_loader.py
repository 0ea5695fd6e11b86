from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from assistant.errors import CorpusError, DocumentError
from assistant.ingest import loader
from assistant.ingest.loader import LINK, File, read, walk
from assistant.types import FileOutcome


def files(corpus: Path) -> list[str]:
    return [found.location for found in walk(corpus) if isinstance(found, File)]


def skipped(corpus: Path) -> dict[str, str]:
    return {found.location: found.reason for found in walk(corpus) if isinstance(found, FileOutcome)}


def test_files_come_in_a_stable_order_with_their_place_in_the_corpus(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.html", "a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert files(tmp_path) == ["a.txt", "b.txt", "a/z.md", "a/b/c.html"]
    assert [read(found) for found in walk(tmp_path) if isinstance(found, File)][2] == b"a/z.md"


def test_one_file_is_a_corpus_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    assert files(tmp_path / "a.txt") == ["a.txt"]


def test_hidden_files_do_not_come(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")
    (tmp_path / "Thumbs.db").write_text("x")
    assert list(walk(tmp_path)) == []


@pytest.mark.parametrize("folder", ["The tides_files", "The tides-Dateien", "The tides_fichiers"])
def test_what_a_browser_saved_with_a_page_is_skipped_and_said(tmp_path: Path, folder: str) -> None:
    for name in ("The tides.html", f"{folder}/saved_resource.html", "Floods_files/flood.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert files(tmp_path) == ["The tides.html", "Floods_files/flood.html"]
    assert skipped(tmp_path) == {folder: "saved by a browser with 'The tides.html', and no article"}


def test_links_pipes_and_sockets_are_named_and_never_opened(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "secret.txt").write_text("outside")
    (corpus / "out.txt").symlink_to(tmp_path / "secret.txt")
    (corpus / "loop").symlink_to(corpus)
    (corpus / "zero.txt").symlink_to("/dev/zero")
    (corpus / "itself.txt").symlink_to(corpus / "itself.txt")
    os.mkfifo(corpus / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(corpus / "s.txt"))
        assert skipped(corpus) == {
            **dict.fromkeys(("loop", "out.txt", "zero.txt", "itself.txt"), LINK),
            "pipe.txt": "a pipe, not a file",
            "s.txt": "a socket, not a file",
        }
        assert files(corpus) == []


@pytest.mark.parametrize(("kind", "device"), [(stat.S_IFCHR, (1, 5)), (stat.S_IFBLK, (7, 200))])
def test_devices_are_named_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: int, device: tuple[int, int]
) -> None:
    try:
        os.mknod(tmp_path / "d.txt", kind | 0o666, os.makedev(*device))
    except PermissionError:
        pytest.skip("only root may make a device")
    assert skipped(tmp_path) == {"d.txt": "a device, not a file"}
    found = (tmp_path / "d.txt").stat()
    with pytest.raises(DocumentError, match="not a regular file"):
        read(File("d.txt", Path("/dev/zero"), found.st_size, found.st_mtime_ns))


def test_a_file_swapped_for_a_link_or_pipe_after_listing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    listed = [found for found in walk(tmp_path) if isinstance(found, File)]
    for found in listed:
        found.path.unlink()
    (tmp_path / "a.txt").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "b.txt")
    for found in listed:
        with pytest.raises(DocumentError, match=found.location):
            read(found)


def test_a_vanished_file_fails_by_name(tmp_path: Path) -> None:
    gone = File("gone.txt", tmp_path / "gone.txt", 1, 0)
    with pytest.raises(DocumentError, match=r"gone\.txt.*No such file"):
        read(gone)


def test_a_file_over_the_limit_is_reported_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "big.txt").open("wb") as big:
        big.truncate(loader.SIZE_LIMIT + 1)
    assert skipped(tmp_path) == {"big.txt": "'big.txt' is larger than 128 MB"}
    (tmp_path / "small.txt").write_text("grows")
    with pytest.raises(DocumentError, match="larger than"):
        read(File("small.txt", tmp_path / "small.txt", 1, 0), limit=4)


class Writing:
    """Stands in for `os.fstat` while somebody appends to the file between two looks at it, so many times."""

    def __init__(self, path: Path, times: int) -> None:
        self._path, self._times, self._real, self._looks = path, times, os.fstat, 0

    def __call__(self, descriptor: int) -> os.stat_result:
        self._looks += 1
        if self._looks % 2 == 0 and self._looks <= 2 * self._times:
            with self._path.open("a") as other:
                other.write(" more")
        return self._real(descriptor)


def test_a_file_that_changes_while_it_is_read_is_read_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    monkeypatch.setattr(loader.os, "fstat", Writing(path, 1))
    assert read(File("a.txt", path, 5, 0)) == b"words more"
    monkeypatch.setattr(loader.os, "fstat", Writing(path, 9))
    with pytest.raises(DocumentError, match=r"a\.txt' changes while it is read"):
        read(File("a.txt", path, 5, 0))


@pytest.mark.parametrize(
    "name",
    ["-rf.txt", "CON.txt", "new\nline.txt", "\u202egpj.txt", "🦭.txt", "a" * 200 + ".txt", "..txt.txt"],
)
def test_odd_names_are_only_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("words")
    expected = [] if name.startswith(".") else [name]
    assert files(tmp_path) == expected


def test_a_name_that_is_not_unicode_is_shown_escaped_and_read(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as odd:
        odd.write(b"words")
    (found,) = walk(tmp_path)
    assert isinstance(found, File)
    assert (found.location, read(found)) == ("caf\\xe9.txt", b"words")


def test_folders_nested_beyond_pythons_stack_are_walked(tmp_path: Path) -> None:
    nested = [tmp_path]
    while len(nested) < 1500:
        nested.append(nested[-1] / "d")
        nested[-1].mkdir()
    (nested[-1] / "a.txt").write_text("words")
    assert len(files(tmp_path)) == 1
    (nested[-1] / "a.txt").unlink()
    for folder in reversed(nested[1:]):
        folder.rmdir()


def test_no_such_corpus_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="Give a folder of articles"):
        list(walk(tmp_path / "nowhere"))
