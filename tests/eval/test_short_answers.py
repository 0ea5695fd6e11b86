from __future__ import annotations

from eval.short import NAME, NUMBER, TOLD, measured, tried
from eval.subject import Subject


def test_right_answers_are_tried_beside_others_of_the_same_kind_from_the_same_passages(subject: Subject):
    found = list(tried(subject, subject.dataset.cases))
    right = {(one.kind, one.group) for one in found if one.right}
    assert right == {(NAME, "bridge.txt"), (TOLD, "bridge.txt"), (NUMBER, "bridge.txt"), (NAME, "ferry.txt")}
    assert sum(not one.right for one in found) > len(right)
    assert not any(one.marked for one in found if one.right)
    assert any(one.marked for one in found if not one.right)


def test_what_is_marked_is_told_for_each_kind(subject: Subject):
    told = measured("some", list(tried(subject, subject.dataset.cases)))
    assert told["some: name, right, marked"].value == 0.0
    assert told["some: number or date, right, marked"].n == 1
