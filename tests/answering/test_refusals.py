import pytest

from assistant.answering.refusals import NOT_HELD, Reply, may_become, read


@pytest.mark.parametrize(
    ("written", "reply"),
    [
        ("It opened in 1914 [1].", Reply("It opened in 1914 [1].", None)),
        (NOT_HELD, Reply("", "")),
        (f"{NOT_HELD}: its cost.", Reply("", "its cost")),
        (f"**{NOT_HELD}**: its cost. {NOT_HELD}: its owner.", Reply("", "its cost; its owner")),
        (
            f"It opened in 1914 [1]. {NOT_HELD}: its cost. It is long [2].",
            Reply("It opened in 1914 [1]. It is long [2].", "its cost"),
        ),
    ],
)
def test_what_a_model_says_is_missing_is_taken_out_and_leaves_no_gap(written: str, reply: Reply) -> None:
    assert read(written) == reply


@pytest.mark.parametrize(
    ("begun", "may"),
    [("", True), ("**Not in", True), ("NICHT IN", True), ("Not a treaty", False), ("It", False)],
)
def test_what_only_may_become_a_refusal_is_held_back(begun: str, may: bool) -> None:
    assert may_become(begun) is may
