"""How long a piece of work takes, so that a test of its growth fails for the work's own sake."""

import gc
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object]) -> float:
    """The least CPU time in seconds that three runs of `work` took in this thread.

    The garbage collector rests meanwhile: in a long test session it walks all that the other tests left behind, so
    that work which makes many objects would be charged with their number.
    """
    gc.collect()
    gc.disable()
    try:
        return min(_seconds(work) for _ in range(3))
    finally:
        gc.enable()


def _seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began
