"""Progress on standard error: how far, and how much longer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.types import SyncProgress


@contextmanager
def counting(label: str, total: int) -> Iterator[Callable[[object], None]]:
    """A function to be called once for each thing done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=total)
        yield lambda _: bar.advance(task)


@contextmanager
def indexing(label: str) -> Iterator[Callable[[SyncProgress], None]]:
    """A function to be called with each step of a sync."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task(label, total=None)
        yield lambda step: bar.update(
            task, total=step.total or None, completed=step.done, description=f"{label}: {step.stage}"
        )
