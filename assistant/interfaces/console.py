"""How the command line speaks: results on stdout; progress, notes and errors on stderr, in colour only for people.

Colour is for terminals; NO_COLOR takes it away, FORCE_COLOR brings it to pipes. `--quiet` leaves errors and failed files alone on stderr.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from assistant.errors import EXIT_INTERRUPTED, EXIT_NOTHING_USABLE, EXIT_OK, EXIT_SOME_FAILED, AssistantError
from assistant.interfaces.remarks import remarks
from assistant.text.counts import counted
from assistant.types import Answer, FileOutcome, Passage, Query, SyncProgress, SyncReport, to_json

if TYPE_CHECKING:
    from assistant.chat import Fate

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, stderr=True, soft_wrap=True)
notes = Console(highlight=False, stderr=True, soft_wrap=True)
"""Whatever a quiet command leaves out."""

GLIMPSE = 300
"""Characters that a refusal shows of a passage that comes near."""
_MARKS = {"partly": "~", "unsupported": "✗"}


def print_json(value: Any) -> None:
    """One JSON object on stdout, the field names of `assistant.types`."""
    sys.stdout.write(json.dumps(to_json(value), ensure_ascii=False, indent=2) + "\n")


def from_stdin(text: str) -> str:
    """`text`, or all of stdin where it is "-"."""
    return sys.stdin.read() if text == "-" else text


def hush(wanted: bool) -> None:
    notes.quiet = wanted


def note(text: str) -> None:
    notes.print(Text(text, style="dim"))


@contextmanager
def told_errors() -> Iterator[None]:
    """Ends the process on an expected error with one clear line, its hint, and the exit code of the error's kind."""
    try:
        yield
    except AssistantError as error:
        complain(error.message, error.hint)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        complain("Stopped", "What was finished is kept; the same command goes on from there")
        raise SystemExit(EXIT_INTERRUPTED) from None


def complain(message: str, hint: str = "") -> None:
    err.print(Text.assemble(("error: ", "bold red"), message))
    if hint:
        err.print(Text.assemble(("  next: ", "dim"), hint))


