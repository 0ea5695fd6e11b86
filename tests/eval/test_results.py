"""The quality table is made of kept runs, each with the command that made it."""

from __future__ import annotations

import json

import pytest

from assistant.errors import UsageError
from eval import results

ESTIMATE = {"value": 0.875, "low": 0.8, "high": 0.925, "n": 200, "clusters": 40}


def run_in(folder, kind="retrieve", answerer="extracts", **settings):
    folder.mkdir(parents=True)
    about = {"kind": kind, "answerer": answerer, "settings": settings, "command": ["python", "-m", "eval", kind, "small"], "dataset": {"name": "small", "headline": ["hit@1", "gone"]}, "metrics": {"hit@1": ESTIMATE}}  # fmt: skip
    (folder / "run.json").write_text(json.dumps(about), encoding="utf-8")
    (folder / "report.md").write_text("# small\n", encoding="utf-8")
    (folder / "rows.jsonl").write_text("{}\n", encoding="utf-8")
    return folder


def test_a_kept_run_leaves_its_rows_behind(tmp_path):
    kept = results.keep(run_in(tmp_path / "run"), tmp_path / "kept")
    assert kept.name == "small-retrieve"
    assert sorted(path.name for path in kept.iterdir()) == ["report.md", "run.json"]


def test_the_table_goes_between_the_marks_and_nowhere_else(tmp_path):
    results.keep(run_in(tmp_path / "a"), tmp_path / "kept")
    results.keep(run_in(tmp_path / "b", "run", "Some Model 1.5B"), tmp_path / "kept")
    page = results.written("before\n<!-- quality -->\nold\n<!-- /quality -->\nafter\n", tmp_path / "kept")
    assert page.startswith("before\n<!-- quality -->\n| set ")
    assert page.endswith("<!-- /quality -->\nafter\n")
    assert "old" not in page
    assert "| small | retrieval alone | hit@1  | .875  | .800–.925     | 200       |" in page
    assert "| Some Model 1.5B |" in page
    assert results.written(page, tmp_path / "kept") == page


def test_a_page_without_marks_and_a_folder_without_run_are_told(tmp_path):
    with pytest.raises(UsageError, match="quality"):
        results.written("no marks", tmp_path)
    with pytest.raises(UsageError, match="no finished run"):
        results.keep(tmp_path)


def test_a_run_is_told_by_its_answers_first(tmp_path):
    kept = results.keep(run_in(tmp_path / "run", "run"), tmp_path / "kept")
    about = json.loads((kept / "run.json").read_text())
    about["metrics"]["correct"] = {**ESTIMATE, "value": 0.5}
    (kept / "run.json").write_text(json.dumps(about))
    told = [line.split("|")[3].strip() for line in results.quality(tmp_path / "kept").splitlines()[2:]]
    assert told == ["correct", "hit@1"]


def test_a_run_that_withholds_nothing_is_kept_beside_the_ordinary_one(tmp_path):
    names = {
        results.keep(run_in(tmp_path / str(i), "run", abstain=abstain), tmp_path / "kept").name
        for i, abstain in enumerate((True, False))
    }
    assert names == {"small-run-extracts", "small-run-extracts-none-withheld"}
    assert "| extracts, none withheld |" in results.quality(tmp_path / "kept")
