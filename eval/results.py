"""Results that are kept with the code, and the quality table that is generated from them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from eval.rendering import interval, number, table
from eval.statistics import Estimate

RESULTS = Path(__file__).parent / "results"
KEPT = ("run.json", "report.md")
MARKED = re.compile(r"(?<=<!-- quality -->\n).*(?=<!-- /quality -->)", re.DOTALL)
SHOWN = 3
"""So many headline metrics of a run go into the table."""
ANSWERS = ("correct", "citation precision", "citation recall", "false refusals", "refusal recall")
"""What tells of the answers of a run, the most telling first."""


def keep(run: Path, folder: Path = RESULTS) -> Path:
    """Copies what is worth keeping of a run: what it found and the command that made it, not its rows.

    Raises:
        UsageError: there is no finished run.
    """
    about = _about(run / "run.json")
    kept = folder / _name(about)
    kept.mkdir(parents=True, exist_ok=True)
    for name in KEPT:
        shutil.copyfile(run / name, kept / name)
    return kept


def keep_ablation(page: str, found: Sequence[Mapping[str, Any]], folder: Path = RESULTS) -> Path:
    """Writes the page of an ablation, and its numbers beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ablation.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    path = folder / "ablation.md"
    path.write_text(page, encoding="utf-8")
    return path


def quality(folder: Path = RESULTS) -> str:
    """The table of all kept runs: set, what was measured, value and interval."""
    rows = [row for path in sorted(folder.glob("*/run.json")) for row in _rows(_about(path))]
    header = ("set", "measured", "metric", "value", "95 % interval", "questions")
    return table(header, rows)


def written(page: str, folder: Path = RESULTS) -> str:
    """The page with the table between its marks.

    Raises:
        UsageError: the page has no marks.
    """
    if not MARKED.search(page):
        raise UsageError(
            "The page has no <!-- quality --> and <!-- /quality -->", "Put them where the table goes"
        )
    return MARKED.sub(lambda _: quality(folder) + "\n", page)


def _rows(about: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    alone = about["kind"] == "retrieve"
    by = "retrieval alone" if alone else _answered_by(about)
    wanted = [*([] if alone else ANSWERS), *about["dataset"]["headline"]]
    known = [name for name in dict.fromkeys(wanted) if name in about["metrics"]]
    for name in known[:SHOWN]:
        found = Estimate(**about["metrics"][name])
        yield about["dataset"]["name"], by, name, number(found.value), interval(found), str(found.n)


def _answered_by(about: Mapping[str, Any]) -> str:
    withholds = about.get("settings", {}).get("abstain", True)
    return str(about["answerer"]) if withholds else f"{about['answerer']}, none withheld"


def _name(about: Mapping[str, Any]) -> str:
    by = (
        ""
        if about["kind"] == "retrieve"
        else "-" + re.sub(r"\W+", "-", _answered_by(about).casefold()).strip("-")
    )
    return f"{about['dataset']['name']}-{about['kind']}{by}"


def _about(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"There is no finished run in {path.parent}", "Run: python -m eval run") from error
    return found
