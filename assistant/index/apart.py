"""Chroma in a process of its own: while it writes it lets no other thread of its process run, and this one has reading to do.

A request is the name of a method of Chroma's collection and its arguments, a reply whether it went well and what it gave, or
the error in words. Both are pickles: what runs in the child is ours, and no document is among what it is told.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO


class Apart:
    """The collection in `folder`, with the methods that Chroma's has. Any thread may call, one at a time.

    Args:
        lock: descriptor of the lock on the folder. The child has it too, so that it stays locked until both have ended.
    """

    def __init__(self, folder: Path, lock: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "assistant.index.vectors", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            pass_fds=[lock],
            # Ctrl-C belongs to the parent, which says when the child is to end.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._replies = self._process.stdin, self._process.stdout

    def __getattr__(self, method: str) -> Any:
        return partial(self._ask, method)

    def _ask(self, method: str, **given: Any) -> Any:
        try:
            pickle.dump((method, given), self._requests)
            self._requests.flush()
            went_well, given_back = pickle.load(self._replies)
        except (BrokenPipeError, EOFError) as error:
            raise RuntimeError(f"its process ended with status {self._process.wait()}") from error
        if not went_well:
            raise RuntimeError(given_back)
        return given_back

    def close(self) -> None:
        """Ends the child, which leaves the folder in order first."""
        # What was still to be written was meant for a child that is gone.
        with contextlib.suppress(BrokenPipeError):
            self._requests.close()
        self._process.wait()
        self._replies.close()


def serve(opened: Callable[[], tuple[Any, Any]]) -> None:
    """What the child does, with Chroma's client and collection: answers requests until the parent has closed or died."""
    # Nothing that Chroma imports is garbage, and looking for some was a tenth of importing it.
    gc.set_threshold(50_000)
    # Replies get a descriptor of their own, so that a library that prints cannot garble one.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    client = collection = None
    while request := _next(sys.stdin.buffer):
        method, given = request
        try:
            if collection is None:
                client, collection = opened()
            reply = True, getattr(collection, method)(**given)
        except BaseException as error:  # Chroma's panics are not even Exceptions
            reply = False, str(error)
        pickle.dump(reply, replies)
        replies.flush()
    if client is not None:
        client.close()
    # The folder is in order. To take apart all that was imported would keep the parent waiting for a fifth of a second.
    os._exit(0)


def _next(requests: BinaryIO) -> Any:
    try:
        return pickle.load(requests)
    except EOFError:
        return None
