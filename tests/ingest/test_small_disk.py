"""A disk that is really full: nothing committed is lost, one line says what happened, and the next run goes on from there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ARTICLES = 40
ROOT = Path(__file__).parents[2]


def mounting(*command: str) -> list[str]:
    """The command, run among mounts that are its own."""
    rights = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", "--mount", *rights, *command]


def can_mount() -> bool:
    tried = mounting("mount", "-t", "tmpfs", "tmpfs", "/mnt")
    return bool(shutil.which("unshare")) and subprocess.run(tried, capture_output=True).returncode == 0


# Where nobody may mount a file system these are for the long run, which then says so.
pytestmark = [] if can_mount() else [pytest.mark.stress]


def on_a_disk_of(kilobytes: int, corpus: Path, *, reserve: bool) -> dict[str, Any]:
    """What `tests.ingest.full_disk` tells, run with a file system of that size."""
    place = corpus.with_name("disk")
    place.mkdir()
    script = 'mount -t tmpfs -o size="$1"k tmpfs "$2" && shift 2 && exec "$@"'
    program = [sys.executable, "-m", "tests.ingest.full_disk", str(place), str(corpus)]
    ran = subprocess.run(
        [
            *mounting("sh", "-c", script, "sh", str(kilobytes), str(place)),
            *program,
            "reserve" if reserve else "no-reserve",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(ARTICLES):
        text = " ".join(f"Ship {number} called at harbour {stop} on day {stop}." for stop in range(40))
        (folder / f"{number:03}.md").write_text(f"# Ship {number}\n\n{text}\n", encoding="utf-8")
    return folder


def ends_well(told: dict[str, Any]) -> bool:
    first: str = told["first"]
    return first.startswith("DiskFull: ") and told["sound"] and told["second"] == "done" and told["same"]


@pytest.mark.parametrize("kilobytes", [100, 1600])
def test_a_disk_that_runs_full_costs_nothing_that_was_committed(corpus: Path, kilobytes: int) -> None:
    told = on_a_disk_of(kilobytes, corpus, reserve=False)
    assert ends_well(told), told


def test_a_disk_with_little_room_is_not_begun_to_be_filled_and_one_that_may_only_be_read_answers(
    corpus: Path,
) -> None:
    told = on_a_disk_of(20_000, corpus, reserve=True)
    assert ends_well(told), told
    assert "Only 20 MB are free where the index lies" in told["first"]
    assert "Free some space and run the command again" in told["first"]
    assert told["read_only"].startswith("IndexReadOnly: ")


@pytest.mark.stress
@pytest.mark.parametrize("kilobytes", range(40, 1760, 80))
def test_wherever_a_disk_runs_full_nothing_that_was_committed_is_lost(corpus: Path, kilobytes: int) -> None:
    told = on_a_disk_of(kilobytes, corpus, reserve=False)
    assert ends_well(told), told
