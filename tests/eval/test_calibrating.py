"""What confidence is worth is told of every example that people would ask, by a calibration that it had no part in."""

from __future__ import annotations

import pytest

from assistant.answering.calibration import Features
from assistant.answering.labelled import Example, split
from eval.calibrating import even, report


def example(n: int, *, answerable: bool, withheld: bool = False) -> Example:
    return Example(Features(similarity=0.6 + 0.3 * answerable + n / 1000), answerable, f"g{n % 20}", withheld)


SOME = [example(n, answerable=n % 2 == 0) for n in range(60)]
WITHHELD = [example(n, answerable=False, withheld=True) for n in range(20)]
ANSWERED = [example(n, answerable=True) for n in range(40)]


def test_each_example_is_judged_once_and_withheld_ones_are_not():
    told = report({"some": even(SOME + WITHHELD), "answered": even(ANSWERED)})
    assert (told["some"].examples, told["answered"].examples) == (60, 40)
    assert told["together"].examples == 60


def test_what_is_told_apart_by_a_feature_is_refused_and_nothing_else():
    told = report({"some": even(SOME), "answered": even(ANSWERED)})
    assert (told["some"].auroc, told["some"].refused, told["some"].false_refusals) == (1.0, 1.0, 0.0)
    assert told["answered"].auroc is None
    assert told["answered"].refused is None


def test_every_set_counts_the_same():
    assert sum(e.share for e in even(SOME)) == pytest.approx(1.0)


def test_each_half_is_reported_by_a_fit_on_the_other():
    halves = split(SOME, 0)
    contrary = [*halves[0], *(e._replace(answerable=not e.answerable) for e in halves[1])]
    assert split(contrary, 0)[0] == halves[0]
    found = report({"contrary": contrary})["contrary"].auroc
    assert found is not None
    assert found < 0.5