def watch_sync(events: Iterable[SyncProgress]) -> SyncReport:
    """Shows a sync while it runs and returns its report."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    report = SyncReport()
    with Progress(
        *columns, console=notes, transient=True, disable=notes.quiet or not notes.is_terminal
    ) as progress:
        task = progress.add_task("reading", total=None, rate="")
        for event in events:
            elapsed = progress.tasks[task].elapsed or 0.0
            rate = f"{event.chunks / elapsed:.0f} chunks/s" if elapsed and event.chunks else ""
            progress.update(task, description=event.stage, completed=event.done, total=event.total, rate=rate)
            report = event.report or report
    return report


MOST_NAMED = 8
"""Files that ended for the same reason that are named in a report."""
MOST_REASONS = 12


def print_report(report: SyncReport) -> None:
    """What a sync did, every file that failed, and those that were skipped or read with a warning: why, and what to do next."""
    parts = [
        f"{getattr(report, name)} {name}" for name in ("added", "changed", "moved", "removed", "unchanged")
    ]
    parts += [f"{getattr(report, name)} {name}" for name in ("skipped", "failed") if getattr(report, name)]
    parts += [f"{report.warned} with a warning"] if report.warned else []
    notes.print(
        Text(
            ", ".join(parts)
            + f"; {counted(report.embedded, 'chunk')} embedded, {report.reused} reused, {report.seconds:.1f} s"
        )
    )
    for outcome in report.problems:
        if outcome.state == "failed":
            err.print(Text.assemble("  ", ("failed", "red"), f" {outcome.location}: {outcome.reason}"))
    unnamed = _print_by_reason([outcome for outcome in report.problems if outcome.state == "skipped"])
    unnamed += _print_by_reason(report.warnings)
    if exit_code(report) == EXIT_NOTHING_USABLE:
        notes.print("None of these files holds an article that could be read.")
    if report.failed:
        notes.print("What failed is read again when it changes, or with: assistant index PATH --retry-failed")
    if unnamed:
        notes.print("Every file is named, with its reason, by: assistant status")


def _print_by_reason(outcomes: Sequence[FileOutcome]) -> int:
    """One line for all that ended for one reason: a saved site may bring a thousand pictures along. How many are not named."""
    alike: dict[tuple[str, str], list[str]] = {}
    for outcome in outcomes:
        alike.setdefault((outcome.state, outcome.reason), []).append(outcome.location)
    left = len(outcomes)
    for (state, reason), places in islice(alike.items(), MOST_REASONS):
        named = ", ".join(places[:MOST_NAMED])
        more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
        notes.print(Text.assemble("  ", (state, "yellow"), f" {named}{more}: {reason}"))
        left -= len(places)
    if left:
        notes.print(f"  and {left} more for other reasons")
    return left + sum(max(0, len(places) - MOST_NAMED) for places in islice(alike.values(), MOST_REASONS))


def exit_code(report: SyncReport) -> int:
    if report.problems and not (report.added or report.changed or report.moved or report.unchanged):
        return EXIT_NOTHING_USABLE
    return EXIT_SOME_FAILED if report.failed else EXIT_OK


def print_answer(answer: Answer) -> None:
    """The answer, its doubtful sentences marked, and below it every cited passage with its quotes."""
    if not answer.refused:
        told = (
            "Extracts from the articles, word for word:"
            if answer.extractive
            else f"Written by {answer.answerer}:"
        )
        out.print(Text(told, style="dim"))
    out.print(Text(answer.text))
    for sentence in answer.sentences:
        if mark := _MARKS.get(sentence.verdict):
            out.print(
                Text(f"  {mark} {sentence.verdict}: “{sentence.text}” ({sentence.reason})", style="yellow")
            )
    for conflict in answer.conflicts:
        out.print(Text(f"  ! {conflict.note}", style="yellow"))
    for remark in remarks(answer):
        out.print(Text(f"  ! {remark}", style="yellow"))
    if answer.scanned:
        out.print(Text(f"  Every article was read for this: {answer.scanned}.", style="dim"))
    shown = [(p, answer.quotes_from(p.number)) for p in answer.passages]
    shown = [(p, quotes) for p, quotes in shown if quotes or p.number in answer.nearest]
    if shown:
        out.print()
    for passage, quotes in shown:
        _print_source(passage, *(quotes or (shorten(passage.text, GLIMPSE, placeholder=" …"),)))
    if used := str(answer.usage):
        note(f"\n{used}")


def print_query(query: Query) -> None:
    """What the question was restricted to, what was given up and why, and what was searched for beside it."""
    for constraint in query.constraints:
        held = "prefers" if constraint.prefer else "only"
        out.print(Text(f"{held}: {constraint.kind} {constraint.label}", style="dim"))
    for constraint, reason in query.dropped:
        out.print(Text(f"not restricted to {constraint.kind} {constraint.label}: {reason}", style="dim"))
    for part in query.parts:
        out.print(Text(f"searched as well: {part}", style="dim"))


def print_fate(article: str, fate: Fate) -> None:
    rank = f" (best chunk: {fate.rank})" if fate.rank else ""
    out.print(Text.assemble((f"{article}: {fate.stage}", "bold"), f"; {fate.reason}{rank}"))


def print_passages(passages: Sequence[Passage], *, explain: bool = False) -> None:
    for passage in passages:
        _print_source(passage, passage.text)
        if explain:
            _print_why(passage)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)


def _print_source(passage: Passage, *quotes: str) -> None:
    facts = (
        passage.publisher,
        passage.published and passage.published.isoformat(),
        passage.locator,
        passage.location,
    )
    out.print(
        Text.assemble(
            (f"[{passage.number}] {passage.title}", "bold"), "  " + " · ".join(f for f in facts if f)
        )
    )
    for quote in quotes:
        out.print(Text("    " + " ".join(quote.split()), style="dim"))


def _print_why(passage: Passage) -> None:
    why = passage.why
    dense = "–" if why.dense is None else f"{why.dense:.3f}"
    wordwise = "–" if why.wordwise is None else f"{why.wordwise:.3f}"
    lexical = "–" if why.lexical is None else f"{why.lexical:.2f}"
    terms = ", ".join(f"{term} {weight:.2f}" for term, weight in why.matched) or "none"
    out.print(
        Text(
            f"    why: rank {why.rank}, fused {why.fused:.3f} ({why.dense_share:.0%} by meaning, {why.wordwise_share:.0%} word by word); "
            f"similarity {dense}, word by word {wordwise}, BM25 {lexical}"
        )
    )
    out.print(Text(f"    terms: {terms}"))
    for label, items in (
        ("filters", why.filters),
        ("merged", why.merged),
        ("hop", (why.hop,) if why.hop else ()),
        ("found by", (why.part,) if why.part else ()),
        ("reranked by", (why.reranked,) if why.reranked else ()),
        ("not reranked", (why.not_reranked,) if why.not_reranked else ()),
    ):
        if items:
            out.print(Text(f"    {label}: {', '.join(items)}"))
