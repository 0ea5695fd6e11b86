"""What a part is worth: the same questions without it."""

from __future__ import annotations

from eval.ablation import Ablation, ablated, page
from eval.rows import Row
from eval.statistics import compare, holm


def test_every_question_is_asked_with_all_parts_and_without_each(subject):
    asked: list[Row] = []
    found = ablated(subject, ("dense", "lexical"), tick=asked.append)
    assert len(asked) == 3 * len(subject.dataset.cases)
    assert [one.metric for one in found] == ["hit@1", "recall@10"]
    for one in found:
        assert [c.metric for c in one.comparisons] == ["dense", "lexical"]
        assert all(c.before == one.value for c in one.comparisons)


def test_a_part_left_out_leaves_the_others_and_the_subject_as_they_were(subject):
    retriever = subject.without("titles").assistant.retriever
    assert retriever.PARTS == subject.assistant.retriever.PARTS
    assert subject.without("dense").query(subject.dataset.cases[0]) == subject.query(subject.dataset.cases[0])


def test_the_table_marks_what_is_shown_and_what_changes_nothing():
    groups = [f"g{i}" for i in range(40)]
    lost = compare("lexical", [1.0] * 40, [0.0] * 40, groups)
    same = compare("lead", [1.0] * 40, [1.0] * 40, groups)
    found = [Ablation("small", metric, 1.0, 40, holm([lost, same])) for metric in ("hit@1", "recall@10")]
    table = page(found, "python -m eval ablate small")
    assert [line.split("|")[2].strip() for line in table.splitlines() if line.startswith("| without")] == [
        "small hit@1",
        "small recall@10",
    ]
    lines = {line.split("|")[1].strip(): line for line in table.splitlines() if line.startswith("|")}
    assert "−1.00 [−1.00, −1.00] *" in lines["lexical"]
    assert "·" in lines["lead"]
    assert "python -m eval ablate small" in table
