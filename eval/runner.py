"""Runs a task over a dataset: in parallel, cached, resumable; every question ends as one row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.errors import AssistantError, UsageError
from eval import rows, tasks
from eval.dataset import Case, Dataset, dumped
from eval.diagnosis import UNKNOWN, diagnosed, wrong
from eval.rows import Row
from eval.scoring import failed, score
from eval.subject import Subject

ROWS = "rows.jsonl"


@dataclass(frozen=True, slots=True)
class Cache:
    """Traces kept by what made them: the task, the case, and the subject's fingerprint."""

    folder: Path

    def get(self, key: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            # A file cut off by a kill is as good as none.
            return None
        return found

    def put(self, key: str, trace: Mapping[str, Any]) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(trace, ensure_ascii=False), encoding="utf-8")

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


@dataclass(frozen=True)
class Runner:
    """Asks a subject every question of its dataset.

    Args:
        cache: where traces are kept between runs; without one every question is asked anew.
        jobs: questions in flight at once.
        diagnose: find out why each wrong answer is wrong, as part of its question.
    """

    subject: Subject
    task: tasks.Task
    cache: Cache | None = None
    jobs: int = 1
    diagnose: bool = False

    def run(self, out: Path, *, resume: bool = False, retry_errors: bool = False) -> Iterator[Row]:
        """Yields rows as they are finished; at the end `rows.jsonl` in `out` is in dataset order.

        Each row is appended by the thread that made it: when the run is stopped, the questions in flight are still kept.

        Args:
            resume: keep the rows that are there already, and find the causes that are missing.
            retry_errors: ask those again that ended in an error; implies `resume`.

        Raises:
            UsageError: `out` holds rows and neither `resume` nor `retry_errors` is set, or rows of other questions.
        """
        path = out / ROWS
        kept = self._kept(path, resume=resume or retry_errors, retry_errors=retry_errors)
        out.mkdir(parents=True, exist_ok=True)
        _write(path, list(kept.values()))
        done: dict[str, Row] = {}
        with path.open("a", encoding="utf-8") as file:
            lock = Lock()

            def finish(case: Case) -> Row:
                row = self._completed(kept[case.id], case) if case.id in kept else self.row(case)
                if row != kept.get(case.id):
                    with lock:
                        file.write(rows.dump(row))
                        file.flush()
                return row

            for row in self._each(finish, self.subject.dataset.cases):
                done[row.id] = row
                yield row
        _write(path, [done[case.id] for case in self.subject.dataset.cases])

    def row(self, case: Case) -> Row:
        """One question from start to end; an error of the assistant becomes the row's."""
        try:
            trace = self._trace(self.task, case)
        except AssistantError as error:
            return self.scored(
                Row(case.id, case.type, case.cluster, case.question, {}, error=str(error)), case
            )
        return self.scored(Row(case.id, case.type, case.cluster, case.question, trace), case)

    def scored(self, row: Row, case: Case) -> Row:
        """The row with its scores and its cause found (again) from its trace."""
        metrics = failed() if row.error else score(self.subject.dataset, case, row.trace, self.subject.atlas)
        row = replace(row, metrics=metrics)
        return diagnosed(self.subject, case, row, self._trace) if self.diagnose else row

    def rewrite(self, out: Path, changed: Iterable[Row]) -> list[Row]:
        """Replaces the rows of a finished run, in dataset order."""
        done = {row.id: row for row in changed}
        ordered = [done[case.id] for case in self.subject.dataset.cases]
        _write(out / ROWS, ordered)
        return ordered

    def rows(self, cases: Sequence[Case]) -> Iterator[Row]:
        """A row for each case, as they are finished; nothing is written."""
        yield from self._each(self.row, cases)

    def _each(self, do: Callable[[Case], Row], cases: Sequence[Case]) -> Iterator[Row]:
        if self.jobs == 1:
            yield from map(do, cases)
            return
        with ThreadPoolExecutor(self.jobs) as pool:
            flights = [pool.submit(do, case) for case in cases]
            try:
                for flight in as_completed(flights):
                    yield flight.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _completed(self, row: Row, case: Case) -> Row:
        """A row that was kept, with its cause if that is missing."""
        missing = self.diagnose and wrong(row) and row.cause in ("", UNKNOWN)
        return diagnosed(self.subject, case, row, self._trace) if missing else row

    def _trace(self, task: tasks.Task, case: Case) -> Mapping[str, Any]:
        key = self._key(task, case)
        trace = self.cache.get(key) if self.cache else None
        if trace is None:
            # Through JSON, so that a row scored now and one scored again later see the same.
            trace = json.loads(json.dumps(task(self.subject, case)))
            if self.cache:
                self.cache.put(key, trace)
        return trace

    def asked_before(self, case: Case) -> bool:
        """Whether the answer is in the cache, so that asking costs nothing."""
        return self.cache is not None and self.cache.get(self._key(self.task, case)) is not None

    def _key(self, task: tasks.Task, case: Case) -> str:
        parts = (task.__name__, dumped([case]), self.subject.fingerprint)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _kept(self, path: Path, *, resume: bool, retry_errors: bool) -> dict[str, Row]:
        if not path.exists():
            return {}
        if not resume:
            raise UsageError(
                f"There is a run in {path.parent} already", "Go on with --resume, or choose another --out"
            )
        wanted = {case.id: case.question for case in self.subject.dataset.cases}
        found = rows.load(path)
        others = [row.id for row in found if wanted.get(row.id) != row.question]
        if others:
            raise UsageError(
                f"The run in {path.parent} asked other questions ({others[0]}, for one)",
                "Go on with the same set, --limit, --seed and --only, or choose another --out",
            )
        return {row.id: row for row in found if not (row.error and retry_errors)}


def task_for(dataset: Dataset, *, retrieval_only: bool) -> tasks.Task:
    """What to do with the questions of a dataset."""
    if retrieval_only:
        return tasks.retrieve
    return tasks.check if any(case.supported is not None for case in dataset.cases) else tasks.ask


def finished(found: Iterator[Row], tick: Callable[[Row], None]) -> list[Row]:
    """All rows, `tick` being called with each as it comes."""
    collected: list[Row] = []
    for row in found:
        tick(row)
        collected.append(row)
    return collected


def _write(path: Path, listed: list[Row]) -> None:
    part = path.with_suffix(".part")
    part.write_text("".join(rows.dump(row) for row in listed), encoding="utf-8")
    part.replace(path)
