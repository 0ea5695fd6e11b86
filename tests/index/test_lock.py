from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import IndexLocked
from assistant.index.lock import WriteLock, exclusive, shared

HOLD = (
    "import sys, time\nfrom pathlib import Path\nfrom assistant.index.lock import WriteLock\n"
    "lock = WriteLock(Path(sys.argv[1])).acquire()\nprint('held', flush=True)\ntime.sleep(600)"
)


def test_a_second_writer_is_told_which_process_holds_the_lock_until_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexLocked, match=f"process {holder.pid} on {os.uname().nodename} since"):
            WriteLock(path).acquire()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with WriteLock(path):
            pass


def test_a_lock_let_go_is_free_again(tmp_path: Path) -> None:
    with WriteLock(tmp_path / "lock"), pytest.raises(IndexLocked):
        WriteLock(tmp_path / "lock").acquire()
    WriteLock(tmp_path / "lock").acquire().release()


def test_readers_share_and_give_way_to_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "short.lock"
    with shared(path) as one, shared(path) as two:
        assert one
        assert two
    with exclusive(path), shared(path) as free:
        assert not free
