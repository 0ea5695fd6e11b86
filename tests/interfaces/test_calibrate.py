"""`assistant calibrate`, from a file of questions to answers that go by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.interfaces.cli import app

PLACES = ["Varn", "Oster", "Lund", "Mirk", "Tolm", "Brask", "Helm", "Sund", "Pell", "Quarn", "Rusk", "Wick"]


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "fast")
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, place in enumerate(PLACES):
        text = f"The lighthouse of {place} was built in {1820 + number} by a mason. It is {30 + number} metres tall."
        (folder / f"{place}.md").write_text(f"# {place}\n\n{text}\n", encoding="utf-8")
    return folder


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def questions(path: Path) -> Path:
    lines = [
        {"question": f"When was the lighthouse of {place} built?", "evidence": [{"document": f"{place}.md"}]}
        for place in PLACES
    ]
    lines += [{"question": f"Who paints ships in {place}?", "unanswerable": True} for place in PLACES[:6]]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_what_is_fitted_is_kept_with_the_index_and_told_by_status(articles: Path, tmp_path: Path) -> None:
    file = questions(tmp_path / "mine.jsonl")
    assert "as shipped" in run("calibrate", file, "--corpus", articles, "--dry-run") + run("status", articles)
    found = json.loads(run("calibrate", file, "--corpus", articles, "--json"))
    assert (found["questions"], found["examples"], found["kept"]) == (18, 30, True)
    assert 0.5 < found["auroc"] <= 1.0
    assert found["curve"][-1]["coverage"] == 1.0
    assert "calibrated on 18 questions" in run("status", articles)
    assert "1822" in run("ask", "When was the lighthouse of Lund built?", "--corpus", articles)


def test_a_file_beside_the_corpus_needs_no_name(articles: Path) -> None:
    questions(articles.parent / "questions.jsonl")
    assert "AUROC" in run("calibrate", "--corpus", articles)
    run("index", articles, "--rebuild")
    assert "calibrated on 18 questions" in run("status", articles)


def test_without_questions_it_is_said_how_to_get_some(articles: Path) -> None:
    result = CliRunner().invoke(app, ["calibrate", "--corpus", str(articles)])
    assert result.exit_code != 0
    assert "no labelled questions" in str(result.exception)
    assert "generate" in str(getattr(result.exception, "hint", ""))
