"""The command line as a person or a script meets it: results on stdout, notes and errors on stderr, exit codes from one table."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assistant.interfaces import cli, console
from assistant.types import Answer, Passage, Query, Why, from_json

QUESTION = "What does the Kigali Amendment cover?"
ARTICLE = """---
title: The Kigali Amendment
publisher: Sample Press
published: 2016-10-18
---

The Kigali Amendment was agreed on 15 October 2016. It covers hydrofluorocarbons, which warm the climate.

The amendment entered into force on 1 January 2019, after enough states had ratified it.
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "kigali.md").write_text(ARTICLE, encoding="utf-8")
    return folder


class Command:
    """Runs the console script in this process and says how it ended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Ran:
        self._patch.setattr(sys, "argv", ["assistant", *map(str, arguments)])
        code = _ended(cli.main)
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)


def _ended(command: Callable[[], None]) -> int:
    try:
        command()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "fast")
    monkeypatch.setenv("COLUMNS", "200")
    return Command(monkeypatch, capsys)


def test_index_says_what_changed_and_a_second_time_nothing_has(assistant: Command, articles: Path) -> None:
    assert (
        assistant("index", articles, "--json").json["added"]
        + assistant("index", articles, "--json").json["unchanged"]
        >= 1
    )
    again = assistant("index", articles, "--json")
    assert (again.code, again.json["unchanged"], again.json["embedded"]) == (0, 1, 0)


def test_a_file_that_cannot_be_read_is_named_with_its_reason_and_costs_no_other(
    assistant: Command, tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 truncated")
    ran = assistant("index", tmp_path)
    assert ran.code == 3
    assert re.search(r"failed bad\.pdf: \w+", ran.err)
    assert "1 added" in ran.err
    assert "with: assistant index PATH --retry-failed" in ran.err


def test_files_skipped_for_one_reason_share_a_line_and_status_names_them_all(
    assistant: Command, tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text(ARTICLE, encoding="utf-8")
    for number in range(10):
        (tmp_path / f"{number}.png").write_bytes(b"\x89PNG....")
    ran = assistant("index", tmp_path)
    assert ran.code == 0
    named = ", ".join(f"{number}.png" for number in range(8))
    assert f"skipped {named} and 2 more: an image, not text\n" in ran.err
    assert "named, with its reason, by: assistant status" in ran.err
    assert assistant("status", tmp_path).out.count("an image, not text") == 10


def test_what_was_guessed_of_an_article_is_counted_and_named_in_summary_status_and_json(
    assistant: Command, tmp_path: Path
) -> None:
    for number in range(10):
        (tmp_path / f"{number}.txt").write_bytes(f"Crème brûlée number {number}.".encode("cp1252"))
    (tmp_path / "a.md").write_text("---\ntitle: [\n---\n\nCustard with a crust.", encoding="utf-8")
    ran = assistant("index", tmp_path)
    assert ran.code == 0
    assert "0 unchanged, 11 with a warning; " in ran.err
    named = ", ".join(f"{number}.txt" for number in range(8))
    assert f"warning {named} and 2 more: encoding not stated, read as cp1252; save it as UTF-8" in ran.err
    assert "warning a.md: front matter is not valid YAML" in ran.err
    assert "with its reason, by: assistant status" in ran.err
    assert assistant("status", tmp_path).out.count("encoding not stated") == 10
    found = json.loads(assistant("status", tmp_path, "--json").out)
    assert [warning["location"] for warning in found["warnings"]] == [
        *(f"{n}.txt" for n in range(10)),
        "a.md",
    ]
    report = json.loads(assistant("index", tmp_path, "--json").out)
    assert (report["warned"], report["problems"], report["warnings"]) == (11, [], found["warnings"])


def test_many_reasons_do_not_drown_the_summary(assistant: Command, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(ARTICLE, encoding="utf-8")
    for number in range(1, 16):
        (tmp_path / f"{number:02}.txt").write_bytes("Grün und weiß. ".encode() * 99 + b"\xff " * number)
    ran = assistant("index", tmp_path)
    assert ran.err.count("  warning ") == 12
    assert "12 characters could not be read as utf-8" in ran.err
    assert "  and 3 more for other reasons\n" in ran.err
    assert "with its reason, by: assistant status" in ran.err


@pytest.mark.parametrize("name", ["bad.pdf", "picture.png"])
def test_a_folder_without_a_single_article_ends_with_nothing_usable(
    assistant: Command, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"%PDF-1.4 truncated")
    for _ in range(2):
        ran = assistant("index", tmp_path)
        assert ran.code == 1
        assert "None of these files holds an article" in ran.err


def test_a_question_without_a_corpus_goes_to_the_one_indexed_last(assistant: Command, articles: Path) -> None:
    assistant("index", articles)
    ran = assistant("ask", QUESTION)
    assert f"Asking {articles}" in ran.err
    assert "hydrofluorocarbons" in ran.out


def test_status_tells_of_the_corpus_that_the_settings_name_else_of_the_one_indexed_last(
    assistant: Command, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    assistant("index", articles)
    assistant("index", tmp_path)
    assert assistant("status", "--json").json["corpus"] == str(tmp_path)
    monkeypatch.setenv("ASSISTANT_CORPUS", str(articles))
    assert assistant("status", "--json").json["corpus"] == str(articles)


def test_an_index_of_another_embedder_is_told_of_where_that_is_named_and_says_so_where_not(
    assistant: Command, tmp_path: Path
) -> None:
    (tmp_path / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    assistant("index", tmp_path, "--embedder", "fast")
    assert assistant("status", tmp_path, "--embedder", "fast").code == 0
    ran = assistant("status", tmp_path, "--embedder", "local")
    assert ran.code == 4
    assert "Name that embedder again with --embedder" in ran.err


def test_ask_prints_the_checked_answer_as_one_object(assistant: Command, articles: Path) -> None:
    answer = from_json(Answer, assistant("ask", QUESTION, "--corpus", articles, "--json").json)
    assert answer.sentences[0].citations[0].quote in ARTICLE
    assert answer.passages[0].publisher == "Sample Press"


def test_ask_prints_every_quote_below_its_passage(assistant: Command, articles: Path) -> None:
    asked = ("ask", "What does the Kigali Amendment cover, and when was it agreed?", "--corpus", articles)
    answer = from_json(Answer, assistant(*asked, "--json").json)
    quotes = {citation.quote for citation in answer.quotes}
    assert len(quotes) > 1
    listed = assistant(*asked).out.partition("[1] The Kigali Amendment")[2].splitlines()
    assert {line.strip() for line in listed} >= quotes


def test_search_prints_query_and_passages_and_explains_on_demand(assistant: Command, articles: Path) -> None:
    found = assistant("search", QUESTION, "--corpus", articles, "--json").json
    assert from_json(Query, found["query"]).text == QUESTION
    assert found["passages"][0]["why"]["matched"]
    assert "why: rank 1" in assistant("search", QUESTION, "--corpus", articles, "--explain").out
    path = found["passages"][0]["location"]
    assert (
        "shown; it is passage 1" in assistant("search", QUESTION, "--corpus", articles, "--why-not", path).out
    )
    assert assistant("search", QUESTION, "--corpus", articles, "--why-not", "no-such.md").code == 1


def test_a_question_can_come_from_stdin(
    assistant: Command, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "read", lambda: QUESTION, raising=False)
    assert "hydrofluorocarbons" in assistant("ask", "-", "--corpus", articles).out


def test_an_honest_refusal_is_not_an_error(assistant: Command, articles: Path) -> None:
    ran = assistant("ask", "Who won the cup final in 1974?", "--corpus", articles)
    assert ran.code == 0
    assert "do not answer this" in ran.out


def test_an_answer_that_broke_off_says_so_and_a_refusal_what_is_missing_and_a_glimpse_of_what_comes_near(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "It rained. " * 200
    passage = Passage(1, "p1", "d1", 1, "Rain", text, 0, len(text), Why(1, 1.0))
    answer = Answer("When?", Query("When?", "When?"), "It was", (), (passage,), ending="cut")
    console.print_answer(answer)
    assert "The model stopped in the middle of the answer." in capsys.readouterr().out
    console.print_answer(replace(answer, refused=True, missing="the day", nearest=(1,), ending="complete"))
    told = capsys.readouterr().out
    assert "Missing: the day" in told
    assert len(told) < 2 * console.GLIMPSE


def test_status_says_what_is_indexed_where_and_with_what(assistant: Command, articles: Path) -> None:
    assistant("index", articles)
    found = assistant("status", articles, "--json").json
    assert (found["documents"], found["corpus"]) == (1, str(articles))
    assert "WordLlama" in found["embedder"]


def test_config_says_where_each_value_came_from(assistant: Command) -> None:
    assert re.search(r"embedder\s+fast\s+ASSISTANT_EMBEDDER", assistant("config").out)


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("index", "/no/such/folder"), 1, "no folder '/no/such/folder'"),
        (("ask", " "), 2, "question is empty"),
        (("ask", "x" * 50_000), 2, "50,000 characters"),
        (("ask", "Hello", "--embedder", "colour"), 2, "'embedder' from flag is not valid"),
        (
            ("ask", QUESTION, "--model", "m", "--base-url", "http://127.0.0.1:9/v1"),
            6,
            "127.0.0.1:9 cannot be reached",
        ),
        (("ask", QUESTION, "--gguf", "/no/model.gguf"), 2, "no model file at /no/model.gguf"),
        (("ask", QUESTION, "--embedder", "local"), 4, "was built with embedder"),
    ],
)
def test_bad_input_gets_one_clear_line_a_next_step_and_its_exit_code(
    assistant: Command, articles: Path, arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    assistant("index", articles)
    ran = assistant(*arguments)
    assert ran.code == code
    assert complaint in ran.err
    assert "  next: " in ran.err
    assert "Traceback" not in ran.err


def test_indexing_stopped_with_ctrl_c_says_so_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder, index = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    for number in range(200):  # so many that the signal finds it at work
        (folder / f"{number}.md").write_text(f"# Ship {number}\n\n{ARTICLE}", encoding="utf-8")
    command = [sys.executable, "-m", "assistant.interfaces.cli", "index", str(folder), "--index", str(index)]
    environment = {**os.environ, "ASSISTANT_EMBEDDER": "fast"}
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        # Tests started in the background of a shell ignore the signal, and so would their children.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as indexing:
        deadline = time.monotonic() + 60
        while not (index / "build-1" / "catalog.sqlite3").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        indexing.send_signal(signal.SIGINT)
        _, said = indexing.communicate(timeout=60)
    assert indexing.returncode == 130
    assert "Stopped; what was committed stays" in said
    assert "Traceback" not in said
    again = subprocess.run([*command, "--json"], capture_output=True, text=True, env=environment, check=True)
    report = json.loads(again.stdout)
    assert report["added"] + report["unchanged"] == 200


def test_an_empty_folder_is_told(assistant: Command, tmp_path: Path) -> None:
    ran = assistant("index", tmp_path)
    assert ran.code == 1
    assert "No articles in" in ran.err


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['assistant', '--help']\nfrom assistant.interfaces import cli\ntry: cli.main()\nexcept SystemExit: print([m for m in ('openai', 'onnxruntime', 'gradio', 'chromadb') if m in sys.modules])"
    environment = {**os.environ, "COLUMNS": "120"}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert result.stdout.splitlines()[-1] == "[]"
    assert "index" in result.stdout


def test_a_quiet_command_says_nothing_but_its_results_and_what_failed(
    assistant: Command, articles: Path, tmp_path: Path
) -> None:
    ran = assistant("ask", QUESTION, "--corpus", articles, "--quiet")
    assert ("hydrofluorocarbons" in ran.out, ran.err) == (True, "")
    (tmp_path / "good.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 truncated")
    (told,) = assistant("index", tmp_path, "-q").err.splitlines()
    assert "failed bad.pdf" in told
    assert "no folder" in assistant("index", "/no/such/folder", "-q").err


def test_options_restrict_a_question_to_some_articles(assistant: Command, articles: Path) -> None:
    def found(*options: str) -> int:
        return len(assistant("search", QUESTION, "--corpus", articles, "--json", *options).json["passages"])

    assert found() == found("--publisher", "sample press") == found("--before", "2016-10-18") > 0
    assert found("--publisher", "Other Press") == found("--after", "2016-10-19") == 0
    assert assistant("search", QUESTION, "--after", "yesterday").code == 2


def test_settings_are_one_object_too(assistant: Command) -> None:
    assert assistant("config", "--json").json["embedder"] == {"value": "fast", "from": "ASSISTANT_EMBEDDER"}


@pytest.mark.parametrize(
    ("variables", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)]
)  # fmt: skip
def test_colour_is_for_terminals_and_for_those_who_ask(variables: dict[str, str], coloured: bool) -> None:
    inherited = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "NO_COLOR")}
    command = [sys.executable, "-m", "assistant.interfaces.cli", "index", "/no/such/folder"]
    ran = subprocess.run(command, capture_output=True, text=True, env=inherited | variables)
    assert ("\x1b[1;31merror" in ran.stderr) is coloured


@pytest.mark.parametrize(
    ("typed", "offered"), [("assistant se", {"search", "serve"}), ("assistant index --embedder ", {"local", "fast", "endpoint"})]
)  # fmt: skip
def test_a_shell_completes_commands_and_values(typed: str, offered: set[str]) -> None:
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_CLI_COMPLETE": "complete_bash"}
    code = "from assistant.interfaces.cli import app; app(prog_name='cli')"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | words, timeout=60
    )
    assert set(ran.stdout.split()) == offered
