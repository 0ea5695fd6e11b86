"""Variants of settings, compared with the first by the same statistics."""

from __future__ import annotations

import pytest

from assistant.errors import UsageError
from eval.rows import Row
from eval.sweep import judged, named, variants


def rows(right: int) -> list[Row]:
    return [Row(f"q{i}", "", f"a{i}", "?", {}, {"correct": float(i < right)}) for i in range(40)]


def test_axes_are_crossed_and_the_first_values_come_first():
    found = variants(["passages=4,8", "embedder=local,fast"])
    assert named(found[0]) == "passages=4, embedder=local"
    assert len(found) == 4


@pytest.mark.parametrize("axis", ["passages", "passages=4"])
def test_an_axis_needs_two_values(axis):
    with pytest.raises(UsageError, match="NAME=VALUE,VALUE"):
        variants([axis])


def test_every_variant_is_held_against_the_first_with_holm_over_variants():
    base, same, better = judged([("a", rows(20)), ("b", rows(20)), ("c", rows(38))])
    assert base.comparison is None
    assert same.comparison.judgement == "no evidence"
    assert better.comparison.judgement == "better"
    assert better.comparison.adjusted == pytest.approx(2 * better.comparison.p)


def test_a_metric_nobody_has_is_told():
    with pytest.raises(UsageError, match="no metric 'speed'"):
        list(judged([("a", rows(1)), ("b", rows(1))], "speed"))
