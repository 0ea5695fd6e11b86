"""Cases are read strictly, and a fault is named by file and line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.types import Filters, Turn
from eval.dataset import Case, Dataset, Evidence, dumped, load

GOOD = {
    "id": "a-1",
    "question": "Who?",
    "answers": ["Ada"],
    "evidence": [{"document": "a.md", "quote": "Ada did."}],
    "type": "single",
}


def written(folder: Path, *records: object) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records), encoding="utf-8")
    return path


def test_a_case_survives_being_written_and_read(tmp_path):
    filters = Filters(publishers=("The Verge",), after=date(2023, 10, 1))
    full = Case(
        "b-1",
        "And when?",
        ("May",),
        (Evidence("b.md", "In May."),),
        "follow-up",
        (Turn("Who?", "Ada."),),
        filters,
        group="talk 1",
    )
    claim = Case("c-1", "Ada did it.", evidence=(Evidence("a.md"),), supported=False)
    path = tmp_path / "cases.jsonl"
    path.write_text(dumped([full, claim]), encoding="utf-8")
    assert load(path) == (full, claim)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{", "line 2"),
        ("[]", "not an object"),
        ({**GOOD, "id": "a-2", "question": " "}, "'question' is missing"),
        ({**GOOD, "id": 7}, "'id' is missing or no text"),
        ({**GOOD, "id": "a-2", "answer": "Ada"}, "answer"),
        ({**GOOD, "id": "a-2", "answers": "Ada"}, "'answers' must be a list"),
        ({**GOOD, "id": "a-2", "answers": [""]}, "list of texts"),
        ({**GOOD, "id": "a-2", "unanswerable": True}, "unanswerable"),
        ({**GOOD, "id": "a-2", "evidence": [{"quote": "x"}]}, "document"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path, bad, said):
    with pytest.raises(UsageError) as caught:
        load(written(tmp_path, GOOD, bad))
    assert "cases.jsonl, line 2" in str(caught.value)
    assert said in str(caught.value)


def test_an_id_that_stands_there_twice_is_refused(tmp_path):
    with pytest.raises(UsageError, match="'a-1' stands there twice"):
        load(written(tmp_path, GOOD, GOOD))


def test_an_empty_file_is_no_dataset(tmp_path):
    with pytest.raises(UsageError, match="no questions"):
        load(written(tmp_path, ""))


def dataset(n: int = 20) -> Dataset:
    cases = tuple(Case(f"q-{i}", "?", type="odd" if i % 2 else "even") for i in range(n))
    return Dataset("d", cases, Path())


def test_a_seeded_subset_is_the_same_every_time_and_keeps_the_order():
    one, again, other = (dataset().subset(limit=7, seed=seed) for seed in (1, 1, 2))
    assert one == again != other
    assert [int(case.id[2:]) for case in one.cases] == sorted(int(case.id[2:]) for case in one.cases)


def test_only_takes_ids_and_types():
    assert len(dataset().subset(only=["odd"]).cases) == 10
    assert [case.id for case in dataset().subset(only=["q-3"]).cases] == ["q-3"]
    with pytest.raises(UsageError, match="even, odd"):
        dataset().subset(only=["both"])


def test_the_digest_changes_with_any_case():
    assert dataset(5).digest != dataset(6).digest


@pytest.mark.parametrize(
    ("case", "cluster"),
    [
        (Case("q-1", "?", evidence=(Evidence("a.md", "x"), Evidence("b.md", "y"))), "a.md"),
        (Case("thread-12", "?", unanswerable=True), "thread"),
        (Case("q-1", "?", evidence=(Evidence("a.md"),), group="talk"), "talk"),
    ],
)
def test_a_case_belongs_to_its_first_article_its_thread_or_the_group_it_names(case, cluster):
    assert case.cluster == cluster
