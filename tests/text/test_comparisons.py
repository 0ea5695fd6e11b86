import pytest

from assistant.text.comparisons import comparison


@pytest.mark.parametrize(
    ("question", "sides", "kind"),
    [
        (
            "Was the bridge opened before or after the tunnel was dug?",
            ("Was the bridge opened", "the tunnel was dug"),
            "date",
        ),
        (
            "Which came first: the bridge or the tunnel?",
            ("Which came first the bridge", "Which came first the tunnel"),
            "date",
        ),
        ("Is the old bridge longer than the new tunnel?", ("Is the old bridge", "the new tunnel"), "number"),
        (
            "Does A say that it rains while B says that it snows?",
            ("Does A say that it rains", "B says that it snows"),
            None,
        ),
    ],
)
def test_a_comparing_question_is_taken_apart(question: str, sides: tuple[str, str], kind: str | None) -> None:
    found = comparison(question)
    assert found is not None
    assert (found.sides, found.kind) == (sides, kind)


@pytest.mark.parametrize(
    "question", ["When did it open?", "Is it red or blue?", "Was more than half lost?", ""]
)
def test_other_questions_are_not(question: str) -> None:
    assert comparison(question) is None


def test_a_sentence_shows_what_the_sides_are_compared_by() -> None:
    in_time, in_number = (
        comparison("What came first, the bridge or the tunnel?"),
        comparison("Is the old bridge longer than the new tunnel?"),
    )
    assert in_time is not None
    assert in_time.shows("It opened in May 1990.")
    assert not in_time.shows("It is 90 metres long.")
    assert in_number is not None
    assert in_number.shows("It is 90 metres long.")
