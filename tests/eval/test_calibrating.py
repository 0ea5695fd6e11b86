"""What confidence is worth is told of every example that people would ask, by a calibration that it had no part in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from assistant.answering.calibration import Features
from assistant.answering.labelled import Example, Labelled, examples, fit_to, split
from assistant.types import Turn
from eval import calibrating
from eval.calibrating import asked, even, judged, rendered, report, strangers
from eval.dataset import Case, Evidence


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


def test_a_question_is_in_the_same_half_of_every_set(monkeypatch):
    """Or a calibration would be asked about questions that it was fitted on."""
    fitted, seen = [], []
    monkeypatch.setattr(calibrating, "fit_to", lambda found: fitted.append(groups(found)) or fit_to(found))
    monkeypatch.setattr(
        calibrating, "judged", lambda c, found: seen.append(groups(found)) or judged(c, found)
    )
    report({"some": even(SOME), "a few of them": even(SOME[:12])})
    assert fitted[0].isdisjoint(seen[0] | seen[1])
    assert fitted[1].isdisjoint(seen[2] | seen[3])
    assert seen[0] | seen[2] == groups(SOME)


def groups(found: list[Example]) -> set[str]:
    return {e.group for e in found}


def test_of_questions_that_nothing_answers_only_the_refusals_are_told():
    elsewhere = [example(n, answerable=False) for n in range(20)]
    told = report({"some": even(SOME), "asked elsewhere": even(elsewhere)})
    assert (told["asked elsewhere"].refused, told["asked elsewhere"].false_refusals) == (1.0, None)
    assert told["together"].examples == 60
    assert rendered(told).splitlines()[-2].count("–") == 7


def case(name: str, **more) -> Case:
    return Case(name, f"What is {name}?", answers=("this",), evidence=(Evidence(f"{name}.md"),), **more)


def test_questions_of_other_sets_are_asked_that_stand_alone_and_are_about_other_articles():
    sets = {
        "clapnq": [case(f"c{n}") for n in range(9)],
        "mtrag": [case("m")],
        "xquad": [case("x"), case("y", history=(Turn("Why?", "So."),))],
    }
    first, *_, last = found = strangers(sets, "xquad", 3)
    assert (len(found), first.id[0], last.id) == (4, "c", "m")
    assert [c.id for c in strangers(sets, "clapnq", 3)] == ["x"]


def test_a_question_of_another_set_is_one_that_these_articles_do_not_answer():
    def assistant(labelled: list[Labelled]) -> list[Example]:
        return list(examples(labelled, lambda _, without: Features(similarity=float(bool(without)))))

    subject = SimpleNamespace(assistant=SimpleNamespace(examples=assistant))
    own = [case("Ada Lovelace"), case("Alan Turing")]
    pools = asked(subject, own, [case("Rome")], misses=1)
    assert [(e.answerable, e.withheld) for e in pools.own] == [(True, False), (False, True)] * 2
    assert [e.answerable for e in pools.near] == [True, False]
    assert [(e.answerable, e.group) for e in pools.elsewhere] == [(False, "Rome.md")]
