"""The folder of a run: `run.json`, `rows.jsonl`, `report.md`, `report.html`, `junit.xml`."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from assistant import __version__
from assistant.errors import UsageError
from assistant.text.counts import counted
from eval import rows as rowfile
from eval.junit import junit
from eval.page import page
from eval.rendering import comparison_table, metrics_table, table, types_table
from eval.rows import Row
from eval.statistics import Comparison
from eval.subject import Subject, code, settings
from eval.summary import Summary, summarise

LIBRARIES = ("numpy", "onnxruntime", "chromadb", "llama-index-core", "tokenizers")
WORST = 25


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run as it lies in its folder."""

    folder: Path
    about: dict[str, Any]
    rows: list[Row]

    @property
    def name(self) -> str:
        return f"{self.about['dataset']['name']} {self.about['kind']}"

    @property
    def headline(self) -> list[str]:
        return list(self.about["dataset"]["headline"])

    @property
    def summary(self) -> Summary:
        return summarise(self.rows)


def about(subject: Subject, kind: str, *, command: Sequence[str], seed: int) -> dict[str, Any]:
    """Everything needed to run it again: settings, code, index, questions, versions, seed, command."""
    dataset = subject.dataset
    return {
        "kind": kind,
        "command": list(command),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed,
        "dataset": {
            "name": dataset.name,
            "digest": dataset.digest,
            "questions": len(dataset.cases),
            "headline": list(dataset.headline),
        },
        "settings": settings(subject.values),
        "answerer": subject.assistant.answerer,
        "index": {"fingerprint": subject.corpus.index.fingerprint, "articles": len(subject.atlas)},
        "code": {"assistant": __version__, "source": code(), "commit": _commit()},
        "versions": {"python": platform.python_version(), **_versions()},
    }


HARMLESS = frozenset({"base_url", "rerank_url", "timeout", "first_token", "rerank_seconds"})
"""Settings that say where a model is and how long it is waited for: a run may go on with others."""


def begin(folder: Path, about: dict[str, Any], *, resumed: bool) -> None:
    """Notes what a run is made with before its first question, so that it goes on with the same or not at all.

    Raises:
        UsageError: the run in `folder` was made with something else.
    """
    path = folder / "run.json"
    if resumed and path.exists():
        differing = _differing(json.loads(path.read_text(encoding="utf-8")), about)
        if differing:
            raise UsageError(
                f"The run in {folder} was made with another {', '.join(differing)}", "Choose another --out"
            )
    elif not (folder / "rows.jsonl").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _replace(path, json.dumps(about, indent=1, ensure_ascii=False) + "\n")


