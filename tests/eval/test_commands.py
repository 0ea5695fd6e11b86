"""The commands end to end on a small set: what they print, write and exit with."""

from __future__ import annotations

import json
import sys

import pytest
from typer.testing import CliRunner

from assistant.errors import UsageError
from eval import __main__ as entry
from eval import report
from eval.commands import measuring
from eval.dataset import load


@pytest.fixture
def call(small_set, work, tmp_path):
    """Calls a command as from a shell; gives its result."""

    def called(*words: object):
        return CliRunner().invoke(entry.app, [str(word) for word in words])

    called.set, called.work, called.out = small_set.articles.parent, work, tmp_path
    return called


def object_of(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_retrieve_ends_with_one_object_of_values_intervals_and_counts(call):
    found = object_of(call("retrieve", call.set, "--work", call.work, "--out", call.out / "r", "--json"))
    assert found["kind"] == "retrieve"
    hit = found["metrics"]["hit@5"]
    assert hit["low"] <= hit["value"] <= hit["high"]
    assert hit["n"] == found["questions"] == 5
    assert {"recall@5", "ndcg@10", "map@10", "mrr@10", "chars_recall@5", "passages recall"} <= set(
        found["metrics"]
    )


def test_several_sets_are_measured_in_one_go(call):
    found = object_of(
        call(
            "retrieve",
            call.set,
            call.set / "cases.jsonl",
            "--work",
            call.work,
            "--out",
            call.out / "r",
            "--json",
        )
    )
    assert [one["kind"] for one in found["sets"]] == ["retrieve", "retrieve"]
    assert {path.name for path in (call.out / "r").iterdir()} == {"small", "cases"}


def test_run_compare_and_gate_on_the_same_answers(call):
    one, two = call.out / "one", call.out / "two"
    first = object_of(call("run", call.set, "--work", call.work, "--out", one, "--json"))
    assert sum(first["causes"].values()) == round(
        (1 - first["metrics"]["correct"]["value"]) * first["questions"]
    )
    printed = call("run", call.set, "--work", call.work, "--out", two, "--jobs", 2)
    assert printed.exit_code == 0
    assert len(printed.stdout.splitlines()) <= 31
    (same, *_) = object_of(call("compare", one, two, "--json"))
    assert same["difference"] == 0
    assert call("gate", two, "--baseline", one).exit_code == 3
    assert call("gate", two, "--floor", "correct=0.0").exit_code == 0
    assert call("gate", two, "--floor", "failed=0.99").exit_code == 1


def test_score_gives_the_same_scores_without_asking_again(call):
    out = call.out / "one"
    before = object_of(call("run", call.set, "--work", call.work, "--out", out, "--json"))
    again = object_of(call("score", out, "--set-name", call.set, "--work", call.work, "--json"))
    assert again["metrics"] == before["metrics"]


UNREACHABLE = "http://127.0.0.1:9/v1"


def test_errors_are_counted_and_named_with_the_command_that_asks_again(call, monkeypatch):
    words = ["run", call.set, "--work", call.work, "--jobs", 2, "--limit", 2]
    words += ["--set", f"base_url={UNREACHABLE}", "--set", "model=none"]
    monkeypatch.setattr(sys, "argv", ["eval", *map(str, words), "--out=elsewhere"])
    failed = call(*words, "--out", call.out / "dead")
    assert failed.exit_code == 0
    assert "2 questions, 2 ended in an error" in failed.stdout
    assert "2 × " in failed.stderr
    assert UNREACHABLE in failed.stderr
    assert failed.stderr.splitlines()[-1].endswith(f"--out {call.out / 'dead'} --retry-errors")
    assert "elsewhere" not in failed.stderr


def test_a_run_goes_on_with_the_same_settings_only(call):
    words = ["run", call.set, "--work", call.work, "--out", call.out / "one"]
    assert call(*words).exit_code == 0
    other = call(*words, "--resume", "--set", "passages=3")
    assert other.exit_code != 0
    assert "another passages" in str(other.exception)
    assert call(*words, "--resume").exit_code == 0


def test_a_run_that_was_stopped_is_no_finished_one_and_says_how_it_goes_on(call, monkeypatch):
    words = ["run", call.set, "--work", call.work, "--out", call.out / "one", "--fresh"]
    monkeypatch.setattr(sys, "argv", ["eval", *map(str, words)])

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(measuring, "finished", stop)
        stopped = call(*words)
    assert stopped.stderr.splitlines()[-1].endswith("--resume")
    with pytest.raises(UsageError, match="was stopped"):
        report.read(call.out / "one")
    assert call(*words, "--resume").exit_code == 0
    assert len(report.read(call.out / "one").rows) == 6


def test_a_dry_run_says_how_long_what_is_not_answered_yet_takes_and_writes_no_run(call):
    asked = ("run", call.set, "--work", call.work, "--out", call.out / "dry", "--set", "passages=3")
    result = call(*asked, "--dry-run", "--prices", 1, 2)
    assert result.exit_code == 0
    assert "6 questions, 0 answered already" in result.stdout
    assert "minutes with --jobs 1" in result.stdout
    assert not (call.out / "dry").exists()
    assert "6 questions, 3 answered already" in call(*asked, "--dry-run").stdout


def test_generate_and_review_make_a_set_that_loads(call):
    folder, file = call.out / "told", call.out / "questions.jsonl"
    folder.mkdir()
    (folder / "bridge.txt").write_text("Ruth Calloway designed the famous bridge over the river Alder.")
    (folder / "linz.txt").write_text("In May 1934, Josef Brandl left the town of Linz for good.")
    made = call("generate", folder, "--out", file, "--count", 12, "--work", call.work)
    assert made.exit_code == 0, made.output
    assert "factual: 1\ndate: 1\n" in made.stdout
    cases = load(file)
    looked = CliRunner().invoke(entry.app, ["review", str(file)], input="a\nr\n" + "q\n" * 5)
    assert looked.exit_code == 0, looked.output
    assert load(file.with_suffix(".reviewed.jsonl")) == cases[:1]


def test_articles_without_a_statement_that_can_be_asked_for_are_told_so(call):
    folder, file = call.out / "told", call.out / "questions.jsonl"
    folder.mkdir()
    (folder / "note.txt").write_text("Nothing happened, and nobody was there to see that it did not.")
    made = call("generate", folder, "--out", file, "--work", call.work)
    assert "No statement" in str(made.exception)
    assert not file.exists()


def test_import_makes_a_folder_that_retrieve_takes(call):
    out = call.out / "mine"
    assert (
        call(
            "import", "jsonl", call.set / "cases.jsonl", "--out", out, "--corpus", call.set / "articles"
        ).exit_code
        == 0
    )
    found = object_of(call("retrieve", out, "--work", call.work, "--out", call.out / "r", "--json"))
    assert found["metrics"]["hit@5"]["n"] == 5


def test_sweep_tells_the_base_and_each_difference(call):
    words = (
        "sweep",
        call.set,
        "--vary",
        "passages=8,1",
        "--run",
        "--metric",
        "correct",
        "--work",
        call.work,
        "--json",
    )
    found = object_of(call(*words))
    assert [variant["variant"] for variant in found["variants"]] == ["passages=8", "passages=1"]
    assert found["comparisons"][0]["metric"] == "passages=1"


def test_view_says_where_the_report_lies(call):
    out = call.out / "one"
    call("retrieve", call.set, "--work", call.work, "--out", out)
    assert call("view", out, "--no-serve").stdout.strip() == str(out / "report.html")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "nothing"], "no set called"),
        (["run", "sample", "--set", "passages"], "NAME=VALUE"),
        (["run", "sample", "--set", "speed=1"], "no setting called 'speed'"),
        (["gate", "nowhere", "--floor", "correct=0.5"], "no finished run"),
        (["gate", "nowhere"], "nothing to hold"),
        (["import", "xml", "x", "--out", "y"], "no importer"),
        (["judge", "nowhere"], "no language model"),
    ],
)
def test_what_goes_wrong_is_one_line_and_exit_code_two(words, said, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["assistant-eval", *words])
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