def _differing(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What would make answers of the two differ."""
    was, will = before["settings"], now["settings"]
    names = [name for name in will if name not in HARMLESS and was.get(name) != will[name]]
    others = {
        "answerer": (before["answerer"], now["answerer"]),
        "index": (before["index"]["fingerprint"], now["index"]["fingerprint"]),
        "version of the assistant's code": (before["code"]["source"], now["code"]["source"]),
    }
    return names + [name for name, (old, new) in others.items() if old != new]


def _replace(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def write(
    folder: Path, about: dict[str, Any], rows: Sequence[Row], *, against: Sequence[Comparison] = ()
) -> Summary:
    """Writes every report of a run whose rows are in `folder` already."""
    summary = summarise(rows)
    _replace(
        folder / "run.json", json.dumps({**about, **summary.to_json()}, indent=1, ensure_ascii=False) + "\n"
    )
    (folder / "report.md").write_text(markdown(about, rows, summary, against), encoding="utf-8")
    (folder / "report.html").write_text(page(about, rows, summary, against), encoding="utf-8")
    (folder / "junit.xml").write_text(junit(about["dataset"]["name"], rows), encoding="utf-8")
    return summary


def read(folder: Path) -> Run:
    """
    Raises:
        UsageError: there is no finished run in `folder`.
    """
    try:
        found = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"There is no finished run in {folder}", "Run: python -m eval run") from error
    if "metrics" not in found:
        raise UsageError(
            f"The run in {folder} was stopped",
            f"Go on with the command that began it, --out {folder} --resume",
        )
    return Run(folder, found, rowfile.load(folder / "rows.jsonl"))


def markdown(
    about: dict[str, Any], rows: Sequence[Row], summary: Summary, against: Sequence[Comparison] = ()
) -> str:
    """The report as Markdown, verdict first."""
    name, headline = about["dataset"]["name"], about["dataset"]["headline"]
    parts = [f"# {name}: {about['kind']}", verdict(summary, headline)]
    if against:
        parts += ["## Before and after", comparison_table(against)]
    parts += ["## Metrics", metrics_table(summary.metrics)]
    if len(summary.by_type) > 1:
        parts += ["## By type of question", types_table(summary.by_type, headline)]
    if summary.causes:
        parts += [
            "## Why wrong",
            table(("cause", "questions"), [(c, str(n)) for c, n in summary.causes.items()]),
        ]
    times = [(stage, f"{p50:.3f}", f"{p95:.3f}") for stage, (p50, p95) in summary.latency.items()]
    parts += ["## Seconds", table(("stage", "p50", "p95"), times)] if times else []
    parts += ["## Worst cases", worst_table(rows)]
    parts += [
        "## Made by",
        f"`{' '.join(about['command'])}`, source {about['code']['source']}, index {about['index']['fingerprint']}",
    ]
    return "\n\n".join(parts) + "\n"


def verdict(summary: Summary, headline: Sequence[str]) -> str:
    """The run in a sentence."""
    first = next((name for name in headline if name in summary.metrics), next(iter(summary.metrics), None))
    if first is None:
        return f"None of {counted(summary.questions, 'question')} could be scored."
    found = summary.metrics[first]
    errors = (
        f" {counted(summary.errors, 'question')} ended in an error; an error counts as wrong."
        if summary.errors
        else ""
    )
    return (
        f"**{first} is {found.value:.3f}** (95 % interval {found.low:.3f} to {found.high:.3f}) over "
        f"{counted(found.n, 'question')} in {counted(found.clusters, 'independent group')}.{errors}"
    )


def worst(rows: Sequence[Row]) -> list[Row]:
    """The questions that went wrong, errors first."""
    wrong = [row for row in rows if row.error or _goodness(row) < 1]
    return sorted(wrong, key=lambda row: (not row.error, _goodness(row)))[:WORST]


def worst_table(rows: Sequence[Row]) -> str:
    listed = [
        (
            row.id,
            row.question.replace("|", "/")[:90],
            row.cause or row.error[:60] or "–",
            f"{_goodness(row):.2f}",
        )
        for row in worst(rows)
    ]
    return table(("id", "question", "why", "score"), listed) if listed else "None."


def _goodness(row: Row) -> float:
    for name in ("correct", "ndcg@5", "chars_recall@5"):
        value = row.metrics.get(name)
        if value is not None:
            return value
    return 1.0


def _versions() -> dict[str, str]:
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed"
    return found


def _commit() -> str:
    """The commit of the checkout this runs from, with "+" where files differ from it; empty outside one."""
    here = Path(__file__).parent

    def git(*words: str) -> str:
        result = subprocess.run(("git", "-C", str(here), *words), capture_output=True, text=True, check=False)
        return result.stdout.strip() if result.returncode == 0 else ""

    try:
        commit = git("rev-parse", "--short=12", "HEAD")
        return commit + ("+" if commit and git("status", "--porcelain") else "")
    except FileNotFoundError:
        return ""


def command(words: Sequence[str]) -> list[str]:
    """How this process was called, as it can be typed on any machine: where things lie on this one is left out."""
    kept = ["python", "-m", "eval"]
    waiting = iter(words)
    for word in waiting:
        if word in ("--work", "--out"):
            next(waiting, None)
        elif word in ("--resume", "--retry-errors"):
            continue
        else:
            kept.append(word)
        if word == "--data":
            kept.append("SETS")
            next(waiting, None)
    return kept
